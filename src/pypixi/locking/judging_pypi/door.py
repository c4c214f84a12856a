"""The door to the faults of locked PyPI packages, opened where there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.lockfile.model import SolveOptions
from pypixi.locking.faults.fault import Fault, too_many
from pypixi.locking.faults.findings import PypiFindings

if TYPE_CHECKING:
    from pypixi.lockfile.model import LockedEnvironment
    from pypixi.locking.faults.context import Memory
    from pypixi.locking.faults.locked_part import LockedPart
    from pypixi.manifest.environments import Environment

NO_PURLS = "its conda packages are missing purls, the names they have on PyPI"

_DEFAULT_MODE = SolveOptions().pypi_prerelease_mode


def pypi_environment_fault(
    environment: Environment,
    locked: LockedEnvironment,
    version: int,
    memory: Memory,
) -> Fault | None:
    """Return the first fault that concerns the PyPI packages of all platforms."""
    fault: Fault | None = None
    if environment.has_pypi():
        # The engine's door: a workspace without PyPI packages never comes here.
        from .environment import pypi_environment_faults  # noqa: PLC0415

        faults = pypi_environment_faults(environment, locked, version, memory)
        fault = next(faults, None)
    return fault or _mode_fault(environment, locked)


def lacks_purls(part: LockedPart) -> bool:
    """Tell whether nobody has looked up yet what its conda packages are on PyPI.

    So it is when the first PyPI requirement comes to an environment. The original asks
    that none of them was looked up; one that was not would be taken for none on PyPI.
    """
    return (
        bool(part.environment.pypi_dependencies(part.platform))
        and bool(part.conda)
        and not part.pypi
        and any(record.purls is None for record in part.conda)
    )


def pypi_findings(part: LockedPart, memory: Memory) -> PypiFindings:
    """Follow the PyPI requirements of one platform through what is locked for it.

    Raises:
        PixiError: If a requirement of the manifest cannot be understood.
    """
    if part.environment.pypi_dependencies(part.platform):
        # The engine's door: a workspace without PyPI packages never comes here.
        from .walk import follow_requirements  # noqa: PLC0415

        return follow_requirements(part, memory)
    if part.pypi:
        return PypiFindings(faults=(too_many("pypi", (row.name for row in part.pypi)),))
    return PypiFindings()


def _mode_fault(environment: Environment, locked: LockedEnvironment) -> Fault | None:
    """Compare when pre-releases are candidates, as the original does everywhere."""
    found = locked.options.pypi_prerelease_mode
    wanted = environment.pypi_options.prerelease_mode or _DEFAULT_MODE
    if found == wanted:
        return None
    return Fault(
        what=f"the lock file was solved with a different PyPI prerelease mode ({found})"
        f" than the one selected ({wanted})",
        conda=False,
        disregard=True,
    )
