"""Lock files that hold source packages: judged and kept, though not made yet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pypixi.conda.old_locks import canonical_text
from pypixi.lockfile.read import parse_lock_file
from pypixi.lockfile.write import format_lock_file
from pypixi.records.source import CondaSourceRecord
from pypixi.values import replace
from support.workspace import current_subdir

if TYPE_CHECKING:
    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder


MYLIB = CondaSourceRecord(
    name="mylib", hash="0fcccfcd", location="libs/my", depends=("kelp >=1",)
)


@pytest.fixture
def locked(workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` in a workspace whose lock file was made by one who can build."""
    channel.package("kelp", "1.0")
    workspace.channels(channel.url).table("workspace", preview=["pixi-build"])
    workspace.dependencies(kelp="*").environments(sea=[]).write()
    pixi("lock").ok()
    path = pixi.cwd / "pixi.lock"
    lock = parse_lock_file(path.read_text(), path=path, canonicalize=canonical_text)
    environments = {
        name: replace(
            each,
            packages={key: (*rows, MYLIB) for key, rows in each.packages.items()},
        )
        for name, each in lock.environments.items()
    }
    path.write_text(format_lock_file(replace(lock, environments=environments)))
    _edit(pixi, "pixi.toml", 'kelp = "*"', 'kelp = "*"\nmylib = { path = "libs/my" }')
    return pixi


def _edit(pixi: Pixi, name: str, old: str, new: str) -> None:
    path = pixi.cwd / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize(
    "argv",
    [
        ("lock", "--check"),
        ("lock",),
        ("list", "--locked"),
        ("list", "--frozen"),
        ("list",),
    ],
)
def test_true_lock_of_source_packages_stays(
    locked: Pixi, argv: tuple[str, ...]
) -> None:
    before = (locked.cwd / "pixi.lock").read_bytes()
    done = locked(*argv).ok()
    if argv[0] == "lock":
        assert "already up-to-date" in done.stderr
    assert (locked.cwd / "pixi.lock").read_bytes() == before


def test_what_is_wrong_is_told_with_its_place(locked: Pixi) -> None:
    _edit(locked, "pixi.toml", "libs/my", "libs/other")
    failed = locked.having(PIXI_NO_WRAP="1")("list", "--locked").failed(1)
    assert (
        f"environments 'default' and 'sea' for platform '{current_subdir()}' are out of"
        " date because the locked source package 'mylib' does not match the requested"
        " source package, the locked path 'libs/my' does not match the requested path"
        " 'libs/other' (required by each of them)" in failed.stderr
    )


def test_stale_lock_of_source_packages_cannot_be_solved_yet(locked: Pixi) -> None:
    _edit(locked, "pixi.toml", "libs/my", "libs/other")
    before = (locked.cwd / "pixi.lock").read_bytes()
    failed = locked("lock", "--check", "--json").failed(1)
    assert "'mylib' is to be built from source, which is not supported" in failed.stderr
    assert "the locked path 'libs/my' does not match" in failed.stderr
    assert (locked.cwd / "pixi.lock").read_bytes() == before


def test_environment_without_source_packages_is_solved_beside_them(
    locked: Pixi,
) -> None:
    entry = '[environments]\nland = { no-default-feature = true, features = ["x"] }\n'
    _edit(locked, "pixi.toml", "[environments]\n", entry)
    path = locked.cwd / "pixi.toml"
    path.write_text(f'{path.read_text()}\n[feature.x.dependencies]\nkelp = "*"\n')
    failed = locked("lock", "--check", "--json").failed(1)
    document = json.loads(failed.stdout)
    assert [each["environment"] for each in document["reasons"]] == ["land"]
    assert (
        f"- conda_source: {MYLIB.identifier}" in (locked.cwd / "pixi.lock").read_text()
    )
    locked("lock", "--check").ok()
