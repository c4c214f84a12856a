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


def _pairs(node: Node, prefix: tuple[Key, ...]) -> Iterator[_Entry]:
    if node.type == "ERROR":
        for child in node.named_children:
            yield from _pairs(child, prefix)
        return
    if node.type != "pair":
        return
    parts = node.named_children
    key, value = parts[0], parts[-1]
    path = (*prefix, *_key_path(key))
    yield _Entry(path, key, value)
    yield from _inside(value, path)


def _inside(value: Node, path: tuple[Key, ...]) -> Iterator[_Entry]:
    if value.type == "inline_table":
        for child in value.named_children:
            yield from _pairs(child, path)
    elif value.type == "array":
        members = [child for child in value.named_children if child.type != "comment"]
        for index, child in enumerate(members):
            yield _Entry((*path, index), child, child)
            yield from _inside(child, (*path, index))


def _key_path(node: Node) -> tuple[str, ...]:
    if node.type == "dotted_key":
        return tuple(part for child in node.named_children for part in _key_path(child))
    text = (node.text or b"").decode()
    if node.type == "quoted_key":
        # The parser of the language knows its escapes.
        return (str(next(iter(tomli.loads(f"{text}=0")))),)
    return (text,)
