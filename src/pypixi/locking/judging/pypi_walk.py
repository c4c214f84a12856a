"""Following PyPI requirements through what is locked for them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement
from packaging.utils import canonicalize_name

from pypixi.pypi.names.provided import provided_packages
from pypixi.pypi.requirements import admits, admits_python, applies
from pypixi.pypi.target import marker_environment, target_python
from pypixi.specs.requirement import IndexSource
from pypixi.terminal.report import SILENT

from .faults import Fault, too_many
from .local_metadata import local_fault
from .pypi import PypiFindings
from .pypi_needs import direct_need, need_of_package
from .pypi_sources import is_displaced, origin_fault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypixi.pypi.names.provided import Provided
    from pypixi.pypi.target import TargetPython
    from pypixi.records.pypi import PypiRecord

    from .locked_part import LockedPart
    from .pypi import PypiContext
    from .pypi_needs import Need


def follow_requirements(part: LockedPart, context: PypiContext) -> PypiFindings:
    """Return the first fault, and which conda packages the requirements lead to.

    Raises:
        PixiError: If a requirement of the manifest cannot be understood.
    """
    target = target_python(part.conda, part.platform)
    if target is None:
        text = "there are pypi dependencies but no python interpreter in the lock file"
        return PypiFindings(fault=Fault(text=text))
    walk = _Walk(part, target, context)
    walk.start()
    return PypiFindings(
        fault=walk.fault,
        used=frozenset(walk.used),
        reached=frozenset(walk.extras),
    )


class _Walk:
    """One walk; after a fault it goes on, to learn which conda packages are used."""

    def __init__(
        self, part: LockedPart, target: TargetPython, context: PypiContext
    ) -> None:
        self.part = part
        self.target = target
        self.context = context
        self.markers = marker_environment(target)
        self.provided = provided_packages(part.conda, SILENT)
        self.records = {record.name: record for record in part.pypi}
        self.needs: list[Need] = []
        self.extras: dict[str, set[str]] = {}
        """The packages that were visited, with the extras they were visited for."""
        self.used: set[str] = set()
        self.fault: Fault | None = None

    def start(self) -> None:
        """Follow everything that the manifest asks for."""
        for name, count in Counter(record.name for record in self.part.pypi).items():
            if count > 1:
                self._note(f"there was a duplicate entry for '{name}'")
        environment = self.part.environment
        for spec in environment.pypi_dependencies(self.part.platform):
            self._add(direct_need(spec, environment.name))
        for need in self.needs:  # grows while it is gone through
            self._meet(need)
        unused = self.records.keys() - self.extras.keys()
        if unused and self.fault is None:
            self.fault = too_many(unused)

    def _note(self, text: str, *, conda: bool = False) -> None:
        self.fault = self.fault or Fault(text=text, conda=conda)

    def _add(self, need: Need, extras: Iterable[str] = ()) -> None:
        if applies(need.requirement, self.markers, extras):
            self.needs.append(need)

    def _meet(self, need: Need) -> None:
        """Look for what meets a requirement, conda packages first."""
        provided = self.provided.get(need.name)
        record = self.records.get(need.name)
        if provided is not None:
            self._use_conda(need, provided)
        elif record is None:
            self._note(
                f"the requirement '{need.text}' could not be satisfied"
                f" (required by '{need.required_by}')"
            )
        else:
            text = origin_fault(need, record, self.part, self.context)
            if is_displaced(need, record) and not self._is_elsewhere(need.name):
                text = f"nothing asks for '{need.name}' at '{record.location}' any more"
            if text is not None:
                self._note(text, conda=True)
            self._visit(record, need.requirement.extras)

    def _use_conda(self, need: Need, provided: Provided) -> None:
        """Accept a conda package, which wins over a URL, path or repository, too."""
        self.used.add(provided.conda_name)
        if not admits(need.requirement.specifier, provided.version):
            self._note(
                "the conda package does not satisfy the pypi requirement"
                f" '{need.text}' (required by '{need.required_by}')",
                conda=True,
            )

    def _is_elsewhere(self, name: str) -> bool:
        """Tell whether something asks for a package by its URL, path or repository."""
        asked = [direct_need(spec, "") for spec in self.part.pypi_requests]
        for record in self.part.pypi:
            asked += self._needs_of(record)
        return any(
            need.name == name and not isinstance(need.source, IndexSource)
            for need in asked
        )

    def _visit(self, record: PypiRecord, extras: Iterable[str]) -> None:
        """Follow what a package requires, as far as that was not done yet."""
        wanted = {canonicalize_name(extra) for extra in extras}
        if record.name not in self.extras:
            self.extras[record.name] = set()
            self._check_itself(record)
        elif wanted <= self.extras[record.name]:
            return
        self.extras[record.name] |= wanted
        for need in self._needs_of(record):
            self._add(need, wanted)

    def _needs_of(self, record: PypiRecord) -> list[Need]:
        found: list[Need] = []
        for text in record.requires_dist:
            try:
                found.append(need_of_package(text, record.name))
            except InvalidRequirement:
                self._note(f"the requirement '{text}' of '{record.name}' is malformed")
        return found

    def _check_itself(self, record: PypiRecord) -> None:
        """Check what is the same whoever requires a package."""
        python = self.target.version
        needed = record.requires_python
        if needed is not None and not admits_python(needed, python):
            self._note(
                f"'{record.name}' requires python version {needed} but the python"
                f" interpreter in the lock file has version {python}"
            )
        text = local_fault(record, self.context)
        if text is not None:
            self._note(text)
