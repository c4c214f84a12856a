"""The variables that an activation comes to, found by running it where that is due."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.processes import Completed, capture
from pypixi.values import replace

from .activation import (
    ActivationError,
    RunScript,
    SetPath,
    SetVariable,
    activation_steps,
)
from .dump import MARK, SHOW_ALL, shown_variables
from .quoting import is_identifier
from .shells import bash, cmd
from .shells.script import script_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .activation import Activation, Step

_KEPT = frozenset(
    {
        *("DISPLAY", "LC_ALL", "LC_TIME", "LC_NUMERIC", "LC_MEASUREMENT", "SHELL"),
        *("USER", "USERNAME", "LOGNAME", "HOME", "HOSTNAME"),
    }
)
"""What programs see of the caller's variables where they are to see little."""
_KEPT_ON_MAC = frozenset({"TMPDIR", "XPC_SERVICE_NAME", "XPC_FLAGS"})


def activated_variables(
    activation: Activation, caller: Mapping[str, str], system: str
) -> dict[str, str]:
    """Return the variables that an activation gives another value than the caller's.

    Args:
        activation: What is to be activated.
        caller: The variables of the calling process.
        system: As ``sys.platform`` names it.

    Raises:
        ActivationError: If package metadata is damaged or a script exits with an error.
    """
    return changed(variables_set(activation, caller, system), caller)


def changed(variables: Mapping[str, str], caller: Mapping[str, str]) -> dict[str, str]:
    """Return those of some variables that have another value than the caller's."""
    return {n: text for n, text in variables.items() if caller.get(n) != text}


def variables_set(
    activation: Activation, caller: Mapping[str, str], system: str
) -> dict[str, str]:
    """Return the variables that an activation sets, be the value another one or not.

    Of those that only a script sets, the ones that it changes are known.

    Nothing is executed unless there are activation scripts, or values that refer to
    other variables: then bash runs it, and on Windows the command prompt.

    Args:
        activation: What is to be activated.
        caller: The variables of the calling process.
        system: As ``sys.platform`` names it.

    Raises:
        ActivationError: If package metadata is damaged or a script exits with an error.
    """
    endings = cmd.ENDINGS if system == "win32" else bash.ENDINGS
    steps = activation_steps(activation, caller, system, endings=endings)
    plain = _plain_variables(steps)
    found = plain
    if any(_needs_shell(step) for step in steps):
        if system == "win32":  # pragma: no cover - cannot be run on this system
            found = plain | _run_in_cmd(steps, caller, activation)
        else:
            odd = {name: plain[name] for name in plain if not is_identifier(name)}
            found = _run_in_bash(steps, caller, activation) | odd
    return {
        name: text
        for name, text in found.items()
        if name in plain or caller.get(name) != text
    }


def clean_environment(
    activation: Activation, caller: Mapping[str, str], system: str
) -> dict[str, str]:
    """Return what programs see of an activation and of few variables of the caller.

    Scripts see all of the caller's variables, and the prefix alone in PATH; all that
    the activation sets is there.

    Args:
        activation: What is to be activated.
        caller: The variables of the calling process.
        system: As ``sys.platform`` names it.

    Raises:
        ActivationError: If package metadata is damaged or a script exits with an error.
    """
    kept = _KEPT | _KEPT_ON_MAC if system == "darwin" else _KEPT
    found = {name: caller[name] for name in caller if name.upper() in kept}
    activation = replace(activation, keeps_path=False)
    return found | variables_set(activation, caller, system)


def _needs_shell(step: Step) -> bool:
    return isinstance(step, RunScript) or (
        isinstance(step, SetVariable) and step.refers
    )


def _plain_variables(steps: Sequence[Step]) -> dict[str, str]:
    """Return what steps set, values that refer to other variables as they stand."""
    found: dict[str, str] = {}
    for step in steps:
        match step:
            case SetVariable():
                found[step.name] = step.value
            case SetPath():
                found[step.name] = os.pathsep.join(step.folders)
            case _:
                continue
    return found


def _run_in_bash(
    steps: Sequence[Step], caller: Mapping[str, str], activation: Activation
) -> dict[str, str]:
    lines = script_lines(bash, steps, os.pathsep)
    script = "\n".join([*lines, SHOW_ALL])
    argv = ["bash", "--noprofile", "--norc", "-c", script]
    try:
        done = capture(argv, env=caller)
    except OSError as error:
        message = "cannot run bash, which activation scripts need"
        raise ActivationError(
            message, str(error), help="put bash on the PATH"
        ) from error
    return shown_variables(_dump(done, activation).split("\0"))


def _run_in_cmd(
    steps: Sequence[Step], caller: Mapping[str, str], activation: Activation
) -> dict[str, str]:  # pragma: no cover - cannot be run on this system
    import tempfile  # noqa: PLC0415 - 10 ms, and other systems need no file

    with tempfile.TemporaryDirectory(dir=caller.get("TEMP")) as folder:
        path = Path(folder, "activate.bat")
        path.write_text(cmd_script(steps), encoding="utf-8", newline="")
        argv = [caller.get("COMSPEC", "cmd.exe"), "/D", "/Q", "/C", str(path)]
        try:
            done = capture(argv, env=caller)
        except OSError as error:
            message = "cannot run the command prompt, which activation scripts need"
            raise ActivationError(message, str(error)) from error
    return shown_variables(_dump(done, activation).split("\r\n"))


def cmd_script(steps: Sequence[Step]) -> str:
    """Return a batch file that runs an activation and shows what it came to."""
    lines = script_lines(cmd, steps, ";")
    return cmd.LINE_END.join([cmd.PREAMBLE, *lines, f"@ECHO {MARK}", "@SET", ""])


def _dump(done: Completed, activation: Activation) -> str:
    """Return what a shell showed of its variables after an activation."""
    _, mark, dump = done.stdout.rpartition(MARK.encode())
    if done.code != 0 or not mark:
        # Never with the environment in it: the caller's secrets are there.
        raise ActivationError(
            "failed to activate environment",
            f"an activation script ended with code {done.code}",
            os.fsdecode(done.stderr).strip(),
            help=_scripts_help(activation),
        )
    return os.fsdecode(dump)


def _scripts_help(activation: Activation) -> str:
    if not activation.scripts:
        return (
            "look for `exit` in the scripts of etc/conda/activate.d, or remove the"
            " package that has them"
        )
    names = ", ".join(f"'{script.name}'" for script in activation.scripts)
    return f"look for `exit` in {names}, which the manifest lists under [activation]"
