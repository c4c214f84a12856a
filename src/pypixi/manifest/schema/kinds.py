"""The kinds of values in a manifest, in words and as JSON schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypixi.values import frozen, frozen_positional

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@frozen_positional
class Kind:
    """What a value can be."""

    words: str
    """For people: ``array of strings``."""
    schema: Mapping[str, Any]
    """For programs: JSON schema, draft 7."""
    shapes: tuple[Shape, ...] = ()
    """The tables that such a value has in it."""


@frozen_positional
class Key:
    """A key of a table."""

    kind: Kind
    meaning: str
    """One line for the reference."""
    is_required: bool = False
    is_outdated: bool = False


@frozen
class Shape:
    """A table: its keys, in the order of the reference."""

    name: str
    """What the JSON schema calls it."""
    heading: str
    """How it is written in a manifest: ``[feature.<name>]``."""
    keys: Mapping[str, Key]
    others: tuple[str, Kind] | None = None
    """The pattern of further keys, and what they hold."""
    rules: tuple[Mapping[str, Any], ...] = ()
    """What holds for several keys together, as JSON schema."""


def pattern(words: str, regex: str) -> Kind:
    """Return strings that a regular expression matches as a whole."""
    return Kind(words, {"type": "string", "pattern": f"^(?:{regex})$"})


def choice(members: Iterable[str], words: str = "") -> Kind:
    """Return one of some strings."""
    names = [str(member) for member in members]
    return Kind(words or ", ".join(f"`{name}`" for name in names), {"enum": names})


def list_of(kind: Kind, words: str = "", **rules: Any) -> Kind:
    """Return arrays of one kind of value."""
    schema = {"type": "array", "items": kind.schema, **rules}
    return Kind(words or f"array of {_plural(kind.words)}", schema, kind.shapes)


def table_of(kind: Kind, words: str, names: str = "", **rules: Any) -> Kind:
    """Return tables whose keys are free names, or such as a pattern matches."""
    schema = {"type": "object", "additionalProperties": kind.schema, **rules}
    if names:
        schema["propertyNames"] = {"pattern": f"^(?:{names})$"}
    return Kind(words, schema, kind.shapes)


def either(*kinds: Kind, words: str = "") -> Kind:
    """Return what is of one kind or of another."""
    return Kind(
        words or " or ".join(kind.words for kind in kinds),
        {"anyOf": [kind.schema for kind in kinds]},
        tuple(shape for kind in kinds for shape in kind.shapes),
    )


def table(shape: Shape) -> Kind:
    """Return tables of one shape."""
    return Kind("table", {"$ref": f"#/definitions/{shape.name}"}, (shape,))


def table_named(name: str) -> Kind:
    """Return tables of a shape that is described where this one cannot be imported."""
    return Kind("table", {"$ref": f"#/definitions/{name}"})


def without(keys: Mapping[str, Key], *left_out: str) -> dict[str, Key]:
    """Return the keys of a table but for some."""
    return {key: entry for key, entry in keys.items() if key not in left_out}


def at_most_one(*keys: str) -> tuple[Mapping[str, Any], ...]:
    """Return rules under which no two of some keys stand beside each other."""
    return tuple(
        {"not": {"required": [first, second]}}
        for number, first in enumerate(keys)
        for second in keys[number + 1 :]
    )


def needs(key: str, *others: str) -> Mapping[str, Any]:
    """Return the rule that a key means something only beside one of some others."""
    return {"dependencies": {key: {"anyOf": [{"required": [o]} for o in others]}}}


def excludes(key: str, *others: str) -> tuple[Mapping[str, Any], ...]:
    """Return rules under which a key cannot stand beside any of some others."""
    return tuple({"not": {"required": [key, other]}} for other in others)


def _plural(words: str) -> str:
    return " or ".join(
        f"{word}s" if word.isalpha() else word for word in words.split(" or ")
    )


TEXT = Kind("string", {"type": "string"})
BOOLEAN = Kind("boolean", {"type": "boolean"})
INTEGER = Kind("integer", {"type": "integer"})
TRUE = Kind("`true`", {"const": True})
FALSE = Kind("`false`", {"const": False})
TEXTS = list_of(TEXT)
ANYTHING = Kind("anything", {})
FREE_TABLE = Kind("table", {"type": "object"})
PATH = Kind("path", {"type": "string"})
URL_PATTERN = r"[A-Za-z][A-Za-z0-9+.-]*://\S.*"
URL = pattern("URL", URL_PATTERN)
