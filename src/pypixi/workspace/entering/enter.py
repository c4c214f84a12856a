"""An environment that a shell is to be in, brought up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.config.places import temporary_directory
from pypixi.errors import PixiError
from pypixi.manifest.environments import select_environment
from pypixi.prefix.hook import Comfort, hook_text, variables_text
from pypixi.prefix.session import Session, prepare_session
from pypixi.prefix.shells.shell import shell_named
from pypixi.processes import find_program
from pypixi.specs.names import DEFAULT_ENVIRONMENT
from pypixi.terminal.report import SILENT
from pypixi.values import frozen
from pypixi.workspace.installing.activate import (
    activation_of,
    changed_variables,
    shown_name,
)
from pypixi.workspace.installing.machine import warn_of_overrides
from pypixi.workspace.installing.platforms import has_dependencies, select_platform
from pypixi.workspace.installing.ready import make_environment_ready
from pypixi.workspace.locking.lock import ensure_lock
from pypixi.workspace.places import prefix_of
from pypixi.workspace.running.lookup import inherited_environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.manifest.environments import Environment
    from pypixi.prefix.shells.shell import Shell
    from pypixi.terminal.report import Report
    from pypixi.workspace.use import EnvironmentUse
    from pypixi.workspace.workspace import Workspace


@frozen
class Entry:
    """An environment that is ready to be entered."""

    workspace: Workspace
    environment: Environment
    use: EnvironmentUse


@frozen
class HookValues:
    """What an activation comes to, for programs that read it."""

    variables: Mapping[str, str]
    """Those with another value than the caller's."""
    scripts: tuple[Path, ...]
    """The workspace's own."""


class MissingShellError(PixiError):
    """The program of a shell is nowhere to be found."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"cannot find the shell '{name}'",
            help="put it on the PATH, or set SHELL to another one",
        )


def enter(
    workspace: Workspace, name: str | None, use: EnvironmentUse, report: Report
) -> Entry:
    """Return an environment that is ready to be entered.

    Args:
        workspace: Whose environment.
        name: Which; where none is named, that of the shell we were called from.
        use: How lock file and environment are used.
        report: Hears of progress.

    Raises:
        PixiError: If it is unknown, or cannot be locked or installed.
    """
    warn_of_overrides(workspace, report)
    name = name or inherited_environment(workspace) or DEFAULT_ENVIRONMENT
    select_environment(workspace.environments, name)
    outcome = ensure_lock(
        workspace, use.lock, report, may_install=use.install, wanted={name: None}
    )
    fresh = outcome.workspace
    environment = select_environment(fresh.environments, name)
    if use.install:
        if has_dependencies(environment):
            select_platform(fresh, environment)
        make_environment_ready(
            fresh, environment, outcome.lock, report, renewal=use.renewal
        )
    return Entry(workspace=fresh, environment=environment, use=use)


def comfort(
    entry: Entry, *, prompt: bool | None, completions: bool, wrapper: bool
) -> Comfort:
    """Return what an interactive shell gets besides variables, as settings have it.

    Args:
        entry: The environment that it will be in.
        prompt: Whether the prompt shows it; None leaves that to the settings.
        completions: Whether completions may be loaded.
        wrapper: Whether `pixi` becomes a function, be the prompt changed or not.
    """
    workspace = entry.workspace
    settings = workspace.config.shell
    is_shown = settings.change_ps1 if prompt is None else prompt
    shown = f"({shown_name(workspace, entry.environment)}) " if is_shown else None
    return Comfort(
        prompt=shown,
        wrapper=wrapper or is_shown,
        completions=completions and settings.source_completion_scripts,
    )


def hook(entry: Entry, shell: Shell, wanted: Comfort, report: Report) -> str:
    """Return the text by which a running shell enters an environment.

    Raises:
        ActivationError: If package metadata is damaged.
    """
    workspace = entry.workspace
    activation = activation_of(workspace, entry.environment, report)
    env, system = workspace.env, workspace.system
    return hook_text(shell, activation, env, system, wanted, report)


def hook_values(entry: Entry, report: Report) -> HookValues:
    """Return what an activation comes to; its scripts are run for that.

    Raises:
        ActivationError: If package metadata is damaged or a script fails.
    """
    return HookValues(
        variables=_variables(entry, report),
        scripts=activation_of(entry.workspace, entry.environment, SILENT).scripts,
    )


def session(entry: Entry, name: str, wanted: Comfort, report: Report) -> Session:
    """Return a shell that is ready to be started in an environment.

    Args:
        entry: The environment.
        name: What the shell is called.
        wanted: What it gets besides variables.
        report: Hears of scripts that are not there.

    Raises:
        UnknownShellError: If we cannot speak to it.
        MissingShellError: If there is no such shell on this machine.
        ActivationError: If package metadata is damaged or a script fails.
    """
    shell = shell_named(name)
    program = _program(entry.workspace, name)
    workspace, env = entry.workspace, entry.workspace.env
    prefix = prefix_of(workspace, entry.environment.name)
    text = variables_text(shell, _variables(entry, report), prefix, env, wanted)
    scratch = temporary_directory(env, workspace.system)
    return prepare_session(shell, program, text, env, scratch)


def _program(workspace: Workspace, name: str) -> Path:
    """Return the program of a shell: the user's own, or the one on the PATH."""
    own = Path(workspace.env.get("SHELL", ""))
    if own.stem == name and own.is_file():
        return own
    program = find_program(
        name, env=workspace.env, cwd=workspace.caller.cwd, system=workspace.system
    )
    if program is None:
        raise MissingShellError(name)
    return program


def _variables(entry: Entry, report: Report) -> dict[str, str]:
    return changed_variables(
        entry.workspace, entry.environment, report, force=entry.use.force_activation
    )
