"""Conda versions and the ranges that specs describe, for versions of our own.

Whether a package fits is the engine's to say, which is too slow to ask for a number
that stands at the head of a manifest.
"""

from __future__ import annotations

from itertools import zip_longest
from operator import eq, ge, gt, le, lt, ne

from pypixi.patterns import regex

_PARTS = r"[0-9a-z]+(?:[._-][0-9a-z]+)*_*"
_VERSION = regex(rf"(?i)(?:(\d+)!)?({_PARTS})(?:\+({_PARTS}))?")
_SEPARATORS = regex(r"[._-]")
_RUNS = regex(r"(?i)\d+|[a-z]+")
_TOKENS = regex(r"\s*([(),|]|[^(),|]+)")
_CONSTRAINT = regex(r"(==|!=|>=|<=|~=|=|>|<)?\s*(\S+?)(\.?\*)?")
_ORDERS = {">=": ge, "<=": le, ">": gt, "<": lt, "==": eq, "!=": ne}

_Run = tuple[int, int, str]
_ZERO: _Run = (2, 0, "")


def is_version(text: str) -> bool:
    """Tell whether ``text`` is a conda version."""
    return _VERSION.fullmatch(text) is not None


def compare_versions(left: str, right: str) -> int:
    """Return a negative number, 0 or a positive one, as versions follow each other.

    Raises:
        ValueError: If one of them is no version.
    """
    for one, other in zip(_key(left), _key(right), strict=True):
        for part, its in zip_longest(one, other, fillvalue=()):
            for run, twin in zip_longest(part, its, fillvalue=_ZERO):
                if run != twin:
                    return 1 if run > twin else -1
    return 0


def version_matches(version: str, spec: str) -> bool:
    """Tell whether ``version`` is in the range that ``spec`` describes.

    Raises:
        ValueError: If the spec is none in conda's strict grammar.
    """
    tokens = [token.strip() for token in _TOKENS.findall(spec)]
    found = _any(version, tokens)
    if tokens:
        raise ValueError(f"unexpected '{tokens[0]}'")
    return found


def _any(version: str, tokens: list[str]) -> bool:
    """``all ("|" all)*``."""
    found = _all(version, tokens)
    while tokens[:1] == ["|"]:
        del tokens[0]
        found = _all(version, tokens) or found
    return found


def _all(version: str, tokens: list[str]) -> bool:
    """``one ("," one)*``."""
    found = _one(version, tokens)
    while tokens[:1] == [","]:
        del tokens[0]
        found = _one(version, tokens) and found
    return found


def _one(version: str, tokens: list[str]) -> bool:
    """``"(" any ")"``, or an operator and a version."""
    if not tokens:
        raise ValueError("a version is missing")
    text = tokens.pop(0)
    if text != "(":
        return _fits(version, text)
    found = _any(version, tokens)
    if tokens[:1] != [")"]:
        raise ValueError("a ')' is missing")
    del tokens[0]
    return found


def _fits(version: str, text: str) -> bool:
    if text == "*":
        return True
    match = _CONSTRAINT.fullmatch(text)
    if match is None or not is_version(match[2]):
        raise ValueError(f"'{text}' is not a version or a range of versions")
    operator, wanted, star = match[1] or "==", match[2], match[3]
    if star and match[1] not in (None, "=", "!="):
        raise ValueError(f"'{operator}' cannot stand before a '*'")
    if operator == "~=":
        at_least = compare_versions(version, wanted) >= 0
        return at_least and _starts_with(version, wanted, without_last=True)
    if star or operator == "=":
        return _starts_with(version, wanted) != (operator == "!=")
    return bool(_ORDERS[operator](compare_versions(version, wanted), 0))


def _starts_with(version: str, wanted: str, *, without_last: bool = False) -> bool:
    epoch, parts, _ = _key(version)
    wanted_epoch, prefix, _ = _key(wanted)
    if without_last:
        prefix = prefix[:-1]
    return epoch == wanted_epoch and parts[: len(prefix)] == prefix


def _key(text: str) -> tuple[tuple[tuple[_Run, ...], ...], ...]:
    """Return the runs of digits and letters of the epoch, the version, its local part.

    Raises:
        ValueError: If ``text`` is no version.
    """
    match = _VERSION.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is not a version")
    epoch, release, local = match.groups()
    return _parts(epoch or "0"), _parts(release), _parts(local or "0")


def _parts(text: str) -> tuple[tuple[_Run, ...], ...]:
    parts = []
    for part in _SEPARATORS.split(text.lower()):
        runs = [_run(run) for run in _RUNS.findall(part)]
        # Conda reads `1.a` as `1.0a`: letters follow a number.
        parts.append(tuple(runs if part[:1].isdigit() else [_ZERO, *runs]))
    return tuple(parts)


def _run(text: str) -> _Run:
    if text.isdigit():
        return 2, int(text), ""
    rank = {"dev": 0, "post": 3}.get(text, 1)
    return rank, 0, text
