"""Parsing and matching of conda specs: the engine's, with our errors."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from rattler import MatchSpec, Version, VersionSpec

from pypixi.errors import PixiError
from pypixi.specs.channel import DEFAULT_ALIAS, without_credentials
from pypixi.specs.matchspec import CondaSpec, match_text
from pypixi.specs.names import package_name
from pypixi.values import frozen

from .conditions import holds
from .convert import record_to_engine
from .spec_errors import FIELDS, SPEC_ERRORS, InvalidSpecError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rattler import PackageRecord

    from pypixi.records.conda import CondaRecord
    from pypixi.specs.virtual import VirtualPackage


class InvalidSpecTextError(PixiError):
    """A requirement typed on the command line cannot be understood."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(
            f"'{text}' is not a package specification",
            help="write for example: numpy, numpy=1.26, 'numpy>=1.26,<2'",
            notes=[] if reason in ("", "Eof") else [reason],
        )


def parse_spec(spec: CondaSpec) -> MatchSpec:
    """Return the engine's form of a requirement.

    Raises:
        InvalidSpecError: If it cannot be understood, pointing at where it is written.
    """
    try:
        return _to_engine(spec)
    except (*SPEC_ERRORS, ValueError) as error:
        raise InvalidSpecError(spec, _faulty_key(spec), str(error)) from error


def check_specs(specs: Iterable[CondaSpec]) -> list[PixiError]:
    """Return a fault for every requirement that cannot be understood."""
    faults: list[PixiError] = []
    for spec in specs:
        try:
            parse_spec(spec)
        except InvalidSpecError as error:
            faults.append(error)
    return faults


def parse_spec_text(text: str) -> CondaSpec:
    """Return the requirement that a person typed, versions in the engine's spelling.

    Raises:
        InvalidSpecTextError: If it cannot be understood or names no exact package.
    """
    try:
        match = MatchSpec(text)
    except SPEC_ERRORS as error:
        raise InvalidSpecTextError(text, str(error)) from error
    name = package_name(match.name.normalized)
    if name is None:
        reason = "could not find exact package name in MatchSpec"
        raise InvalidSpecTextError(text, reason)
    spec = CondaSpec(
        name=name,
        version=match.version,
        build=match.build,
        build_number=match.build_number,
        channel=_channel_text(match),
        subdir=match.subdir,
        file_name=match.file_name,
        md5=None if match.md5 is None else match.md5.hex(),
        sha256=None if match.sha256 is None else match.sha256.hex(),
    )
    if not _says_all_of(spec, match):
        reason = "it asks for something that cannot be written to a manifest yet"
        raise InvalidSpecTextError(text, reason)
    return spec


def _says_all_of(spec: CondaSpec, match: MatchSpec) -> bool:
    """Tell whether a requirement says everything that the engine has understood."""
    try:
        again = _parse(match_text(spec))
    except (*SPEC_ERRORS, ValueError):
        return False
    return again.to_canonical_string() == match.to_canonical_string()


def _channel_text(match: MatchSpec) -> str | None:
    """Return the channel of a spec: its name only where that means the same."""
    channel = match.channel
    if channel is None:
        return None
    is_named = channel.base_url == f"{DEFAULT_ALIAS}{channel.name}/"
    return channel.name if is_named else channel.base_url


@frozen
class Need:
    """A package that something needs, with extras of it."""

    name: str
    extras: tuple[str, ...] = ()


class Candidates:
    """Locked records and virtual packages of one platform, to be matched by name."""

    def __init__(
        self, records: Iterable[CondaRecord], virtual: Iterable[VirtualPackage]
    ) -> None:
        self.records = {record.name: record for record in records}
        self.virtual = {package.name: package for package in virtual}
        self._engine: dict[str, PackageRecord] = {}

    def meets(self, spec: CondaSpec) -> bool:
        """Tell whether the record (or virtual package) of that name fits ``spec``."""
        record = self.records.get(spec.name)
        if record is not None and not _fits_location(spec, record):
            return False
        return self._meets(spec.name, parse_spec(spec))

    def meets_text(self, depends: str) -> bool:
        """Tell the same for an entry of a record's ``depends``."""
        name = dependency_name(depends)
        if depends == name:
            return name in self.records or name in self.virtual
        try:
            match = _parse(depends)
        except SPEC_ERRORS:
            return False  # nothing meets what nobody understands
        return self._meets(name, match)

    def asks(self, spec: CondaSpec) -> bool:
        """Tell whether the condition of a requirement holds, if it has one."""
        return spec.when is None or holds(spec.when, self.meets_text)

    def need(self, depends: str) -> Need | None:
        """Return what an entry of ``depends`` needs, None if its condition fails."""
        name = dependency_name(depends)
        if "[" not in depends:
            return Need(name=name)
        try:
            match = _parse(depends)
        except SPEC_ERRORS:
            return Need(name=name)
        if match.condition is not None and not holds(match.condition, self.meets_text):
            return None
        return Need(name=name, extras=tuple(match.extras or ()))

    def _meets(self, name: str, match: MatchSpec) -> bool:
        if name in self.records:
            return _fits_channel(match, self.records[name]) and match.matches(
                self._engine_record(name)
            )
        if name in self.virtual:
            return _fits_virtual(match, self.virtual[name])
        return False

    def _engine_record(self, name: str) -> PackageRecord:
        if name not in self._engine:
            self._engine[name] = record_to_engine(self.records[name])
        return self._engine[name]


def dependency_name(depends: str) -> str:
    """Return the package that an entry of ``depends`` is about."""
    # What stands in brackets may name channels of its own.
    head = re.match(r"[A-Za-z0-9_.-]+", depends.partition("[")[0].rpartition("::")[2])
    return head[0].lower() if head else depends


def sorted_versions(versions: Iterable[str]) -> list[str]:
    """Return distinct versions in ascending order of the conda version scheme."""
    return sorted(dict.fromkeys(versions), key=Version)


def _to_engine(spec: CondaSpec) -> MatchSpec:
    if not spec.is_any:
        VersionSpec(spec.version or "*")
    return _parse(match_text(spec))


@lru_cache(maxsize=4096)
def _parse(text: str) -> MatchSpec:
    return MatchSpec(text)


def _fits_channel(match: MatchSpec, record: CondaRecord) -> bool:
    """Compare the channel, which the engine's own ``matches`` does not look at."""
    if match.channel is None:
        return True
    wanted = without_credentials(match.channel.base_url).rstrip("/")
    return wanted == without_credentials(record.channel or "")


def _fits_location(spec: CondaSpec, record: CondaRecord) -> bool:
    """Compare what the engine's own ``matches`` does not look at either."""
    if spec.file_name is not None and spec.file_name != record.file_name:
        return False
    return spec.url is None or _plain(spec.url) == _plain(record.url)


def _plain(url: str) -> str:
    return unquote(without_credentials(url))


def _fits_virtual(match: MatchSpec, package: VirtualPackage) -> bool:
    from rattler import BuildString, PackageRecord  # noqa: PLC0415 - rare

    name, version, build = package.solver_fields()
    record = PackageRecord(name, version, BuildString(build), 0, "noarch")
    return match.matches(record)


def _faulty_key(spec: CondaSpec) -> str | None:
    """Return the key of a requirement that alone is not understood, if there is one."""
    for key, field in FIELDS.items():
        value = getattr(spec, field)
        if value and not (key == "version" and spec.is_any):
            try:
                _to_engine(CondaSpec(name=spec.name, **{field: value}))
            except (*SPEC_ERRORS, ValueError):
                return key
    return None
