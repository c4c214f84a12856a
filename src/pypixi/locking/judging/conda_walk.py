"""Following the requirements of conda packages through what is locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.locking.faults.fault import unmet
from pypixi.locking.faults.places import place_fault, source_beside
from pypixi.records.conda import CondaRecord
from pypixi.records.source import CondaSourceRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pypixi.conda.candidates import Candidates, Link
    from pypixi.locking.faults.fault import Fault
    from pypixi.records.source import CondaRow
    from pypixi.specs.source import Source

    Need = tuple[str, tuple[str, ...], Source | None]
    """A package, its extras, and where its source is if it is to be built."""


class CondaWalk:
    """One walk, which visits each package once."""

    def __init__(self, candidates: Candidates, root: Path) -> None:
        self.candidates = candidates
        self.root = root
        self.visited: set[str] = set()
        self.as_source: set[str] = set()
        """Packages that something wants built from source."""
        self.faults: list[Fault] = []
        self._extras: set[tuple[str, str]] = set()

    def follow(self, needs: Iterable[Need]) -> None:
        """Visit what is needed, and what that needs."""
        pending = list(needs)
        records = self.candidates.records
        links_of = self.candidates.matcher.links
        while pending:
            name, extras, source = pending.pop()
            row = records.get(name)
            if row is None:
                continue
            if source is not None:
                self.as_source.add(name)
            if name not in self.visited:
                self.visited.add(name)
                self._pass(row, links_of(row), pending)
            for extra in extras:
                if (name, extra) not in self._extras:
                    self._extras.add((name, extra))
                    links = self.candidates.links_of_extra(row, extra)
                    self._pass(row, links, pending)

    def follow_rows(self, rows: Sequence[CondaRow]) -> None:
        """Visit what some packages need that are not among those that are locked."""
        pending: list[Need] = []
        self.candidates.matcher.keep(rows)
        for row in rows:
            self._pass(row, self.candidates.matcher.links(row), pending)
        self.follow(pending)

    def source_fault(self, name: str, source: Source) -> str | None:
        """Return in what a locked package is not the source that is asked for."""
        row = self.candidates.records.get(name)
        if row is None:
            return f"no package named '{name}' exists"
        if isinstance(row, CondaRecord):
            return f"required source package '{name}' is locked as binary"
        text = place_fault(source, row.location, self.root)
        if text is None:
            return None
        return (
            f"the locked source package '{name}' does not match the requested source"
            f" package, {text}"
        )

    def _pass(
        self, row: CondaRow, links: tuple[Link, ...], pending: list[Need]
    ) -> None:
        """Check what a package needs, and note what is to be visited for it."""
        if isinstance(row, CondaSourceRecord) and row.source_depends:
            links = self._pass_sources(row, links, pending)
        records, visited = self.candidates.records, self.visited
        for link in links:
            name = link.name
            if link.condition is not None and not self.candidates.asks(link):
                continue
            # Nearly all of them were met in another environment before.
            if id(records.get(name)) not in link.met and not (
                self.candidates.meets_link(link)
            ):
                self.faults.append(unmet(link.text, name, required_by(row)))
            if name not in visited or link.extras:
                pending.append((name, link.extras, None))

    def _pass_sources(
        self, row: CondaSourceRecord, links: Iterable[Link], pending: list[Need]
    ) -> tuple[Link, ...]:
        """Do the same for what is to be built from source; return all the rest."""
        others: list[Link] = []
        for link in links:
            place = row.source_depends.get(link.name)
            if place is None:
                others.append(link)
            elif self.candidates.asks(link):
                source = source_beside(place, row.location)
                what = self.source_fault(link.name, source)
                if what is not None or not self.candidates.meets_link(link):
                    self.faults.append(
                        unmet(link.text, link.name, required_by(row), what=what)
                    )
                pending.append((link.name, link.extras, source))
        return tuple(others)


def required_by(row: CondaRow) -> str:
    """Return what a person is told of a package that needs others."""
    if isinstance(row, CondaRecord):
        return row.file_name
    return f"{row.name} @ {row.location}"
