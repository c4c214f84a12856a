"""Cutoffs: from when on packages are too new to be used."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pypixi.patterns import regex
from pypixi.values import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .names import PackageName, PypiName

_DATE = regex(r"\d{4}-\d{2}-\d{2}")
_TIMESTAMP = regex(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})"
)
_PART = regex(r"\s*(\d+)\s*([A-Za-z]+)")
_SPELLINGS = {
    1e-9: "nanos nsec ns",
    1e-6: "micros usec us",
    1e-3: "millis msec ms",
    1: "seconds second secs sec s",
    60: "minutes minute mins min m",
    3600: "hours hour hrs hr h",
    86400: "days day d",
    7 * 86400: "weeks week wks wk w",
    30.44 * 86400: "months month M",
    365.25 * 86400: "years year yrs yr y",
}
_UNITS = {word: unit for unit, words in _SPELLINGS.items() for word in words.split()}
_LARGEST = 253402300799.0
"""The last second of the year 9999."""


@frozen
class Cutoff:
    """A moment, or a distance from the moment of the solve."""

    text: str
    """As the user wrote it."""
    moment: float | None = None
    """In seconds since 1970; None for a distance."""
    age: float = 0.0
    """How old, in seconds, a package must be at least; 0 for a moment."""

    def at(self, now: float) -> float:
        """Return the moment, in seconds since 1970, if it is ``now``."""
        return max(0.0, now - self.age) if self.moment is None else self.moment


@frozen
class ExcludeNewer:
    """The cutoffs of a workspace; those of channels stand with them."""

    default: Cutoff | None = None
    packages: Mapping[PackageName, Cutoff] = field(default_factory=dict)
    """Of conda packages that have one of their own."""
    pypi_packages: Mapping[PypiName, Cutoff] = field(default_factory=dict)

    def of(self, name: PackageName, channel: Cutoff | None) -> Cutoff | None:
        """Return the cutoff of a conda package from a channel that may have one."""
        return self.packages.get(name) or channel or self.default


NO_CUTOFFS = ExcludeNewer()


def parse_cutoff(text: str) -> Cutoff | None:
    """Return what ``text`` says, None if it is no date, timestamp or duration.

    ``date := YYYY-MM-DD``, that day included; ``timestamp`` as in RFC 3339;
    ``duration := (number unit)+`` as in ``7d``, ``1h30m`` or ``2 weeks``.
    """
    moment = _moment(text.strip())
    if moment is not None:
        return Cutoff(text=text, moment=moment)
    age = _age(text)
    return None if age is None else Cutoff(text=text, age=age)


def utc_text(moment: float) -> str:
    """Return a moment the way RFC 3339 writes it, in UTC."""
    return _utc(moment).isoformat().replace("+00:00", "Z")


def shown(moment: float) -> str:
    """Return a moment the way people read it: ``2025-11-04 00:00:00 UTC``."""
    return f"{_utc(moment).replace(tzinfo=None)} UTC"


def _utc(moment: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(min(moment, _LARGEST), dt.UTC)


def _moment(text: str) -> float | None:
    found = _TIMESTAMP.fullmatch(text)
    try:
        if _DATE.fullmatch(text):
            day = dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
            return day.timestamp() + 86400  # the midnight at which the day ends
        if found is None:
            return None
        date, time, fraction, zone = found.groups()
        zone = "+00:00" if zone in "Zz" else zone
        whole = dt.datetime.fromisoformat(f"{date}T{time}{zone}").timestamp()
        return whole + float(fraction or 0)
    except ValueError:  # the 31st of June
        return None


def _age(text: str) -> float | None:
    total, end = 0.0, 0
    while found := _PART.match(text, end):
        unit = _UNITS.get(found[2])
        if unit is None:
            return None
        total += int(found[1]) * unit
        end = found.end()
    return total if end and not text[end:].strip() else None
