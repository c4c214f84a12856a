"""Extras of conda packages that are asked for and that no locked package has."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from pypixi.records.conda import CondaRecord

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pypixi.lockfile.model import LockFile
    from pypixi.manifest.environments import Environment
    from pypixi.terminal.report import Report


def warn_of_missing_extras(
    environments: Mapping[str, Environment], lock: LockFile, report: Report
) -> None:
    """Warn of each extra that is asked for in vain, once.

    The solver passes over them, because a version of before may well have had them.
    """
    texts = chain.from_iterable(
        _missing(environment, lock) for environment in environments.values()
    )
    for text in dict.fromkeys(texts):
        report.warn(text)


def _missing(environment: Environment, lock: LockFile) -> Iterator[str]:
    rows = chain.from_iterable(lock.environments[environment.name].packages.values())
    records = [row for row in rows if isinstance(row, CondaRecord)]
    for platform in environment.platforms:
        for spec in environment.dependencies(platform):
            if not spec.extras:
                continue
            named = [record for record in records if record.name == spec.name]
            known = sorted(
                {extra for record in named for extra in record.extra_depends}
            )
            for extra in spec.extras if named else ():
                if extra not in known:
                    yield (
                        f"extra '{extra}' requested for '{spec.name}' does not exist"
                        f" (available extras: {', '.join(known) or 'none'})"
                    )
