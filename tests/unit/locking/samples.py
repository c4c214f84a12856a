"""Lock files that are true, or nearly, for the environments of a manifest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pypixi.conda.requirements import normalized_requirements
from pypixi.locking.assemble import assemble
from pypixi.locking.faults.context import JudgingContext
from pypixi.values import replace
from unit.lockfile.samples import binary
from unit.manifest.samples import manifest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.lockfile.model import LockedPackage, LockFile
    from pypixi.manifest.environments import Environment
    from pypixi.manifest.model import Manifest
    from pypixi.records.conda import CondaRecord

CHANNEL = "https://conda.anaconda.org/main"
INDEX = "https://pypi.example.org/simple"
"""What tests take for the default index."""
NOW = 1_750_000_000.0
"""The 15th of June 2025, 15:06:40 UTC."""


def no_engine(*_: object) -> Any:
    """Fail the test: what has no PyPI packages must not ask for their engine."""
    pytest.fail("the PyPI engine was asked")


CONTEXT = JudgingContext(
    root=Path("/work/ws"), default_index=no_engine, normalize=no_engine, now=NOW
)
"""For workspaces without PyPI packages."""


def pypi_context(root: Path) -> JudgingContext:
    """Return a context with the engine's own spelling of requirements."""
    return JudgingContext(
        root=root,
        default_index=lambda: INDEX,
        normalize=normalized_requirements,
        now=NOW,
    )


def record(
    name: str, version: str = "1.0", *depends: str, **fields: Any
) -> CondaRecord:
    """Return a package of the channel that the sample manifests have."""
    url = f"{CHANNEL}/noarch/{name}-{version}-0.conda"
    return binary(url, depends=depends, **fields)


def locked(
    environments: Mapping[str, Environment], *records: LockedPackage
) -> LockFile:
    """Return a lock file with the same packages for everything."""
    return assemble(
        environments,
        None,
        {
            (name, platform.name): records
            for name, environment in environments.items()
            for platform in environment.platforms
        },
        {},
    )


PYTHON = record("python", "3.12.4", purls=())


def pypi_workspace(text: str, *, dependencies: str = "", more: str = "") -> Manifest:
    """Return a manifest for linux-64 with Python and PyPI requirements."""
    return manifest(
        "[workspace]\nchannels = ['main']\nplatforms = ['linux-64']\n"
        f"[dependencies]\npython = '*'\n{dependencies}\n"
        f"[pypi-dependencies]\n{text}\n{more}\n"
    )


def pypi_locked(
    environments: Mapping[str, Environment],
    *rows: LockedPackage,
    python: CondaRecord | None = PYTHON,
    **fields: Any,
) -> LockFile:
    """Return a lock file with Python and other packages, and fields of environments."""
    lock = locked(environments, *(() if python is None else (python,)), *rows)
    fields = {"indexes": (INDEX,), **fields}
    found = {
        name: replace(environment, **fields)
        for name, environment in lock.environments.items()
    }
    return replace(lock, environments=found)
