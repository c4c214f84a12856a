"""The public Python API: a workspace, its environments and their packages.

Usable in scripts and notebooks alike: no event loop is needed, none is disturbed, and
the interpreter may end as it likes.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.specs.names import DEFAULT_ENVIRONMENT
from pypixi.specs.platform import this_architecture
from pypixi.terminal.report import SILENT
from pypixi.workspace.adding.add import AddOptions, add_packages, add_pypi_packages
from pypixi.workspace.install import InstallRequest, install_environments
from pypixi.workspace.locking.lock import write_lock
from pypixi.workspace.locking.outcome import LockUse
from pypixi.workspace.looking.inspect import list_environment
from pypixi.workspace.running.captured import perform_captured
from pypixi.workspace.running.plan import plan_run
from pypixi.workspace.running.request import RunRequest
from pypixi.workspace.updating.choice import UpgradeOptions
from pypixi.workspace.updating.update import UpdateOptions, update_packages
from pypixi.workspace.updating.upgrade import upgrade_packages
from pypixi.workspace.use import EnvironmentUse

from .values import field, frozen_positional
from .workspace import workspace as record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pypixi.locking.diff import Difference
    from pypixi.terminal.report import Report
    from pypixi.workspace.looking.inspect import ListedPackage

    from .processes import Completed


@frozen_positional
class Workspace:
    """A workspace on disk; every method looks at its files as they are then."""

    manifest: Path
    """The manifest's absolute path."""
    env: Mapping[str, str] = field(repr=False, compare=False)
    """Variables that programs of the workspace start from."""
    report: Report = field(default=SILENT, repr=False, compare=False)
    """Hears of warnings and progress."""

    @classmethod
    def discover(
        cls,
        path: str | os.PathLike[str] = ".",
        *,
        env: Mapping[str, str] | None = None,
        report: Report = SILENT,
    ) -> Workspace:
        """Return the workspace at or above ``path``.

        Args:
            path: A folder inside the workspace, or its manifest.
            env: Variables to use in place of those of this process.
            report: Hears of warnings and progress; silent by default.

        Raises:
            PixiError: If there is no workspace, or its manifest has faults.
        """
        variables = dict(os.environ if env is None else env)
        start = Path(path).absolute()
        manifest_path = start if start.is_file() else None
        caller = _caller(start.resolve(), variables)
        found = record.open_workspace(caller, report, manifest_path=manifest_path)
        return cls(found.manifest.path, variables, report)

    @property
    def root(self) -> Path:
        """The folder of the workspace."""
        return self.manifest.parent

    @property
    def name(self) -> str:
        """What the workspace is called."""
        return self._open().manifest.display_name

    @property
    def environments(self) -> tuple[str, ...]:
        """The names of its environments, in the order of the manifest."""
        return tuple(self._open().environments)

    def add(
        self, *specs: str, feature: str = "default", pypi: bool = False
    ) -> tuple[str, ...]:
        """Add packages and lock; return the requirements that were written.

        Args:
            specs: Conda specifications, or PEP 508 requirements on PyPI packages.
            feature: The feature that asks for them.
            pypi: Whether they are PyPI packages.

        Raises:
            PixiError: If a specification is wrong or cannot be solved.
        """
        options = AddOptions(feature=feature)
        if pypi:
            added = add_pypi_packages(
                self._open(), specs, options=options, report=self.report
            )
        else:
            added = add_packages(self._open(), specs, options, self.report)
        return tuple(str(spec) for spec in added.specs)

    def lock(self) -> bool:
        """Bring the lock file up to date; return whether it had to be written.

        Raises:
            PixiError: If the requirements cannot be solved.
        """
        return write_lock(self._open(), self.report).is_written

    def update(
        self,
        *packages: str,
        environments: Sequence[str] = (),
        platforms: Sequence[str] = (),
    ) -> Difference:
        """Choose locked packages anew; return the changes of the lock file.

        Args:
            packages: Which; all that are locked if none is named.
            environments: Only in these.
            platforms: Only on these.

        Raises:
            PixiError: If something is named that there is not, or a solve fails.
        """
        options = UpdateOptions(
            packages=packages,
            environments=tuple(environments),
            platforms=tuple(platforms),
        )
        return update_packages(self._open(), options, self.report).difference

    def upgrade(
        self,
        *packages: str,
        exclude: Sequence[str] = (),
        feature: str | None = None,
        environment: str | None = None,
    ) -> Difference:
        """Let the manifest ask for the newest versions, and lock; return the changes.

        Args:
            packages: Which; all that the manifest asks for if none is named.
            exclude: Those that are left alone.
            feature: Only what this feature asks for.
            environment: Only what stands in the table of this environment.

        Raises:
            PixiError: If something is named that there is not, or a solve fails.
        """
        options = UpgradeOptions(
            packages=packages,
            exclude=tuple(exclude),
            feature=feature,
            environment=environment,
        )
        outcome = upgrade_packages(self._open(), options, self.report).outcome
        return {} if outcome is None else outcome.difference

    def install(self, *environments: str, frozen: bool = False) -> bool:
        """Lock and install environments; return whether anything had to change.

        Args:
            environments: Which; the default environment if none is named.
            frozen: Whether the lock file is taken as it is.

        Raises:
            PixiError: If an environment cannot be locked or installed.
        """
        use = LockUse.FROZEN if frozen else LockUse.UPDATE
        request = InstallRequest(names=environments)
        done = install_environments(self._open(), request, use, self.report)
        return any(each.is_changed for each in done.values())

    def packages(
        self, environment: str = DEFAULT_ENVIRONMENT, platform: str | None = None
    ) -> list[ListedPackage]:
        """Return the packages locked for an environment, sorted by name.

        Args:
            environment: Whose packages.
            platform: For which platform; the best for this machine by default.

        Raises:
            PixiError: If the environment or platform is unknown or cannot be locked.
        """
        listing = list_environment(
            self._open(), self.report, environment=environment, platform=platform
        )
        return list(listing.packages)

    def run(self, *words: str, environment: str | None = None) -> Completed:
        """Run a task or a command to its end and return what it wrote.

        Args:
            words: The task with its arguments, or the command.
            environment: Where; by default where the task is defined.

        Raises:
            PixiError: If the environment cannot be made ready or the command not found.
        """
        request = RunRequest(words=words, cwd=self.root, environment=environment)
        plan = plan_run(self._open(), request, EnvironmentUse(), self.report)
        return perform_captured(plan, self.report)

    def _open(self) -> record.Workspace:
        caller = _caller(self.root, self.env)
        return record.open_workspace(caller, self.report, manifest_path=self.manifest)


def _caller(cwd: Path, env: Mapping[str, str]) -> record.Caller:
    return record.Caller(
        cwd=cwd,
        env=env,
        system=sys.platform,
        architecture=this_architecture(),
        now=time.time(),
        executable=_executable(),
    )


def _executable() -> str:
    """Return the ``pixi`` that belongs to the running interpreter."""
    beside = Path(sys.executable).with_name("pixi")
    return str(beside) if beside.exists() else "pixi"
