"""A TOML document with its text, so that errors can point into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomli

from pypixi.errors import Label, PixiError, Source
from pypixi.specs.channel import with_masked_credentials
from pypixi.values import field, frozen, frozen_positional

if TYPE_CHECKING:
    from pathlib import Path

    from .positions import Key
    from .syntax import Explanation

BYTE_ORDER_MARK = "\ufeff"
"""What some editors begin a file with; no part of its text."""


class TomlSyntaxError(PixiError):
    """A document is not TOML."""

    def __init__(self, source: Source, explanation: Explanation) -> None:
        super().__init__(
            f"'{source.name}' is not valid TOML",
            labels=[Label(source, span, text) for span, text in explanation.remarks],
            help=explanation.help,
        )


class UnreadableDocumentError(PixiError):
    """A document cannot be read, or is not UTF-8."""

    def __init__(self, path: Path, error: OSError | UnicodeDecodeError) -> None:
        reason = (
            error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        )
        super().__init__(f"cannot read '{path}': {reason or error}")


@frozen
class Document:
    """A parsed TOML document."""

    path: Path
    text: str
    """As in the file, without a byte order mark."""
    data: dict[str, Any] = field(repr=False)

    @property
    def source(self) -> Source:
        """The text under the name a person knows it by."""
        return _source(self.path, self.text)

    @property
    def root_keys(self) -> tuple[str, ...]:
        """Where the tables of a manifest stand: those of a ``pyproject.toml`` below."""
        return ("tool", "pixi") if self.path.name == "pyproject.toml" else ()

    @property
    def root(self) -> dict[str, Any]:
        """The tables of a manifest."""
        data = self.data
        for key in self.root_keys:
            inner = data.get(key)
            data = inner if isinstance(inner, dict) else {}
        return data

    def at(self, *keys: Key) -> DocumentPlace:
        """Return the place of the value that ``keys`` lead to."""
        return DocumentPlace(self, keys)


@frozen_positional
class DocumentPlace:
    """Where a value stands; its characters are searched only when a label is made."""

    document: Document = field(repr=False)
    keys: tuple[Key, ...]
    is_key: bool = False
    """Whether the key itself is meant rather than its value."""

    @property
    def key(self) -> DocumentPlace:
        """The place of the key instead of the value."""
        return DocumentPlace(self.document, self.keys, is_key=True)

    @property
    def value(self) -> Any:
        """What stands there, None where nothing does."""
        found: Any = self.document.data
        for key in self.keys:
            try:
                found = found[key]
            except (LookupError, TypeError):
                return None
        return found

    def inside(self, key: Key) -> DocumentPlace:
        """Return the place of what ``key`` leads to from here."""
        return DocumentPlace(self.document, (*self.keys, key))

    def label(self, text: str = "") -> Label:
        """Return a label here, or at the nearest enclosing value that can be found."""
        from .positions import find_span  # noqa: PLC0415 - the syntax tree is for errors

        span = find_span(self.document.text, self.keys, of_key=self.is_key)
        return Label(self.document.source, span, text)


def read_document(path: Path) -> Document:
    """Read and parse the TOML file at ``path``.

    Raises:
        UnreadableDocumentError: If it cannot be read as UTF-8 text.
        TomlSyntaxError: If it is not TOML 1.1.
    """
    try:
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableDocumentError(path, error) from error
    return parse_document(text, path=path)


def parse_document(text: str, *, path: Path) -> Document:
    """Parse ``text`` as the content of the TOML file at ``path``.

    Raises:
        TomlSyntaxError: If it is not TOML 1.1.
    """
    content = text.removeprefix(BYTE_ORDER_MARK)
    try:
        data = tomli.loads(content)
    except (ValueError, RecursionError) as error:
        raise _syntax_error(path, content, error) from error
    return Document(path=path, text=content, data=data)


def _syntax_error(path: Path, text: str, error: Exception) -> TomlSyntaxError:
    from .syntax import explain, explain_limit  # noqa: PLC0415 - only for errors

    if isinstance(error, tomli.TOMLDecodeError):
        # The parser counts its positions in its own copy, which has no CRLF.
        source = _source(path, error.doc)
        return TomlSyntaxError(source, explain(source.text, error.pos, error.msg))
    source = _source(path, text)
    return TomlSyntaxError(source, explain_limit(source.text))


def _source(path: Path, text: str) -> Source:
    """Return a text as errors may quote it: its credentials stay out of logs."""
    return Source(path.name, with_masked_credentials(text))
