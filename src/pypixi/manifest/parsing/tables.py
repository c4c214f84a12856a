"""Typed reading of TOML tables that collects every fault with its place."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from pypixi.errors import did_you_mean

from .faults import (
    InvalidValueError,
    NoUrlError,
    UnexpectedKeyError,
    UnsupportedKeyError,
    WrongTypeError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.errors import PixiError
    from pypixi.manifest.document import Document, DocumentPlace
    from pypixi.manifest.positions import Key

_Choice = TypeVar("_Choice", bound=StrEnum)

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S.*")


class Table:
    """A table being read: ask for each key by its type, then :meth:`finish`.

    Faults are appended to a list shared by all tables of one document, so that a person
    sees all of them at once; the value of a faulty key reads as missing.
    """

    def __init__(
        self,
        document: Document,
        keys: tuple[Key, ...],
        data: dict[str, Any],
        faults: list[PixiError],
    ) -> None:
        self.document = document
        self.keys = keys
        self.data = data
        self.faults = faults
        self._asked: list[str] = []
        self._refused: set[str] = set()

    def at(self, *keys: Key) -> DocumentPlace:
        """Return the place of something in this table."""
        return self.document.at(*self.keys, *keys)

    def value(self, key: str) -> Any:
        """Return what is at ``key`` whatever its type, None where it is missing."""
        self._asked.append(key)
        return self.data.get(key)

    def string(self, key: str) -> str | None:
        """Return the string at ``key``, None where it is missing."""
        value = self.value(key)
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
        value = self.value(key)
        if value is None or isinstance(value, bool):
            return value
        self._wrong_type(key, "boolean", value)
        return None

    def integer(self, key: str) -> int | None:
        """Return the integer at ``key``, None where it is missing."""
        value = self.value(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self._wrong_type(key, "integer", value)
        return None

    def array(self, key: str) -> list[Any] | None:
        """Return the array at ``key`` as it is, None where it is missing."""
        value = self.value(key)
        if value is None or isinstance(value, list):
            return value
        self._wrong_type(key, "array", value)
        return None

    def strings(self, key: str) -> tuple[str, ...] | None:
        """Return the array of strings at ``key``, None where it is missing."""
        values = self.array(key)
        if values is None:
            return None
        for index, value in enumerate(values):
            if not isinstance(value, str):
                self.faults.append(WrongTypeError(self.at(key, index), "string", value))
        return tuple(value for value in values if isinstance(value, str))

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
                    help=did_you_mean(text, choices),
                )
            )
            return None

    def table(self, key: str) -> Table | None:
        """Return the table at ``key``, None where it is missing."""
        value = self.value(key)
        if value is None:
            return None
        return self._child(key, value)

    def entries(self, key: str) -> Iterator[tuple[Table, str, Any]]:
        """Yield the entries of the table of free names at ``key``, if there is one."""
        table = self.table(key)
        if table is not None:
            for name, value in table.data.items():
                yield table, name, value

    def children(self) -> Iterator[tuple[str, Table]]:
        """Yield every entry as a table: for tables whose keys are free names."""
        for key, value in self.data.items():
            self._asked.append(key)
            child = self._child(key, value)
            if child is not None:
                yield key, child

    def unsupported(self, *keys: str) -> None:
        """Refuse keys that are right but not usable yet."""
        for key in keys:
            if key in self.data:
                self.faults.append(UnsupportedKeyError(self.at(key)))
        self._refused.update(keys)

    def ignored(self, *keys: str) -> None:
        """Accept keys that mean nothing to us."""
        self._asked.extend(keys)

    def finish(self) -> None:
        """Refuse every key that nobody asked for."""
        for key in self.data:
            if key not in self._asked and key not in self._refused:
                known = list(dict.fromkeys(self._asked))
                self.faults.append(UnexpectedKeyError(self.at(key), known))

    def _is_url(self, text: str, *keys: Key) -> bool:
        if _URL.fullmatch(text):
            return True
        self.faults.append(NoUrlError(self.at(*keys), text))
        return False

    def _child(self, key: str, value: object) -> Table | None:
        if isinstance(value, dict):
            return Table(self.document, (*self.keys, key), value, self.faults)
        self._wrong_type(key, "table", value)
        return None

    def _wrong_type(self, key: str, expected: str, value: object) -> None:
        self.faults.append(WrongTypeError(self.at(key), expected, value))
