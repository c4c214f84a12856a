from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pypixi.pypi.resolving.seahash import text_digest
from pypixi.pypi.resolving.uv_cache import (
    UvCache,
    _time,
    index_parts,
    url_parts,
    wheel_stem,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

URL = "https://example.org/simple"
COMMIT = "0123456789abcdef" * 2 + "01234567"
TAGS = "cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64"


def test_newer_formats_are_looked_at_first(tmp_path: Path) -> None:
    folders = [tmp_path / f"wheels-v{number}" / "pypi" for number in (9, 10, 8)]
    for folder in folders:
        folder.mkdir(parents=True)
    (tmp_path / "wheels-v11").mkdir()
    found = UvCache(path=tmp_path).shards("wheels", "pypi")
    assert [path.parent.name for path in found] == [
        "wheels-v10",
        "wheels-v9",
        "wheels-v8",
    ]


def test_default_index_has_a_folder_of_its_own() -> None:
    assert index_parts(None) == ("pypi",)


@pytest.mark.parametrize(
    "written",
    [URL, f"{URL}/", "https://user:password@example.org/simple"],
    ids=["plain", "slash", "credentials"],
)
def test_one_index_has_one_folder(written: str) -> None:
    assert index_parts(written) == ("index", text_digest(URL))


def test_characters_of_a_path_are_encoded_as_uv_does() -> None:
    expected = ("url", text_digest("https://example.org/a%20b+c"))
    assert url_parts("url", "https://example.org/a%20b%2Bc") == expected


@pytest.mark.parametrize(
    ("file_name", "stem"),
    [
        ("a-1.0-py3-none-any.whl", "1.0-py3-none-any"),
        ("a-1.0-3-py3-none-any.whl", "1.0-3-py3-none-any"),
        (f"a-{'1' * 9}-{TAGS}.whl", f"{'1' * 9}-{TAGS}"),
        (f"a-{'1' * 10}-{TAGS}.whl", f"{'1' * 10}-{text_digest(TAGS)}"),
        (f"a-{'1' * 50}-{TAGS}.whl", f"{'1' * 47}-{text_digest(TAGS)}"),
    ],
    ids=["short", "build", "64 characters", "65 characters", "long version"],
)
def test_wheel_has_a_stem(file_name: str, stem: str) -> None:
    assert wheel_stem(file_name) == stem


def test_last_revision_comes_first(tmp_path: Path) -> None:
    for time, name in enumerate(["old", "new"]):
        folder = tmp_path / "sdists-v11" / "pypi" / "a" / "1" / name
        folder.mkdir(parents=True)
        os.utime(folder, (time, time))
    found = UvCache(path=tmp_path).revisions("pypi", "a", "1")
    assert [path.name for path in found] == ["new", "old"]


def test_note_that_is_removed_meanwhile_is_an_old_one(tmp_path: Path) -> None:
    assert _time(tmp_path / "gone") < _time(tmp_path)


def test_folder_that_is_removed_meanwhile_has_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanish(_: Path, pattern: str) -> Iterator[Path]:
        raise FileNotFoundError(pattern)

    (tmp_path / "sdists-v11" / "pypi").mkdir(parents=True)
    monkeypatch.setattr(Path, "glob", vanish)
    assert [*UvCache(path=tmp_path).revisions("pypi")] == []


def test_checkout_of_a_commit_is_found(tmp_path: Path) -> None:
    for name in (COMMIT[:7], COMMIT[:9], COMMIT[:7] + "f"):
        (tmp_path / "git-v2" / "checkouts" / "repository" / name).mkdir(parents=True)
    found = UvCache(path=tmp_path).checkouts(COMMIT)
    assert sorted(path.name for path in found) == [COMMIT[:7], COMMIT[:9]]


def test_empty_cache_has_nothing(tmp_path: Path) -> None:
    cache = UvCache(path=tmp_path / "missing")
    assert [*cache.shards("wheels"), *cache.checkouts(COMMIT)] == []
