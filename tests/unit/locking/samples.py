"""Lock files that are true, or nearly, for the environments of a manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypixi.locking.assemble import assemble
from unit.lockfile.samples import binary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.lockfile.model import LockFile
    from pypixi.manifest.environments import Environment
    from pypixi.records.conda import CondaRecord

CHANNEL = "https://conda.anaconda.org/main"


def record(
    name: str, version: str = "1.0", *depends: str, **fields: Any
) -> CondaRecord:
    """Return a package of the channel that the sample manifests have."""
    url = f"{CHANNEL}/noarch/{name}-{version}-0.conda"
    return binary(url, depends=depends, **fields)


def locked(environments: Mapping[str, Environment], *records: CondaRecord) -> LockFile:
    """Return a lock file with the same packages for everything."""
    return assemble(
        environments,
        None,
        {
            (name, platform.name): records
            for name, environment in environments.items()
            for platform in environment.platforms
        },
    )
