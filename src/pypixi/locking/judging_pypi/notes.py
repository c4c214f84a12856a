"""What is known of PyPI packages, whichever environment they are locked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement

from pypixi.locking.faults.fault import Fault
from pypixi.pypi.names.provided import provided_packages
from pypixi.pypi.requirements import applies, parse_requirement
from pypixi.pypi.target import marker_environment
from pypixi.terminal.report import SILENT

from .needs import direct_need, need_of_package

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from packaging.requirements import Requirement

    from pypixi.pypi.names.provided import Provided
    from pypixi.pypi.target import TargetPython
    from pypixi.records.conda import CondaRecord
    from pypixi.records.pypi import PypiRecord
    from pypixi.specs.names import PypiName
    from pypixi.specs.requirement import PypiSpec

    from .needs import Need

    Records = Iterable[CondaRecord]


class PypiNotes:
    """Requirements that were parsed, and packages that were looked at.

    Records are known by their address: those who ask keep them as long as this lives.
    """

    def __init__(self) -> None:
        self.sound: set[tuple[int, int]] = set()
        """Pairs of a need and a record that meets it wherever it is locked."""
        self.checked: dict[tuple[int, str], tuple[Fault, ...]] = {}
        """What is wrong with a record itself, by it and the version of Python."""
        self._kept: list[object] = []
        self._parsed: dict[int, Requirement] = {}
        self._needs: dict[int, tuple[tuple[Need, ...], tuple[Fault, ...]]] = {}
        self._provided: dict[int, Mapping[PypiName, Provided]] = {}
        self._targets: dict[TargetPython, TargetNotes] = {}

    def direct(self, spec: PypiSpec, environment: str) -> Need:
        """Return what an entry of the manifest asks for.

        Raises:
            PixiError: If it cannot be understood.
        """
        requirement = self._parsed.get(id(spec))
        if requirement is None:
            self._kept.append(spec)
            requirement = self._parsed[id(spec)] = parse_requirement(spec)
        return direct_need(spec, environment, requirement)

    def needs(self, record: PypiRecord) -> tuple[tuple[Need, ...], tuple[Fault, ...]]:
        """Return what a package requires, with a fault for all that is malformed."""
        found = self._needs.get(id(record))
        if found is None:
            self._kept.append(record)
            found = self._needs[id(record)] = _needs(record)
        return found

    def provided(self, records: Records) -> dict[PypiName, Provided]:
        """Return what conda packages are on PyPI."""
        found: dict[PypiName, Provided] = {}
        for record in records:
            own = self._provided.get(id(record))
            if own is None:
                self._kept.append(record)
                own = self._provided[id(record)] = provided_packages([record], SILENT)
            found.update(own)
        return found

    def on(self, target: TargetPython) -> TargetNotes:
        """Return what is known of packages on one Python."""
        found = self._targets.get(target)
        if found is None:
            found = self._targets[target] = TargetNotes(target)
        return found


class TargetNotes:
    """Which requirements hold on one Python of one platform."""

    def __init__(self, target: TargetPython) -> None:
        self._markers = marker_environment(target)
        self._holding: dict[tuple[int, frozenset[str]], tuple[Need, ...]] = {}

    def holds(self, need: Need, extras: Iterable[str] = ()) -> bool:
        """Tell whether the marker of a requirement holds."""
        return applies(need.requirement, self._markers, extras)

    def holding(
        self, record: PypiRecord, needs: tuple[Need, ...], extras: frozenset[str]
    ) -> tuple[Need, ...]:
        """Return those of the needs of a package that hold with some extras of it."""
        key = id(record), extras
        found = self._holding.get(key)
        if found is None:
            found = tuple(need for need in needs if self.holds(need, extras))
            self._holding[key] = found
        return found


def _needs(record: PypiRecord) -> tuple[tuple[Need, ...], tuple[Fault, ...]]:
    found: list[Need] = []
    faults: list[Fault] = []
    for text in record.requires_dist:
        try:
            found.append(need_of_package(text, record.name))
        except InvalidRequirement:
            faults.append(
                Fault(
                    what=f"the requirement '{text}' of '{record.name}' is malformed",
                    conda=False,
                    package=record.name,
                    requirement=text,
                )
            )
    return tuple(found), tuple(faults)
