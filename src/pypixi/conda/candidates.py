"""Packages of one platform, of which each name has one, matched with requirements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from rattler import BuildString, MatchSpec, PackageRecord

from pypixi.records.conda import CondaRecord
from pypixi.records.source import CondaSourceRecord
from pypixi.specs.channel import without_credentials
from pypixi.specs.virtual import VirtualPackage

from .conditions import holds
from .convert import package_to_engine
from .matching import parse_spec
from .spec_errors import SPEC_ERRORS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypixi.records.source import CondaRow
    from pypixi.specs.matchspec import CondaSpec

_Candidate = CondaRecord | CondaSourceRecord | VirtualPackage


class Link:
    """An entry of ``depends``, understood."""

    __slots__ = ("condition", "extras", "match", "met", "name", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.name = dependency_name(text)
        self.extras: tuple[str, ...] = ()
        self.condition: str | None = None
        self.match: MatchSpec | None = None
        """None where any will do, or where nobody understands the text."""
        self.met: set[int] = set()
        """The candidates that are known to meet it."""
        if text == self.name:
            return
        try:
            self.match = MatchSpec(text)
        except SPEC_ERRORS:
            return  # nothing meets what nobody understands
        if "[" in text:
            self.extras = tuple(self.match.extras or ())
            self.condition = self.match.condition

    @property
    def is_any(self) -> bool:
        """Whether every package of that name meets it."""
        return self.text == self.name


class Matcher:
    """Understands and matches requirements, all of it once as long as it lives."""

    def __init__(self) -> None:
        self._links: dict[str, Link] = {}
        self._of_rows: dict[int, tuple[Link, ...]] = {}
        self._specs: dict[int, MatchSpec] = {}
        self._fitting: set[tuple[int, int]] = set()
        self._engine: dict[int, PackageRecord] = {}
        self._virtual: dict[tuple[VirtualPackage, ...], dict[str, VirtualPackage]] = {}
        # What is told apart by its address must not give it to another.
        self._kept: dict[int, object] = {}

    def keep(self, rows: Iterable[CondaRow]) -> None:
        """Keep packages, to know them again."""
        self._kept.update((id(row), row) for row in rows)

    def virtual(
        self, packages: tuple[VirtualPackage, ...]
    ) -> dict[str, VirtualPackage]:
        """Return virtual packages by name."""
        if packages not in self._virtual:
            self._virtual[packages] = {each.name: each for each in packages}
        return self._virtual[packages]

    def link(self, text: str) -> Link:
        """Return what an entry of ``depends`` means."""
        found = self._links.get(text)
        if found is None:
            found = self._links[text] = Link(text)
        return found

    def links(self, row: CondaRow) -> tuple[Link, ...]:
        """Return what a package needs, whatever is asked of its extras."""
        found = self._of_rows.get(id(row))
        if found is None:
            found = self._of_rows[id(row)] = tuple(map(self.link, row.depends))
        return found

    def meets(self, spec: CondaSpec, candidate: _Candidate) -> bool:
        """Tell whether a package is what the manifest asks for."""
        key = id(spec), id(candidate)
        if key in self._fitting:
            return True
        if isinstance(candidate, CondaRecord) and not _fits_location(spec, candidate):
            return False
        if not self._matches(self.match(spec), candidate):
            return False
        self._fitting.add(key)
        return True

    def match(self, spec: CondaSpec) -> MatchSpec:
        """Return what an entry of the manifest means.

        Raises:
            InvalidSpecError: If it cannot be understood.
        """
        found = self._specs.get(id(spec))
        if found is None:
            self._kept[id(spec)] = spec
            found = self._specs[id(spec)] = parse_spec(spec)
        return found

    def meets_link(self, link: Link, candidate: _Candidate) -> bool:
        """Tell whether a package is what another one needs."""
        if not link.is_any and (
            link.match is None or not self._matches(link.match, candidate)
        ):
            return False
        link.met.add(id(candidate))
        return True

    def _matches(self, match: MatchSpec, candidate: _Candidate) -> bool:
        if isinstance(candidate, VirtualPackage):
            return match.matches(_virtual_record(candidate))
        if not _fits_channel(match, candidate):
            return False
        if candidate.version is None:
            return True  # the version of a folder may change at any time
        if id(candidate) not in self._engine:
            self._engine[id(candidate)] = package_to_engine(_as_binary(candidate))
        return match.matches(self._engine[id(candidate)])


class Candidates:
    """The packages of one platform, virtual ones too, each known by its name."""

    def __init__(
        self,
        rows: Iterable[CondaRow],
        virtual: Iterable[VirtualPackage],
        matcher: Matcher | None = None,
    ) -> None:
        self.matcher = matcher or Matcher()
        self.records = {row.name: row for row in rows}
        self.virtual = self.matcher.virtual(tuple(virtual))
        self.matcher.keep(self.records.values())

    def meets(self, spec: CondaSpec) -> bool:
        """Tell whether the record (or virtual package) of that name fits ``spec``.

        Raises:
            InvalidSpecError: If it cannot be understood.
        """
        found = self.records.get(spec.name) or self.virtual.get(spec.name)
        if found is None:
            self.matcher.match(spec)
            return False
        return self.matcher.meets(spec, found)

    def meets_text(self, depends: str) -> bool:
        """Tell the same for an entry of a record's ``depends``."""
        return self.meets_link(self.matcher.link(depends))

    def meets_link(self, link: Link) -> bool:
        """Tell the same for such an entry that is understood already."""
        found = self.records.get(link.name) or self.virtual.get(link.name)
        if found is None:
            return False
        return id(found) in link.met or self.matcher.meets_link(link, found)

    def asks(self, what: CondaSpec | Link) -> bool:
        """Tell whether the condition of a requirement holds, if it has one."""
        condition = what.condition if isinstance(what, Link) else what.when
        return condition is None or holds(condition, self.meets_text)

    def links_of_extra(self, row: CondaRow, extra: str) -> tuple[Link, ...]:
        """Return what an extra of a package needs, beside the package itself."""
        return tuple(map(self.matcher.link, row.extra_depends.get(extra, ())))


def dependency_name(depends: str) -> str:
    """Return the package that an entry of ``depends`` is about."""
    # What stands in brackets may name channels of its own.
    head = re.match(r"[A-Za-z0-9_.-]+", depends.partition("[")[0].rpartition("::")[2])
    return head[0].lower() if head else depends


def _as_binary(row: CondaRow) -> CondaRecord:
    """Return what a package built from source is going to be, as far as is known."""
    if isinstance(row, CondaRecord):
        return row
    return CondaRecord(
        url="",
        file_name="",
        name=row.name,
        version=row.version or "",
        build=row.build or "0",  # the engine wants one
        build_number=row.build_number,
        subdir=row.subdir or "noarch",
        noarch=row.noarch,
        flags=row.flags,
        track_features=row.track_features,
        license=row.license,
        license_family=row.license_family,
    )


def _virtual_record(package: VirtualPackage) -> PackageRecord:
    name, version, build = package.solver_fields()
    return PackageRecord(name, version, BuildString(build), 0, "noarch")


def _fits_channel(match: MatchSpec, row: CondaRow) -> bool:
    """Compare the channel, which the engine's own ``matches`` does not look at."""
    if match.channel is None:
        return True
    channel = row.channel if isinstance(row, CondaRecord) else None
    wanted = without_credentials(match.channel.base_url).rstrip("/")
    return wanted == without_credentials(channel or "")


def _fits_location(spec: CondaSpec, record: CondaRecord) -> bool:
    """Compare what the engine's own ``matches`` does not look at either."""
    if spec.file_name is not None and spec.file_name != record.file_name:
        return False
    return spec.url is None or _plain(spec.url) == _plain(record.url)


def _plain(url: str) -> str:
    return unquote(without_credentials(url))
