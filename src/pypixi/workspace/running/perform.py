"""Running what was planned, one task after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pypixi.errors import PixiError
from pypixi.lockfile.locations import url_to_location
from pypixi.lockfile.model import selector
from pypixi.task.cache import TASK_CACHE, TaskCache, skipped_message
from pypixi.task.call import task_call
from pypixi.task.command import raw_command, shown_command
from pypixi.task.fingerprint import environment_hash
from pypixi.task.template import UnrenderableError
from pypixi.values import frozen
from pypixi.workspace.installing.activate import environment_variables
from pypixi.workspace.installing.ready import make_environment_ready
from pypixi.workspace.places import environments_folder

from .lookup import task_platform

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pypixi.lockfile.model import LockedPackage
    from pypixi.manifest.environments import Environment
    from pypixi.task.call import TaskCall
    from pypixi.task.graph import TaskNode
    from pypixi.terminal.report import Report

    from .plan import PlainCommand, RunPlan


@frozen
class Job:
    """A script with all that it takes to start it."""

    script: str
    env: Mapping[str, str]
    cwd: Path
    is_last: bool
    """Whether nothing is left to do once it has ended."""


class Stage(Protocol):
    """What a run takes place on: it announces tasks and starts scripts."""

    def announce(self, node: TaskNode, command: str) -> None:
        """Tell which task is about to run, and its command."""

    def skip(self, message: str) -> None:
        """Tell that a task need not run."""

    def start(self, job: Job) -> int:
        """Run a script to its end; return its status."""


class InvalidWorkingDirectoryError(PixiError):
    """The folder that a task runs in does not exist."""

    def __init__(self, node: TaskNode, folder: Path) -> None:
        task = node.task
        super().__init__(
            f"invalid working directory '{folder}'",
            labels=[] if task.place is None else [task.place.label("cwd of this task")],
            help="create the folder, or correct `cwd`: it starts at the workspace",
        )


class CleanOnWindowsError(PixiError):
    """A task is to run without the caller's variables where that is impossible."""

    def __init__(self) -> None:
        super().__init__(
            "Currently it's not possible to run a `clean-env` option on Windows.",
            help="leave `clean-env` out",
        )


def perform(
    plan: RunPlan,
    stage: Stage,
    report: Report,
    *,
    dry_run: bool,
    on_ready: Callable[[Environment], None] = lambda _: None,
) -> int:
    """Run what was planned; return the first status that is not zero, else zero.

    Args:
        plan: What is to be run.
        stage: Where.
        report: Hears of progress.
        dry_run: Whether tasks are only announced.
        on_ready: Hears of each environment that was made ready.

    Raises:
        PixiError: If a task cannot be started.
    """
    run = _Run(plan, stage, report, on_ready)
    if plan.command is not None:
        return 0 if dry_run else run.command(plan.command)
    nodes = [node for node in plan.nodes if not node.is_alias]
    for number, node in enumerate(nodes, 1):
        call = _announced(plan, node, stage)
        status = 0 if dry_run else run.task(call, is_last=number == len(nodes))
        if status:
            return status
    return 0


class _Run:
    """A run under way: each environment is made ready and activated once."""

    def __init__(
        self,
        plan: RunPlan,
        stage: Stage,
        report: Report,
        on_ready: Callable[[Environment], None],
    ) -> None:
        self._on_ready = on_ready
        self._plan = plan
        self._stage = stage
        self._report = report
        self._ready: set[str] = set()
        self._variables: dict[tuple[str, bool], dict[str, str]] = {}

    def command(self, command: PlainCommand) -> int:
        """Run a command that is no task."""
        clean = self._plan.request.clean_env
        env = self._environment_variables(command.environment, clean=clean)
        return self._start(command.script, env, command.cwd, is_last=True)

    def task(self, call: TaskCall, *, is_last: bool) -> int:
        """Run a task, unless that would only repeat the last time."""
        if call.inputs is None and call.outputs is None:
            return self._start_task(call, is_last=is_last)
        folder = environments_folder(self._plan.workspace) / TASK_CACHE
        cache = TaskCache(folder=folder, root=self._plan.workspace.root)
        hashed = _hash(self._plan, call.node)
        if cache.has(call, hashed, self._report):
            self._stage.skip(skipped_message(call))
            return 0
        status = self._start_task(call, is_last=False)
        if status == 0:
            cache.keep(call, hashed, self._report)
        return status

    def _start_task(self, call: TaskCall, *, is_last: bool) -> int:
        node = call.node
        cwd = _folder(self._plan, node)
        clean = self._plan.request.clean_env or node.task.clean_env
        env = self._environment_variables(node.environment, clean=clean)
        return self._start(call.script, env, cwd, is_last=is_last)

    def _start(
        self, script: str, env: Mapping[str, str], cwd: Path, *, is_last: bool
    ) -> int:
        env = {**env, "PWD": str(cwd)}
        return self._stage.start(Job(script=script, env=env, cwd=cwd, is_last=is_last))

    def _environment_variables(
        self, environment: Environment, *, clean: bool
    ) -> Mapping[str, str]:
        """Return the variables of programs in an environment, which is then ready.

        Raises:
            PixiError: If it cannot be installed or activated.
        """
        workspace = self._plan.workspace
        if clean and workspace.system == "win32":
            raise CleanOnWindowsError
        self._make_ready(environment)
        key = environment.name, clean
        if key not in self._variables:
            found = environment_variables(
                workspace,
                environment,
                self._report,
                force=self._plan.use.force_activation,
                clean=clean,
            )
            found["INIT_CWD"] = str(self._plan.request.cwd)
            self._variables[key] = found
        return self._variables[key]

    def _make_ready(self, environment: Environment) -> None:
        plan = self._plan
        if not plan.use.install or environment.name in self._ready:
            return
        make_environment_ready(
            plan.workspace,
            environment,
            plan.lock,
            self._report,
            renewal=plan.use.renewal,
            named=plan.use.platform,
        )
        self._ready.add(environment.name)
        self._on_ready(environment)


def _announced(plan: RunPlan, node: TaskNode, stage: Stage) -> TaskCall:
    """Return a run with everything filled in, and announce it in any case."""
    try:
        call = task_call(
            node,
            manifest_path=plan.workspace.manifest.path,
            init_cwd=plan.request.cwd,
        )
    except UnrenderableError:
        raw = shown_command(raw_command(node.task), node.arguments.extra)
        stage.announce(node, raw)
        raise
    stage.announce(node, call.shown)
    return call


def _folder(plan: RunPlan, node: TaskNode) -> Path:
    root = plan.workspace.root
    if node.task.cwd is None:
        return root
    folder = root / node.task.cwd
    if not folder.is_dir():
        raise InvalidWorkingDirectoryError(node, folder)
    return folder


def _hash(plan: RunPlan, node: TaskNode) -> str:
    """Return the hash of what is in the environment of a run."""
    environment = node.environment
    platform = task_platform(plan.workspace, environment, plan.request.platform)
    locked = plan.lock.environments.get(environment.name)
    packages = () if locked is None else locked.packages.get(platform.name, ())
    return environment_hash(
        platform.name, environment.activation(platform), map(_location, packages)
    )


def _location(package: LockedPackage) -> str:
    """Return where a package comes from, as the lock file says it."""
    kind, text = selector(package)
    match kind:
        case "conda":
            return url_to_location(text)
        case "conda_source":
            return text.partition(" @ ")[2]
        case _:
            return text
