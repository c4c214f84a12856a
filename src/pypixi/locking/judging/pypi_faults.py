"""The door to the faults of locked PyPI packages, opened where there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.lockfile.model import SolveOptions

from .faults import Fault, too_many
from .pypi import PypiFindings

if TYPE_CHECKING:
    from pypixi.lockfile.model import LockedEnvironment
    from pypixi.manifest.environments import Environment

    from .locked_part import LockedPart
    from .pypi import PypiContext

NO_PURLS = "its conda packages are missing purls, the names they have on PyPI"

_DEFAULT_MODE = SolveOptions().pypi_prerelease_mode


def pypi_environment_fault(
    environment: Environment,
    locked: LockedEnvironment,
    version: int,
    context: PypiContext,
) -> Fault | None:
    """Return the first fault that concerns the PyPI packages of all platforms."""
    text: str | None = None
    if environment.has_pypi():
        # The engine's door: a workspace without PyPI packages never comes here.
        from .pypi_environment import pypi_environment_faults  # noqa: PLC0415

        faults = pypi_environment_faults(environment, locked, version, context)
        text = next(faults, None)
    text = text or _mode_fault(environment, locked)
    return None if text is None else Fault(text=text, conda=False, disregard=True)


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


def pypi_findings(part: LockedPart, context: PypiContext) -> PypiFindings:
    """Follow the PyPI requirements of one platform through what is locked for it.

    Raises:
        PixiError: If a requirement of the manifest cannot be understood.
    """
    if part.environment.pypi_dependencies(part.platform):
        # The engine's door: a workspace without PyPI packages never comes here.
        from .pypi_walk import follow_requirements  # noqa: PLC0415

        return follow_requirements(part, context)
    if part.pypi:
        return PypiFindings(fault=too_many(record.name for record in part.pypi))
    return PypiFindings()


def _mode_fault(environment: Environment, locked: LockedEnvironment) -> str | None:
    """Compare when pre-releases are candidates, as the original does everywhere."""
    found = locked.options.pypi_prerelease_mode
    wanted = environment.pypi_options.prerelease_mode or _DEFAULT_MODE
    if found == wanted:
        return None
    return (
        f"the lock file was solved with a different PyPI prerelease mode ({found})"
        f" than the one selected ({wanted})"
    )
