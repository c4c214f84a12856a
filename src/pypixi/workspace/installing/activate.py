"""The variables that a program of an environment sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.prefix.activation import Activation, activated_environment
from pypixi.specs.names import DEFAULT_ENVIRONMENT
from pypixi.specs.platform import subdir_platform
from pypixi.terminal.report import SILENT
from pypixi.workspace.places import prefix_of

from .platforms import best_platform

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pypixi.manifest.environments import Environment
    from pypixi.manifest.model import ActivationTable
    from pypixi.terminal.report import Report
    from pypixi.workspace.workspace import Workspace

_WINDOWS_SCRIPTS = (".bat",)
_OTHER_SCRIPTS = (".sh", ".bash")


def environment_variables(
    workspace: Workspace, environment: Environment, report: Report = SILENT
) -> dict[str, str]:
    """Return the caller's variables overlaid by those of an environment.

    Args:
        workspace: Its manifest may ask for scripts and variables.
        environment: What is activated, installed or not.
        report: Hears of scripts that are not there or hardly meant.

    Raises:
        ActivationError: If a package's activation or a script fails.
    """
    table = _activation_table(workspace, environment)
    activation = Activation(
        prefix=prefix_of(workspace, environment.name),
        variables=_workspace_variables(workspace, environment),
        scripts=tuple(_present_scripts(workspace, table.scripts or (), report)),
        last_variables=table.env,
    )
    return activated_environment(activation, workspace.env, workspace.system)


def _activation_table(
    workspace: Workspace, environment: Environment
) -> ActivationTable:
    """Return what the manifest asks for here; without packages it runs anywhere."""
    platform = best_platform(workspace, environment)
    return environment.activation(platform or subdir_platform(workspace.machine))


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
    name = workspace.manifest.display_name
    shown = name
    if environment.name != DEFAULT_ENVIRONMENT:
        shown = f"{name}:{environment.name}"
    platforms = ",".join(platform.name for platform in environment.platforms)
    table = workspace.manifest.workspace
    return {
        "PIXI_PROJECT_ROOT": str(workspace.root),
        "PIXI_PROJECT_NAME": name,
        "PIXI_PROJECT_MANIFEST": str(workspace.manifest.path),
        "PIXI_PROJECT_VERSION": table.version or "NO_VERSION_SPECIFIED",
        "PIXI_IN_SHELL": "1",
        "PIXI_EXE": workspace.caller.executable,
        "CONDA_DEFAULT_ENV": shown,
        "PIXI_ENVIRONMENT_NAME": environment.name,
        "PIXI_ENVIRONMENT_PLATFORMS": platforms,
        "PIXI_PROMPT": f"({shown}) ",
    }
