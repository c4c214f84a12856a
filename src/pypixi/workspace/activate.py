"""The variables that a program of an environment sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.prefix.activation import Activation, activated_environment
from pypixi.prefix.layout import environment_prefix
from pypixi.specs.names import DEFAULT_ENVIRONMENT

if TYPE_CHECKING:
    from pypixi.manifest.environments import Environment

    from .workspace import Workspace


def environment_variables(
    workspace: Workspace, environment: Environment
) -> dict[str, str]:
    """Return the caller's variables overlaid by those of an environment.

    Raises:
        ActivationError: If a package's activation fails.
    """
    activation = Activation(
        prefix=environment_prefix(workspace.root, environment.name),
        variables=_workspace_variables(workspace, environment),
    )
    return activated_environment(activation, workspace.env, workspace.system)


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
