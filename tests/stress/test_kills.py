"""A command killed at any moment leaves nothing behind that is taken for whole."""

from __future__ import annotations

import hashlib
import random
import shutil
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder

_PACKAGES = tuple(f"coral-{number}" for number in range(20))
_ADDED = tuple(f"kelp-{number}" for number in range(20))
_FILES = 20
_DRAFTS = (".pixi.", ".history.", ".pixi_env_prefix.", "prefix_record_")
_LINE = "many fish live in this reef\n"


@dataclass(frozen=True, slots=True)
class _State:
    """Everything of a workspace that a command may change."""

    manifest: bytes
    lock: bytes | None
    files: Mapping[str, str]
    """Files of the prefix, and the digests of their contents."""


@pytest.fixture
def reef(workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` in a workspace that asks for 20 packages of 40."""
    _fill(channel, "1.0")
    workspace.channels(channel.url).dependencies({_PACKAGES[0]: ">=1.0,<2"}).write()
    return pixi


def _fill(channel: ChannelBuilder, version: str) -> None:
    """Add a version of every package to the channel."""
    for names in (_PACKAGES, _ADDED):
        for name in names:
            files = {
                f"share/{name}/{number}.txt": f"{name} {version}\n{_LINE * 100}"
                for number in range(_FILES)
            }
            depends = names[1:] if name == names[0] else ()
            channel.package(
                name, version, files=files, depends=depends, archive="conda"
            )
    channel.write()


@pytest.mark.parametrize(
    "argv",
    [("install",), ("lock",), ("add", _ADDED[0]), ("update",), ("upgrade",)],
    ids=str,
)
def test_killed_command_leaves_old_or_new_and_can_be_repeated(
    reef: Pixi, channel: ChannelBuilder, argv: tuple[str, ...], count: int, seed: int
) -> None:
    before = _before(reef, channel, argv[0])
    chance = random.Random(f"{seed} {argv}")
    after, duration = _complete(reef, argv, before)
    assert before.lock != after.lock
    assert (before.manifest != after.manifest) == (argv[0] in ("add", "upgrade"))
    whole = {
        (state.manifest, state.lock): _installed(reef, state)
        for state in (before, after)
    }
    for number in range(max(1, count // 3)):
        _restore(reef, before)
        _kill(reef, argv, chance.uniform(0, 1.1 * duration))
        found = _state(reef)
        if found.manifest != before.manifest and found.lock == before.lock:
            # In the instant between the two: the next command does the rest.
            found = replace(found, lock=after.lock)
        assert (found.manifest, found.lock) in whole
        if _is_marked(reef):
            assert found.files in (before.files, after.files)
        # Whatever needs the environment completes it first, not only `install`.
        reef.process(*(("install",), ("run", "true"))[number % 2]).ok()
        expected = whole[found.manifest, found.lock]
        assert _differing(_state(reef), expected) == []


@pytest.mark.parametrize("argv", [("reinstall",), ("clean",)], ids=str)
def test_killed_upkeep_leaves_nothing_that_is_taken_for_whole(
    reef: Pixi, argv: tuple[str, ...], count: int, seed: int
) -> None:
    chance = random.Random(f"{seed} {argv}")
    reef.process("install").ok()
    whole = _state(reef)
    start = time.monotonic()
    reef.process(*argv).ok()
    duration = time.monotonic() - start
    for number in range(max(1, count // 3)):
        reef.process("install").ok()
        _kill(reef, argv, chance.uniform(0, 1.1 * duration))
        if _is_marked(reef):
            assert _differing(_state(reef), whole) == []
        reef.process(*(("install",), ("run", "true"))[number % 2]).ok()
        assert _differing(_state(reef), whole) == []
    reef.process("clean").ok()
    left = [path.name for path in (reef.cwd / ".pixi").iterdir()]
    assert not [name for name in left if "envs" in name]


def _before(pixi: Pixi, channel: ChannelBuilder, command: str) -> _State:
    """Return where a command starts: at nothing, or at what it shall change."""
    if command not in ("install", "lock"):
        pixi.process("install").ok()
    if command in ("update", "upgrade"):
        _fill(channel, "1.1")
        _fill(channel, "2.0")
    return _state(pixi)


def _complete(
    pixi: Pixi, argv: tuple[str, ...], before: _State
) -> tuple[_State, float]:
    """Run a command to its end; return what it leads to, and how long it takes."""
    _restore(pixi, before)
    start = time.monotonic()
    pixi.process(*argv).ok()
    return _state(pixi), time.monotonic() - start


def _kill(pixi: Pixi, argv: tuple[str, ...], delay: float) -> None:
    """Start a command and end it, after a while, in a way it does not notice."""
    with pixi.start(*argv) as process:
        time.sleep(delay)
        process.kill()


def _restore(pixi: Pixi, state: _State) -> None:
    """Bring a workspace into a state, with nothing in the user's caches."""
    shutil.rmtree(pixi.cwd / ".pixi", ignore_errors=True)
    shutil.rmtree(pixi.home, ignore_errors=True)
    (pixi.cwd / "pixi.toml").write_bytes(state.manifest)
    (pixi.cwd / "pixi.lock").unlink(missing_ok=True)
    if state.lock is not None:
        (pixi.cwd / "pixi.lock").write_bytes(state.lock)
    if state.files:
        pixi.process("install").ok()
    assert _differing(_state(pixi), state) == []


def _installed(pixi: Pixi, state: _State) -> _State:
    """Return the state that ``install`` leads to, whatever is in the prefix."""
    _restore(pixi, replace(state, files={}))
    pixi.process("install").ok()
    return _state(pixi)


def _differing(one: _State, other: _State) -> list[str]:
    """Return the names of the files that two states do not have in common."""
    names = {name for name, _ in one.files.items() ^ other.files.items()}
    if one.manifest != other.manifest:
        names.add("pixi.toml")
    if one.lock != other.lock:
        names.add("pixi.lock")
    return sorted(names)


def _state(pixi: Pixi) -> _State:
    lock = pixi.cwd / "pixi.lock"
    return _State(
        (pixi.cwd / "pixi.toml").read_bytes(),
        lock.read_bytes() if lock.exists() else None,
        _files(_prefix(pixi)),
    )


def _files(prefix: Path) -> dict[str, str]:
    return {
        str(path.relative_to(prefix)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in prefix.rglob("*")
        if path.is_file() and not _is_draft(path)
    }


def _is_draft(path: Path) -> bool:
    """Tell whether a file was to become another one; only a kill leaves it behind."""
    return path.parent.name == "conda-meta" and path.name.startswith(_DRAFTS)


def _is_marked(pixi: Pixi) -> bool:
    return (_prefix(pixi) / "conda-meta" / "pixi").exists()


def _prefix(pixi: Pixi) -> Path:
    return pixi.cwd / ".pixi" / "envs" / "default"
