"""What is to be run, before anything is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.environments import select_environment
from pypixi.specs.names import DEFAULT_ENVIRONMENT
from pypixi.task.command import joined_words
from pypixi.task.graph import TaskNode, task_order
from pypixi.task.template import Variables, render
from pypixi.taskshell.literal import literal_words
from pypixi.values import field, frozen
from pypixi.workspace.installing.machine import warn_of_overrides
from pypixi.workspace.installing.platforms import has_dependencies, select_platform
from pypixi.workspace.locking.lock import ensure_lock

from .env_file import read_env_files
from .lookup import Choose, Lookup, inherited_environment, nobody, task_platform
from .request import split_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pypixi.lockfile.model import LockFile
    from pypixi.manifest.environments import Environment
    from pypixi.terminal.report import Report
    from pypixi.workspace.use import EnvironmentUse
    from pypixi.workspace.workspace import Workspace

    from .request import RunRequest


@frozen
class PlainCommand:
    """A command that is no task."""

    environment: Environment
    script: str
    cwd: Path


@frozen
class RunPlan:
    """What is to be run, and in which order."""

    workspace: Workspace
    lock: LockFile
    request: RunRequest
    use: EnvironmentUse
    nodes: tuple[TaskNode, ...] = ()
    """Runs of tasks, aliases among them; none for a command."""
    command: PlainCommand | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    """What files of variables set, over what the activation does."""

    @property
    def explicit_environment(self) -> str | None:
        """The environment that was asked for, or that we were called from."""
        return self.request.environment or inherited_environment(self.workspace)


@frozen
class Meaning:
    """What words come to: runs of tasks, or a command."""

    nodes: tuple[TaskNode, ...] = ()
    command: PlainCommand | None = None

    @property
    def environments(self) -> list[Environment]:
        """The environments that something runs in, each once."""
        if self.command is not None:
            return [self.command.environment]
        rows = {
            node.environment.name: node.environment
            for node in self.nodes
            if not node.is_alias
        }
        return [*rows.values()]


def plan_run(
    workspace: Workspace,
    request: RunRequest,
    use: EnvironmentUse,
    report: Report,
    choose: Choose = nobody,
) -> RunPlan:
    """Return what is to be run, the lock file being as ``use`` wants it.

    Args:
        workspace: Whose task or environment.
        request: What was typed.
        use: How lock file and environment are used; what is installed must run here.
        report: Hears of progress.
        choose: Decides where several environments have different tasks of a name.

    Raises:
        PixiError: If the words mean nothing, a file of variables cannot be read, or the
            environment cannot be used here.
    """
    warn_of_overrides(workspace, report)
    choose = _asking_once(choose)
    # A slip of the pen is told before anything is solved.
    meaning = meaning_of(workspace, request, choose)
    variables = read_env_files(request.env_files, request.cwd)
    wanted = {environment.name: None for environment in meaning.environments}
    outcome = ensure_lock(
        workspace, use.lock, report, may_install=use.install, wanted=wanted
    )
    fresh = outcome.workspace
    if fresh is not workspace:
        meaning = meaning_of(fresh, request, choose)
    for environment in meaning.environments:
        is_installed = use.install and has_dependencies(environment)
        if is_installed or use.platform is not None:
            select_platform(fresh, environment, use.platform)
    return RunPlan(
        workspace=fresh,
        lock=outcome.lock,
        request=request,
        use=use,
        nodes=meaning.nodes,
        command=meaning.command,
        variables=variables,
    )


def _asking_once(choose: Choose) -> Choose:
    """Return what remembers the answers: words are looked at again after a solve."""
    known: dict[tuple[str, tuple[str, ...]], str | None] = {}

    def ask(task: str, environments: Sequence[str], asked_by: str | None) -> str | None:
        key = task, tuple(environments)
        if key not in known:
            known[key] = choose(task, environments, asked_by)
        return known[key]

    return ask


def meaning_of(
    workspace: Workspace, request: RunRequest, choose: Choose = nobody
) -> Meaning:
    """Return what words mean: a task with those it depends on, or a command.

    Raises:
        PixiError: If they mean nothing.
    """
    split = split_words(request.words)
    named = request.environment or inherited_environment(workspace)
    if named is not None:
        select_environment(workspace.environments, named)
    lookup = Lookup(
        workspace=workspace, environment=named, platform=request.platform, choose=choose
    )
    root = None if request.executable else lookup.root(split[0])
    if root is None:
        return Meaning(command=_command(workspace, request, split, named))
    nodes = task_order(root, split[1:], lookup.dependency, skip_deps=request.skip_deps)
    return Meaning(nodes=nodes)


def _command(
    workspace: Workspace, request: RunRequest, split: Sequence[str], named: str | None
) -> PlainCommand:
    name = named or DEFAULT_ENVIRONMENT
    environment = select_environment(workspace.environments, name)
    words = list(split)
    if request.templated:
        variables = Variables(
            environment=name,
            platform=task_platform(workspace, environment, request.platform),
            manifest_path=workspace.manifest.path,
            init_cwd=request.cwd,
        )
        words = [render(word, variables, origin="the command") for word in words]
        script = joined_words(words)
    elif len(request.words) > 1:
        script = literal_words(words)
    else:  # the quotes of a line are gone already; what is left means something
        script = " ".join(words)
    return PlainCommand(environment=environment, script=script, cwd=request.cwd)
