"""Parsing of conda specs: the engine's, with our errors."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rattler import MatchSpec, Version, VersionSpec

from pypixi.errors import PixiError
from pypixi.specs.channel import DEFAULT_ALIAS
from pypixi.specs.matchspec import CondaSpec, match_text
from pypixi.specs.names import package_name

from .spec_errors import FIELDS, SPEC_ERRORS, InvalidSpecError

if TYPE_CHECKING:
    from collections.abc import Iterable


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


def sorted_versions(versions: Iterable[str]) -> list[str]:
    """Return distinct versions in ascending order of the conda version scheme."""
    return sorted(dict.fromkeys(versions), key=Version)


def _to_engine(spec: CondaSpec) -> MatchSpec:
    return _parse(match_text(spec), "*" if spec.is_any else spec.version or "*")


@lru_cache(maxsize=4096)
def _parse(text: str, version: str = "*") -> MatchSpec:
    if version != "*":
        VersionSpec(version)  # which has the better words for what is wrong with it
    return MatchSpec(text)


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
