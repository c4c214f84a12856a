"""Typed values from the fields of a parsed lock file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypixi.patterns import regex
from pypixi.records.conda import RunExports

from .errors import MisfitError

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping

    from pypixi.lockfile.yaml.canonical import Node
    from pypixi.records.conda import NoArch

_LARGEST = 2**64 - 1
# Up to here a number of a timestamp means seconds, beyond it milliseconds.
_LAST_SECOND = 253_402_300_799
# The engine's calendar: from the year -9999 to 9999, both with some hours off.
_FIRST_MILLISECOND = -377_705_023_201_000
_LAST_MILLISECOND = 253_402_207_200_999
_SHA256 = regex(r"[0-9a-f]{64}")
_MD5 = regex(r"[0-9a-f]{32}")
_RUN_EXPORTS = ("weak", "strong", "noarch", "weak_constrains", "strong_constrains")


def convert(entry: Node, converters: Mapping[str, Callable[[Node], Any]]) -> Any:
    """Return the fields of an entry that have a converter, under the same keys.

    Unknown keys and nulls are passed over, as the original does.

    Raises:
        MisfitError: If a value is not what its converter wants.
    """
    found: dict[str, Any] = {}
    for key, value in mapping(entry).items():
        converter = converters.get(key)
        if converter is None or value is None:
            continue
        try:
            found[key] = converter(value)
        except MisfitError as misfit:
            raise misfit.under(key) from None
    return found


def required(entry: Node, key: str) -> Node:
    """Return the value of a key that must be there."""
    table = mapping(entry)
    if key not in table:
        raise MisfitError(f"missing field `{key}`")
    return table[key]


def mapping(value: Node) -> dict[str, Node]:
    """Return a value that must be a mapping."""
    if not isinstance(value, dict):
        raise MisfitError(f"expected a mapping, found {describe(value)}")
    return value


def sequence(value: Node) -> list[Node]:
    """Return a value that must be a list."""
    if not isinstance(value, list):
        raise MisfitError(f"expected a list, found {describe(value)}")
    return value


def text(value: Node) -> str:
    """Return a value that must be a text."""
    if not isinstance(value, str):
        raise MisfitError(f"expected a string, found {describe(value)}")
    return value


def texts(value: Node) -> tuple[str, ...]:
    """Return a value that must be a list of texts."""
    items = sequence(value)
    if not set(map(type, items)) <= {str}:
        at = next(at for at, item in enumerate(items) if not isinstance(item, str))
        raise MisfitError(f"expected a string, found {describe(items[at])}", (at,))
    return tuple(items)


def groups(value: Node) -> dict[str, tuple[str, ...]]:
    """Return a value that must be a mapping of names to lists of texts."""
    return named(value, texts)


def named(value: Node, converter: Callable[[Node], Any]) -> dict[str, Any]:
    """Return a value that must be a mapping whose values all are of one kind."""
    return {
        key: under(converter, item, key) for key, item in sorted(mapping(value).items())
    }


def under(converter: Callable[[Node], Any], value: Node, *path: str | int) -> Any:
    """Return the converted value; a fault in it is reported to stand at ``path``."""
    try:
        return converter(value)
    except MisfitError as misfit:
        raise misfit.under(*path) from None


def flag(value: Node) -> bool:
    """Return a value that must be a truth value."""
    if not isinstance(value, bool):
        raise MisfitError(f"expected `true` or `false`, found {describe(value)}")
    return value


def number(value: Node) -> int:
    """Return a value that must be a whole number of 64 bits, not negative."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise MisfitError(f"expected an integer, found {describe(value)}")
    if not 0 <= value <= _LARGEST:
        raise MisfitError(f"the number {value} is out of range")
    return value


def timestamp(value: Node) -> int:
    """Return a point in time, given in seconds or milliseconds, in milliseconds."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise MisfitError(f"expected an integer, found {describe(value)}")
    moment = value if value > _LAST_SECOND else value * 1000
    if not _FIRST_MILLISECOND <= moment <= _LAST_MILLISECOND:
        raise MisfitError(f"the timestamp {value} is out of range")
    return moment


def sha256(value: Node) -> str:
    """Return a SHA-256 digest in lower case."""
    return _digest(value, _SHA256, "SHA-256", 64)


def md5(value: Node) -> str:
    """Return an MD5 digest in lower case."""
    return _digest(value, _MD5, "MD5", 32)


def _digest(value: Node, pattern: re.Pattern[str], kind: str, digits: int) -> str:
    digest = text(value)
    if not pattern.fullmatch(digest):
        digest = digest.lower()
        if not pattern.fullmatch(digest):
            raise MisfitError(
                f"failed to parse digest: `{digest}` is not a {kind} digest "
                f"of {digits} hexadecimal digits"
            )
    return digest


def noarch(value: Node) -> NoArch | None:
    """Return a kind of independence from the platform."""
    match value:
        case "python":
            return "python"
        case "generic" | True:  # very old packages say `true`
            return "generic"
        case False:
            return None
        case _:
            reason = "expected `python`, `generic` or `false`, found"
            raise MisfitError(f"{reason} {describe(value)}")


def purls(value: Node) -> tuple[str, ...]:
    """Return a list of package URLs."""
    found = texts(value)
    for at, purl in enumerate(found):
        if not purl.startswith("pkg:"):
            raise MisfitError(f"`{purl}` is no package URL (`pkg:…`)", (at,))
    return found


def run_exports(value: Node) -> RunExports:
    """Return what a package adds to those built against it."""
    return RunExports(**convert(value, dict.fromkeys(_RUN_EXPORTS, texts)))


def describe(value: Node) -> str:
    """Return what a value is, in words for a message."""
    match value:
        case None:
            return "nothing"
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case bool():
            return f"the truth value `{str(value).lower()}` (without quotes)"
        case int() | float():
            return f"the number `{value}` (without quotes)"
        case _:
            return f"`{value}`"
