"""The JSON schema of a manifest, made from the shapes of its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .manifest import ROOT
from .package import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .kinds import Key, Shape


def manifest_schema() -> dict[str, Any]:
    """Return the schema (draft 7) of ``pixi.toml`` and of ``[tool.pixi]``.

    It refuses what is wrong whatever else is true: a name that is defined nowhere, or a
    file that is missing, is found by reading the manifest.
    """
    shapes = {shape.name: shape for shape in manifest_shapes() if shape is not ROOT}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "pixi.toml",
        "description": "A workspace, and the environments that it is made of.",
        **_object(ROOT),
        "definitions": {name: _object(shapes[name]) for name in sorted(shapes)},
    }


def manifest_shapes() -> Iterator[Shape]:
    """Yield the shapes of all tables, each once, those of packages last."""
    seen: set[str] = set()
    for root in (ROOT, *DEFINITIONS):
        for shape in _with_inner(root):
            if shape.name not in seen:
                seen.add(shape.name)
                yield shape


def _with_inner(root: Shape) -> Iterator[Shape]:
    """Yield a shape and those of all tables below it, in the order of its keys."""
    yield root
    seen: set[str] = {root.name}
    waiting = [root]
    while waiting:
        shape = waiting.pop(0)
        kinds = [entry.kind for entry in shape.keys.values()]
        if shape.others is not None:
            kinds.append(shape.others[1])
        for inner in (inner for kind in kinds for inner in kind.shapes):
            if inner.name not in seen:
                seen.add(inner.name)
                waiting.append(inner)
                yield inner


def _object(shape: Shape) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {key: _property(entry) for key, entry in shape.keys.items()},
        "additionalProperties": False,
    }
    required = [key for key, entry in shape.keys.items() if entry.is_required]
    if required:
        schema["required"] = required
    if shape.others is not None:
        names, kind = shape.others
        schema["patternProperties"] = {names: kind.schema}
    if shape.rules:
        schema["allOf"] = list(shape.rules)
    return schema


def _property(key: Key) -> dict[str, Any]:
    """Return the schema of a key; beside ``$ref`` nothing else would count."""
    schema = key.kind.schema
    found: dict[str, Any] = {"description": key.meaning}
    if key.is_outdated:
        found["deprecated"] = True
    return found | ({"allOf": [schema]} if "$ref" in schema else dict(schema))
