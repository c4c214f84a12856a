"""Conda requirements as the user wrote them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.values import field, frozen, replace

if TYPE_CHECKING:
    from pypixi.errors import Place

    from .names import PackageName
    from .source import Source

TEXT_FIELDS = {
    "version": "version",
    "build": "build",
    "build-number": "build_number",
    "channel": "channel",
    "subdir": "subdir",
    "file-name": "file_name",
    "md5": "md5",
    "sha256": "sha256",
    "license": "license",
    "license-family": "license_family",
}
"""The keys of a manifest that hold one text and our fields, in the order of writing."""
LIST_FIELDS = {
    "extras": "extras",
    "flags": "flags",
    "track-features": "track_features",
}
"""The keys that hold several texts."""


@frozen
class CondaSpec:
    """A requirement on a conda package; None where nothing is asked.

    The texts are the user's: parsing versions and matching them is the engine's job.
    """

    name: PackageName
    version: str | None = None
    build: str | None = None
    build_number: str | None = None
    channel: str | None = None
    subdir: str | None = None
    file_name: str | None = None
    md5: str | None = None
    sha256: str | None = None
    license: str | None = None
    license_family: str | None = None
    url: str | None = None
    """Of the archive itself, which no channel needs to have."""
    source: Source | None = None
    """What it is to be built from; None for a binary package."""
    extras: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    track_features: tuple[str, ...] = ()
    when: str | None = None
    """The condition under which this is asked for, in the engine's grammar."""
    place: Place | None = field(default=None, compare=False)

    @property
    def is_any(self) -> bool:
        """Whether every version would do."""
        return self.version in (None, "", "*")

    def with_version(self, version: str) -> CondaSpec:
        """Return the same requirement on another range of versions."""
        return replace(self, version=version)

    def __str__(self) -> str:
        """Return the requirement the way people write it: ``name version build``."""
        if self.build:
            return f"{self.name} {self.version or '*'} {self.build}"
        return self.name if self.is_any else f"{self.name} {self.version}"


def match_text(spec: CondaSpec) -> str:
    """Return the requirement in the engine's bracket form, every value quoted.

    Raises:
        ValueError: If a value holds a quotation mark: the form has no way to escape it.
    """
    fields: list[tuple[str, str | None]] = [
        ("version", None if spec.is_any else spec.version),
        ("build", spec.build),
        ("build_number", spec.build_number),
        ("fn", spec.file_name),
        ("channel", spec.channel),
        ("subdir", spec.subdir),
        ("md5", spec.md5),
        ("sha256", spec.sha256),
        ("license", spec.license),
        ("license_family", spec.license_family),
        ("url", spec.url),
        ("track_features", " ".join(spec.track_features)),
        ("when", spec.when),
    ]
    for key, value in fields:
        if value and '"' in value:
            raise ValueError(f"`{key}` holds a quotation mark")
    parts = [f'{key}="{value}"' for key, value in fields if value]
    parts += [
        f"{key}=[{','.join(values)}]"
        for key, values in (("extras", spec.extras), ("flags", spec.flags))
        if values
    ]
    return f"{spec.name}[{','.join(parts)}]" if parts else spec.name
