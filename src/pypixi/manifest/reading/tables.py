"""Typed reading of TOML tables that collects every fault with its place."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from pypixi.errors import did_you_mean
from pypixi.manifest.document import DocumentPlace
from pypixi.manifest.schema.kinds import URL_PATTERN
from pypixi.patterns import regex

from .faults import (
    InvalidValueError,
    MissingKeyError,
    NoUrlError,
    UnexpectedKeyError,
    WrongTypeError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pypixi.manifest.positions import Key
    from pypixi.manifest.schema.kinds import Shape

    from .context import Context

_Choice = TypeVar("_Choice", bound=StrEnum)

_URL = regex(URL_PATTERN)


class Table:
    """A table being read: ask for keys by their types, then :meth:`finish`.

    The value of a faulty key reads as missing.
    """

    __slots__ = ("context", "data", "faults", "keys")

    def __init__(
        self, context: Context, data: dict[str, Any], keys: tuple[Key, ...] = ()
    ) -> None:
        self.context = context
        self.data = data
        self.keys = keys
        """What leads to it in the document."""
        self.faults = context.faults

    def at(self, *keys: Key) -> DocumentPlace:
        """Return the place of something in this table."""
        return DocumentPlace(self.context.document, self.keys + keys)

    def inner(self, data: dict[str, Any], *keys: Key) -> Table:
        """Return a table that stands somewhere in this one."""
        return Table(self.context, data, (*self.keys, *keys))

    def within(self, context: Context) -> Table:
        """Return the same table, read with more knowledge of the others."""
        return Table(context, self.data, self.keys)

    def without(self, *keys: str) -> Table:
        """Return the same table but for some keys, which are read on their own."""
        kept = {key: value for key, value in self.data.items() if key not in keys}
        return Table(self.context, kept, self.keys)

    def string(self, key: str) -> str | None:
        """Return the string at ``key``, None where it is missing."""
        value = self.data.get(key)
        if value is None or isinstance(value, str):
            return value
        self._wrong_type(key, "string", value)
        return None

    def url(self, key: str) -> str | None:
        """Return the URL at ``key`` as written, None where it is missing."""
        text = self.string(key)
        return text if text is not None and self._is_url(text, key) else None

    def urls(self, key: str) -> tuple[str, ...]:
        """Return the URLs in the array at ``key`` as written."""
        self.strings(key)  # its faults
        values = self.data.get(key)
        return tuple(
            value
            for index, value in enumerate(values if isinstance(values, list) else [])
            if isinstance(value, str) and self._is_url(value, key, index)
        )

    def boolean(self, key: str) -> bool | None:
        """Return the boolean at ``key``, None where it is missing."""
        value = self.data.get(key)
        if value is None or isinstance(value, bool):
            return value
        self._wrong_type(key, "boolean", value)
        return None

    def integer(self, key: str) -> int | None:
        """Return the integer at ``key``, None where it is missing."""
        value = self.data.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self._wrong_type(key, "integer", value)
        return None

    def array(self, key: str) -> list[Any] | None:
        """Return the array at ``key`` as it is, None where it is missing."""
        value = self.data.get(key)
        if value is None or isinstance(value, list):
            return value
        self._wrong_type(key, "array", value)
        return None

    def strings(self, key: str) -> tuple[str, ...] | None:
        """Return the array of strings at ``key``, None where it is missing."""
        values = self.array(key)
        if values is None:
            return None
        found = [value for value in values if isinstance(value, str)]
        if len(found) < len(values):
            self._refuse_all_but_strings(key, values)
        return tuple(found)

    def choice(self, key: str, choices: type[_Choice]) -> _Choice | None:
        """Return the member of a closed set at ``key``, None where it is missing."""
        text = self.string(key)
        if text is None:
            return None
        try:
            return choices(text)
        except ValueError:
            expected = ", ".join(f"'{choice}'" for choice in choices)
            self.faults.append(
                InvalidValueError(
                    self.at(key),
                    f"'{text}' is not a value of '{key}'",
                    label=f"expected one of {expected}",
                    help=did_you_mean(text, choices)
                    or f'write for example: {key} = "{next(iter(choices))}"',
                )
            )
            return None

    def table(self, key: str) -> Table | None:
        """Return the table at ``key``, None where it is missing."""
        value = self.data.get(key)
        if isinstance(value, dict):
            return Table(self.context, value, (*self.keys, key))
        if value is not None:
            self._wrong_type(key, "table", value)
        return None

    def entries(self, key: str) -> Iterable[tuple[Table, str, Any]]:
        """Return the entries of the table of free names at ``key``, if there is one."""
        table = self.table(key)
        if table is None:
            return ()
        return ((table, name, value) for name, value in table.data.items())

    def children(self, key: str) -> Iterator[tuple[str, Table]]:
        """Yield every entry of the table of free names at ``key`` as a table."""
        parent = self.table(key)
        if parent is None:
            return
        for name in parent.data:
            child = parent.table(name)
            if child is not None:
                yield name, child

    def finish(self, shape: Shape) -> None:
        """Refuse every key that a table of this shape has not."""
        if self.data.keys() <= shape.keys.keys():
            return
        known = [key for key, entry in shape.keys.items() if not entry.is_outdated]
        for key in self.data:
            if key not in shape.keys:
                self.faults.append(UnexpectedKeyError(self.at(key), known))

    def require(self, key: str, example: str) -> None:
        """Collect that a key is missing if it is, with an example of what to write."""
        if key not in self.data:
            self.faults.append(MissingKeyError(self.at(), key, example))

    def refuse(
        self,
        message: str,
        *keys: Key,
        help: str,  # noqa: A002 - the word users read in the output
        label: str = "",
    ) -> None:
        """Collect a fault of a value in this table."""
        fault = InvalidValueError(self.at(*keys), message, label=label, help=help)
        self.faults.append(fault)

    def refuse_key(
        self,
        message: str,
        *keys: Key,
        help: str,  # noqa: A002 - the word users read in the output
        label: str = "",
    ) -> None:
        """Collect a fault of a key in this table, or of what leads to the table."""
        fault = InvalidValueError(self.at(*keys).key, message, label=label, help=help)
        self.faults.append(fault)

    def _refuse_all_but_strings(self, key: str, values: Iterable[object]) -> None:
        for index, value in enumerate(values):
            if not isinstance(value, str):
                self.faults.append(WrongTypeError(self.at(key, index), "string", value))

    def _is_url(self, text: str, *keys: Key) -> bool:
        if _URL.fullmatch(text):
            return True
        self.faults.append(NoUrlError(self.at(*keys), text))
        return False

    def _wrong_type(self, key: str, expected: str, value: object) -> None:
        self.faults.append(WrongTypeError(self.at(key), expected, value))
