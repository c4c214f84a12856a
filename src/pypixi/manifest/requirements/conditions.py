"""The condition under which a conda dependency is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypixi.manifest.reading.faults import InvalidValueError, WrongTypeError
from pypixi.manifest.reading.tables import Table
from pypixi.manifest.schema.requirements import CONDITIONS, PACKAGE_CONDITION
from pypixi.patterns import regex
from pypixi.specs.names import package_name

if TYPE_CHECKING:
    from pypixi.manifest.document import DocumentPlace

# A name, then conditions on its version: `python >=3.10,<3.13`.
_VERSION = r"(?:[<>=!~]=?\s*)?[\w.!+*]+"
_TEXT = regex(
    rf"\s*[A-Za-z0-9_][\w.-]*(?:(?:\s+|\s*(?=[<>=!~])){_VERSION}(?:\s*[,|]\s*{_VERSION})*)?\s*"
)
_TEXTS = (
    "version",
    "build",
    "build-number",
    "subdir",
    "license",
    "license-family",
    "md5",
    "sha256",
)
_JOINTS = {"flags": ",", "track-features": " "}
"""What stands between the texts of a list."""
_KINDS = ("all", "any", "package")
_EXAMPLE = 'write for example: when = "python >=3.10"'


def parse_when(table: Table) -> str | None:
    """Return the condition at ``when`` in the engine's grammar, None without one.

    ``condition := text | { all = [condition, …] } | { any = [condition, …] }
    | { package = name, field = value, … }``
    """
    value = table.data.get("when")
    if isinstance(value, list):
        help_text = "write { all = […] } or { any = […] }"
        table.refuse("a condition cannot be an array", "when", help=help_text)
        return None
    return None if value is None else _condition(table, table.at("when"), value)


def _condition(parent: Table, place: DocumentPlace, value: Any) -> str | None:
    if isinstance(value, str):
        return _of_text(parent, place, value)
    if not isinstance(value, dict):
        parent.faults.append(WrongTypeError(place, "string or table", value))
        return None
    table = Table(parent.context, value, place.keys)
    kinds = [kind for kind in _KINDS if kind in value]
    if len(kinds) != 1:
        message = "a condition needs exactly one of `all`, `any` and `package`"
        parent.faults.append(InvalidValueError(place, message, help=_EXAMPLE))
        return None
    if kinds == ["package"]:
        return _of_package(table)
    return _of_several(table, kinds[0])


def _of_text(parent: Table, place: DocumentPlace, text: str) -> str | None:
    if _TEXT.fullmatch(text):
        return text.strip()
    message = f"'{text}' is not a condition on a package and its version"
    help_text = (
        'write { package = "python", version = ">=3.10", build = "…" } for a package'
        " with more than a version, { all = […] } or { any = […] } for several"
    )
    parent.faults.append(InvalidValueError(place, message, help=help_text))
    return None


def _of_several(table: Table, kind: str) -> str | None:
    values = table.array(kind)
    table.finish(CONDITIONS)
    if values is None:
        return None
    if not values:
        message = f"`{kind}` needs at least one condition"
        table.refuse(message, kind, help=f'write for example: {kind} = ["__unix"]')
        return None
    parts = [
        _condition(table, table.at(kind, index), value)
        for index, value in enumerate(values)
    ]
    joint = " and " if kind == "all" else " or "
    return f"({joint.join(part for part in parts if part is not None)})"


def _of_package(table: Table) -> str | None:
    name = table.string("package")
    asked = [(key, table.string(key)) for key in _TEXTS]
    asked += [
        (key, joint.join(table.strings(key) or ())) for key, joint in _JOINTS.items()
    ]
    table.finish(PACKAGE_CONDITION)
    for key, value in [("package", name), *asked]:
        if value and ("'" in value or '"' in value):
            message = f"`{key}` cannot hold a quotation mark in a condition"
            help_text = "take the quotation mark out"
            table.refuse(message, key, help=help_text)
            return None
    if name is None or package_name(name) is None:
        message = f"'{name}' is not a conda package name"
        if name is not None:
            help_text = 'write the name alone: package = "python"'
            table.refuse(message, "package", help=help_text)
        return None
    parts = ",".join(_part(key, value) for key, value in asked if value)
    return f"{name}[{parts}]" if parts else name


def _part(key: str, value: str) -> str:
    if key == "flags":
        return f"flags=[{value}]"
    # Single quotes: the whole condition stands between double ones.
    return f"{key.replace('-', '_')}='{value}'"
