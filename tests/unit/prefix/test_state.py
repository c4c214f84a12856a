from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import xxhash

from pypixi.prefix.state import (
    Marker,
    environment_fingerprint,
    lock_file_hash,
    read_fingerprint,
    read_marker,
    write_marker,
)
from unit.lockfile.samples import CHANNEL, binary

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.records.conda import CondaRecord

FINGERPRINT = "conda-meta/.pixi-environment-fingerprint"
SHA256 = "ab" * 32
MD5 = "cd" * 16

# The example of the specification.
MARKER = Marker(
    manifest_path="/home/me/demo/pixi.toml",
    environment_name="default",
    environment_lock_file_hash="8f2d0c4b1e6a9375",
    subdir="linux-64",
    virtual_packages=(
        "__unix=0=0",
        "__linux=4.18",
        "__glibc=2.28",
        "__archspec=0=x86_64",
    ),
    requirements=("__glibc >=2.17,<3.0.a0",),
    pixi_version="0.77.0",
)
MARKER_TEXT = """\
{
  "manifest_path": "/home/me/demo/pixi.toml",
  "environment_name": "default",
  "pixi_version": "0.77.0",
  "environment_lock_file_hash": "8f2d0c4b1e6a9375",
  "resolved_platform": {
    "subdir": "linux-64",
    "virtual_packages": [
      "__unix=0=0",
      "__linux=4.18",
      "__glibc=2.28",
      "__archspec=0=x86_64"
    ]
  },
  "minimum_supported_platform": {
    "subdir": "linux-64",
    "requirements": [
      "__glibc >=2.17,<3.0.a0"
    ]
  }
}"""


def marker(**fields: Any) -> Marker:
    known: dict[str, Any] = {
        "manifest_path": "/ws/pixi.toml",
        "environment_name": "default",
        "environment_lock_file_hash": "1",
        "subdir": "linux-64",
        "virtual_packages": (),
    }
    return Marker(**{**known, **fields})


def put(prefix: Path, name: str, content: str | bytes) -> Path:
    path = prefix / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def package(name: str, **fields: Any) -> CondaRecord:
    return binary(f"{CHANNEL}/noarch/{name}-1-0.conda", **fields)


def test_marker_has_the_text_of_the_specification(tmp_path: Path) -> None:
    path = put(tmp_path, "conda-meta/pixi", "")
    write_marker(tmp_path, MARKER)
    assert path.read_text(encoding="utf-8") == MARKER_TEXT
    assert read_marker(tmp_path) == MARKER


def test_marker_without_requirements_has_no_key_for_them(tmp_path: Path) -> None:
    path = put(tmp_path, "conda-meta/pixi", "")
    write_marker(tmp_path, marker())
    fields = json.loads(path.read_text(encoding="utf-8"))
    assert fields["minimum_supported_platform"] == {"subdir": "linux-64"}
    assert fields["pixi_version"] == "0.77.0"
    assert read_marker(tmp_path) == marker()


def test_path_in_a_marker_is_written_as_it_is(tmp_path: Path) -> None:
    path = put(tmp_path, "conda-meta/pixi", "")
    write_marker(tmp_path, marker(manifest_path='/h/ché "x"/pixi.toml'))
    assert '"manifest_path": "/h/ché \\"x\\"/pixi.toml"' in path.read_text("utf-8")


def test_marker_of_another_version_is_read(tmp_path: Path) -> None:
    """Older ones lack the platforms; newer ones may know more."""
    text = json.dumps(
        {
            "manifest_path": "/ws/pixi.toml",
            "environment_name": "test",
            "pixi_version": "0.40.0",
            "environment_lock_file_hash": "ff",
            "resolved_platform": None,
            "something_new": [1, 2],
        }
    )
    put(tmp_path, "conda-meta/pixi", text)
    assert read_marker(tmp_path) == marker(
        environment_name="test",
        environment_lock_file_hash="ff",
        subdir="",
        pixi_version="0.40.0",
    )


def test_least_virtual_packages_of_an_older_marker_are_requirements(
    tmp_path: Path,
) -> None:
    """Earlier versions of the original wrote what the machine must have at least."""
    fields = json.loads(MARKER_TEXT)
    fields["minimum_supported_platform"] = {
        "subdir": "osx-arm64",
        "virtual_packages": ["__osx=11.0", "__unix=0"],
    }
    put(tmp_path, "conda-meta/pixi", json.dumps(fields))
    found = read_marker(tmp_path)
    assert found is not None
    assert found.requirements == ("__osx >=11.0", "__unix")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param(MARKER_TEXT[:-40], id="cut short"),
        pytest.param(b"\xff\xfe", id="no text"),
        pytest.param("[]", id="array"),
        pytest.param("null", id="null"),
        pytest.param('"x"', id="text"),
        pytest.param("{}", id="no keys"),
        pytest.param('{"manifest_path": "/ws/pixi.toml"}', id="keys missing"),
        pytest.param(
            MARKER_TEXT.replace('"__unix=0=0",', "").replace("[", "7", 1).split("]")[0]
            + "}}",
            id="broken within",
        ),
        pytest.param(
            json.dumps({**json.loads(MARKER_TEXT), "resolved_platform": [1]}),
            id="platform is an array",
        ),
        pytest.param(
            json.dumps(
                {
                    **json.loads(MARKER_TEXT),
                    "resolved_platform": {"virtual_packages": 7},
                }
            ),
            id="virtual packages are a number",
        ),
    ],
)
def test_damaged_marker_means_nothing(tmp_path: Path, content: str | bytes) -> None:
    put(tmp_path, "conda-meta/pixi", content)
    assert read_marker(tmp_path) is None


def test_missing_marker_means_nothing(tmp_path: Path) -> None:
    assert read_marker(tmp_path) is None
    put(tmp_path, "conda-meta/pixi/x", "")
    assert read_marker(tmp_path) is None


def test_fingerprint_is_over_names_and_digests_by_name() -> None:
    records = [package("zlib", sha256=SHA256), package("bar"), package("a", md5=MD5)]
    size = (32).to_bytes(8, "little")
    fed = b"a\xff\0" + b"bar\xff\0" + b"zlib\xff" + size + bytes.fromhex(SHA256)
    expected = f"{xxhash.xxh3_64_intdigest(fed):016x}"
    assert environment_fingerprint(records) == expected
    assert environment_fingerprint(reversed(records)) == expected


def test_fingerprint_is_padded_to_sixteen_digits() -> None:
    found = {environment_fingerprint([package(f"p{number}")]) for number in range(100)}
    assert {len(text) for text in found} == {16}
    assert any(text.startswith("0") for text in found)


def test_fingerprint_of_no_packages_is_the_hash_of_nothing() -> None:
    assert environment_fingerprint([]) == "2d06800538d394c2"


def test_lock_hash_is_over_locations_digests_and_the_platform() -> None:
    packages: list[tuple[str, CondaRecord | None]] = [
        ("https://h/a-1-0.conda", package("a", sha256=SHA256, md5=MD5)),
        ("https://h/b-1-0.conda", package("b", md5=MD5)),
        ("/srv/c-1-0.conda", package("c")),
        ("./app", None),
    ]
    long, short = (32).to_bytes(8, "little"), (16).to_bytes(8, "little")
    fed = (
        b"https://h/a-1-0.conda\xff"
        + (long + bytes.fromhex(SHA256))
        + b"https://h/b-1-0.conda\xff"
        + (short + bytes.fromhex(MD5))
        + b"/srv/c-1-0.conda\xff"
        + b"./app\xff"
        + b"linux-64\xff"
        + b"__glibc=2.28\xff__unix=0=0\xff"
    )
    found = lock_file_hash(packages, "linux-64", ["__unix=0=0", "__glibc=2.28"])
    assert found == f"{xxhash.xxh3_64_intdigest(fed):x}"


def test_order_of_packages_changes_the_lock_hash() -> None:
    packages: list[tuple[str, CondaRecord | None]] = [("a", None), ("b", None)]
    one, other = (
        lock_file_hash(rows, "linux-64", []) for rows in (packages, packages[::-1])
    )
    assert one != other


def test_lock_hash_is_not_padded() -> None:
    found = [lock_file_hash([], f"subdir-{number}", []) for number in range(200)]
    assert not any(text.startswith("0") for text in found)
    assert {len(text) for text in found} >= {15, 16}


@pytest.mark.parametrize(
    ("content", "fingerprint"),
    [
        (None, None),
        (b"", None),
        (b"pixi:installing!", None),
        (b"0123456789abcdef", "0123456789abcdef"),
        (b"0123456789ABCDEF", None),
        (b"0123456789abcde", None),
        (b"0123456789abcdef\n", None),
        (b"0123456789abcdef0", None),
        (b"0123456789abcdeg", None),
        (b"\xff" * 16, None),
    ],
)
def test_fingerprint_is_read_only_of_a_complete_install(
    tmp_path: Path, content: bytes | None, fingerprint: str | None
) -> None:
    if content is not None:
        put(tmp_path, FINGERPRINT, content)
    assert read_fingerprint(tmp_path) == fingerprint
