"""The faults that a table of the manifest can have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError, did_you_mean
from pypixi.specs.channel import with_masked_credentials
from pypixi.specs.names import suggested_environment_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pypixi.errors import Label, Place
    from pypixi.manifest.document import DocumentPlace
    from pypixi.manifest.positions import Key

_TYPES = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "float",
    list: "array",
    dict: "table",
}


class QuotingError(PixiError):
    """A fault in whose words a value is quoted: credentials stay out of logs."""

    def __init__(
        self,
        message: str,
        *,
        labels: Iterable[Label] = (),
        help: str | None = None,  # noqa: A002 - the word users read in the output
        notes: Iterable[str] = (),
    ) -> None:
        super().__init__(
            with_masked_credentials(message),
            labels=labels,
            help=None if help is None else with_masked_credentials(help),
            notes=map(with_masked_credentials, notes),
        )


class StructuralError(QuotingError):
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
        from .advice import type_advice  # noqa: PLC0415 - only for errors

        found = _article(_type_name(value))
        label = place.label(f"expected {_article(expected)}, found {found}")
        super().__init__(
            f"'{_key_name(place.keys)}' must be {_article(expected)}",
            labels=[label],
            help=help or type_advice(place.keys, expected, value, label),
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


class InvalidValueError(QuotingError):
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


class RepeatedError(PixiError):
    """Something that can stand once stands there again."""

    def __init__(
        self,
        message: str,
        *,
        again: DocumentPlace,
        first: DocumentPlace,
        help: str,  # noqa: A002 - the word users read in the output
    ) -> None:
        labels = [again.label("written again"), first.label("first written")]
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


class TwoNamesError(PixiError):
    """Something stands under its name and under its deprecated name, too."""

    def __init__(
        self, parent: DocumentPlace, current: str, old: str, *, kind: str, content: str
    ) -> None:
        places = [(old, "the deprecated name"), (current, "the name")]
        super().__init__(
            f"`{current}` and `{old}` are two names of one {kind}",
            labels=[parent.inside(key).key.label(text) for key, text in places],
            help=f"move the {content} of `{old}` into `{current}`",
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
        from .advice import url_advice  # noqa: PLC0415 - only for errors

        self.keys = place.keys
        super().__init__(
            f"'{text}' is not a URL",
            labels=[place.label("expected a URL such as 'https://example.org/path'")],
        )
        # Not one that was quoted: the user is a part of the address that it names.
        self.help = url_advice(text)


def _table_name(keys: tuple[Key, ...]) -> str:
    """Return what leads to a table: ``[a.b]``, or ``'a.b[0]'`` in an array."""
    from .advice import as_key  # noqa: PLC0415 - only for errors

    if not keys:
        return "the manifest"
    parts = [f"[{k}]" if isinstance(k, int) else f".{as_key(k)}" for k in keys]
    name = "".join(parts).removeprefix(".")
    return f"[{name}]" if all(isinstance(k, str) for k in keys) else f"'{name}'"


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
