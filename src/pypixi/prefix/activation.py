"""Activation: what makes a prefix the one in use, step by step."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.values import field, frozen, frozen_positional

from .layout import executable_folders
from .quoting import is_variable_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pypixi.terminal.report import Report

_REPAIR = "reinstall the environment, or remove the package with this file"


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
    keeps_path: bool = True
    """Whether the caller's folders stay in PATH, behind those of the prefix."""


@frozen_positional
class SetVariable:
    """A variable gets a value."""

    name: str
    value: str
    refers: bool = False
    """Whether ``$`` in the value means other variables.

    Packages and manifests write such values; a folder called ``$(date)`` is just
    called so.
    """


@frozen_positional
class SetPath:
    """The list of folders with programs becomes another one."""

    name: str
    folders: tuple[str, ...]


@frozen_positional
class UnsetVariable:
    """A variable is removed."""

    name: str


@frozen_positional
class RunScript:
    """A script is run in the shell."""

    path: Path


Step = SetVariable | SetPath | UnsetVariable | RunScript


class ActivationError(PixiError):
    """What activates packages cannot be read, or a script failed."""

    def __init__(
        self,
        message: str,
        *notes: str,
        help: str = _REPAIR,  # noqa: A002 - the word users read in the output
    ) -> None:
        super().__init__(message, help=help, notes=[note for note in notes if note])


def activation_steps(
    activation: Activation,
    caller: Mapping[str, str],
    system: str,
    *,
    endings: Sequence[str] = (".sh",),
    left: Path | None = None,
) -> list[Step]:
    """Return what is to be done, in the order of the original.

    Args:
        activation: What is to be activated.
        caller: The variables of the calling process.
        system: As ``sys.platform`` names it.
        endings: Of the packages' scripts that the shell can run.
        left: A prefix that is left, whose folders go out of PATH.

    Raises:
        ActivationError: If package metadata is damaged.
    """
    gone = () if left is None else executable_folders(left, system)
    return [
        *_first_steps(activation, caller, system, gone),
        *map(RunScript, _package_scripts(activation.prefix, "activate.d", endings)),
        *map(RunScript, activation.scripts),
        *_last_steps(activation, caller),
    ]


def deactivation_steps(
    prefix: Path, *, endings: Sequence[str], report: Report
) -> list[Step]:
    """Return what takes back the activation of a prefix, folders in PATH left aside.

    Args:
        prefix: What is left.
        endings: Of the packages' scripts that the shell can run.
        report: Hears of damaged metadata: it is no reason to stay.
    """
    try:
        variables = package_variables(prefix)
    except ActivationError as error:
        variables = {}
        report.warn(error.message, help=f"variables of '{prefix}' stay as they are")
    return [
        *map(UnsetVariable, variables),
        *map(RunScript, _package_scripts(prefix, "deactivate.d", endings)),
    ]


def package_variables(prefix: Path) -> dict[str, str]:
    """Return what packages set: ``env_vars.d`` in order of files, then ``state``.

    Raises:
        ActivationError: If a file is damaged.
    """
    found: dict[str, str] = {}
    for path in sorted((prefix / "etc" / "conda" / "env_vars.d").glob("*.json")):
        found |= _strings(_read_json(path), path)
    state = prefix / "conda-meta" / "state"
    if state.is_file():
        variables = _strings(_read_json(state).get("env_vars", {}), state)
        found |= {name.upper(): value for name, value in variables.items()}
    return found


def _first_steps(
    activation: Activation,
    caller: Mapping[str, str],
    system: str,
    gone: Sequence[Path],
) -> Iterator[Step]:
    """Yield what is done before any script is run."""
    path_name = "Path" if system == "win32" and "Path" in caller else "PATH"
    own = [*map(str, executable_folders(activation.prefix, system))]
    inherited = caller.get(path_name, "").rstrip(os.pathsep)
    if not activation.keeps_path:
        inherited = ""
    # A shell in a shell of one environment: its folders need not be there twice.
    dropped = {*own, *map(str, gone)}
    rest = [entry for entry in inherited.split(os.pathsep) if entry not in dropped]
    yield SetPath(path_name, (*own, *(rest if inherited else ())))
    backup = _backup(caller)
    yield SetVariable("CONDA_SHLVL", str(_level(caller)))
    if "CONDA_PREFIX" in caller:
        yield SetVariable(f"{backup}CONDA_PREFIX", caller["CONDA_PREFIX"])
    yield SetVariable("CONDA_PREFIX", str(activation.prefix))
    variables = {**package_variables(activation.prefix), **activation.variables}
    for name, value in variables.items():
        if name in caller:
            yield SetVariable(f"{backup}{name}", caller[name])
        refers = "$" in value and name not in activation.variables
        yield SetVariable(name, value, refers)


def _last_steps(activation: Activation, caller: Mapping[str, str]) -> Iterator[Step]:
    """Yield what is done after all scripts."""
    for name, value in activation.last_variables.items():
        if name in caller:
            yield SetVariable(f"{_backup(caller)}{name}", caller[name])
        yield SetVariable(name, value, "$" in value)


def _backup(caller: Mapping[str, str]) -> str:
    """Return what stands before the names of variables that keep an older value."""
    return f"CONDA_ENV_SHLVL_{_level(caller)}_"


def _level(caller: Mapping[str, str]) -> int:
    try:
        return int(caller.get("CONDA_SHLVL", "0")) + 1
    except ValueError:
        return 1


def _read_json(path: Path) -> dict[str, object]:
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
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


def _package_scripts(prefix: Path, folder: str, endings: Sequence[str]) -> list[Path]:
    found = (prefix / "etc" / "conda" / folder).glob("*")
    return sorted(path for path in found if path.suffix in endings)
