"""Why a requirement on a conda package is not understood, and what to write instead."""

from __future__ import annotations

from rattler import NamelessMatchSpec, VersionSpec
from rattler.exceptions import (
    InvalidMatchSpecError,
    InvalidPackageNameError,
    InvalidVersionError,
    InvalidVersionSpecError,
    PackageNameMatcherParseError,
)

from pypixi.manifest.reading.faults import QuotingError
from pypixi.manifest.requirements.locations import misplaced_location
from pypixi.patterns import regex
from pypixi.specs.matchspec import LIST_FIELDS, TEXT_FIELDS, CondaSpec

SPEC_ERRORS = (
    InvalidMatchSpecError,
    InvalidPackageNameError,
    InvalidVersionError,
    InvalidVersionSpecError,
    PackageNameMatcherParseError,
)
"""What the engine raises for texts that it does not understand."""

FIELDS = {**TEXT_FIELDS, "url": "url", **LIST_FIELDS, "when": "when"}
"""Keys of a requirement in a manifest, and our fields for them."""

_KEYS = ("channel", "subdir", "md5", "sha256")
_BUILD = regex(r"[\w.+*-]+")
_JOINED = regex(r"[<>=!~\d][^,]*(?:,[<>=!~\d][^,]*)+")
"""The engine takes words for versions, which nobody means."""
_OPERATOR = regex(r"([<>=!~]+)\s+")
_VERSION = regex(r"[<>=!~*\d]")
_NAME = regex(r"^(?![\d.*]+$)[\w.-]+\s*")
_ADVICE = {
    "build": "write a text with `*`, or a regular expression between `^` and `$`",
    "build-number": 'write for example: build-number = ">=3"',
    "md5": "write the 32 digits that the checksum has in base 16, or leave it out",
    "sha256": "write the 64 digits that the checksum has in base 16, or leave it out",
    "subdir": 'write a conda subdir: subdir = "noarch"',
}


class InvalidSpecError(QuotingError):
    """A requirement cannot be understood."""

    def __init__(self, spec: CondaSpec, key: str | None, reason: str) -> None:
        place = spec.place
        if place is not None and key is not None:
            place = place.inside(key)
        advice = _advice(spec) if key == "version" else _key_advice(key)
        is_clear = reason in ("", "Eof") or advice.startswith("write it as a table")
        super().__init__(
            _what(spec, key),
            labels=[] if place is None else [place.label("not understood")],
            help=advice,
            notes=[] if is_clear else reason.splitlines()[:1],
        )


def _what(spec: CondaSpec, key: str | None) -> str:
    if key is None:
        return f"'{spec.name}' is not a usable requirement"
    if key == "version":
        return f"'{spec.version}' is not a version specification for '{spec.name}'"
    value = getattr(spec, FIELDS[key])
    text = value if isinstance(value, str) else ", ".join(value)
    return f"'{text}' is not a value of `{key}` for '{spec.name}'"


def _key_advice(key: str | None) -> str:
    """Return what to write instead of a value that is no version."""
    if key is None:
        return "leave out what does not go together"
    return _ADVICE.get(key) or f"correct the value of `{key}`, or leave it out"


def _advice(spec: CondaSpec) -> str:
    """Return what to write instead of a version."""
    from pypixi.manifest.reading.advice import as_key  # noqa: PLC0415

    version = spec.version or ""
    name = as_key(spec.name)
    table = _table_instead(version)
    if table is not None:
        return f"write it as a table: {name} = {{ {table} }}"
    for key in _KEYS:
        if f"{key}=" in version:
            return f'write `{key}` as a key: {name} = {{ {key} = "…" }}'
    try:
        nameless = NamelessMatchSpec(version)
        is_version = nameless.version and _VERSION.match(version)
        if is_version and nameless.build and _BUILD.fullmatch(nameless.build):
            return (
                "to ask for a build, write: "
                f'{name} = {{ version = "{nameless.version}", '
                f'build = "{nameless.build}" }}'
            )
    except SPEC_ERRORS:
        pass  # it may still be a version
    is_alone = spec == CondaSpec(name=spec.name, version=version)
    key = name if is_alone else "version"
    return _version_advice(key, version)


def _version_advice(key: str, version: str) -> str:
    """Return a version that is nearly as it was written, or an example."""
    from pypixi.manifest.reading.advice import without_carets  # noqa: PLC0415

    compact = _OPERATOR.sub(r"\1", without_carets(version))
    joined = ",".join(compact.replace(",", " ").split())
    try:
        VersionSpec(joined)
    except SPEC_ERRORS:
        joined = ""
    if not _JOINED.fullmatch(joined):
        return f'write for example: {key} = ">=1.2,<2"'
    if "," in version or "^" in version:
        return f'write: {key} = "{joined}"'
    return f'separate conditions by a comma: {key} = "{joined}"'


def _table_instead(text: str) -> str | None:
    """Return the keys for what stands in the place of a version, if it is clear."""
    from pypixi.manifest.reading.advice import url_of_address  # noqa: PLC0415

    location = misplaced_location(text)
    if location is None and "git" in text and "/" in text:
        url = url_of_address(text)
        # The user of an address would not be shown: it could be a secret.
        is_ssh = url is not None and url.startswith("ssh:")
        location = None if url is None else ("git", "ssh://…" if is_ssh else url)
    if location is not None:
        return '{} = "{}"'.format(*location)
    channel, colons, rest = text.rpartition("::")
    if colons:
        version = _NAME.sub("", rest.partition("[")[0].strip(), count=1) or "*"
        return f'version = "{version}", channel = "{channel}"'
    return None
