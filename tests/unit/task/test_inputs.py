"""The files that patterns of a task match."""

from __future__ import annotations

import os
import sys
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
import xxhash
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pypixi.errors import PixiError
from pypixi.task.inputs import file_hashes, matching_files

if TYPE_CHECKING:
    from pathlib import Path

_FILES = (
    ".dot.py",
    ".hid/a.py",
    ".hid/deep/a.py",
    "a.py",
    "b.py",
    "c.txt",
    "pixi.lock",
    "src/a.py",
    "src/b.txt",
    "src/deep/.env",
    "src/deep/c.py",
    "src/deep/deep/d.py",
    "x/deep/e.txt",
    "x/src/f.py",
)
_HIDDEN = (".dot.py", ".hid/a.py", ".hid/deep/a.py", "src/deep/.env")
_SHOWN = tuple(path for path in _FILES if path not in _HIDDEN)
_IN_SRC = tuple(path for path in _FILES if path.startswith("src/"))
_PYTHON = (
    ".dot.py",
    "a.py",
    "b.py",
    "src/a.py",
    "src/deep/c.py",
    "src/deep/deep/d.py",
    "x/src/f.py",
)
_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with files, some hidden, and a file beside it."""
    root = tmp_path / "workspace"
    for path in _FILES:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path, encoding="utf-8")
    (tmp_path / "up.txt").write_text("up", encoding="utf-8")
    (root / "empty").mkdir()
    return root


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["*.py"], _PYTHON),
        (["**/*.py"], _PYTHON),
        (["a.py"], ["a.py"]),
        (["/a.py"], ["a.py"]),
        (["./a.py"], []),
        (["src"], _IN_SRC),
        (["src/"], _IN_SRC),
        (["src/**"], _IN_SRC),
        (["src/deep"], ["src/deep/.env", "src/deep/c.py", "src/deep/deep/d.py"]),
        (["src/*.py"], ["src/a.py"]),
        (["/src/*.py"], ["src/a.py"]),
        (["./src/*.py"], ["src/a.py"]),
        (["src/**/*.py"], ["src/a.py", "src/deep/c.py", "src/deep/deep/d.py"]),
        (["s?c/[!b].*"], ["src/a.py"]),
        (["**"], _SHOWN),
        (["**/*"], _SHOWN),
        (["*"], _SHOWN),
        (["[ab].py"], ["a.py", "b.py", "src/a.py"]),
        (["{a,b}.*"], ["a.py", "b.py", "src/a.py", "src/b.txt"]),
        (["{a,b}.py"], ["a.py", "b.py", "src/a.py"]),
        (["{src,x/src}/*.py"], ["src/a.py", "x/src/f.py"]),
        (
            ["**/deep/**"],
            [
                "src/deep/.env",
                "src/deep/c.py",
                "src/deep/deep/d.py",
                "x/deep/e.txt",
            ],
        ),
        ([".hid/*.py"], [".hid/a.py"]),
        ([".hid"], [".hid/a.py", ".hid/deep/a.py"]),
        ([".hid/*.py", "*.txt"], [".hid/a.py", "c.txt", "src/b.txt", "x/deep/e.txt"]),
        ([".dot.py"], [".dot.py"]),
        (["**", ".dot.py"], [".dot.py", *_SHOWN]),
        (["src/deep/../*.py"], ["src/a.py"]),
        (["*.py", "!a.py"], [path for path in _PYTHON if path != "a.py"]),
        (
            ["*.py", "!**/c.py"],
            [path for path in _PYTHON if path != "src/deep/c.py"],
        ),
        (["*.py", "!src"], [".dot.py", "a.py", "b.py", "x/src/f.py"]),
        (["*.py", "!src/"], [".dot.py", "a.py", "b.py", "x/src/f.py"]),
        (["!a.py", "a.py"], ["a.py"]),
        (["!a.py"], [path for path in _SHOWN if path != "a.py"]),
        (["../up.txt"], ["../up.txt"]),
        (["../*.txt"], ["../up.txt"]),
        (["../*.txt", "c.txt", "!../up.txt"], ["c.txt"]),
        (["empty"], []),
        (["missing/**"], []),
        ([""], []),
        ([], []),
    ],
)
def test_patterns_match(root: Path, patterns: list[str], expected: list[str]) -> None:
    assert matching_files(root, patterns) == [*expected]


@pytest.mark.parametrize(
    ("patterns", "name"),
    [
        (["[[]*"], "[x"),
        (["[]]x"], "]x"),
        (["\\*"], "*"),
        (["*[*]"], "a*"),
        (["[b-d]"], "c"),
        (["[^a]"], "b"),
        (["{e,{b,c}d}"], "cd"),
        (["a{,b}c"], "ac"),
        (["a b*"], "a bc"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_signs_in_patterns(tmp_path: Path, patterns: list[str], name: str) -> None:
    (tmp_path / name).touch()
    (tmp_path / "a").touch()
    assert matching_files(tmp_path, patterns) == [name]


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("src/{a,b", "'{' is not closed"),
        ("!src/[a", "'[' is not closed"),
        ("[z-a]/*", "bad character range z-a"),
        ("{a,b}" * 40, "it stands for too many others"),
    ],
)
def test_faulty_pattern_is_an_error(tmp_path: Path, pattern: str, reason: str) -> None:
    message = f"'{pattern}' is not a pattern of files: {reason}"
    with pytest.raises(PixiError) as caught:
        matching_files(tmp_path, [pattern])
    assert caught.value.message == message


@_links
def test_links_are_followed_but_in_no_circle(root: Path) -> None:
    (root / "src" / "up").symlink_to(root / "src")
    (root / "linked").symlink_to(root / "x")
    (root / "linked.txt").symlink_to(root / "c.txt")
    (root / "broken.txt").symlink_to(root / "missing")
    (root / "self.txt").symlink_to(root / "self.txt")
    assert matching_files(root, ["*.txt"]) == [
        "c.txt",
        "linked/deep/e.txt",
        "linked.txt",
        "src/b.txt",
        "x/deep/e.txt",
    ]


@_links
def test_folders_that_cannot_be_read_are_passed_over(root: Path) -> None:
    (root / "src").chmod(0)
    try:
        # The superuser reads them all the same.
        expected = [] if os.geteuid() else ["src/b.txt"]
        assert matching_files(root, ["src/*.txt"]) == expected
    finally:
        (root / "src").chmod(0o755)


def test_files_have_the_hash_of_their_content(root: Path) -> None:
    expected = {
        path: f"{xxhash.xxh3_64_intdigest(path.encode()):x}"
        for path in ("src/a.py", "src/b.txt")
    }
    assert file_hashes(root, ["src/*.*"]) == expected


_NAME = st.text("ab.", min_size=1, max_size=3).filter(lambda name: name.strip("."))
_PATH = st.lists(_NAME, min_size=1, max_size=3).map("/".join)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.sets(_PATH, max_size=6), st.lists(_NAME | st.sampled_from("*?"), min_size=2))
def test_anchored_patterns_match_name_by_name(
    tmp_path_factory: pytest.TempPathFactory, paths: set[str], names: list[str]
) -> None:
    """Judged by the standard library, where nothing is hidden and no folder in play."""
    shown = {path for path in paths if not any(p[0] == "." for p in path.split("/"))}
    root = tmp_path_factory.mktemp("root")
    kept = set()
    for path in sorted(shown):
        try:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).touch(exist_ok=False)
        except OSError:  # a file where another path has a folder
            continue
        kept.add(path)
    pattern = "/".join([*names[:3], "*"])
    expected = {
        path
        for path in kept
        if path.count("/") == pattern.count("/") and PurePosixPath(path).match(pattern)
    }
    assert set(matching_files(root, [pattern])) == expected
