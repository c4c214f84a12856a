"""``pixi run`` by a plan does what it does without one, whatever changes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from support.fast_lane import both, plans, same, settle
from support.workspace import WorkspaceBuilder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Outcome, Pixi

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no plans there yet")

SHOWN = ("/usr/bin/env", "-u", "PYPIXI_NO_FAST_LANE")
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("run", *SHOWN),
    ("run", "show"),
    ("shell-hook", "--shell", "bash"),
    ("shell-hook", "--shell", "zsh", "--change-ps1", "false"),
    ("shell-hook", "-e", "other", "-s", "bash"),
    ("run", "-q", "show", "it's", "a  b"),
    ("run", "script"),
    ("run", "-e", "other", "show"),
    ("run", "nothing-of-the-kind"),
    ("run", "-q", "nothing-of-the-kind"),
    ("run", "fails"),
)


def _environment(outcome: Outcome) -> dict[str, str]:
    rows = outcome.ok().stdout.splitlines()
    return dict(row.split("=", 1) for row in rows if "=" in row)


def _made(root: Path, channel: str) -> WorkspaceBuilder:
    """Return a workspace in which all that a plan knows of is there."""
    root.mkdir(parents=True)
    workspace = WorkspaceBuilder(root).channels(channel).dependencies(tool="*")
    workspace.task("show", "/bin/echo said", description="Says it")
    workspace.task("script", "echo $TOOL_HOME | cat && echo $HAND", cwd="below")
    workspace.task("fails", "exit 3").task("asks", "echo {{ a }}", args=["a"])
    workspace.table("activation", env={"HAND": "by hand"}).environments(other=[])
    return workspace.file("below/x", "")


@pytest.fixture
def channel_url(channel: ChannelBuilder) -> str:
    """A channel with a package that sets a variable."""
    variables = {"etc/conda/env_vars.d/tool.json": '{"TOOL_HOME": "/tool"}'}
    channel.package("tool", files=variables)
    channel.write()
    return channel.url


def _manifest_changed(pixi: Pixi) -> None:
    path = pixi.cwd / "pixi.toml"
    path.write_text(path.read_text().replace("said", "told"))


def _manifest_broken(pixi: Pixi) -> None:
    (pixi.cwd / "pixi.toml").write_text("[workspace")


def _lock_changed(pixi: Pixi) -> None:
    (pixi.cwd / "pixi.lock").unlink()


def _settings_appear(pixi: Pixi) -> None:
    (pixi.cwd / ".pixi" / "config.toml").write_text("unknown-key = 1\n")


def _own_settings_appear(pixi: Pixi) -> None:
    path = pixi.home / "config" / "pixi" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("unknown-key = 1\n")


def _prefix_lost(pixi: Pixi) -> None:
    shutil.rmtree(pixi.cwd / ".pixi" / "envs" / "default")


def _prefixes_lost(pixi: Pixi) -> None:
    shutil.rmtree(pixi.cwd / ".pixi" / "envs")


def _marker_lost(pixi: Pixi) -> None:
    (pixi.cwd / ".pixi/envs/default/conda-meta/pixi").unlink()


def _install_interrupted(pixi: Pixi) -> None:
    meta = pixi.cwd / ".pixi/envs/default/conda-meta"
    (meta / ".pixi-environment-fingerprint").write_text("pixi:installing!")


def _variables_of_packages_changed(pixi: Pixi) -> None:
    path = pixi.cwd / ".pixi/envs/default/etc/conda/env_vars.d/tool.json"
    path.unlink()
    path.write_text('{"TOOL_HOME": "/loot"}')


def _script_appears(pixi: Pixi) -> None:
    path = pixi.cwd / ".pixi/envs/default/etc/conda/activate.d/a.sh"
    path.parent.mkdir(parents=True)
    path.write_text("export BY_SCRIPT=1\n")


def _nearer_manifest_appears(pixi: Pixi) -> None:
    WorkspaceBuilder(pixi.cwd / "below").task("show", "/bin/echo near").write()


def _cache_lost(pixi: Pixi) -> None:
    shutil.rmtree(pixi.home / "cache")


def _folder_of_a_task_lost(pixi: Pixi) -> None:
    shutil.rmtree(pixi.cwd / "below")


def _plan_changed(change: Callable[[Path], object]) -> Callable[[Pixi], None]:
    def apply(pixi: Pixi) -> None:
        for path in plans(pixi):
            change(path)

    return apply


def _with_next_century(path: Path) -> None:
    fields = path.read_bytes().split(b"\0")
    fields[3] = b"4102444800000000000"
    path.write_bytes(b"\0".join(fields))


def _foreign_link(path: Path) -> None:
    path.rename(path.with_suffix(".moved"))
    path.symlink_to(path.with_suffix(".moved"))


CHANGES: dict[str, Callable[[Pixi], object]] = {
    "nothing": lambda _: None,
    "manifest": _manifest_changed,
    "broken manifest": _manifest_broken,
    "lock file": _lock_changed,
    "settings": _settings_appear,
    "own settings": _own_settings_appear,
    "prefix": _prefix_lost,
    "prefixes": _prefixes_lost,
    "marker": _marker_lost,
    "interrupted": _install_interrupted,
    "package variables": _variables_of_packages_changed,
    "script": _script_appears,
    "nearer manifest": _nearer_manifest_appears,
    "cache": _cache_lost,
    "folder of a task": _folder_of_a_task_lost,
    "plan cut short": _plan_changed(lambda p: os.truncate(p, p.stat().st_size // 2)),
    "plan empty": _plan_changed(lambda p: p.write_bytes(b"")),
    "plan of another kind": _plan_changed(lambda p: p.write_bytes(b"\0" * 99)),
    "plan for others to write": _plan_changed(lambda p: p.chmod(0o666)),
    "plan behind a link": _plan_changed(_foreign_link),
    "clock went back": _plan_changed(_with_next_century),
}


def test_every_change_is_seen(pixi: Pixi, channel_url: str, tmp_path: Path) -> None:
    users: dict[str, Pixi] = {}
    for number, name in enumerate(CHANGES):
        root = tmp_path / str(number) / "workspace"
        _made(root, channel_url).write()
        home = tmp_path / str(number) / "home"
        users[name] = type(pixi)(cwd=root, home=home, extra=pixi.extra)
        users[name]("install", "--all").ok()
    settle()
    for user in users.values():
        user.process("run", "-q", *SHOWN).ok()
        user.process("run", "-q", "-e", "other", *SHOWN).ok()
        user.process("shell-hook", "--shell", "bash").ok()
        assert len(plans(user)) == 3
    for name, user in users.items():
        CHANGES[name](user)
        # What is mended on the way is mended by whoever comes first.
        by_plan = user.process("run", "show")
        without = user.having(PYPIXI_NO_FAST_LANE="1").process("run", "show")
        assert (by_plan.code, by_plan.stdout) == (without.code, without.stdout), name
        for command in COMMANDS if name == "nothing" else COMMANDS[:3]:
            same(user, *command)
        if (user.cwd / "below").exists():
            same(user.at(user.cwd / "below"), "run", "show")


def test_workspace_that_moves_has_no_plan(
    pixi: Pixi, channel_url: str, tmp_path: Path
) -> None:
    root = tmp_path / "there" / "workspace"
    _made(root, channel_url).write()
    user = pixi.at(root)
    user("install").ok()
    settle()
    user.process("run", "show").ok()
    root.rename(tmp_path / "here")
    moved = user.at(tmp_path / "here")
    found = _environment(moved.process("run", "-q", *SHOWN))
    assert found["PIXI_PROJECT_ROOT"] == str(tmp_path / "here")
    shutil.copytree(tmp_path / "here", root, symlinks=True)
    found = _environment(user.process("run", "-q", *SHOWN))
    assert found["CONDA_PREFIX"] == f"{root}/.pixi/envs/default"


def test_caller_decides_what_programs_see(
    pixi: Pixi, channel_url: str, tmp_path: Path
) -> None:
    """Also in scripts of packages, which may read anything."""
    root = tmp_path / "there" / "workspace"
    workspace = _made(root, channel_url)
    workspace.file(
        "on.sh", 'export SEEN="$CALLER/$CONDA_SHLVL" TOOL_HOME="$TOOL_HOME!"\n'
    )
    env = {"HAND": "$SEEN by $CALLER", "LAST": "last", "A-B": "odd"}
    workspace.table("activation", scripts=["on.sh"], env=env).write()
    user = pixi.at(root)
    user("install").ok()
    settle()
    user.process("run", "-q", *SHOWN).ok()
    (plan,) = plans(user)
    assert b"on.sh" in plan.read_bytes()
    for variables in (
        {},
        {"CALLER": "me $HOME"},
        {"CALLER": "x", "CONDA_SHLVL": "4", "CONDA_PREFIX": "/outer", "HAND": "mine"},
        {"PATH": f"{root}/.pixi/envs/default/bin:/usr/bin:/bin:", "TOOL_HOME": "was"},
        {"CONDA_SHLVL": "odd", "LAST": "", "A-B": "x"},
    ):
        named = user.having(**variables)
        by_plan, without = both(named, "run", "-q", *SHOWN)
        assert _environment(by_plan) == _environment(without)


def test_hook_is_that_of_the_caller(
    pixi: Pixi, channel_url: str, tmp_path: Path
) -> None:
    root = tmp_path / "there" / "workspace"
    workspace = _made(root, channel_url).file("on.sh", "")
    workspace.table("activation", scripts=["on.sh"], env={"LAST": "$HOME"}).write()
    user = pixi.at(root)
    hook = ("shell-hook", "--shell", "bash")
    user("install").ok()
    settle()
    user.process(*hook).ok()
    assert len(plans(user)) == 1
    for variables in (
        {},
        {"PATH": f"/a b:/$x`y`:{root}/.pixi/envs/default/bin:/usr/bin:/bin"},
        {"CONDA_PREFIX": "/outer"},
        {"TOOL_HOME": "mine"},
        {"PIXI_PROMPT": "(other) "},
        {"CONDA_SHLVL": "2"},
    ):
        same(user.having(**variables), *hook)
    (root / ".pixi/envs/default/share/bash-completion/completions").mkdir(parents=True)
    same(user, *hook)


def test_script_that_fails_is_told_as_ever(
    pixi: Pixi, channel_url: str, tmp_path: Path
) -> None:
    root = tmp_path / "there" / "workspace"
    workspace = _made(root, channel_url).file("on.sh", "[ -z $BAD ] || exit 4\n")
    workspace.table("activation", scripts=["on.sh"]).write()
    user = pixi.at(root)
    user("install").ok()
    settle()
    user.process("run", "-q", *SHOWN).ok()
    same(user.having(BAD="1"), "run", "show")


@pytest.mark.parametrize("script", ["gone.sh", "on.txt"])
def test_script_that_is_warned_of_is_warned_of_again(
    pixi: Pixi, channel_url: str, tmp_path: Path, script: str
) -> None:
    root = tmp_path / "there" / "workspace"
    workspace = _made(root, channel_url).file("on.txt", "export A=1\n")
    workspace.table("activation", scripts=[script]).write()
    user = pixi.at(root)
    user("install").ok()
    settle()
    for _ in range(2):
        assert script in user.process("run", "show").ok().stderr
    assert plans(user) == []


def test_program_is_known_by_the_name_it_was_called(
    pixi: Pixi, channel_url: str, tmp_path: Path
) -> None:
    root = tmp_path / "there" / "workspace"
    _made(root, channel_url).write()
    user = pixi.at(root)
    user("install").ok()
    settle()
    for name in ("one", "two", "one"):
        program = tmp_path / name / "pixi"
        program.parent.mkdir(exist_ok=True)
        program.write_text(
            f"#!{sys.executable} -P\nfrom pypixi.cli.main import main\nmain()\n"
        )
        program.chmod(0o755)
        done = subprocess.run(
            [program, "run", "-q", "/usr/bin/printenv", "PIXI_EXE"],
            check=True,
            cwd=root,
            env=user.environ,
            capture_output=True,
            encoding="utf-8",
        )
        assert done.stdout == f"{program}\n"
    assert len(plans(user)) == 2


@pytest.mark.parametrize("lane", ["", "1"])
@pytest.mark.parametrize(
    ("task", "expected"), [("show", (0, "said\n")), ("no-program", (127, ""))]
)
def test_task_runs_although_nobody_reads_its_banner(
    pixi: Pixi,
    channel_url: str,
    tmp_path: Path,
    lane: str,
    task: str,
    expected: tuple[int, str],
) -> None:
    root = tmp_path / "there" / "workspace"
    _made(root, channel_url).write()
    user = pixi.at(root).having(PYPIXI_NO_FAST_LANE=lane)
    user("install").ok()
    settle()
    for _ in range(2):
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            [sys.executable, "-P", "-m", "pypixi", "run", task],
            check=False,
            cwd=root,
            env=user.environ,
            stdout=subprocess.PIPE,
            stderr=writing,
            encoding="utf-8",
        )
        os.close(writing)
        assert (done.returncode, done.stdout) == expected


@pytest.mark.parametrize("lane", ["", "1"])
def test_interrupted_activation_is_no_bug(
    pixi: Pixi, channel_url: str, tmp_path: Path, lane: str
) -> None:
    root = tmp_path / "there" / "workspace"
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    workspace = _made(root, channel_url)
    workspace.file("on.sh", f"[ -z $WAIT ] || {{ echo > {fifo}; sleep 60; }}\n")
    workspace.table("activation", scripts=["on.sh"]).write()
    user = pixi.at(root).having(PYPIXI_NO_FAST_LANE=lane)
    user("install").ok()
    settle()
    user.process("run", "show").ok()
    child = user.having(WAIT="1").start("run", "show")
    fifo.read_text()
    os.killpg(child.pid, signal.SIGINT)
    _, said = child.communicate(timeout=20)
    assert child.returncode == 130
    assert "Traceback" not in said


def test_plan_is_the_users_own(pixi: Pixi, channel_url: str, tmp_path: Path) -> None:
    root = tmp_path / "there" / "workspace"
    _made(root, channel_url).write()
    user = pixi.at(root)
    user("install").ok()
    settle()
    user.process("run", "show").ok()
    (plan,) = plans(user)
    assert plan.stat().st_mode & 0o777 == 0o600
    assert plan.parent.stat().st_mode & 0o777 == 0o700
    assert not [*root.rglob("*plan*")]


def test_plan_is_kept_of_settled_files_only(
    pixi: Pixi, channel_url: str, tmp_path: Path
) -> None:
    root = tmp_path / "there" / "workspace"
    _made(root, channel_url).write()
    user = pixi.at(root)
    user("install").ok()
    user.process("run", "show").ok()
    assert plans(user) == []


@pytest.mark.parametrize(
    "options", [("--frozen",), ("--clean-env",), ("-v",), ("-m", "pixi.toml")]
)
def test_options_keep_no_plan(
    pixi: Pixi, channel_url: str, tmp_path: Path, options: tuple[str, ...]
) -> None:
    root = tmp_path / "there" / "workspace"
    _made(root, channel_url).write()
    user = pixi.at(root)
    user("install").ok()
    settle()
    user.process("run", *options, "/bin/true").ok()
    assert bool(plans(user)) is (options in (("-v",), ("-m", "pixi.toml")))
    same(user, "run", *options, "show")
