from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.prefix.change import LinkedPrefixError, UnwritablePrefixError, changing
from pypixi.prefix.state import read_fingerprint, read_marker

if TYPE_CHECKING:
    from pathlib import Path

FINGERPRINT = "conda-meta/.pixi-environment-fingerprint"


def put(prefix: Path, name: str, content: str | bytes) -> Path:
    path = prefix / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def never() -> None:
    raise AssertionError("nobody else holds the prefix")


def test_change_makes_a_missing_prefix(tmp_path: Path) -> None:
    prefix = tmp_path / ".pixi" / "envs" / "default"
    with changing(prefix, on_wait=never) as change:
        assert change.prefix == prefix
        assert (prefix / FINGERPRINT).read_bytes() == b""


def test_begun_change_leaves_neither_marker_nor_fingerprint(tmp_path: Path) -> None:
    """So that an install that is killed is finished by the next command."""
    put(tmp_path, FINGERPRINT, b"0123456789abcdef")
    put(tmp_path, "conda-meta/pixi", "{}")
    with changing(tmp_path, on_wait=never) as change:
        change.begin()
    assert (tmp_path / FINGERPRINT).read_bytes() == b"pixi:installing!"
    assert read_fingerprint(tmp_path) is None
    assert read_marker(tmp_path) is None
    assert not (tmp_path / "conda-meta" / "pixi").exists()


def test_change_may_begin_in_a_prefix_without_marker(tmp_path: Path) -> None:
    with changing(tmp_path, on_wait=never) as change:
        change.begin()
        assert change.fingerprint is None


def test_completed_change_has_a_fingerprint_and_the_small_files(tmp_path: Path) -> None:
    with changing(tmp_path, on_wait=never) as change:
        change.begin()
        change.complete("0123456789abcdef")
        assert change.fingerprint == "0123456789abcdef"
    meta = tmp_path / "conda-meta"
    assert (tmp_path / FINGERPRINT).read_bytes() == b"0123456789abcdef"
    assert (meta / "history").read_bytes() == (
        b"// not relevant for pixi but for `conda run -p`"
    )
    assert (meta / "pixi_env_prefix").read_bytes() == str(meta).encode()
    assert read_fingerprint(tmp_path) == "0123456789abcdef"


def test_longer_rest_of_another_program_is_cut_off(tmp_path: Path) -> None:
    put(tmp_path, FINGERPRINT, b"x" * 40)
    with changing(tmp_path, on_wait=never) as change:
        change.complete("0123456789abcdef")
    assert (tmp_path / FINGERPRINT).read_bytes() == b"0123456789abcdef"


def test_fingerprint_is_written_into_the_very_file_that_is_locked(
    tmp_path: Path,
) -> None:
    path = put(tmp_path, FINGERPRINT, b"")
    before = path.stat().st_ino
    with changing(tmp_path, on_wait=never) as change:
        change.begin()
        change.complete("0123456789abcdef")
    assert path.stat().st_ino == before


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("", "Not a directory", id="prefix is a file"),
        pytest.param("conda-meta", "File exists", id="folder is a file"),
        pytest.param(FINGERPRINT + "/x", "Is a directory", id="lock is a folder"),
    ],
)
def test_prefix_that_cannot_be_made_is_an_error(
    tmp_path: Path, name: str, reason: str
) -> None:
    prefix = tmp_path / "prefix"
    put(prefix, name, "") if name else prefix.touch()
    with (
        pytest.raises(UnwritablePrefixError) as caught,
        changing(prefix, on_wait=never),
    ):
        pass
    assert caught.value.message == (
        f"cannot write to the environment '{prefix}': {reason}"
    )
    assert caught.value.help == (
        "make the folder writable, or delete it and run `pixi install`"
    )


def test_interrupted_prefix_is_emptied_when_a_change_begins(tmp_path: Path) -> None:
    prefix, outside = tmp_path / "prefix", tmp_path / "outside"
    put(prefix, FINGERPRINT, b"pixi:installing!")
    put(prefix, "share/orphan", "")
    put(outside, "mine", "")
    (prefix / "link").symlink_to(outside)
    with changing(prefix, on_wait=never) as change:
        change.begin()
    assert [path.name for path in prefix.rglob("*")] == [
        "conda-meta",
        ".pixi-environment-fingerprint",
    ]
    assert (outside / "mine").is_file()


def test_whole_prefix_is_kept_when_a_change_begins(tmp_path: Path) -> None:
    put(tmp_path, FINGERPRINT, b"0123456789abcdef")
    put(tmp_path, "share/mine", "")
    with changing(tmp_path, on_wait=never) as change:
        change.begin()
    assert (tmp_path / "share" / "mine").is_file()


@pytest.mark.parametrize("place", ["prefix", "prefix/conda-meta"])
def test_prefix_that_is_a_link_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / place
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(tmp_path / "elsewhere")
    with (
        pytest.raises(LinkedPrefixError, match="is a link"),
        changing(tmp_path / "prefix", on_wait=never),
    ):
        pass
    assert not list((tmp_path / "elsewhere").iterdir())
