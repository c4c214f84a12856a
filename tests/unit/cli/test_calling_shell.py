from __future__ import annotations

import pytest

from pypixi.cli.calling_shell import named_shell


@pytest.mark.parametrize(
    ("commands", "name"),
    [
        ([["/bin/bash", "-c", "x"]], "bash"),
        ([["-zsh"]], "zsh"),
        ([["/usr/bin/ksh93"]], "ksh"),
        ([["make"], ["/usr/bin/fish"], ["bash"]], "fish"),
        ([["python3.12", "/usr/bin/xonsh", "-i"]], "xonsh"),
        ([["xonsh --no-rc -c pixi shell"]], "xonsh"),
        ([["python3", "-c", "print('bash')"], ["dash"]], "dash"),
        ([["C:\\Windows\\System32\\cmd.exe"]], "cmd"),
        ([["C:\\Program Files\\PowerShell\\7\\pwsh.exe"]], "pwsh"),
        ([["sh", "-c", "x"], ["bash"]], "sh"),
        ([["/opt/gnu/bin/menu"], ["nu"]], "nu"),
        ([["tcsh"], ["elvish"]], "zsh"),
        ([[], [""]], "zsh"),
    ],
)
def test_first_shell_we_can_speak_to_is_taken(
    commands: list[list[str]], name: str
) -> None:
    assert named_shell(commands, {"SHELL": "/bin/zsh"}, "linux") == name


@pytest.mark.parametrize(
    ("system", "name"), [("linux", "bash"), ("darwin", "bash"), ("win32", "cmd")]
)
def test_every_system_has_a_shell(system: str, name: str) -> None:
    assert named_shell([["tcsh"]], {"SHELL": "/bin/tcsh"}, system) == name
    assert named_shell([], {}, system) == name
