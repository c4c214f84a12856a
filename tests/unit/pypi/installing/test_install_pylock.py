from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import tomli

from pypixi.pypi.indexes import configured_indexes
from pypixi.pypi.installing.install_pylock import install_pylock
from pypixi.records.pypi import PypiRecord
from pypixi.specs.indexes import FindLinks, PypiOptions
from pypixi.specs.names import PypiName
from unit.pypi.installing.site_folder import COMMIT

if TYPE_CHECKING:
    from collections.abc import Collection

ROOT = Path("/work space")
MAIN = "https://main.example.org/simple"
EXTRA = "https://extra.example.org/simple/"
HOST = "https://files.example.org"
LISTS = PypiOptions(find_links=(FindLinks(path="dist"),))


def pylock(
    *records: PypiRecord,
    options: PypiOptions | None = None,
    editable: Collection[str] = (),
) -> dict[str, Any]:
    indexes = configured_indexes(
        options or PypiOptions(extra_index_urls=(EXTRA,)), lambda: MAIN, root=ROOT
    )
    names = [PypiName(name) for name in editable]
    return tomli.loads(install_pylock(records, indexes, editable=names, root=ROOT))


def package(location: str, **fields: Any) -> dict[str, Any]:
    """Return the table of one package, all but its name and version."""
    options = fields.pop("options", None)
    editable = fields.pop("editable", ())
    record = PypiRecord(location=location, name="fish", version="1.0", **fields)
    (table,) = pylock(record, options=options, editable=editable)["packages"]
    assert table.pop("name") == "fish"
    assert table.pop("version", "1.0") == "1.0"
    return dict(table)


def test_pylock_is_one_of_the_standard() -> None:
    text = pylock(PypiRecord(location=f"{HOST}/a-1.whl", name="a", version="1"))
    assert text["lock-version"] == "1.0"
    assert text["packages"][0]["version"] == "1"


def test_wheel_has_its_index_and_hash() -> None:
    url = f"{HOST}/fish-1.0-py3-none-any.whl"
    assert package(url, sha256="ab", index=EXTRA) == {
        "index": EXTRA,
        "wheels": [{"url": url, "hashes": {"sha256": "ab"}}],
    }


def test_source_archive_is_told_apart_from_a_wheel() -> None:
    url = f"{HOST}/fish-1.0.tar.gz"
    assert package(url, sha256="ab", index=MAIN) == {
        "index": MAIN,
        "sdist": {"url": url, "hashes": {"sha256": "ab"}},
    }


def test_index_is_spelled_as_it_is_configured() -> None:
    table = package(f"{HOST}/fish.whl", index=EXTRA.rstrip("/"))
    assert table["index"] == EXTRA


def test_file_of_a_list_has_no_index() -> None:
    assert "index" not in package(f"{HOST}/fish.whl", options=LISTS)


@pytest.mark.parametrize(
    ("known", "hashes"),
    [
        pytest.param({"md5": "cd", "sha256": "ab"}, {"sha256": "ab"}, id="both"),
        pytest.param({"md5": "cd"}, {"md5": "cd"}, id="md5"),
        pytest.param({}, {}, id="none"),
    ],
)
def test_only_the_strongest_hash_counts(
    known: dict[str, str], hashes: dict[str, str]
) -> None:
    (wheel,) = package(f"{HOST}/fish.whl", **known)["wheels"]
    assert wheel["hashes"] == hashes


@pytest.mark.parametrize(
    ("fragment", "keys"),
    [
        pytest.param("", {"hashes": {}}, id="none"),
        pytest.param("#sha256=ab", {"hashes": {"sha256": "ab"}}, id="hash"),
        pytest.param(
            "#subdirectory=a/b&sha256=ab",
            {"hashes": {"sha256": "ab"}, "subdirectory": "a/b"},
            id="folder",
        ),
    ],
)
def test_direct_url_has_what_its_fragment_says(
    fragment: str, keys: dict[str, object]
) -> None:
    url = f"{HOST}/fish-1.0.tar.gz{fragment}"
    assert package(f"direct+{url}") == {"archive": {"url": url, **keys}}


def test_commit_has_its_reference_and_folder() -> None:
    url = f"{HOST}/fish.git"
    assert package(f"git+{url}?subdirectory=a&tag=v1#{COMMIT}") == {
        "vcs": {
            "type": "git",
            "url": url,
            "requested-revision": "v1",
            "commit-id": COMMIT,
            "subdirectory": "a",
        }
    }


def test_commit_of_the_default_branch_has_no_reference() -> None:
    table = package(f"git+{HOST}/fish.git#{COMMIT}")
    assert table["vcs"].keys() == {"type", "url", "commit-id"}


@pytest.mark.parametrize("linked", [True, False])
def test_folder_is_linked_as_the_manifest_has_it(linked: bool) -> None:
    table = package("../fish", editable=["fish"] if linked else [])
    assert table == {"directory": {"path": "/fish", "editable": linked}}


def test_archive_of_this_machine_is_told_by_its_path() -> None:
    assert package("./dist/fish-1.0.whl") == {
        "archive": {"path": "/work space/dist/fish-1.0.whl", "hashes": {}}
    }


@pytest.mark.parametrize(
    ("name", "key"), [("fish-1.0.whl", "wheels"), ("fish-1.0.tar.gz", "sdist")]
)
def test_file_of_a_list_is_told_like_one_of_an_index(name: str, key: str) -> None:
    table = package(f"./dist/{name}", sha256="ab")
    file = {"path": f"/work space/dist/{name}", "hashes": {"sha256": "ab"}}
    assert table == {key: [file] if key == "wheels" else file}
