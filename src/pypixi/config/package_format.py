"""The archive that built packages are written as."""

from __future__ import annotations

from enum import StrEnum

from pypixi.values import frozen

_ARCHIVES = {"conda": "conda", "tarbz2": "tar-bz2"}
_NAMED_LEVELS = {
    "max": "highest",
    "highest": "highest",
    "default": "default",
    "normal": "default",
    "fast": "lowest",
    "lowest": "lowest",
    "min": "lowest",
}


class ArchiveKind(StrEnum):
    """The kinds of conda archive."""

    CONDA = "conda"
    TAR_BZ2 = "tar-bz2"


class NamedLevel(StrEnum):
    """Levels of compression that each kind of archive understands."""

    HIGHEST = "highest"
    DEFAULT = "default"
    LOWEST = "lowest"


@frozen
class PackageFormat:
    """A kind of archive with the level that it is compressed at."""

    archive: ArchiveKind
    level: int | NamedLevel = NamedLevel.DEFAULT

    def __str__(self) -> str:
        """Return the format as a configuration file names it."""
        if self.level is NamedLevel.DEFAULT:
            return self.archive.value
        return f"{self.archive}:{self.level}"


def parse_package_format(text: str) -> PackageFormat | None:
    """Return the format that ``text`` names, or None.

    Grammar: ``("conda" | "tar-bz2") [":" level]``; punctuation and case in the name of
    the format do not count, so ``.tar.bz2`` is a name too.
    """
    name, colon, level = text.partition(":")
    letters = "".join(filter(str.isalnum, name.lower()))
    if letters not in _ARCHIVES:
        return None
    archive = ArchiveKind(_ARCHIVES[letters])
    if not colon:
        return PackageFormat(archive=archive)
    if level in _NAMED_LEVELS:
        return PackageFormat(archive=archive, level=NamedLevel(_NAMED_LEVELS[level]))
    number = _number(level, archive)
    return None if number is None else PackageFormat(archive=archive, level=number)


def _number(level: str, archive: ArchiveKind) -> int | None:
    allowed = range(-7, 23) if archive is ArchiveKind.CONDA else range(1, 10)
    digits = level.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        return None
    number = int(level)
    return number if number in allowed else None
