"""``pixi shell``, typed into through a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pexpect
import pytest

from support.shells import need_shell
from support.workspace import WorkspaceBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Pixi

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shells of Unix")

INTERACTIVE = ("bash", "zsh", "fish", "xonsh", "dash")
SIZE = (31, 97)


class Terminal:
    """A terminal in which one user's ``pixi`` was started by a shell."""

    def __init__(self, pixi: Pixi, shell: str, *argv: str) -> None:
        # As from a prompt: the shell is the parent, and tells which one is meant.
        words = " ".join([f"'{sys.executable}' -P -m pypixi", *argv])
        line = f"{words}; exit $status" if shell == "fish" else f"{words}; exit $?"
        if shell == "xonsh":
            line = f"import sys; p = ![{words}]; sys.exit(p.returncode)"
        options = {"xonsh": ["--no-rc"], "fish": ["--no-config"]}.get(shell, [])
        self.shell = shell
        self.child: Any = pexpect.spawn(
            shell,
            [*options, "-c", line],
            cwd=str(pixi.cwd),
            env=pixi.having(TERM="dumb", SHELL="/bin/false").environ,
            dimensions=SIZE,
            encoding="utf-8",
            timeout=60,
        )
        self.child.delaybeforesend = None

    def type(self, line: str) -> None:
        """Type a line."""
        self.child.send(f"{line}\r")

    def see(self, text: str) -> None:
        """Wait until a text is shown."""
        self.child.expect_exact(text)

    def value(self, name: str) -> str:
        """Return the value of a variable, as the shell prints it."""
        self.type(_asked(self.shell, name))
        self.child.expect(r"<<([^<>\r\n]*)>>\r")
        return str(self.child.match.group(1))

    def leave(self, code: int) -> int:
        """Leave the shell with a code; return the one that came out of it all."""
        # Of this shell older versions drop the code.
        by_hand = f"import os; os._exit({code})"
        self.type(by_hand if self.shell == "xonsh" else f"exit {code}")
        self.child.expect(pexpect.EOF)
        self.child.close()
        return int(self.child.exitstatus)


def _asked(shell: str, name: str) -> str:
    # What is typed is shown as well, and must not look like the answer.
    if shell == "xonsh":
        return f"print('<' + '<' + ${{...}}.detype().get('{name}', '') + '>' + '>')"
    return f"printf '<%s>>\\n' \"<${name}\""


@pytest.fixture
def started(pixi: Pixi) -> Iterator[list[Terminal]]:
    """Terminals that are closed in the end; prompts are short in them."""
    # Or fish would read all manual pages of the machine at its first start.
    (pixi.home / "data" / "fish" / "generated_completions").mkdir(parents=True)
    for name in (".bashrc", ".zshrc"):
        (pixi.home / name).write_text("PS1=': '\n")
    terminals: list[Terminal] = []
    yield terminals
    for terminal in terminals:
        terminal.child.close(force=True)


@pytest.mark.parametrize("shell", INTERACTIVE)
def test_shell_runs_in_the_environment_and_its_code_is_ours(
    pixi: Pixi, tmp_path: Path, started: list[Terminal], shell: str
) -> None:
    need_shell(shell)
    root = tmp_path / "w $(touch X) 'q' é"
    root.mkdir()
    values = {"ODD": 'it\'s "x" \\ é $HOME `touch X`', "PLAIN": "1"}
    workspace = WorkspaceBuilder(root, "t$(touch X)`touch X`")
    workspace.table("activation", env=values | {"ODD": values["ODD"].replace("`", "")})
    workspace.write()
    terminal = Terminal(pixi.at(root), shell, "shell")
    started.append(terminal)
    if shell not in ("xonsh", "fish"):
        terminal.see("(t_(touch X)_touch X_) ")
    assert terminal.value("PIXI_IN_SHELL") == "1"
    assert terminal.value("PLAIN") == "1"
    assert terminal.value("ODD") == f'it\'s "x" \\ é {pixi.home} touch X'
    assert terminal.value("PIXI_PROJECT_NAME") == "t$(touch X)`touch X`"
    assert terminal.value("PATH").startswith(f"{root}/.pixi/envs/default/bin:")
    assert terminal.leave(7) == 7
    assert not [*tmp_path.rglob("X")]
    assert not [*tmp_path.rglob("pixi-shell-*")]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "xonsh"])
def test_size_of_the_terminal_is_that_of_the_shell(
    workspace: WorkspaceBuilder, pixi: Pixi, started: list[Terminal], shell: str
) -> None:
    need_shell(shell)
    workspace.write()
    terminal = Terminal(pixi, shell, "shell")
    started.append(terminal)
    assert terminal.value("PIXI_IN_SHELL") == "1"
    terminal.type("stty size")
    terminal.see("31 97")
    terminal.child.setwinsize(40, 133)
    terminal.type("stty size")
    terminal.see("40 133")
    assert terminal.leave(0) == 0


def test_users_own_files_are_read_first(
    workspace: WorkspaceBuilder, pixi: Pixi, started: list[Terminal]
) -> None:
    (pixi.home / ".bashrc").write_text("export MINE=yes PATH=/mine:$PATH PS1='me: '\n")
    workspace.write()
    terminal = Terminal(pixi, "bash", "shell")
    started.append(terminal)
    terminal.see("(workspace) me: ")
    assert terminal.value("MINE") == "yes"
    assert terminal.value("PATH").startswith(f"{pixi.cwd}/.pixi/envs/default/bin:")
    assert terminal.leave(0) == 0


@pytest.mark.parametrize("moved", [False, True])
def test_zsh_reads_its_own_files_wherever_they_are(
    workspace: WorkspaceBuilder, pixi: Pixi, started: list[Terminal], *, moved: bool
) -> None:
    need_shell("zsh")
    folder = pixi.home / "zsh" if moved else pixi.home
    folder.mkdir(parents=True, exist_ok=True)
    text = f"export FIRST=1\nZDOTDIR={folder}\n" if moved else "export FIRST=1\n"
    (pixi.home / ".zshenv").write_text(text)
    (folder / ".zshrc").write_text("export SECOND=2\nPS1='me: '\n")
    workspace.write()
    terminal = Terminal(pixi, "zsh", "shell")
    started.append(terminal)
    terminal.see("(workspace) me: ")
    assert [terminal.value(name) for name in ("FIRST", "SECOND")] == ["1", "2"]
    assert terminal.value("ZDOTDIR") == (str(folder) if moved else "")
    assert terminal.leave(0) == 0


def test_prompt_stays_where_it_is_not_wanted(
    workspace: WorkspaceBuilder, pixi: Pixi, started: list[Terminal]
) -> None:
    (pixi.home / ".bashrc").write_text("PS1='me: '\n")
    workspace.write()
    terminal = Terminal(pixi, "bash", "shell", "--change-ps1", "false")
    started.append(terminal)
    assert terminal.value("PS1") == "me: "
    terminal.type("type -t pixi || echo no-$((1+1))-function")
    terminal.see("no-2-function")
    assert terminal.leave(0) == 0


def test_completions_of_programs_are_there(
    workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pixi: Pixi,
    started: list[Terminal],
) -> None:
    path = "share/bash-completion/completions/tool"
    channel.package("tool", files={path: "complete -W 'walrus' tool\n"})
    workspace.channels(channel.url).dependencies(tool="*").write()
    terminal = Terminal(pixi, "bash", "shell")
    started.append(terminal)
    terminal.see("(workspace) ")
    terminal.type("complete -p tool")
    terminal.see("complete -W 'walrus' tool")
    assert terminal.leave(0) == 0


def test_shell_in_a_shell_is_in_the_environment_that_is_named(
    workspace: WorkspaceBuilder, pixi: Pixi, started: list[Terminal]
) -> None:
    workspace.environments(other=[]).write()
    terminal = Terminal(pixi, "bash", "shell")
    started.append(terminal)
    terminal.see("(workspace) ")
    envs = pixi.cwd / ".pixi" / "envs"
    own = "/usr/bin:/bin"
    terminal.type("pixi shell -e other")
    terminal.see("(workspace:other) ")
    assert terminal.value("PATH") == f"{envs}/other/bin:{envs}/default/bin:{own}"
    terminal.type("pixi shell")
    assert terminal.value("PIXI_ENVIRONMENT_NAME") == "other"
    assert terminal.value("PATH") == f"{envs}/other/bin:{envs}/default/bin:{own}"
    assert terminal.value("PS1") == "(workspace:other) : "
    terminal.type("exit")
    terminal.type("exit")
    assert terminal.value("PIXI_ENVIRONMENT_NAME") == "default"
    assert terminal.leave(3) == 3


def test_signal_reaches_what_runs_in_the_shell(
    workspace: WorkspaceBuilder, pixi: Pixi, started: list[Terminal]
) -> None:
    workspace.write()
    terminal = Terminal(pixi, "bash", "shell")
    started.append(terminal)
    terminal.see("(workspace) ")
    terminal.type("sh -c 'echo go-$((1+1)); exec sleep 100'")
    terminal.see("go-2")
    terminal.child.sendintr()
    terminal.type("echo still-$((40+2))-here")
    terminal.see("still-42-here")
    assert terminal.leave(0) == 0


def test_shell_that_is_not_there_is_named(
    workspace: WorkspaceBuilder, pixi: Pixi, tmp_path: Path
) -> None:
    workspace.write()
    lonely = pixi.having(PATH=str(tmp_path), SHELL=str(tmp_path / "ksh"))
    said = lonely("shell", "--no-install")
    # Which shell runs the tests is seen first, and it is not on that PATH.
    assert "cannot find the shell" in said.failed().stderr
