from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest

from pypixi.errors import PixiError
from pypixi.lockfile.pypi_locations import DirectUrl, FileUrl, LockedGit
from pypixi.pypi.resolving.metadata import (
    Library,
    UnknownMetadataError,
    find_metadata,
    sorted_specifiers,
)
from pypixi.pypi.resolving.pylock import Chosen
from pypixi.pypi.resolving.uv_cache import UvCache, index_parts, url_parts
from pypixi.specs.names import PypiName

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.lockfile.pypi_locations import PypiLocation

FILES = "https://files.example.org"
INDEX = "https://example.org/simple"
STEM = "1.0-py3-none-any"
WHEEL = FileUrl(url=f"{FILES}/a-{STEM}.whl")
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def _chosen(location: PypiLocation, **fields: Any) -> Chosen:
    return Chosen(name=PypiName("a"), version="1.0", location=location, **fields)


def _note(path: Path, requirement: str) -> None:
    """Write what uv would note of a package with one requirement."""
    text = bytes([0xA0 + len(requirement)]) + requirement.encode()
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\x96\xa1a\xa31.0\x91" + text + b"\xc0\x90\xc2")


def _library(cache: Path, **web: bytes) -> Library:
    """Return a library beside which the web has files at some URLs."""
    return Library(cache=UvCache(path=cache), fetch=web.get)


def _requires(chosen: Chosen, cache: Path, index: str | None = None) -> tuple[str, ...]:
    return find_metadata(chosen, index, _library(cache)).requires_dist


def test_wheel_is_looked_up_by_its_index(tmp_path: Path) -> None:
    for index, requirement in ((None, "default"), (INDEX, "other")):
        folder = (tmp_path / "wheels-v8").joinpath(*index_parts(index), "a")
        _note(folder / f"{STEM}.msgpack", requirement)
    chosen = _chosen(WHEEL, is_from_index=True)
    assert _requires(chosen, tmp_path) == ("default",)
    assert _requires(chosen, tmp_path, INDEX) == ("other",)


def test_wheel_is_found_below_an_unknown_folder(tmp_path: Path) -> None:
    _note(tmp_path / "wheels-v9" / "index" / "odd" / "a" / f"{STEM}.msgpack", "b")
    assert _requires(_chosen(WHEEL, is_from_index=True), tmp_path) == ("b",)


def test_direct_wheel_is_looked_up_by_its_url(tmp_path: Path) -> None:
    url = f"{FILES}/a-{STEM}.whl#sha256=00"
    folder = (tmp_path / "wheels-v8").joinpath(*url_parts("url", url), "a")
    _note(folder / f"{STEM}.msgpack", "b")
    assert _requires(_chosen(DirectUrl(url=url)), tmp_path) == ("b",)


def test_source_of_a_subdirectory_is_looked_up_there(tmp_path: Path) -> None:
    url = f"{FILES}/a.zip#subdirectory=s"
    folder = (tmp_path / "sdists-v11").joinpath(*url_parts("url", url), "revision")
    (folder / "src" / "s").mkdir(parents=True)
    text = "[project]\ndependencies = ['b']\n"
    (folder / "src" / "s" / "pyproject.toml").write_text(text)
    assert _requires(_chosen(DirectUrl(url=url)), tmp_path) == ("b",)


def test_commit_that_was_built_is_looked_up(tmp_path: Path) -> None:
    folder = tmp_path / "sdists-v11" / "git" / "repository" / COMMIT[:16]
    _note(folder / "metadata.msgpack", "b")
    location = LockedGit(url="https://example.org/a", commit=COMMIT)
    assert _requires(_chosen(location), tmp_path) == ("b",)


def test_unknown_package_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnknownMetadataError, match="'a' are not known") as caught:
        find_metadata(_chosen(WHEEL), None, _library(tmp_path))
    assert caught.value.notes == ("uv chose a 1.0",)


ON_WEB = WHEEL.url
METADATA = b"Metadata-Version: 2.1\nName: a\nRequires-Dist: b\n"


def _wheel(metadata: bytes) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w") as wheel:
        wheel.writestr("a-1.0.dist-info/METADATA", metadata)
    return file.getvalue()


@pytest.mark.parametrize(
    "web",
    [
        {f"{ON_WEB}.metadata": METADATA},
        {ON_WEB: _wheel(METADATA)},
        {f"{ON_WEB}.metadata": b"<!DOCTYPE html>", ON_WEB: _wheel(METADATA)},
    ],
    ids=["metadata file", "archive", "page in the place of metadata"],
)
def test_wheel_that_the_cache_has_not_is_looked_at(
    tmp_path: Path, web: dict[str, bytes]
) -> None:
    library = _library(tmp_path, **web)
    found = find_metadata(_chosen(WHEEL), None, library)
    assert found.requires_dist == ("b",)


def test_query_and_fragment_of_a_url_are_kept_in_their_places(tmp_path: Path) -> None:
    library = _library(tmp_path, **{f"{ON_WEB}.metadata?key=x": METADATA})
    chosen = _chosen(DirectUrl(url=f"{ON_WEB}?key=x#sha256=00"))
    assert find_metadata(chosen, None, library).requires_dist == ("b",)


def test_server_may_forbid_what_it_does_not_have(tmp_path: Path) -> None:
    def fetch(url: str) -> bytes:
        if url.endswith(".metadata"):
            raise PixiError("403 Forbidden")
        return _wheel(METADATA)

    library = Library(cache=UvCache(path=tmp_path), fetch=fetch)
    assert find_metadata(_chosen(WHEEL), None, library).requires_dist == ("b",)


def test_source_is_not_looked_at_on_the_web(tmp_path: Path) -> None:
    url = f"{FILES}/a-1.0.tar.gz"
    library = _library(tmp_path, **{f"{url}.metadata": METADATA, url: b""})
    with pytest.raises(UnknownMetadataError):
        find_metadata(_chosen(FileUrl(url=url)), None, library)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (None, None),
        ("", ""),
        (">=3.9", ">=3.9"),
        ("!=3.0.*,>=2.7", ">=2.7,!=3.0.*"),
        ("<4, >= 3.8", ">=3.8,<4"),
        ("!=3.10,>=3.9", ">=3.9,!=3.10"),
        (">3.8,!=3.8", ">3.8,!=3.8"),
        (">=3.8,~odd", ">=3.8,~odd"),
    ],
    ids=[
        *("none", "empty", "one", "wildcard", "blanks", "as versions", "equal", "odd"),
    ],
)
def test_specifiers_are_sorted_by_version(
    written: str | None, expected: str | None
) -> None:
    assert sorted_specifiers(written) == expected
