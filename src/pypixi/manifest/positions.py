"""Where the keys and values of a TOML text stand, found with its syntax tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import tomli

from pypixi.errors import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tree_sitter import Node

Key = str | int
"""One step into a document: a table's key, or an index into an array."""

_KEYS = ("bare_key", "quoted_key", "dotted_key")


class _Entry(NamedTuple):
    path: tuple[Key, ...]
    key: Node
    value: Node


class _Step(NamedTuple):
    """What is still to be looked at."""

    node: Node
    path: tuple[Key, ...]
    """What leads to the node, or to the table that it is a statement of."""
    is_member: bool = False
    """Whether it stands in an array."""


def find_span(text: str, keys: Sequence[Key], *, of_key: bool = False) -> Span:
    """Return the characters of the value (or key) that ``keys`` lead to.

    A table that only longer keys imply is where the first of them stands. For what is
    not written at all, the nearest enclosing value that is stands in; an empty span at
    the start if there is none.
    """
    content = text.encode()
    wanted = tuple(keys)
    best: _Entry | None = None
    implied: _Entry | None = None
    for entry in _entries(content):
        if entry.path == wanted[: len(entry.path)]:
            if best is None or len(entry.path) > len(best.path):
                best = entry
        elif wanted and implied is None and entry.path[: len(wanted)] == wanted:
            implied = entry
    exact = best is not None and best.path == wanted
    if implied is not None and not exact:
        return _span(content, implied.key)
    if best is None:
        return Span(0, 0)
    is_table = best.value.type in ("table", "table_array_element")
    node = best.key if is_table or (exact and of_key) else best.value
    return _span(content, node)


def find_repeated(text: str, end: int) -> tuple[Span, Span] | None:
    """Return the keys of the first two entries up to ``end`` with the same path."""
    content = text.encode()
    limit = len(text[:end].encode())
    seen: dict[tuple[Key, ...], Node] = {}
    for path, key, _ in _entries(content):
        if key.start_byte > limit:
            return None
        if path in seen:
            return _span(content, seen[path]), _span(content, key)
        seen[path] = key
    return None


def _span(content: bytes, node: Node) -> Span:
    """Return a node's place in characters; the tree counts bytes."""
    start = len(content[: node.start_byte].decode())
    inner = content[node.start_byte : node.end_byte].decode().rstrip()
    return Span(start, start + len(inner))


def _entries(content: bytes) -> Iterator[_Entry]:
    """Walk all keys of the document with the path each stands at.

    The grammar reports ERROR nodes on multi-line inline tables (TOML 1.1): what it can
    read around them is good enough for pointing.
    """
    import tree_sitter_toml  # noqa: PLC0415 - only when an error is drawn
    from tree_sitter import Language, Parser

    root = Parser(Language(tree_sitter_toml.language())).parse(content).root_node
    counts: dict[tuple[Key, ...], int] = {}
    for node in root.named_children:
        if node.type in ("table", "table_array_element"):
            yield from _table(node, counts)
        else:
            yield from _pairs(node, ())


def _table(node: Node, counts: dict[tuple[Key, ...], int]) -> Iterator[_Entry]:
    header = next((child for child in node.named_children if child.type in _KEYS), None)
    if header is None:
        return
    path: tuple[Key, ...] = _key_path(header)
    if node.type == "table_array_element":
        index = counts[path] = counts.get(path, -1) + 1
        path = (*path, index)
    yield _Entry(path, header, node)
    for child in node.named_children:
        yield from _pairs(child, path)


def _pairs(statement: Node, prefix: tuple[Key, ...]) -> Iterator[_Entry]:
    """Yield the entry that a statement makes, and those inside its value.

    Without recursion: values may be nested as deeply as the parser allows.
    """
    left = [_Step(statement, prefix)]
    while left:
        node, path, is_member = left.pop()
        if is_member:
            yield _Entry(path, node, node)
            left += reversed(_inside(node, path))
        elif node.type == "ERROR":
            left += [_Step(child, path) for child in reversed(node.named_children)]
        elif node.type == "pair":
            parts = _parts(node)
            key, value = parts[0], parts[-1]
            path = (*path, *_key_path(key))
            yield _Entry(path, key, value)
            left += reversed(_inside(value, path))


def _inside(value: Node, path: tuple[Key, ...]) -> list[_Step]:
    """Return the pairs of an inline table, or the members of an array."""
    parts = _parts(value)
    if value.type == "inline_table":
        return [_Step(part, path) for part in parts]
    if value.type == "array":
        return [_Step(part, (*path, i), is_member=True) for i, part in enumerate(parts)]
    return []


def _parts(node: Node) -> list[Node]:
    """Return what a node is made of; a comment behind a pair is a child of it."""
    return [child for child in node.named_children if child.type != "comment"]


def _key_path(node: Node) -> tuple[str, ...]:
    # The tree of a dotted key is as deep as the key is long: too deep for recursion.
    parts: list[str] = []
    left = [node]
    while left:
        part = left.pop()
        if part.type == "dotted_key":
            left += reversed(part.named_children)
        else:
            parts.append(_key_text(part))
    return tuple(parts)


def _key_text(node: Node) -> str:
    text = (node.text or b"").decode()
    if node.type == "quoted_key":
        # The parser of the language knows its escapes.
        return str(next(iter(tomli.loads(f"{text}=0"))))
    return text
