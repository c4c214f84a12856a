from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pypixi.files.atomic import (
    UnwritableFileError,
    finish_pair,
    remove_drafts,
    write_bytes,
    write_changed,
    write_pair,
    write_text,
)
from support.untouched import written_at

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 65534


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def unprivileged() -> Iterator[None]:
    """Let go of the right to write anywhere, if we have it."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.mark.parametrize("text", ["", "a\r\nb\n", "\ufeffé", "no line end"])
def test_text_is_written_byte_for_byte(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pixi.toml"
    write_text(path, text)
    assert path.read_bytes() == text.encode()


def test_content_is_replaced_without_a_trace(tmp_path: Path) -> None:
    path = tmp_path / "pixi.lock"
    path.write_bytes(b"a long old content")
    write_bytes(path, b"new")
    assert path.read_bytes() == b"new"
    assert names_in(tmp_path) == ["pixi.lock"]


@pytest.mark.parametrize("bits", [0o600, 0o640, 0o755, 0o444])
def test_mode_of_an_existing_file_is_kept(tmp_path: Path, bits: int) -> None:
    path = tmp_path / "file"
    path.touch()
    path.chmod(bits)
    write_bytes(path, b"new")
    assert mode(path) == bits


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_new_file_has_the_mode_that_open_gives(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        write_bytes(tmp_path / "ours", b"")
        (tmp_path / "opened").open("wb").close()
        kept = os.umask(umask)
    finally:
        os.umask(before)
    assert mode(tmp_path / "ours") == mode(tmp_path / "opened")
    assert kept == umask


def test_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere" / "target"
    target.parent.mkdir()
    target.write_bytes(b"old")
    (tmp_path / "link").symlink_to("elsewhere/target")
    write_bytes(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert not target.is_symlink()
    assert target.read_bytes() == b"new"
    assert names_in(target.parent) == ["target"]


def test_link_to_nowhere_gets_a_target(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("target")
    write_bytes(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"new"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing/file", "No such file or directory"),
        ("plain/file", "Not a directory"),
        ("folder", "Is a directory"),
    ],
)
def test_impossible_place_is_named_and_nothing_stays_behind(
    tmp_path: Path, name: str, reason: str
) -> None:
    (tmp_path / "plain").touch()
    (tmp_path / "folder").mkdir()
    path = tmp_path / name
    with pytest.raises(UnwritableFileError) as caught:
        write_bytes(path, b"new")
    assert caught.value.message == f"cannot write '{path}': {reason}"
    assert caught.value.help == (
        f"make '{path.parent}' writable, or free space on its disk"
    )
    assert names_in(tmp_path) == ["folder", "plain"]
    assert not names_in(tmp_path / "folder")


def test_unwritable_folder_keeps_the_old_content() -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "file"
        path.write_bytes(b"old")
        path.chmod(0o666)
        path.parent.chmod(0o555)
        with pytest.raises(UnwritableFileError) as caught, unprivileged():
            write_bytes(path, b"new")
        path.parent.chmod(0o755)
        assert caught.value.message == f"cannot write '{path}': Permission denied"
        assert path.read_bytes() == b"old"
        assert names_in(path.parent) == ["file"]


FULL_DISK = """\
import resource, sys
from pathlib import Path
from pypixi.files.atomic import UnwritableFileError, write_bytes
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_bytes(Path(sys.argv[1]), bytes(5000))
except UnwritableFileError as error:
    print(error.message)
"""


def test_full_disk_keeps_the_old_content(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, path],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout == f"cannot write '{path}': File too large\n"
    assert path.read_bytes() == b"old"
    assert names_in(tmp_path) == ["file"]


def test_pair_is_written(tmp_path: Path) -> None:
    manifest, lock = tmp_path / "pixi.toml", tmp_path / "pixi.lock"
    manifest.write_bytes(b"old")
    write_pair((manifest, b"new"), (lock, b"lock"))
    assert manifest.read_bytes() == b"new"
    assert lock.read_bytes() == b"lock"
    assert names_in(tmp_path) == ["pixi.lock", "pixi.toml"]


@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize("name", ["missing/file", "folder"])
def test_none_of_a_pair_is_written_if_one_cannot_be(
    tmp_path: Path, name: str, is_there: bool
) -> None:
    first = tmp_path / "pixi.toml"
    if is_there:
        first.write_bytes(b"old")
    (tmp_path / "folder").mkdir()  # a draft can be made beside it, but not replace it
    with pytest.raises(UnwritableFileError) as caught:
        write_pair((first, b"new"), (tmp_path / name, b"new"))
    assert caught.value.message.startswith(f"cannot write '{tmp_path / name}': ")
    assert names_in(tmp_path) == ["folder", *(["pixi.toml"] if is_there else [])]
    assert not is_there or first.read_bytes() == b"old"


KILLED = """\
import os, sys
from pathlib import Path
from pypixi.files import atomic
folder = Path(sys.argv[1])
replace, todo = os.replace, int(sys.argv[2])
def replace_or_die(source, target):
    global todo
    todo -= 1
    if todo < 0:
        os.kill(os.getpid(), 9)
    replace(source, target)
atomic.os.replace = replace_or_die
atomic.write_pair((folder / "pixi.toml", b"new"), (folder / "pixi.lock", b"new"))
"""


@pytest.mark.parametrize(
    ("renames", "expected"),
    [(0, (b"old", b"old")), (1, (b"old", b"old")), (2, (b"new", b"new"))],
    ids=["before the draft", "before the first", "between the two"],
)
def test_pair_whose_writer_was_killed_is_finished(
    tmp_path: Path, renames: int, expected: tuple[bytes, bytes]
) -> None:
    paths = tmp_path / "pixi.toml", tmp_path / "pixi.lock"
    for path in paths:
        path.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", KILLED, tmp_path, str(renames)], check=False
    )
    assert done.returncode == -9
    finish_pair((paths[0], paths[0].read_bytes()), paths[1])
    assert tuple(path.read_bytes() for path in paths) == expected


def test_what_was_left_behind_long_ago_is_no_part_of_a_pair(tmp_path: Path) -> None:
    paths = tmp_path / "pixi.toml", tmp_path / "pixi.lock"
    for path in paths:
        path.write_bytes(b"old")
    killed = [sys.executable, "-c", KILLED, str(tmp_path), "1"]
    subprocess.run(killed, check=False)
    (draft,) = tmp_path.glob(".pixi.lock.*")
    os.utime(draft, (1, 1))
    paths[0].write_bytes(b"new")  # as somebody may have written it again
    finish_pair((paths[0], b"new"), paths[1])
    assert paths[1].read_bytes() == b"old"


def test_pair_that_was_finished_by_another_is_no_failure(tmp_path: Path) -> None:
    """Whoever reads the first file in between puts the second in its place."""
    manifest, lock = tmp_path / "pixi.toml", tmp_path / "pixi.lock"
    script = KILLED.replace(
        "os.kill(os.getpid(), 9)",
        "atomic.os.replace = replace; path = folder / 'pixi.toml';"
        " atomic.finish_pair((path, path.read_bytes()), folder / 'pixi.lock')",
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path, "2"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    assert manifest.read_bytes() == lock.read_bytes() == b"new"


def test_only_files_that_change_are_written(tmp_path: Path) -> None:
    same, other = tmp_path / "same", tmp_path / "other"
    same.write_bytes(b"same")
    other.write_bytes(b"old")
    before = written_at(same)
    contents = {same: b"same", other: b"other"}
    assert write_changed(contents) == {other}
    assert written_at(same) == before
    assert {path: path.read_bytes() for path in contents} == contents
    assert write_changed(contents) == frozenset()
    assert write_changed(dict.fromkeys(contents, b"new")) == {same, other}
    assert same.read_bytes() == other.read_bytes() == b"new"


def test_drafts_of_the_killed_are_removed(tmp_path: Path) -> None:
    kept = [".pixi.lock.backup", ".pixi.lock.orig1", "pixi.lock", "pixi.lock.abcd_efg"]
    left = [".pixi.lock.v2t_hf6e", f".pixi.lock.{'0a' * 16}"]
    for name in (*kept, *left):
        (tmp_path / name).touch()
    remove_drafts(tmp_path / "pixi.lock")
    assert names_in(tmp_path) == sorted(kept)
