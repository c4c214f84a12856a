"""Keeping what was found out about an environment, for those that start from a plan."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.config.load import workspace_config
from pypixi.config.places import config_places, home_directory
from pypixi.errors import PixiError
from pypixi.files.private import write_private
from pypixi.launch.facts import is_settled, signature
from pypixi.launch.go import plan_key
from pypixi.launch.place import nearest_manifest, plan_path
from pypixi.launch.plan import Plan, PlannedTask
from pypixi.manifest.environments import united_features
from pypixi.prefix.activation import RunScript, SetPath, SetVariable, activation_steps
from pypixi.prefix.shells import bash
from pypixi.prefix.shells.script import script_lines
from pypixi.prefix.state import FINGERPRINT_FILE, PLACE_FILE
from pypixi.records.pypi import PypiRecord
from pypixi.records.source import CondaSourceRecord
from pypixi.specs.names import DEFAULT_ENVIRONMENT
from pypixi.task.command import raw_command, rendered_command, rendered_env, task_script
from pypixi.task.template import Variables, is_template
from pypixi.taskshell.parser import parse
from pypixi.terminal.report import SILENT
from pypixi.version import __version__
from pypixi.workspace.installing.activate import activation_of
from pypixi.workspace.use import EnvironmentUse
from pypixi.workspace.workspace import ConfigSource

from .lookup import Lookup, available_tasks, task_platform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.manifest.environments import Environment
    from pypixi.prefix.activation import Activation, Step
    from pypixi.task.graph import FoundTask
    from pypixi.workspace.workspace import Workspace

    from .plan import RunPlan

_NANOSECONDS = 1_000_000_000
_MOST = 200
"""More plans than that are hardly used."""


def keep_plan(plan: RunPlan, environment: Environment) -> None:
    """Keep a plan of an environment that is ready, if it holds for the next command.

    Nothing is kept of what was typed with further options, of projects that are built
    from folders, or while a file is so new that it could change unseen.

    Args:
        plan: What is run in it.
        environment: Which environment.
    """
    workspace = plan.workspace
    if not _is_usual(plan, environment):
        return
    now = int(workspace.caller.now * _NANOSECONDS)
    activation = activation_of(workspace, environment, SILENT)
    facts = [(str(p), signature(str(p))) for p in _watched(workspace, activation)]
    if not all(is_settled(seen, now) for _, seen in facts):
        return
    asked = plan.request.environment or ""
    key = plan_key(str(workspace.root), asked, workspace.env)
    path = plan_path(workspace.env, workspace.system, key)
    made = _plan(plan, environment, activation, facts, key)
    if path is not None and made is not None:
        # Where it cannot be written, the next command is no faster.
        write_private(Path(path), made.text().encode(errors="surrogateescape"))
        _drop_oldest(Path(path).parent)


def _drop_oldest(folder: Path) -> None:
    """Delete the plans that were written longest ago, if there are too many."""
    with suppress(OSError):
        rows = sorted((path.stat().st_mtime, path) for path in folder.iterdir())
        for _, path in rows[:-_MOST]:
            path.unlink()


def _is_usual(plan: RunPlan, environment: Environment) -> bool:
    """Tell whether the next command will find all of this again by what it is told."""
    workspace, request = plan.workspace, plan.request
    expected = plan.explicit_environment or DEFAULT_ENVIRONMENT
    return (
        workspace.system in ("linux", "darwin")
        and plan.use == EnvironmentUse()
        and not (request.clean_env or request.templated or request.skip_deps)
        and request.platform is None
        and workspace.caller.config_source == ConfigSource()
        and not workspace.config.experimental.use_environment_activation_cache
        and environment.name == expected
        and nearest_manifest(str(request.cwd)) == str(workspace.manifest.path)
        and not any(_is_local(package) for package in _locked(plan))
    )


def _locked(plan: RunPlan) -> Iterator[object]:
    for locked in plan.lock.environments.values():
        for packages in locked.packages.values():
            yield from packages


def _is_local(package: object) -> bool:
    """Tell whether a package is built from what may change at any time."""
    if isinstance(package, CondaSourceRecord):
        return True
    return isinstance(package, PypiRecord) and package.version is None


def _watched(workspace: Workspace, activation: Activation) -> Iterator[Path]:
    """Yield all files and folders whose change would change anything."""
    root, prefix = workspace.root, activation.prefix
    yield workspace.manifest.path
    yield workspace.lock_path
    home = home_directory(workspace.env, workspace.system)
    yield from config_places(workspace.env, workspace.system, home).ascending
    yield workspace_config(root)
    for name in (".gitignore", ".condapackageignore", "env"):
        yield root / ".pixi" / name
    meta = prefix / "conda-meta"
    yield from (meta / "pixi", meta / FINGERPRINT_FILE, prefix / PLACE_FILE)
    yield meta / "state"
    yield prefix / "etc" / "conda" / "activate.d"
    variables = prefix / "etc" / "conda" / "env_vars.d"
    yield variables
    yield from sorted(variables.glob("*"))
    yield from activation.scripts


def _plan(
    plan: RunPlan,
    environment: Environment,
    activation: Activation,
    facts: list[tuple[str, str]],
    key: str,
) -> Plan | None:
    workspace = plan.workspace
    steps = activation_steps(activation, {}, workspace.system)
    # The caller's own part is found out each time.
    own = [step for step in steps if not _is_callers(step)]
    scripts = any(isinstance(step, RunScript) for step in own)
    refers = any(isinstance(step, SetVariable) and step.refers for step in own)
    lines = script_lines(bash, own, ":") if scripts or refers else ()
    tasks, others = _tasks(plan, environment)
    return Plan(
        version=__version__,
        key=key,
        written=int(workspace.caller.now * _NANOSECONDS),
        manifest=str(workspace.manifest.path),
        environment=environment.name,
        several=len(workspace.environments) > 1,
        prefix=str(activation.prefix),
        bash="\n".join(lines),
        facts=facts,
        variables={
            step.name: step.value for step in own if isinstance(step, SetVariable)
        },
        tasks=tasks,
        others=others,
        listed=available_tasks(workspace, plan.explicit_environment),
    )


def _is_callers(step: Step) -> bool:
    if isinstance(step, SetPath):
        return True
    return isinstance(step, SetVariable) and step.name in (
        "CONDA_SHLVL",
        "CONDA_PREFIX",
    )


def _tasks(
    plan: RunPlan, environment: Environment
) -> tuple[dict[str, PlannedTask], list[str]]:
    """Return the tasks that are one script in an environment, and all other names."""
    workspace = plan.workspace
    lookup = Lookup(workspace=workspace, environment=plan.explicit_environment)
    names = {
        name
        for feature in united_features(workspace.environments.values())
        for target in feature.targets
        for name in target.tasks
    }
    for composed in workspace.environments.values():
        names.update(composed.tasks(task_platform(workspace, composed)))
    planned: dict[str, PlannedTask] = {}
    others: list[str] = []
    for name in sorted(names):
        made = _planned_task(lookup, name, environment, workspace)
        if made is None:
            others.append(name)
        else:
            planned[name] = made
    return planned, others


def _planned_task(
    lookup: Lookup, name: str, environment: Environment, workspace: Workspace
) -> PlannedTask | None:
    try:
        found = lookup.root(name)
        if found is None or found.environment.name != environment.name:
            return None
        return _script(found, workspace)
    except PixiError:  # told when it is run
        return None


def _script(found: FoundTask, workspace: Workspace) -> PlannedTask | None:
    task = found.task
    asked = (task.args, task.inputs, task.outputs, task.depends_on or None)
    texts = [raw_command(task), *(task.env or {}).values()]
    is_more = any(each is not None for each in asked) or task.clean_env
    if task.command is None or is_more or any(map(is_template, texts)):
        return None
    variables = Variables(environment=found.environment.name, platform=found.platform)
    command = rendered_command(task, variables)
    script = task_script(command, env=rendered_env(task, variables))
    parse(script)
    folder = workspace.root if task.cwd is None else workspace.root / task.cwd
    return PlannedTask(script, command, str(folder), task.description or "")
