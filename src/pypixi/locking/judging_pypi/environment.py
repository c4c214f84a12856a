"""Faults of locked PyPI packages that concern all platforms of an environment."""

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING

from pypixi.lockfile.model import has_pypi
from pypixi.lockfile.pypi_locations import file_name, parse_location
from pypixi.locking.faults.fault import Fault
from pypixi.pypi.installing.editable import editable_packages
from pypixi.pypi.tags import fits
from pypixi.pypi.target import target_python
from pypixi.records.conda import CondaRecord
from pypixi.records.pypi import PypiRecord
from pypixi.specs.urls import same_index

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pypixi.lockfile.model import LockedEnvironment
    from pypixi.locking.faults.context import Memory
    from pypixi.manifest.environments import Environment
    from pypixi.pypi.target import TargetPython
    from pypixi.specs.indexes import FindLinks

_SINCE = 5
"""The first format version that stores indexes."""


def pypi_environment_faults(
    environment: Environment,
    locked: LockedEnvironment,
    version: int,
    memory: Memory,
) -> Iterator[Fault]:
    """Yield what is wrong with the PyPI packages of all platforms."""
    if locked.indexes is not None:
        yield from _index_faults(environment, locked, memory)
    elif version >= _SINCE and has_pypi(locked.packages):
        yield _fault("the indexes used to previously solve to lock file are missing")
    yield from _source_faults(environment, locked, memory.root)
    yield from _wheel_faults(environment, locked, memory)


def _index_faults(
    environment: Environment, locked: LockedEnvironment, memory: Memory
) -> Iterator[Fault]:
    options = environment.pypi_options
    main = options.index_url or memory.context.default_index()
    wanted = (main, *options.extra_index_urls)
    found = locked.indexes or ()
    is_same = len(found) == len(wanted) and all(map(same_index, found, wanted))
    root = memory.root
    if is_same and _links(locked.find_links, root) == _links(options.find_links, root):
        return
    yield _fault(
        "the indexes used to previously solve to lock file do not match the"
        " environments indexes"
    )


def _fault(what: str, package: str | None = None) -> Fault:
    return Fault(what=what, conda=False, disregard=True, package=package)


def _links(entries: Sequence[FindLinks], root: Path) -> list[str | None]:
    """Return what lists of files are compared by."""
    return [
        entry.url if entry.path is None else os.path.normpath(root / entry.path)
        for entry in entries
    ]


def _source_faults(
    environment: Environment, locked: LockedEnvironment, root: Path
) -> Iterator[Fault]:
    """Yield packages that must be built although the manifest rules that out."""
    choice = environment.pypi_options.no_build
    if not choice:
        return
    for platform in environment.platforms:
        rows = locked.packages.get(platform.name, ())
        pypi = [row for row in rows if isinstance(row, PypiRecord)]
        specs = (environment.group or environment).pypi_dependencies(platform)
        editable = editable_packages(specs, pypi, root)
        for row in pypi:
            if row.name in editable:
                continue
            is_ruled_out = choice if isinstance(choice, bool) else row.name in choice
            if is_ruled_out and _wheel(row) is None:
                yield _fault(
                    f"the lock file contains non-binary package: '{row.name}', but the"
                    " pypi-option `no-build` is set",
                    row.name,
                )


class _Wheels:
    """Which wheels are known to run on which Python."""

    def __init__(self) -> None:
        self.fitting: dict[TargetPython, set[str]] = {}


def _wheel_faults(
    environment: Environment, locked: LockedEnvironment, memory: Memory
) -> Iterator[Fault]:
    """Yield wheels that do not run on the platform as it is declared now."""
    known = memory.of(_Wheels)
    for platform in environment.platforms:
        rows = locked.packages.get(platform.name, ())
        conda = [row for row in rows if isinstance(row, CondaRecord)]
        target = target_python(conda, platform)
        if target is None:
            continue
        fitting = known.fitting.setdefault(target, set())
        for row in rows:
            if not isinstance(row, PypiRecord) or row.location in fitting:
                continue
            wheel = _wheel(row)
            if wheel is None or fits(wheel, target):
                fitting.add(row.location)
                continue
            yield _fault(
                "the lock file was solved with system requirements incompatible with"
                f" the tags on wheel ({wheel})",
                row.name,
            )


def _wheel(row: PypiRecord) -> str | None:
    """Return the name of the wheel that is locked; None for what must be built."""
    name = file_name(parse_location(row.location))
    return name if name is not None and name.endswith(".whl") else None
