from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pypixi.taskshell.globs import find_matches

if TYPE_CHECKING:
    from pathlib import Path

FILES = (
    *("a.txt", "b.txt", "B2.TXT", ".hid.txt", "x[1].py", "é.md", "ab/c.txt"),
    *("ab/.git/d.txt", "ab/de/e.txt", "ab/de/f.py", "zz/g.txt", "a-b", "]"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with files, whose name looks like a pattern."""
    root = tmp_path / "w[or]k*"
    for name in FILES:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (root / "empty").mkdir()
    return root


def matches(folder: Path, text: str, *, globstar: bool = True) -> list[str]:
    """Return what a pattern means; what stands between bars is quoted."""
    field = [(piece, number % 2 == 1) for number, piece in enumerate(text.split("|"))]
    options = {"globstar"} if globstar else set()
    return find_matches(field, str(folder), "linux", options)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("*.txt", ["B2.TXT", "a.txt", "b.txt"]),
        ("B*.TXT", ["B2.TXT", "b.txt"]),
        ("?.txt", ["a.txt", "b.txt"]),
        ("[!a].txt", ["b.txt"]),
        ("[^a].txt", ["a.txt"]),
        ("[A-C].txt", ["a.txt", "b.txt"]),
        ("[]]", ["]"]),
        ("[!]]", []),
        ("a[+-]b", ["a-b"]),
        ("x|[1]|*", ["x[1].py"]),
        ("x[[]1[]].py", ["x[1].py"]),
        ("?.md", ["é.md"]),
        ("É.m*", ["é.md"]),
        (".h*", []),
        (".*", []),
        (
            "*",
            [
                "B2.TXT",
                "]",
                "a-b",
                "a.txt",
                "ab",
                "b.txt",
                "empty",
                "x[1].py",
                "zz",
                "é.md",
            ],
        ),
        ("*/", ["ab", "empty", "zz"]),
        ("a?/", ["ab"]),
        ("./*.md", ["é.md"]),
        ("ab/../*.md", ["ab/../é.md"]),
        ("ab//*", ["ab/c.txt", "ab/de"]),
        ("a?/*.txt", ["ab/c.txt"]),
        ("a?/no", []),
        ("a*/c.txt", ["ab/c.txt"]),
        ("*/.git/*", ["ab/.git/d.txt"]),
        ("no*/x", []),
        ("no/*", []),
        ("a.txt/*", []),
        (
            "**/*.txt",
            ["B2.TXT", "a.txt", "ab/c.txt", "ab/de/e.txt", "b.txt", "zz/g.txt"],
        ),
        ("**/**/*.py", ["ab/de/f.py", "x[1].py"]),
        ("**/de/*", ["ab/de/e.txt", "ab/de/f.py"]),
        ("**/.git/*", ["ab/.git/d.txt"]),
        ("**", ["ab", "ab/de", "empty", "zz"]),
        ("ab/**", ["ab/de"]),
        ("ab/**/*", ["ab/c.txt", "ab/de", "ab/de/e.txt", "ab/de/f.py"]),
        ("a**b", []),
        ("***", []),
        ("a[b", []),
        ("*[", []),
    ],
)
def test_pattern_means_files(folder: Path, text: str, found: list[str]) -> None:
    assert matches(folder, text) == found


def test_two_stars_are_one_without_globstar(folder: Path) -> None:
    assert matches(folder, "**/*.txt", globstar=False) == ["ab/c.txt", "zz/g.txt"]


def test_parent_is_kept(folder: Path) -> None:
    assert matches(folder / "ab", "../*.md") == ["../é.md"]


def test_absolute_pattern_gives_absolute_paths(folder: Path) -> None:
    start = f"|{folder}|"
    assert matches(folder / "ab", f"{start}/*.md") == [f"{folder}/é.md"]


@pytest.mark.skipif(os.name != "posix", reason="links are free on Unix")
def test_folders_are_not_gone_through_by_links(folder: Path) -> None:
    (folder / "link").symlink_to(folder)
    assert matches(folder, "**/*.md") == ["é.md"]
    assert matches(folder, "link/*.md") == ["link/é.md"]
    (folder / "broken.md").symlink_to("gone")
    assert matches(folder, "b*.md") == ["broken.md"]


def test_many_stars_are_quick(folder: Path) -> None:
    (folder / ("a" * 200)).touch()
    assert matches(folder, "a*" * 60 + "b") == []


def test_windows_separates_by_either_slash(folder: Path) -> None:
    field = [("ab\\*.txt", False)]
    assert find_matches(field, str(folder), "win32", ()) == ["ab\\c.txt"]
