"""The faults that a table of the manifest can have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypixi.errors import PixiError, did_you_mean
from pypixi.specs.names import suggested_environment_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.errors import Place
    from pypixi.manifest.document import DocumentPlace
    from pypixi.manifest.positions import Key

_SSH_ADDRESS = re.compile(r"([\w.-]+@[\w.-]+):(.+)")

_TYPES = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "float",
    list: "array",
    dict: "table",
}


class StructuralError(PixiError):
    """A fault that shows without looking at anything else in the manifest."""

    keys: tuple[Key, ...] = ()
    """What leads to the place of it."""


class UnexpectedKeyError(StructuralError):
    """A table holds a key that means nothing there."""

    def __init__(self, place: DocumentPlace, known: list[str]) -> None:
        self.keys = place.keys
        key = str(place.keys[-1])
        expected = ", ".join(f"'{name}'" for name in known)
        super().__init__(
            f"unexpected key '{key}' in {_table_name(place.keys[:-1])}",
            labels=[place.key.label(f"'{key}' was not expected here")],
            help=did_you_mean(key, known) or f"expected only {expected}",
        )


class WrongTypeError(StructuralError):
    """A value is of another type than its key asks for."""

    def __init__(
        self,
        place: DocumentPlace,
        expected: str,
        value: object,
        *,
        help: str | None = None,  # noqa: A002 - the word users read in the output
    ) -> None:
        self.keys = place.keys
        found = _article(_type_name(value))
        super().__init__(
            f"'{_key_name(place.keys)}' must be {_article(expected)}",
            labels=[place.label(f"expected {_article(expected)}, found {found}")],
            help=help or _type_help(expected, value),
        )


class MissingKeyError(StructuralError):
    """A table lacks a key that it must have."""

    def __init__(self, place: DocumentPlace, key: str, example: str) -> None:
        self.keys = place.keys
        super().__init__(
            f"missing key '{key}' in {_table_name(place.keys)}",
            labels=[place.label(f"'{key}' is required here")],
            help=f"add for example: {example}",
        )


class InvalidValueError(PixiError):
    """A value is of the right type and still means nothing."""

    def __init__(
        self,
        place: Place | None,
        message: str,
        *,
        label: str = "",
        help: str | None = None,  # noqa: A002 - the word users read in the output
    ) -> None:
        labels = [] if place is None else [place.label(label)]
        super().__init__(message, labels=labels, help=help)


class NoWorkspaceError(PixiError):
    """A manifest says nothing about a workspace."""

    def __init__(self, root: DocumentPlace, data: Mapping[str, object]) -> None:
        table = _table_name((*root.keys, "workspace"))
        message = f"Missing table in manifest {root.document.path.name}"
        if "package" in data:
            message = "Missing field `project/workspace`"
        super().__init__(
            message,
            labels=[root.label(f"{table} is required here")],
            help=f'add for example: {table}\nchannels = ["conda-forge"]',
        )


class DoubleWorkspaceError(PixiError):
    """A manifest describes its workspace under both names of the table."""

    def __init__(self, root: DocumentPlace) -> None:
        current, old = (
            root.document.at(*root.keys, name).key for name in ("workspace", "project")
        )
        super().__init__(
            "`workspace` and `project` are two names of one table",
            labels=[old.label("the deprecated name"), current.label("the name")],
            help="move the keys of `project` into `workspace`",
        )


class EnvironmentNameError(InvalidValueError):
    """A text cannot be the name of an environment."""

    def __init__(self, place: DocumentPlace, name: str) -> None:
        suggestion = suggested_environment_name(name)
        super().__init__(
            place,
            f"Failed to parse environment name '{name}', please use only lowercase"
            " letters, numbers and dashes",
            help=None if suggestion is None else f"call it '{suggestion}'",
        )


class NoUrlError(StructuralError):
    """A text is not a URL where one must stand."""

    def __init__(self, place: DocumentPlace, text: str) -> None:
        self.keys = place.keys
        super().__init__(
            f"'{text}' is not a URL",
            labels=[place.label("expected a URL such as 'https://example.org/path'")],
            help=_url_help(text),
        )


def _url_help(text: str) -> str:
    address = _SSH_ADDRESS.fullmatch(text)
    if address is not None:
        return f"write it as 'ssh://{address[1]}/{address[2].lstrip('/')}'"
    return "write a folder of this machine as 'file:///path/to/folder'"


def _type_help(expected: str, value: object) -> str | None:
    """Return what to write where a value is nearly right."""
    first = expected.split(maxsplit=1)[0]
    is_text = isinstance(value, str)
    if first == "string" and not isinstance(value, bool | list | dict):
        return "put it in quotes"
    if first == "array" and is_text:
        return f'put it in brackets: ["{value}"]'
    if first == "boolean" and value in ("true", "false"):
        return f"write {value} without quotes"
    if first == "integer" and is_text and str(value).isdigit():
        return f"write {value} without quotes"
    return None


def _table_name(keys: tuple[Key, ...]) -> str:
    return f"[{'.'.join(str(key) for key in keys)}]" if keys else "the manifest"


def _key_name(keys: tuple[Key, ...]) -> str:
    """Return the last key with the indexes behind it: ``channels[1]``."""
    name = ""
    for key in reversed(keys):
        if isinstance(key, str):
            return f"{key}{name}"
        name = f"[{key}]{name}"
    return name


def _type_name(value: object) -> str:
    return _TYPES.get(type(value), "date or time")


def _article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
