"""Following PyPI requirements through what is locked for them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from pypixi.locking.faults.fault import Fault, duplicate, too_many
from pypixi.locking.faults.findings import PypiFindings
from pypixi.pypi.names.provided import source_purls
from pypixi.pypi.requirements import admits, admits_python
from pypixi.pypi.target import target_python
from pypixi.specs.requirement import IndexSource
from pypixi.values import replace

from .local_metadata import local_fault
from .notes import PypiNotes
from .origins import is_displaced, origin_fault
from .overrides import overriding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypixi.locking.faults.context import Memory
    from pypixi.locking.faults.locked_part import LockedPart
    from pypixi.pypi.target import TargetPython
    from pypixi.records.pypi import PypiRecord

    from .needs import Need

_NO_PYTHON = "there are pypi dependencies but no python interpreter in the lock file"


def follow_requirements(part: LockedPart, memory: Memory) -> PypiFindings:
    """Return what is wrong, and which conda packages the requirements lead to.

    Raises:
        PixiError: If a requirement of the manifest cannot be understood.
    """
    target = target_python(part.conda, part.platform)
    if target is None:
        return PypiFindings(faults=(Fault(what=_NO_PYTHON, package="python"),))
    walk = _Walk(part, target, memory)
    walk.start()
    return PypiFindings(
        faults=tuple(dict.fromkeys(walk.faults)),
        used=frozenset(walk.used),
        reached=frozenset(walk.extras),
    )


class _Walk:
    """One walk; after a fault it goes on, to learn all that is used and wrong."""

    def __init__(self, part: LockedPart, target: TargetPython, memory: Memory) -> None:
        self.part = part
        self.python = target.version
        self.memory = memory
        self.notes = memory.of(PypiNotes)
        self.on_target = self.notes.on(target)
        self.provided = self.notes.provided(part.conda)
        self.from_source = source_purls(part.conda_rows)
        self.rows = part.pypi
        self.records = {record.name: record for record in self.rows}
        self.overrides = part.environment.pypi_options.dependency_overrides
        self.needs: list[Need] = []
        self.extras: dict[str, set[str]] = {}
        """The packages that were visited, with the extras they were visited for."""
        self.used: set[str] = set()
        self.faults: list[Fault] = []

    def start(self) -> None:
        """Follow everything that the manifest asks for."""
        if len(self.records) < len(self.rows):
            counted = Counter(record.name for record in self.rows).items()
            self.faults += [
                replace(duplicate(name), conda=False)
                for name, count in counted
                if count > 1
            ]
        environment = self.part.environment
        for spec in environment.pypi_dependencies(self.part.platform):
            need = self.notes.direct(spec, environment.name)
            if need.name in self.overrides or self.on_target.holds(need):
                self._add(need)
        for need in self.needs:  # grows while it is gone through
            self._meet(need)
        unused = self.records.keys() - self.extras.keys()
        if unused and not self.faults:
            self.faults.append(too_many("pypi", unused))

    def _note(self, need: Need, what: str, *, conda: bool, is_told: bool) -> None:
        """Note what is wrong with a requirement, and by whom it is if that helps."""
        self.faults.append(
            Fault(
                what=what,
                conda=conda,
                package=need.name,
                requirement=need.text,
                required_by=need.required_by,
                tells_requirer=is_told,
                is_direct=need.is_direct,
            )
        )

    def _add(self, need: Need) -> None:
        spec = self.overrides.get(need.name)
        if spec is not None:
            need = overriding(need, self.notes.direct(spec, need.required_by))
            if not self.on_target.holds(need):
                return
        self.needs.append(need)

    def _meet(self, need: Need) -> None:
        """Look for what meets a requirement, conda packages first."""
        provided = self.provided.get(need.name)
        if provided is not None:
            self.used.add(provided.conda_name)
            self._check_conda(need, provided.version)
            return
        if need.name in self.from_source:
            name, version = self.from_source[need.name]
            self.used.add(name)
            if version is not None:  # that of a folder may change at any time
                self._check_conda(need, version)
            return
        record = self.records.get(need.name)
        if record is None:
            what = f"the requirement '{need.text}' could not be satisfied"
            self._note(need, what, conda=False, is_told=True)
            return
        key = id(need), id(record)
        if key in self.notes.sound or self._is_the_one(need, record):
            self._check_itself(record)
        self._visit(record, need.requirement.extras)

    def _check_conda(self, need: Need, version: str) -> None:
        """Accept a conda package, which wins over a URL, path or repository, too."""
        if not admits(need.requirement.specifier, version):
            what = (
                f"the conda package does not satisfy the pypi requirement '{need.text}'"
            )
            self._note(need, what, conda=True, is_told=True)

    def _is_the_one(self, need: Need, record: PypiRecord) -> bool:
        """Tell whether a package is from where it is required, noting it if not."""
        text = origin_fault(need, record, self.part, self.memory)
        if is_displaced(need, record) and not self._is_elsewhere(need.name):
            text = f"nothing asks for '{need.name}' at '{record.location}' any more"
        if text is not None:
            self._note(need, text, conda=True, is_told=False)
            return False
        is_lasting = not need.is_direct and need.name not in self.overrides
        if is_lasting and need.source == IndexSource():
            # Whatever the indexes of an environment are, that is what is required.
            self.notes.sound.add((id(need), id(record)))
        return True

    def _is_elsewhere(self, name: str) -> bool:
        """Tell whether something asks for a package by its URL, path or repository."""
        asked = [self.notes.direct(spec, "") for spec in self.part.pypi_requests]
        for record in self.rows:
            asked += self.notes.needs(record)[0]
        return any(
            need.name == name and not isinstance(need.source, IndexSource)
            for need in asked
        )

    def _visit(self, record: PypiRecord, extras: Iterable[str]) -> None:
        """Follow what a package requires, as far as that was not done yet."""
        wanted = frozenset(map(canonicalize_name, extras)) if extras else frozenset()
        known = self.extras.get(record.name)
        if known is None:
            known = self.extras[record.name] = set()
        elif wanted <= known:
            return
        known |= wanted
        needs, malformed = self.notes.needs(record)
        self.faults += malformed
        if self.overrides:
            for need in needs:
                is_asked = need.name in self.overrides and not need.is_of_extra
                if is_asked or self.on_target.holds(need, wanted):
                    self._add(need)
        else:
            self.needs += self.on_target.holding(record, needs, wanted)

    def _check_itself(self, record: PypiRecord) -> None:
        """Check what is the same whoever requires a package."""
        if record.name in self.extras:
            return
        key = id(record), self.python
        found = self.notes.checked.get(key)
        if found is None:
            found = self.notes.checked[key] = tuple(
                Fault(what=text, conda=False, package=record.name)
                for text in (
                    _python_fault(record, self.python),
                    local_fault(record, self.memory),
                )
                if text is not None
            )
        self.faults += found


def _python_fault(record: PypiRecord, python: str) -> str | None:
    needed = record.requires_python
    if needed is None or admits_python(needed, python):
        return None
    return (
        f"'{record.name}' requires python version {needed} but the python interpreter"
        f" in the lock file has version {python}"
    )
