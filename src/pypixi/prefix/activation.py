"""Activation: the variables that make a prefix the one in use."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, NamedTuple

from pypixi.errors import PixiError
from pypixi.processes import Completed, capture
from pypixi.values import field, frozen

from .layout import executable_folders
from .quoting import bash_value, bash_word, is_variable_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_MARK = "____PYPIXI_ENVIRONMENT____"
_SHELL_OWN = frozenset({"_", "SHLVL", "PWD", "OLDPWD"})
"""Variables that any shell changes; they say nothing about an activation."""


@frozen
class Activation:
    """What is to be activated."""

    prefix: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    """The workspace's own, set after those of packages and before their scripts."""


class _Assignment(NamedTuple):
    name: str
    value: str
    refers: bool = False
    """Whether ``$`` in the value means other variables.

    Only packages write such values; a folder called ``$(date)`` is just called so.
    """


class ActivationError(PixiError):
    """A package's activation cannot be read or its script failed."""

    def __init__(self, message: str, *notes: str) -> None:
        super().__init__(
            message,
            help="reinstall the environment, or remove the package with this file",
            notes=[note for note in notes if note],
        )


def activated_environment(
    activation: Activation, caller: Mapping[str, str], system: str
) -> dict[str, str]:
    """Return the caller's variables overlaid by the activation of a prefix.

    On Windows scripts are not run yet and values stand as written. Elsewhere nothing is
    executed unless the prefix has activation scripts, or values that refer to other
    variables.

    Args:
        activation: What is to be activated.
        caller: The variables of the calling process.
        system: As ``sys.platform`` names it.

    Raises:
        ActivationError: If package metadata is damaged or a script exits with an error.
    """
    assignments = tuple(_assignments(activation, caller, system))
    scripts = _scripts(activation.prefix)
    needs_shell = bool(scripts) or any(row.refers for row in assignments)
    if not needs_shell or system == "win32":
        return {**caller, **{row.name: row.value for row in assignments}}
    return {**caller, **_run_in_bash(assignments, scripts, caller)}


def _assignments(
    activation: Activation, caller: Mapping[str, str], system: str
) -> Iterator[_Assignment]:
    """Yield the variables in the order of the original's activation script."""
    folders = executable_folders(activation.prefix, system)
    path_name = "Path" if system == "win32" and "Path" in caller else "PATH"
    inherited = caller.get(path_name, "")
    path = os.pathsep.join([*map(str, folders), inherited]).rstrip(os.pathsep)
    yield _Assignment(path_name, path)
    level = _level(caller)
    backup = f"CONDA_ENV_SHLVL_{level}_"
    yield _Assignment("CONDA_SHLVL", str(level))
    if "CONDA_PREFIX" in caller:
        yield _Assignment(f"{backup}CONDA_PREFIX", caller["CONDA_PREFIX"])
    yield _Assignment("CONDA_PREFIX", str(activation.prefix))
    own = {**_package_variables(activation.prefix), **activation.variables}
    for name, value in own.items():
        if name in caller:
            yield _Assignment(f"{backup}{name}", caller[name])
        refers = "$" in value and name not in activation.variables
        yield _Assignment(name, value, refers)


def _level(caller: Mapping[str, str]) -> int:
    try:
        return int(caller.get("CONDA_SHLVL", "0")) + 1
    except ValueError:
        return 1


def _package_variables(prefix: Path) -> dict[str, str]:
    """Return what packages set: ``env_vars.d`` in order of files, then ``state``."""
    found: dict[str, str] = {}
    for path in sorted((prefix / "etc" / "conda" / "env_vars.d").glob("*.json")):
        found |= _strings(_read_json(path), path)
    state = prefix / "conda-meta" / "state"
    if state.is_file():
        variables = _strings(_read_json(state).get("env_vars", {}), state)
        found |= {name.upper(): value for name, value in variables.items()}
    return found


def _read_json(path: Path) -> dict[str, object]:
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ActivationError(f"cannot read '{path}'", str(error)) from error
    if not isinstance(data, dict):
        raise ActivationError(f"'{path}' does not hold a JSON object")
    return data


def _strings(data: object, path: Path) -> dict[str, str]:
    if not isinstance(data, dict):
        raise ActivationError(f"the variables in '{path}' are not a JSON object")
    return {
        name: value
        for name, value in data.items()
        if isinstance(value, str) and is_variable_name(name)
    }


def _scripts(prefix: Path) -> list[Path]:
    return sorted((prefix / "etc" / "conda" / "activate.d").glob("*.sh"))


def _run_in_bash(
    assignments: Sequence[_Assignment], scripts: list[Path], caller: Mapping[str, str]
) -> dict[str, str]:
    """Return every variable that differs after the activation ran in bash."""
    lines = [
        f"export {bash_word(name)}={(bash_value if refers else bash_word)(value)}"
        for name, value, refers in assignments
    ]
    lines += [f". {bash_word(str(script))}" for script in scripts]
    lines += [f"printf %s {_MARK}", "/usr/bin/env -0"]
    argv = ["bash", "--noprofile", "--norc", "-c", "\n".join(lines)]
    try:
        done = capture(argv, env=caller)
    except OSError as error:
        message = "cannot run bash, which activation scripts need"
        raise ActivationError(message, str(error)) from error
    return _difference(done, caller)


def _difference(done: Completed, caller: Mapping[str, str]) -> dict[str, str]:
    _, mark, dump = done.stdout.rpartition(_MARK.encode())
    if done.code != 0 or not mark:
        # Never with the environment in it: the caller's secrets are there.
        raise ActivationError(
            "failed to activate environment",
            f"an activation script ended with code {done.code}",
            os.fsdecode(done.stderr).strip(),
        )
    pairs = (entry.partition("=") for entry in os.fsdecode(dump).split("\0"))
    return {
        name: value
        for name, sign, value in pairs
        if sign and name not in _SHELL_OWN and caller.get(name) != value
    }
