"""``pixi shell-hook``: what it prints, read by the real shells."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from support.shells import REAL_SHELLS, need_shell, variables_after
from support.workspace import WorkspaceBuilder

if TYPE_CHECKING:
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Outcome, Pixi

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shells of Unix")

SHELL_OWN = {"_", "SHLVL", "PWD", "OLDPWD", "PS1", "INIT_CWD"}
ODD_NAME = "t$(touch X)`touch X` 'q' \"d\" é漢 \\ \\\\n %n !! ;&|<> ~*?[x]{a,b} #=\n2"
ODD_FOLDER = "w $(touch X) `touch X` 'q' \"d\" é漢 \\n %n !! ;&|<> ~*?[x]{a,b} #=\n2"
ODD_VALUES = {
    "BLANKS": "  two  blanks ",
    "QUOTES": "it's \"said\" ''",
    "BACKSLASHES": "C:\\dir\\ \\\\ \\n\\",
    "NEWLINES": "one\ntwo\n\n",
    "LETTERS": "é漢 ñ 😀",
    "SIGNS": "`touch X`;&|<>(){}[]*?~#!%^=,:",
    "EMPTY": "",
    "EQUALS": "=ls",
    "HASH": "# none",
    "TILDE": "~/x",
    "DOLLAR": "5$",
    "REFERS": "$HOME/a b:${HOME}x:$UNSET_ONE.",
    "MODIFIER": "$HOME:extra:hh[1]",
    "HIDDEN": "C:\\dir\\$HOME \\\\$HOME",
    "MIXED": "$HOME 'x' \"y\" \\ z\nlast",
    "ENDS": "$HOME\\",
    "CHAIN": "<$BLANKS|$QUOTES>",
}


def _environment(outcome: Outcome) -> dict[str, str]:
    rows = outcome.ok().stdout.split("\0")[:-1]
    return {name: value for name, _, value in (row.partition("=") for row in rows)}


def _without(found: dict[str, str], names: set[str]) -> dict[str, str]:
    return {name: found[name] for name in found if name not in names}


def _entered(pixi: Pixi, shell: str, folder: Path, *options: str) -> dict[str, str]:
    """Return the variables of a real shell that read the hook."""
    hook = pixi.process("shell-hook", "--shell", shell, *options).ok().stdout
    found = variables_after(shell, hook, pixi.environ, folder)
    own = variables_after(shell, "", pixi.environ, folder).keys() - pixi.environ.keys()
    return _without(found, SHELL_OWN | own)


@pytest.fixture
def odd(tmp_path: Path, pixi: Pixi) -> Pixi:
    """``pixi`` in a workspace with signs of shells in names, values and paths."""
    root = tmp_path / ODD_FOLDER
    root.mkdir()
    workspace = WorkspaceBuilder(root, ODD_NAME)
    workspace.table("activation", env=ODD_VALUES)
    workspace.environments(other=[]).write()
    return pixi.at(root)


@pytest.mark.parametrize("options", [(), ("-e", "other")], ids=["default", "other"])
@pytest.mark.parametrize("shell", REAL_SHELLS)
def test_shell_sees_what_a_program_sees(
    odd: Pixi, tmp_path: Path, shell: str, options: tuple[str, ...]
) -> None:
    need_shell(shell)
    entered = _entered(odd, shell, tmp_path / "in", *options)
    run = _environment(odd.process("run", *options, "-x", "/usr/bin/env", "-0"))
    assert entered == _without(run, SHELL_OWN)
    assert entered["PIXI_PROJECT_NAME"] == ODD_NAME
    assert entered["HIDDEN"] == f"C:\\dir$HOME \\{odd.home}"
    assert not [*tmp_path.rglob("X")]


@pytest.mark.parametrize("shell", REAL_SHELLS)
def test_scripts_and_variables_of_packages_reach_the_shell(
    workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pixi: Pixi,
    tmp_path: Path,
    shell: str,
) -> None:
    need_shell(shell)
    scripts = {
        "etc/conda/activate.d/a.sh": 'export BY_SCRIPT="$TOOL_HOME and $ROOT_NAME"\n',
        "etc/conda/activate.d/a.fish": (
            'set -gx BY_SCRIPT "$TOOL_HOME and $ROOT_NAME"\n'
        ),
        "etc/conda/env_vars.d/a.json": '{"TOOL_HOME": "$CONDA_PREFIX/tool"}',
    }
    channel.package("tool", files=scripts)
    workspace.channels(channel.url).dependencies(tool="*")
    workspace.table("activation", env={"ROOT_NAME": "r", "SEEN": "<$BY_SCRIPT>"})
    workspace.write()
    found = _entered(pixi.having(ROOT_NAME="caller"), shell, tmp_path / "in")
    home = f"{pixi.cwd}/.pixi/envs/default/tool"
    assert found["TOOL_HOME"] == home
    assert found["BY_SCRIPT"] == f"{home} and caller"
    assert found["SEEN"] == f"<{home} and caller>"


@pytest.mark.parametrize("shell", REAL_SHELLS)
def test_active_environment_is_left_first(
    workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pixi: Pixi,
    tmp_path: Path,
    shell: str,
) -> None:
    need_shell(shell)
    scripts = {
        "etc/conda/deactivate.d/a.sh": "export LEFT=1\n",
        "etc/conda/deactivate.d/a.fish": "set -gx LEFT 1\n",
        "etc/conda/env_vars.d/a.json": '{"TOOL_HOME": "x"}',
    }
    channel.package("tool", files=scripts)
    workspace.channels(channel.url).feature("tools", dependencies={"tool": "*"})
    workspace.environments(tools=["tools"]).write()
    first = _entered(pixi, shell, tmp_path / "in", "-e", "tools")
    assert first["TOOL_HOME"] == "x"
    inside = pixi.having(**first)
    second = _entered(inside, shell, tmp_path / "in", "-e", "default")
    envs = pixi.cwd / ".pixi" / "envs"
    assert second["LEFT"] == "1"
    assert "TOOL_HOME" not in second
    assert second["PATH"] == f"{envs}/default/bin:/usr/bin:/bin"
    assert second["CONDA_SHLVL"] == "2"
    assert second["CONDA_ENV_SHLVL_2_CONDA_PREFIX"] == f"{envs}/tools"


@pytest.mark.parametrize("place", ["conda-meta/state", "etc/conda/env_vars.d/a.json"])
def test_environment_that_is_damaged_can_be_left(
    workspace: WorkspaceBuilder, pixi: Pixi, tmp_path: Path, place: str
) -> None:
    workspace.write()
    left = tmp_path / "left"
    script = left / "etc" / "conda" / "deactivate.d" / "a.sh"
    for path, text in ((left / place, "{"), (script, "export LEFT=1\n")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    inside = pixi.having(CONDA_PREFIX=str(left), PATH=f"{left}/bin:/usr/bin:/bin")
    done = inside.having(PIXI_NO_WRAP="1")("shell-hook", "--shell", "bash").ok()
    assert f"cannot read '{left / place}'" in done.stderr
    found = variables_after("bash", done.stdout, inside.environ, tmp_path / "in")
    assert found["LEFT"] == "1"
    assert str(left) not in found["PATH"]


@pytest.mark.parametrize("active", ["", "/nowhere", "relative", "/dev/null"])
def test_environment_that_is_not_there_can_be_left(
    workspace: WorkspaceBuilder, pixi: Pixi, active: str
) -> None:
    workspace.write()
    done = pixi.having(CONDA_PREFIX=active)("shell-hook", "--shell", "bash").ok()
    assert f"CONDA_ENV_SHLVL_1_CONDA_PREFIX={active or repr('')}\n" in done.stdout
    assert "warn" not in done.stderr


def test_text_for_bash_is_that_of_the_original(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.file("on.sh", ":").table("activation", scripts=["on.sh"], env={"A": "1"})
    workspace.write()
    lines = pixi("shell-hook", "--shell", "bash").ok().stdout.splitlines()
    root = pixi.cwd
    prefix = f"{root}/.pixi/envs/default"
    assert lines[:3] == [
        f'export PATH="{prefix}/bin:/usr/bin:/bin"',
        "export CONDA_SHLVL=1",
        f"export CONDA_PREFIX={prefix}",
    ]
    assert "export PIXI_PROMPT='(workspace) '" in lines
    assert lines.index(f". {root}/on.sh") < lines.index("export A=1")
    assert lines[-1] == 'export PS1="(workspace) ${PS1:-}"'


def test_prompt_can_be_left_alone_and_the_function_stays(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.write()
    said = pixi("shell-hook", "--shell", "bash", "--change-ps1", "false").ok().stdout
    assert "PS1=" not in said
    assert "\npixi() {\n" in said
    workspace.file(".pixi/config.toml", "[shell]\nchange-ps1 = false\n")
    assert "PS1=" not in pixi("shell-hook", "--shell", "bash").ok().stdout


def test_prompt_of_the_active_environment_gives_way(
    workspace: WorkspaceBuilder, pixi: Pixi, tmp_path: Path
) -> None:
    workspace.environments(other=[]).write()
    first = pixi("shell-hook", "--shell", "bash").ok().stdout
    inside = pixi.having(PIXI_PROMPT="(workspace) ")
    second = inside("shell-hook", "--shell", "bash", "-e", "other").ok().stdout
    again = pixi.having(PIXI_PROMPT="(workspace:other) ")
    third = again("shell-hook", "--shell", "bash", "-e", "other").ok().stdout
    script = f"PS1='$ '\n{first}\n{second}\n{third}"
    found = variables_after("bash", script, pixi.environ, tmp_path / "in")
    assert found["PS1"] == "(workspace:other) $ "


@pytest.mark.parametrize(
    ("shell", "path", "text", "loads"),
    [
        ("bash", "bash-completion/completions/tool", "export LOADED=1\n", True),
        ("zsh", "zsh/site-functions/_tool", "#compdef tool\n", True),
        ("fish", "fish/vendor_completions.d/tool.fish", "set -gx LOADED 1\n", True),
        ("bash", "bash-completion/completions/tool", "export LOADED=1\n", False),
    ],
)
def test_completions_are_loaded(
    workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pixi: Pixi,
    tmp_path: Path,
    *,
    shell: str,
    path: str,
    text: str,
    loads: bool,
) -> None:
    need_shell(shell)
    channel.package("tool", files={f"share/{path}": text})
    workspace.channels(channel.url).dependencies(tool="*").write()
    options = () if loads else ("--no-completions",)
    hook = pixi("shell-hook", "--shell", shell, *options).ok().stdout
    if shell == "zsh":
        hook += "\nexport LOADED=${+functions[_tool]}\n"
    found = variables_after(shell, hook, pixi.environ, tmp_path / "in")
    assert found.get("LOADED") == ("1" if loads else None)


def test_completions_are_left_out_by_a_setting(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("tool", files={"share/bash-completion/completions/tool": ":\n"})
    workspace.channels(channel.url).dependencies(tool="*").write()
    assert "bash-completion" in pixi("shell-hook", "--shell", "bash").ok().stdout
    workspace.file(".pixi/config.toml", "shell.source-completion-scripts = false\n")
    assert "bash-completion" not in pixi("shell-hook", "--shell", "bash").ok().stdout


def test_function_activates_anew_after_a_change(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi, tmp_path: Path
) -> None:
    """As with the original, `pixi add` is seen by the shell that it was typed in."""
    files = {"etc/conda/env_vars.d/a.json": '{"TOOL_HOME": "here"}'}
    channel.package("tool", files=files)
    workspace.channels(channel.url).write()
    program = tmp_path / "pixi"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m pypixi "$@"\n')
    program.chmod(0o755)
    hook = pixi.process("shell-hook", "--shell", "bash").ok().stdout
    script = f"{hook}\nPIXI_EXE={program}\ncd {pixi.cwd}\npixi add -q tool 2> /dev/null"
    found = variables_after("bash", script, pixi.environ, tmp_path / "in")
    assert found["TOOL_HOME"] == "here"


def test_json_has_what_the_activation_comes_to(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.file("on.sh", 'export BY_SCRIPT="$HOME"\n')
    workspace.table("activation", scripts=["on.sh"], env={"A": "é $BY_SCRIPT"})
    workspace.write()
    outcome = pixi("shell-hook", "--json")
    found = outcome.json()
    assert outcome.stdout.count("\n") == 1
    assert found["activation_scripts"] == [f"{pixi.cwd}/on.sh"]
    variables = found["environment_variables"]
    assert variables["A"] == f"é {pixi.home}"
    assert variables["BY_SCRIPT"] == str(pixi.home)
    assert "HOME" not in variables


def test_json_and_a_shell_exclude_each_other(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.write()
    assert (
        "not allowed with"
        in pixi("shell-hook", "--json", "--shell", "bash").failed(2).stderr
    )


def test_unknown_shell_is_refused_before_anything_is_done(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.write()
    said = pixi("shell-hook", "--shell", "fisch").failed().stderr
    assert "'fisch' is an unknown shell variant" in said
    assert "did you mean 'fish'?" in said
    assert not (pixi.cwd / "pixi.lock").exists()


def test_environment_is_brought_up_to_date(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("tool", files={"share/tool": "1"})
    workspace.channels(channel.url).dependencies(tool="*").write()
    tool = pixi.cwd / ".pixi/envs/default/share/tool"
    pixi("shell-hook", "--shell", "bash", "--no-install").ok()
    assert not tool.exists()
    pixi("shell-hook", "--shell", "bash").ok()
    assert tool.exists()
    tool.unlink()
    pixi("shell-hook", "--shell", "bash").ok()
    assert not tool.exists()
    pixi("shell-hook", "--shell", "bash", "--revalidate").ok()
    assert tool.exists()


def test_shell_is_found_among_the_processes_before_us(
    workspace: WorkspaceBuilder, pixi: Pixi, tmp_path: Path
) -> None:
    need_shell("fish")
    workspace.write()
    command = f"'{sys.executable}' -P -m pypixi shell-hook"
    script = f"set -gx HOOK ({command} | string collect)\n"
    env = {**pixi.environ, "SHELL": "/bin/bash"}
    found = variables_after("fish", f"cd '{pixi.cwd}'\n{script}", env, tmp_path / "in")
    assert "set -gx PIXI_IN_SHELL '1'" in found["HOOK"]


def test_hook_of_an_unknown_environment_is_refused(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.write()
    said = pixi("shell-hook", "-e", "nowhere").failed()
    assert "unknown environment 'nowhere'" in said.stderr
    assert said.stdout == ""


def test_json_is_printed_for_another_workspace(
    workspace: WorkspaceBuilder, pixi: Pixi, tmp_path: Path
) -> None:
    workspace.write()
    manifest = str(pixi.cwd / "pixi.toml")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    out = pixi.at(elsewhere)("shell-hook", "--json", "-m", manifest).ok().stdout
    found = json.loads(out)["environment_variables"]
    assert found["PIXI_PROJECT_ROOT"] == str(pixi.cwd)
