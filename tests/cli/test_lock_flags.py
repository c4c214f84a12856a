"""``--frozen``, ``--locked``, ``--no-install`` and ``--as-is`` on every command."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from support.workspace import current_subdir

if TYPE_CHECKING:
    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder

FLAGS = ("--frozen", "--locked", "--no-install", "--as-is", "--no-lock-file-update")
GROUPS = {
    "add": {"--frozen", "--locked", "--no-install", "--no-lock-file-update"},
    "install": {"--frozen", "--locked"},
    "list": {"--frozen", "--locked", "--no-install", "--no-lock-file-update"},
    "lock": {"--no-install"},
    "run": set(FLAGS),
    "update": {"--no-install"},
    "upgrade": {"--frozen", "--locked", "--no-install", "--no-lock-file-update"},
}
WORDS = {"add": ("kelp",), "run": ("true",)}


@pytest.fixture
def stale(workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` where kelp 1.0 is locked, and the manifest asks for 2.0 since."""
    channel.package("kelp").package("kelp", "2.0").write()
    workspace.channels(channel.url).platforms(current_subdir())
    workspace.dependencies(kelp="1.*").write()
    pixi("lock").ok()
    workspace.dependencies(kelp="2.*").write()
    return pixi


@pytest.mark.parametrize("flag", FLAGS)
@pytest.mark.parametrize("command", GROUPS)
def test_flags_that_commands_know(stale: Pixi, command: str, flag: str) -> None:
    done = stale(command, flag, *WORDS.get(command, ()))
    is_unknown = f"unexpected argument '{flag}' found" in done.stderr
    assert is_unknown == (flag not in GROUPS[command])
    assert (done.code == 2) == is_unknown


@pytest.mark.parametrize(
    "command", [name for name, row in GROUPS.items() if len(row) > 3]
)
def test_old_flag_says_what_took_its_place(stale: Pixi, command: str) -> None:
    before = [(stale.cwd / name).read_bytes() for name in ("pixi.toml", "pixi.lock")]
    failed = stale(command, "--no-lock-file-update", *WORDS.get(command, ())).failed(1)
    assert "'--no-lockfile-update' flag has been deprecated" in failed.stderr
    assert "use --frozen" in failed.stderr
    assert before == [
        (stale.cwd / name).read_bytes() for name in ("pixi.toml", "pixi.lock")
    ]
    assert "lock-file-update" not in stale(command, "--help").stdout


@pytest.mark.parametrize(
    ("variable", "code"),
    [("PIXI_FROZEN", 0), ("PIXI_LOCKED", 1), ("PIXI_NO_INSTALL", 0)],
)
def test_variables_stand_for_flags(stale: Pixi, variable: str, code: int) -> None:
    """The versions listed are those locked, or those asked for."""
    user = stale.having(**{variable: "true"})
    done = user("list", "--json")
    assert done.code == code
    if code == 0:
        version = "1.0" if variable == "PIXI_FROZEN" else "2.0"
        assert f'"version": "{version}"' in done.stdout
    stale.having(**{variable: "false"})("install").ok()


def _has_prefix(pixi: Pixi) -> bool:
    return (pixi.cwd / ".pixi" / "envs" / "default" / "conda-meta" / "pixi").exists()


@pytest.mark.parametrize("argv", [("add", "kelp>=2"), ("upgrade",)])
def test_edit_does_not_install_where_it_must_not(
    stale: Pixi, argv: tuple[str, ...]
) -> None:
    stale.having(PIXI_NO_INSTALL="true")(*argv).ok()
    assert not _has_prefix(stale)
    stale("lock", "--check").ok()


@pytest.mark.skipif(sys.platform == "win32", reason="`true` is a program of Unix")
@pytest.mark.parametrize(
    ("flags", "locked"),
    [("--no-install", "2.0"), ("--frozen --no-install", "1.0"), ("--as-is", "1.0")],
)
def test_run_takes_environment_and_lock_file_as_they_are(
    stale: Pixi, flags: str, locked: str
) -> None:
    stale("install", "--frozen").ok()
    meta = stale.cwd / ".pixi" / "envs" / "default" / "conda-meta"
    stale("run", *flags.split(), "true")
    assert (meta / "kelp-1.0-0.json").exists()
    assert f"kelp-{locked}-0" in (stale.cwd / "pixi.lock").read_text()
