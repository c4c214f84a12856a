"""The variables that a program of an environment sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.prefix.activation import Activation
from pypixi.prefix.activation_cache import (
    ActivationKey,
    entry_path,
    read_entry,
    write_entry,
)
from pypixi.prefix.capture import (
    activated_variables,
    changed,
    clean_environment,
    variables_set,
)
from pypixi.prefix.state import read_fingerprint
from pypixi.specs.names import DEFAULT_ENVIRONMENT
from pypixi.specs.platform import subdir_platform
from pypixi.terminal.report import SILENT
from pypixi.workspace.places import environments_folder, prefix_of

from .platforms import best_platform, used_platform

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pypixi.manifest.environments import Environment
    from pypixi.manifest.model import ActivationTable
    from pypixi.specs.platform import Platform
    from pypixi.terminal.report import Report
    from pypixi.workspace.workspace import Workspace

_WINDOWS_SCRIPTS = (".bat",)
_OTHER_SCRIPTS = (".sh", ".bash")


def environment_variables(
    workspace: Workspace,
    environment: Environment,
    report: Report = SILENT,
    *,
    force: bool = False,
    clean: bool = False,
) -> dict[str, str]:
    """Return the caller's variables overlaid by those of an environment.

    Args:
        workspace: Its manifest may ask for scripts and variables.
        environment: What is activated, installed or not.
        report: Hears of scripts that are not there or hardly meant.
        force: Whether to activate although the result of the last time is known.
        clean: Whether all but a few variables of the caller stay outside.

    Raises:
        ActivationError: If a package's activation or a script fails.
    """
    if clean:  # never from what was kept: that was not clean
        activation = activation_of(workspace, environment, report)
        return clean_environment(activation, workspace.env, workspace.system)
    changed = changed_variables(workspace, environment, report, force=force)
    return {**workspace.env, **changed}


def changed_variables(
    workspace: Workspace,
    environment: Environment,
    report: Report = SILENT,
    *,
    force: bool = False,
) -> dict[str, str]:
    """Return the variables that an environment gives another value than the caller's.

    They are kept for the next command where the settings ask for it.

    Args:
        workspace: Its manifest may ask for scripts and variables.
        environment: What is activated, installed or not.
        report: Hears of scripts that are not there or hardly meant.
        force: Whether to activate although the result of the last time is known.

    Raises:
        ActivationError: If a package's activation or a script fails.
    """
    activation = activation_of(workspace, environment, report)
    key = _key(workspace, environment, activation)
    if key is None:
        return activated_variables(activation, workspace.env, workspace.system)
    entry = entry_path(environments_folder(workspace), environment.name)
    if not (force or workspace.config.shell.force_activate):
        known = read_entry(entry, key, workspace.env)
        if known is not None:
            return changed(known, workspace.env)
    found = variables_set(activation, workspace.env, workspace.system)
    write_entry(entry, key, workspace.env, found)
    return changed(found, workspace.env)


def activation_of(
    workspace: Workspace, environment: Environment, report: Report
) -> Activation:
    """Return what there is to be activated of an environment.

    Args:
        workspace: Its manifest may ask for scripts and variables.
        environment: Which environment.
        report: Hears of scripts that are not there or hardly meant.
    """
    table = _activation_table(workspace, environment)
    return Activation(
        prefix=prefix_of(workspace, environment.name),
        variables=_workspace_variables(workspace, environment),
        scripts=tuple(_present_scripts(workspace, table.scripts or (), report)),
        last_variables=table.env,
    )


def shown_name(workspace: Workspace, environment: Environment) -> str:
    """Return what a person knows an environment by: its workspace comes first."""
    name = workspace.manifest.display_name
    if environment.name == DEFAULT_ENVIRONMENT:
        return name
    return f"{name}:{environment.name}"


def _key(
    workspace: Workspace, environment: Environment, activation: Activation
) -> ActivationKey | None:
    """Return what a kept activation depends on, None where none is kept."""
    if not workspace.config.experimental.use_environment_activation_cache:
        return None
    fingerprint = read_fingerprint(activation.prefix)
    if fingerprint is None:
        return None
    scripts = _activation_table(workspace, environment).scripts or ()
    return ActivationKey(
        platform=_platform(workspace, environment).name,
        # What is not there yet is run once it is: the original does not run it.
        scripts=tuple(name for name in scripts if (workspace.root / name).is_file()),
        env=activation.last_variables,
        fingerprint=fingerprint,
        own=activation.variables,
    )


def _platform(workspace: Workspace, environment: Environment) -> Platform:
    """Return what targets are chosen by; without packages it runs anywhere."""
    if best_platform(workspace, environment) is None:
        return subdir_platform(workspace.machine)
    return used_platform(workspace, environment)


def _activation_table(
    workspace: Workspace, environment: Environment
) -> ActivationTable:
    return environment.activation(_platform(workspace, environment))


def _present_scripts(
    workspace: Workspace, names: Sequence[str], report: Report
) -> Iterator[Path]:
    """Yield the scripts that can be run; the others are warned of."""
    paths = {name: workspace.root / name for name in names}
    missing = [name for name, path in paths.items() if not path.is_file()]
    if missing:
        report.warn(
            f"Could not find activation scripts: {', '.join(missing)}",
            help=f"create them in '{workspace.root}', or take them out of [activation]",
        )
    endings = _WINDOWS_SCRIPTS if workspace.system == "win32" else _OTHER_SCRIPTS
    for name in names:
        if name in missing:
            continue
        if paths[name].suffix not in endings:
            expected = " or ".join(endings)
            report.warn(
                f"the activation script '{name}' does not end in {expected}",
                help="list scripts for another system under [target.….activation]",
            )
        yield paths[name]


def _workspace_variables(
    workspace: Workspace, environment: Environment
) -> dict[str, str]:
    shown = shown_name(workspace, environment)
    platforms = ",".join(platform.name for platform in environment.platforms)
    table = workspace.manifest.workspace
    return {
        "PIXI_PROJECT_ROOT": str(workspace.root),
        "PIXI_PROJECT_NAME": workspace.manifest.display_name,
        "PIXI_PROJECT_MANIFEST": str(workspace.manifest.path),
        "PIXI_PROJECT_VERSION": table.version or "NO_VERSION_SPECIFIED",
        "PIXI_IN_SHELL": "1",
        "PIXI_EXE": workspace.caller.executable,
        "CONDA_DEFAULT_ENV": shown,
        "PIXI_ENVIRONMENT_NAME": environment.name,
        "PIXI_ENVIRONMENT_PLATFORMS": platforms,
        "PIXI_PROMPT": f"({shown}) ",
    }
