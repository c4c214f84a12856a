"""Making the runs of a plan ready to start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pypixi.errors import PixiError
from pypixi.lockfile.locations import url_to_location
from pypixi.lockfile.model import selector
from pypixi.task.cache import TASK_CACHE, TaskCache, skipped_message
from pypixi.task.call import task_call
from pypixi.task.command import raw_command, shown_command
from pypixi.task.fingerprint import environment_hash
from pypixi.task.inputs import file_hashes
from pypixi.task.template import UnrenderableError
from pypixi.values import frozen
from pypixi.workspace.installing.activate import environment_variables
from pypixi.workspace.installing.ready import make_environment_ready
from pypixi.workspace.places import environments_folder

from .lookup import task_platform

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pypixi.lockfile.model import LockedPackage
    from pypixi.manifest.environments import Environment
    from pypixi.task.call import TaskCall
    from pypixi.task.graph import TaskNode
    from pypixi.terminal.report import Report
    from pypixi.workspace.workspace import Workspace

    from .plan import PlainCommand, RunPlan
    from .request import RunRequest


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

    def enter(self, environment: Environment) -> None:
        """Hear of an environment that is activated, before anything runs there."""

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


class Preparation:
    """Makes environments ready and activates them, each once and when it is needed."""

    def __init__(
        self,
        plan: RunPlan,
        stage: Stage,
        report: Report,
        *,
        force: bool = False,
        is_watched: bool = False,
    ) -> None:
        self._plan = plan
        self._stage = stage
        self._report = report
        self._force = force
        """Whether also tasks run that would only repeat the last time."""
        self._is_watched = is_watched
        """Whether files may change on purpose while a task reads them."""
        self._read: dict[int, Mapping[str, str] | None] = {}
        """What watched runs found when they started, by the identity of the run."""
        self._ready: set[str] = set()
        self._variables: dict[tuple[str, bool], dict[str, str]] = {}

    def command(self, command: PlainCommand, *, is_last: bool) -> Job:
        """Return the script of a command that is no task.

        Raises:
            PixiError: If its environment cannot be made ready.
        """
        clean = self._plan.request.clean_env
        env = self._environment_variables(command.environment, clean=clean)
        return _job(command.script, env, command.cwd, is_last=is_last)

    def announced(self, node: TaskNode) -> TaskCall:
        """Return a run with everything filled in, and announce it in any case.

        Raises:
            UnrenderableError: If a template cannot be filled in.
        """
        try:
            call = filled_in(node, self._plan.workspace, self._plan.request)
        except UnrenderableError:
            raw = shown_command(raw_command(node.task), node.arguments.extra)
            self._stage.announce(node, raw)
            raise
        self._stage.announce(node, call.shown)
        return call

    def job(self, call: TaskCall, *, is_last: bool) -> Job | None:
        """Return the script of a task, None where it would only repeat the last time.

        Raises:
            PixiError: If it cannot be started.
        """
        if call.names_files and not self._force:
            hashed = _hash(self._plan, call.node)
            if self._cache.has(call, hashed, self._report):
                self._stage.skip(skipped_message(call))
                return None
        node = call.node
        cwd = _folder(self._plan, node)
        clean = self._plan.request.clean_env or node.task.clean_env
        env = self._environment_variables(node.environment, clean=clean)
        if self._is_watched:
            self._read[id(node)] = self._inputs(call)
        is_last = is_last and not call.names_files
        return _job(call.script, env, cwd, is_last=is_last)

    def keep(self, call: TaskCall) -> None:
        """Remember a run that was a success.

        A watched one is not if its files are others by now: it is about to be repeated.
        """
        is_true = not self._is_watched or self._read[id(call.node)] == self._inputs(
            call
        )
        if call.names_files and is_true:
            self._cache.keep(call, _hash(self._plan, call.node), self._report)

    def _inputs(self, call: TaskCall) -> Mapping[str, str] | None:
        try:
            return file_hashes(self._plan.workspace.root, call.inputs or ())
        except OSError:
            return None

    @property
    def _cache(self) -> TaskCache:
        workspace = self._plan.workspace
        folder = environments_folder(workspace) / TASK_CACHE
        return TaskCache(folder=folder, root=workspace.root)

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
            found.update(self._plan.variables)
            found["INIT_CWD"] = str(self._plan.request.cwd)
            self._variables[key] = found
            self._stage.enter(environment)
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


def filled_in(node: TaskNode, workspace: Workspace, request: RunRequest) -> TaskCall:
    """Return a run with everything filled in.

    Raises:
        UnrenderableError: If a template cannot be filled in.
    """
    path = workspace.manifest.path
    return task_call(node, manifest_path=path, init_cwd=request.cwd)


def _job(script: str, env: Mapping[str, str], cwd: Path, *, is_last: bool) -> Job:
    env = {**env, "PWD": str(cwd)}
    return Job(script=script, env=env, cwd=cwd, is_last=is_last)


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
