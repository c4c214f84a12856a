"""Activation: the variables that make a prefix the one in use."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.processes import Completed, capture
from pypixi.values import field, frozen, frozen_positional

from .layout import executable_folders
from .quoting import bash_value, bash_word, is_variable_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_MARK = "____PYPIXI_ENVIRONMENT____"
_REPAIR = "reinstall the environment, or remove the package with this file"
_SHELL_OWN = frozenset({"_", "SHLVL", "PWD", "OLDPWD"})
"""Variables that any shell changes; they say nothing about an activation."""


@frozen
class Activation:
    """What is to be activated."""

    prefix: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    """The workspace's own, set after those of packages and before their scripts."""
    scripts: tuple[Path, ...] = ()
    """Those of the manifest, which are run after the scripts of packages."""
    last_variables: Mapping[str, str] = field(default_factory=dict)
    """Those of the manifest, set last; they may refer to others by ``$``."""


@frozen_positional
class _Assignment:
    name: str
    value: str
    refers: bool = False
    """Whether ``$`` in the value means other variables.

    Packages and manifests write such values; a folder called ``$(date)`` is just
    called so.
    """


class ActivationError(PixiError):
    """What activates packages cannot be read, or a script failed."""

    def __init__(
        self,
        message: str,
        *notes: str,
        help: str = _REPAIR,  # noqa: A002 - the word users read in the output
    ) -> None:
        super().__init__(message, help=help, notes=[note for note in notes if note])


def activated_environment(
    activation: Activation, caller: Mapping[str, str], system: str
) -> dict[str, str]:
    """Return the caller's variables overlaid by the activation of a prefix.

    On Windows scripts are not run yet and values stand as written. Elsewhere nothing is
    executed unless there are activation scripts, or values that refer to other
    variables.

    Args:
        activation: What is to be activated.
        caller: The variables of the calling process.
        system: As ``sys.platform`` names it.

    Raises:
        ActivationError: If package metadata is damaged or a script exits with an error.
    """
    first = tuple(_assignments(activation, caller, system))
    last = tuple(_last_assignments(activation, caller))
    scripts = [*_scripts(activation.prefix), *activation.scripts]
    needs_shell = bool(scripts) or any(row.refers for row in (*first, *last))
    if not needs_shell or system == "win32":
        return {**caller, **{row.name: row.value for row in (*first, *last)}}
    lines = [
        *map(_export, first),
        *(f". {bash_word(str(script))}" for script in scripts),
        *map(_export, last),
    ]
    return {**caller, **_run_in_bash(lines, caller, activation)}


def _assignments(
    activation: Activation, caller: Mapping[str, str], system: str
) -> Iterator[_Assignment]:
    """Yield the variables in the order of the original's activation script."""
    folders = executable_folders(activation.prefix, system)
    path_name = "Path" if system == "win32" and "Path" in caller else "PATH"
    inherited = caller.get(path_name, "")
    path = os.pathsep.join([*map(str, folders), inherited]).rstrip(os.pathsep)
    yield _Assignment(path_name, path)
    backup = _backup(caller)
    yield _Assignment("CONDA_SHLVL", str(_level(caller)))
    if "CONDA_PREFIX" in caller:
        yield _Assignment(f"{backup}CONDA_PREFIX", caller["CONDA_PREFIX"])
    yield _Assignment("CONDA_PREFIX", str(activation.prefix))
    own = {**_package_variables(activation.prefix), **activation.variables}
    for name, value in own.items():
        if name in caller:
            yield _Assignment(f"{backup}{name}", caller[name])
        refers = "$" in value and name not in activation.variables
        yield _Assignment(name, value, refers)


def _last_assignments(
    activation: Activation, caller: Mapping[str, str]
) -> Iterator[_Assignment]:
    """Yield the variables that the original's activation script sets at its end."""
    for name, value in activation.last_variables.items():
        if name in caller:
            yield _Assignment(f"{_backup(caller)}{name}", caller[name])
        yield _Assignment(name, value, "$" in value)


def _backup(caller: Mapping[str, str]) -> str:
    """Return what stands before the names of variables that keep an older value."""
    return f"CONDA_ENV_SHLVL_{_level(caller)}_"


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


def _export(assignment: _Assignment) -> str:
    quoted = bash_value if assignment.refers else bash_word
    return f"export {bash_word(assignment.name)}={quoted(assignment.value)}"


def _run_in_bash(
    lines: Sequence[str], caller: Mapping[str, str], activation: Activation
) -> dict[str, str]:
    """Return every variable that differs after an activation ran in bash."""
    script = "\n".join([*lines, f"printf %s {_MARK}", "/usr/bin/env -0"])
    argv = ["bash", "--noprofile", "--norc", "-c", script]
    try:
        done = capture(argv, env=caller)
    except OSError as error:
        message = "cannot run bash, which activation scripts need"
        raise ActivationError(message, str(error)) from error
    return _difference(done, caller, activation)


def _difference(
    done: Completed, caller: Mapping[str, str], activation: Activation
) -> dict[str, str]:
    _, mark, dump = done.stdout.rpartition(_MARK.encode())
    if done.code != 0 or not mark:
        # Never with the environment in it: the caller's secrets are there.
        raise ActivationError(
            "failed to activate environment",
            f"an activation script ended with code {done.code}",
            os.fsdecode(done.stderr).strip(),
            help=_scripts_help(activation),
        )
    pairs = (entry.partition("=") for entry in os.fsdecode(dump).split("\0"))
    return {
        name: value
        for name, sign, value in pairs
        if sign and name not in _SHELL_OWN and caller.get(name) != value
    }


def _scripts_help(activation: Activation) -> str:
    if not activation.scripts:
        return _REPAIR
    names = ", ".join(f"'{script.name}'" for script in activation.scripts)
    return f"look for `exit` in {names}, which the manifest lists under [activation]"
