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
from pypixi.launch.find import plan_key
from pypixi.launch.hook import HookWords, is_entered, path_line
from pypixi.launch.place import nearest_manifest, plan_path
from pypixi.launch.plan import Plan, PlannedTask
from pypixi.manifest.environments import united_features
from pypixi.prefix.activation import RunScript, SetPath, SetVariable, activation_steps
from pypixi.prefix.shells import bash
from pypixi.prefix.shells.script import script_lines
from pypixi.prefix.state import FINGERPRINT_FILE, PLACE_FILE
from pypixi.specs.names import DEFAULT_ENVIRONMENT
from pypixi.task.command import raw_command, rendered_command, rendered_env, task_script
from pypixi.task.template import Variables, is_template
from pypixi.taskshell.parser import parse
from pypixi.terminal.report import SILENT
from pypixi.values import field, frozen
from pypixi.version import __version__
from pypixi.workspace.installing.activate import activation_of
from pypixi.workspace.use import EnvironmentUse
from pypixi.workspace.workspace import ConfigSource

from .lookup import Lookup, available_tasks, inherited_environment, task_platform
from .request import RunRequest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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
    request, workspace = plan.request, plan.workspace
    is_plain = not (request.clean_env or request.templated or request.skip_deps)
    if not is_plain or not _is_usual(workspace, environment, plan.use, request):
        return
    activation = activation_of(workspace, environment, SILENT)
    steps = activation_steps(activation, {}, workspace.system)
    # The caller's own part is found out each time.
    own = [step for step in steps if not _is_callers(step)]
    scripts = any(isinstance(step, RunScript) for step in own)
    refers = any(isinstance(step, SetVariable) and step.refers for step in own)
    lines = script_lines(bash, own, ":") if scripts or refers else ()
    tasks, others = _tasks(plan, environment)
    made = _Part(
        asked=request.environment or "",
        bash="\n".join(lines),
        variables=_values(own),
        tasks=tasks,
        others=others,
        listed=available_tasks(workspace, plan.explicit_environment),
    )
    _keep(workspace, environment, activation, made)


def keep_hook(
    workspace: Workspace,
    environment: Environment,
    use: EnvironmentUse,
    asked: HookWords,
    text: str,
) -> None:
    """Keep the text of a hook, if it holds for the next command.

    Args:
        workspace: Whose environment.
        environment: Which environment.
        use: How lock file and environment were used.
        asked: What was typed.
        text: What was printed.
    """
    request = RunRequest(
        words=(), cwd=workspace.caller.cwd, environment=asked.environment or None
    )
    if not _is_usual(workspace, environment, use, request):
        return
    activation = activation_of(workspace, environment, SILENT)
    variables = _values(activation_steps(activation, {}, workspace.system))
    first = f"{path_line(str(activation.prefix), workspace.env)}\n"
    if not text.startswith(first) or is_entered(variables, workspace.env):
        return  # it holds for this caller alone
    made = _Part(asked=asked.key, bash=text.removeprefix(first), variables=variables)
    _keep(workspace, environment, activation, made)


@frozen
class _Part:
    """What is particular of a plan."""

    asked: str
    bash: str
    variables: Mapping[str, str]
    tasks: Mapping[str, PlannedTask] = field(default_factory=dict)
    others: Sequence[str] = ()
    listed: Sequence[str] = ()


def _keep(
    workspace: Workspace, environment: Environment, activation: Activation, part: _Part
) -> None:
    """Write a plan, unless a file is so new that it could change unseen."""
    now = int(workspace.caller.now * _NANOSECONDS)
    facts = [(str(p), signature(str(p))) for p in _watched(workspace, activation)]
    if not all(is_settled(seen, now) for _, seen in facts):
        return
    key = plan_key(str(workspace.root), part.asked, workspace.env)
    path = plan_path(workspace.env, workspace.system, key)
    if path is None:
        return
    made = Plan(
        version=__version__,
        key=key,
        written=now,
        manifest=str(workspace.manifest.path),
        environment=environment.name,
        several=len(workspace.environments) > 1,
        prefix=str(activation.prefix),
        bash=part.bash,
        facts=facts,
        variables=part.variables,
        tasks=part.tasks,
        others=part.others,
        listed=part.listed,
    )
    # Where it cannot be written, the next command is no faster.
    write_private(Path(path), made.text().encode(errors="surrogateescape"))
    _drop_oldest(Path(path).parent)


def _drop_oldest(folder: Path) -> None:
    """Delete the plans that were written longest ago, if there are too many."""
    with suppress(OSError):
        rows = sorted((path.stat().st_mtime, path) for path in folder.iterdir())
        for _, path in rows[:-_MOST]:
            path.unlink()


def _is_usual(
    workspace: Workspace,
    environment: Environment,
    use: EnvironmentUse,
    request: RunRequest,
) -> bool:
    """Tell whether the next command will find all of this again by what it is told."""
    explicit = request.environment or inherited_environment(workspace)
    return (
        workspace.system in ("linux", "darwin")
        and use == EnvironmentUse()
        and request.platform is None
        and workspace.caller.config_source == ConfigSource()
        and not workspace.config.experimental.use_environment_activation_cache
        and environment.name == (explicit or DEFAULT_ENVIRONMENT)
        and nearest_manifest(str(request.cwd)) == str(workspace.manifest.path)
        and not _has_local_packages(workspace)
    )


def _has_local_packages(workspace: Workspace) -> bool:
    """Tell whether anything is locked that is built from what may change at any time.

    The lock file is asked itself: of one that is true only a part was read.
    """
    try:
        text = workspace.lock_path.read_text("utf-8")
    except FileNotFoundError:
        return False
    rows = (line.strip() for line in text.splitlines())
    kinds = ("- pypi: ", "- conda_source: ", "- conda: ")
    locations = (row for row in rows if row.startswith(kinds))
    return any("://" not in row for row in locations if not _is_archive(row))


def _is_archive(row: str) -> bool:
    """Tell whether a package is an archive of a channel in a folder."""
    return row.startswith("- conda: ") and row.endswith((".conda", ".tar.bz2"))


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
    for kind in ("bash-completion/completions", "zsh/site-functions"):
        yield prefix / "share" / kind


def _is_callers(step: Step) -> bool:
    if isinstance(step, SetPath):
        return True
    return isinstance(step, SetVariable) and step.name in (
        "CONDA_SHLVL",
        "CONDA_PREFIX",
    )


def _values(steps: Iterable[Step]) -> dict[str, str]:
    return {
        step.name: step.value
        for step in steps
        if isinstance(step, SetVariable) and not _is_callers(step)
    }


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
    if "\0" in (task.description or ""):
        return None  # it separates the parts of a plan
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
