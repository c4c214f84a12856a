"""Edits of the tasks in a manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomli
import tomlkit
from tomlkit.items import InlineTable

from pypixi.files.toml_text import (
    inline_array,
    inline_table,
    plain_item,
    with_plain_lines,
    with_table,
    without_pairs,
    write_entries,
)
from pypixi.manifest.positions import find_span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypixi.manifest.tasks import Task


def with_task(
    text: str, table: Sequence[str], task: Task, *, root: Sequence[str] = ()
) -> str:
    """Return a manifest with one more task, behind all others of its table.

    Args:
        text: The whole manifest, line ends and byte order mark as in the file.
        table: What leads to the table that it goes into, which is made if missing.
        task: What is written, in its shortest form.
        root: What leads to the tables of the manifest.
    """
    path = [*root, *table]

    def change(body: str) -> str:
        if table[0] == "environments":
            body = _with_environment_table(body, path[: len(root) + 2])
        document = tomlkit.parse(with_table(body, path))
        parent = _table(document, path[:-1])
        write_entries(parent, path[-1], {task.name: _task_item(task)})
        return tomlkit.dumps(document)

    return with_plain_lines(text, change)


def without_task(
    text: str,
    table: Sequence[str],
    name: str,
    *,
    root: Sequence[str] = (),
    prune: bool = True,
) -> str:
    """Return a manifest without a task and the comment directly above it.

    Args:
        text: The whole manifest, line ends and byte order mark as in the file.
        table: What leads to the table of the task.
        name: Of the task.
        root: What leads to the tables of the manifest.
        prune: Whether tables that become empty go, with the comments above them.
    """
    path = [*root, *table]

    def change(body: str) -> str:
        edited = _deleted(_without_comment(body, [*path, name]), path, name)
        for depth in range(len(path), len(root), -1):
            if not prune or _data(edited, path[:depth]):
                break
            edited = _without_table(edited, path[:depth])
        return edited

    return with_plain_lines(text, change)


def with_platform(text: str, name: str, *, root: Sequence[str] = ()) -> str:
    """Return a manifest whose workspace has one more platform.

    Args:
        text: The whole manifest, line ends and byte order mark as in the file.
        name: Of the platform.
        root: What leads to the tables of the manifest.
    """

    def change(body: str) -> str:
        document = tomlkit.parse(body)
        tables = _table(document, root)
        # Its name of old is still read.
        key = "workspace" if "workspace" in tables else "project"
        if "platforms" in tables[key]:
            tables[key]["platforms"].append(name)
        else:
            write_entries(tables, key, {"platforms": inline_array([name])})
        return tomlkit.dumps(document)

    return with_plain_lines(text, change)


def _task_item(task: Task) -> Any:
    """Return a task as it is written: as a text, an array or a table of one line."""
    # As the original writes them: the short form of an alias takes tables alone.
    depends_on = [
        dependency.task if task.command else inline_table({"task": dependency.task})
        for dependency in task.depends_on
    ]
    fields: dict[str, Any] = {
        "cmd": task.command,
        "args": [argument.name for argument in task.args] if task.args else None,
        "default-environment": task.default_environment,
        "depends-on": inline_array(depends_on) if depends_on else None,
        "cwd": task.cwd,
        "env": inline_table(task.env) if task.env else None,
        "clean-env": task.clean_env or None,
        "description": task.description,
    }
    given = {key: value for key, value in fields.items() if value is not None}
    if given.keys() == {"cmd"}:
        return plain_item(task.command)
    if given.keys() == {"depends-on"}:
        return given["depends-on"]
    return inline_table(given)


def _with_environment_table(body: str, path: Sequence[str]) -> str:
    """Return a manifest in which an environment is a table, not a list of features."""
    features = _data(body, path)
    if not isinstance(features, list):
        return body
    document = tomlkit.parse(body)
    parent = _table(document, path[:-1])
    written = parent[path[-1]].as_string().strip()
    parent[path[-1]] = tomlkit.value(f"{{ features = {written} }}")
    return tomlkit.dumps(document)


def _deleted(body: str, path: Sequence[str], name: str) -> str:
    """Return a manifest without the key ``name`` of the table at ``path``."""
    document = tomlkit.parse(body)
    table = _table(document, path)
    if isinstance(table, InlineTable) and "\n" not in table.as_string():
        _table(document, path[:-1])[path[-1]] = without_pairs(table, {name})
    else:
        del table[name]
    return tomlkit.dumps(document)


def _without_table(body: str, path: Sequence[str]) -> str:
    """Return a manifest without an empty table, and without the comment above it."""
    if _data(body, path) is None:  # it was there by what it held only
        return body
    start, line = _line_of(body, path)
    if not line.lstrip().startswith("["):
        return _deleted(_without_comment(body, path), path[:-1], path[-1])
    before = body[: _comment_start(body, start)].rstrip("\n")
    rest = body[start + len(line) :]
    gap = "\n" if before else ""
    return before + gap + (rest if before else rest.lstrip("\n"))


def _without_comment(body: str, path: Sequence[str]) -> str:
    """Return a manifest without the comment directly above an entry."""
    start, line = _line_of(body, path)
    span = find_span(body, path, of_key=True)
    if line[: span.start - start].strip(" \t["):
        return body  # something else stands in front of it
    edited = body[: _comment_start(body, start)] + body[start:]
    # A text of several lines may end in one that only looks like a comment.
    is_harmless = _loaded(edited) == _loaded(body)
    return edited if is_harmless else body


def _comment_start(body: str, start: int) -> int:
    """Return where the comment begins that ends where a line starts."""
    lines = body[:start].splitlines(keepends=True)
    while lines and lines[-1].lstrip().startswith("#"):
        start -= len(lines.pop())
    return start


def _line_of(body: str, path: Sequence[str]) -> tuple[int, str]:
    """Return where the line of an entry starts, and the line."""
    span = find_span(body, path, of_key=True)
    start = body.rfind("\n", 0, span.start) + 1
    end = body.find("\n", span.start)
    return start, body[start:] if end < 0 else body[start : end + 1]


def _table(document: Any, path: Sequence[str]) -> Any:
    for key in path:
        document = document[key]
    return document


def _data(body: str, path: Sequence[str]) -> Any:
    """Return what stands at a path, None where nothing does."""
    found: Any = tomli.loads(body)
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _loaded(body: str) -> dict[str, Any] | None:
    try:
        return tomli.loads(body)
    except tomli.TOMLDecodeError:
        return None
