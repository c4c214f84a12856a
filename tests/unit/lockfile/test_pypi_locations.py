from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pypixi.lockfile.pypi_locations import (
    DirectUrl,
    FileUrl,
    LocalPath,
    LockedGit,
    PypiLocation,
    file_name,
    format_location,
    is_listed,
    local_path,
    parse_location,
)
from pypixi.records.pypi import PypiRecord
from pypixi.specs.source import GitReference

ROOT = Path("/work/ws")
COMMIT = "ab" * 20
FILE = "https://files.example.org/numpy-1.2-py3-none-any.whl"
REPO = "https://git.example.org/repo.git"


def git(url: str = REPO, **fields: Any) -> LockedGit:
    return LockedGit(**{"url": url, "commit": COMMIT, **fields})


LOCATIONS = [
    pytest.param(FILE, FileUrl(url=FILE), id="file"),
    pytest.param(
        f"direct+{FILE}#sha256=ab", DirectUrl(url=f"{FILE}#sha256=ab"), id="direct"
    ),
    pytest.param(f"git+{REPO}#{COMMIT}", git(), id="default branch"),
    pytest.param(
        f"git+{REPO}?tag=v1.0#{COMMIT}",
        git(reference=GitReference(kind="tag", name="v1.0")),
        id="tag",
    ),
    pytest.param(
        f"git+{REPO}?rev={COMMIT}#{COMMIT}",
        git(reference=GitReference(kind="rev", name=COMMIT)),
        id="commit",
    ),
    pytest.param(
        f"git+{REPO}?subdirectory=a+b%2Fc&branch=x%2Fy%7E%26&lfs=true#{COMMIT}",
        git(
            subdirectory="a b/c",
            reference=GitReference(kind="branch", name="x/y~&"),
            lfs=True,
        ),
        id="everything of git, in order",
    ),
    pytest.param(f"git+{REPO}?lfs=false#{COMMIT}", git(lfs=False), id="no large files"),
    pytest.param(
        f"git+ssh://git@git.example.org/repo#{COMMIT}",
        git("ssh://git@git.example.org/repo"),
        id="git over ssh",
    ),
    pytest.param("./libs/app", LocalPath(path="./libs/app"), id="folder"),
    pytest.param("../x.whl", LocalPath(path="../x.whl"), id="file beside"),
    pytest.param("/srv/app", LocalPath(path="/srv/app"), id="absolute"),
    pytest.param("C:\\srv\\app", LocalPath(path="C:\\srv\\app"), id="Windows"),
]


@pytest.mark.parametrize(("text", "location"), LOCATIONS)
def test_location_is_read(text: str, location: PypiLocation) -> None:
    assert parse_location(text) == location


@pytest.mark.parametrize(("text", "location"), LOCATIONS)
def test_location_is_written(text: str, location: PypiLocation) -> None:
    assert format_location(location) == text


def test_file_url_of_an_old_lock_is_a_path() -> None:
    assert parse_location("file:///srv/my%20app") == LocalPath(path="/srv/my app")


@pytest.mark.parametrize(
    ("location", "text"),
    [
        (FileUrl(url="https://me:pw@example.org/x.whl"), "https://example.org/x.whl"),
        (
            DirectUrl(url="https://me:pw@example.org/x.whl"),
            "direct+https://example.org/x.whl",
        ),
        (
            FileUrl(url="http://h.test/t/sub/kelp-1.0.whl"),
            "http://h.test/t/sub/kelp-1.0.whl",
        ),
        (
            git("https://token@git.example.org/repo"),
            f"git+https://git.example.org/repo#{COMMIT}",
        ),
        (
            git("ssh://me:pw@git.example.org/repo"),
            f"git+ssh://git.example.org/repo#{COMMIT}",
        ),
    ],
    ids=["file", "direct", "no token", "git", "ssh"],
)
def test_credentials_are_not_written(location: PypiLocation, text: str) -> None:
    assert format_location(location) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (FILE, "numpy-1.2-py3-none-any.whl"),
        (
            "https://example.org/torch-2%2Bcpu-py3-none-any.whl",
            "torch-2+cpu-py3-none-any.whl",
        ),
        ("direct+https://example.org/a.tar.gz?x=/y#sha256=ab", "a.tar.gz"),
        ("./dist/a.whl", "a.whl"),
        ("C:\\dist\\a.zip", "a.zip"),
        ("./app", None),
        (f"git+{REPO}#{COMMIT}", None),
    ],
)
def test_archive_has_a_file_name(text: str, name: str | None) -> None:
    assert file_name(parse_location(text)) == name


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("./app", "/work/ws/app"),
        ("./", "/work/ws"),
        (".", "/work/ws"),
        ("../other/./x.whl", "/work/other/x.whl"),
        ("/srv/../app", "/app"),
    ],
)
def test_path_starts_at_the_workspace(path: str, expected: str) -> None:
    assert LocalPath(path=path).absolute(ROOT) == Path(expected)


def test_links_on_the_way_stay(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert LocalPath(path="./link").absolute(tmp_path) == tmp_path / "link"


@pytest.mark.parametrize(
    ("path", "written", "expected"),
    [
        pytest.param("/work/ws/app", "app", "./app", id="below"),
        pytest.param("/work/ws/..app", "..app", "./..app", id="dots in a name"),
        pytest.param("/work/ws", ".", "./", id="the workspace itself"),
        pytest.param("/work", "..", "..", id="the folder around it"),
        pytest.param("/work/other", "../other", "../other", id="beside"),
        pytest.param("/work/ws/x/../app", "x/../app", "./app", id="not normal"),
        pytest.param("/work/ws/app", "/work/ws/app", "/work/ws/app", id="absolute"),
        pytest.param("/work/ws/app", "file:///work/ws/app", "./app", id="URL"),
        pytest.param("/work/ws/app", None, "./app", id="asked for by a package"),
    ],
)
def test_path_is_spelled_from_the_workspace(
    path: str, written: str | None, expected: str
) -> None:
    assert local_path(Path(path), ROOT, written=written) == LocalPath(path=expected)


@pytest.mark.parametrize(
    ("location", "fields", "expected"),
    [
        pytest.param("./a-1.whl", {"sha256": "00"}, True, id="hash"),
        pytest.param("./a-1.whl", {"md5": "00"}, True, id="older hash"),
        pytest.param("./a-1.whl", {"index": "file:///dist"}, True, id="folder"),
        pytest.param("./a-1.whl", {}, False, id="file alone"),
        pytest.param(
            "./a-1.whl", {"index": "https://example.org/simple"}, False, id="index"
        ),
        pytest.param("./a", {"sha256": "00"}, False, id="project"),
        pytest.param("https://example.org/a.whl", {"sha256": "00"}, False, id="url"),
    ],
)
def test_file_of_a_list_is_known_by_what_the_lock_has(
    location: str, fields: dict[str, Any], expected: bool
) -> None:
    record = PypiRecord(location=location, name="a", version="1", **fields)
    assert is_listed(record) == expected
