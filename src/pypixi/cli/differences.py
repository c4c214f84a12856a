"""How the changes of a lock file are shown: as text, and as JSON."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pypixi.locking.diff import package_fields
from pypixi.records.conda import CondaRecord
from pypixi.terminal.ansi import paint
from pypixi.terminal.columns import width as columns_of
from pypixi.terminal.table import render_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pypixi.lockfile.model import LockedPackage
    from pypixi.locking.diff import Change, Difference
    from pypixi.terminal.console import Console

    _Key = tuple[str, str, str, str]
    """Sign, kind, name, and what changed."""
    _Item = tuple[_Key, Change]

_WORDS = {
    "conda": "location",
    "conda_source": "identity",
    "hash": "identity",
    "pypi": "location",
    "requires_dist": "requirements",
    "depends": "requirements",
    "requires_python": "required Python",
    "sha256": "hash",
    "md5": "hash",
}
"""What a person calls fields of the lock file whose names say less."""

_COMMIT = 8
"""How many digits of a commit are shown."""
_TINTS = {"+": "green", "-": "red", "~": "yellow"}


def show_difference(
    difference: Difference,
    console: Console,
    *,
    as_json: bool,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Print the changes.

    Args:
        difference: The changes.
        console: Where they are printed.
        as_json: Whether as a document to standard output, or else to a person.
        more: Further keys of the document.
    """
    if as_json:
        console.print(json.dumps({**_difference_json(difference), **more}, indent=2))
        return
    color, width = console.stderr_color, console.table_width
    lines = [*difference_lines(difference, color=color, width=width)]
    if lines:
        console.note("\n".join(lines))  # at once: there may be thousands


def difference_lines(
    difference: Difference, *, color: bool, width: int | None = None
) -> Iterator[str]:
    """Yield the lines that show the changes to a person.

    Changes that all platforms of an environment share are shown once.

    Args:
        difference: The changes.
        color: Whether to colour them.
        width: What to shorten rows for; None keeps all text.
    """
    for environment, platforms in difference.items():
        keyed = {
            platform: {_key(change): change for change in changes}
            for platform, changes in platforms.items()
        }
        first, *others = keyed.values()
        shared = set(first).intersection(*others)
        if shared:
            yield f"Environment: {environment}"
            items = [item for item in first.items() if item[0] in shared]
            yield from _table(items, color=color, width=width)
        for platform, changes in keyed.items():
            own = [item for item in changes.items() if item[0] not in shared]
            if own:
                yield f"Platform: {environment}:{platform}"
                yield from _table(own, color=color, width=width)


def _difference_json(difference: Difference) -> dict[str, Any]:
    """Return the document of ``--json``, version 1."""
    return {
        "version": 1,
        "environment": {
            environment: {
                platform: [_change_json(change) for change in changes]
                for platform, changes in platforms.items()
            }
            for environment, platforms in difference.items()
        },
    }


def _key(change: Change, *, with_build: bool = True) -> _Key:
    """Return how a change looks, which may be the same on several platforms."""
    sign, text = _signed(change, with_build=with_build)
    return sign, change.kind, change.name, text


def _table(items: list[_Item], *, color: bool, width: int | None) -> list[str]:
    lines = _drawn([_row(*item, color=color) for item in items], None)
    if width is None or all(columns_of(line) <= width for line in lines):
        return lines
    # What is cut off at the end is the new version: rather do without builds.
    changes = [change for _, change in items]
    keys = [_key(change, with_build=False) for change in changes]
    items = [*zip(keys, changes, strict=True)]
    return _drawn([_row(*item, color=color) for item in items], width)


def _drawn(rows: list[list[str]], width: int | None) -> list[str]:
    return render_table(["", "", "", ""], rows, width=width).splitlines()[1:]


def _row(key: _Key, change: Change, *, color: bool) -> list[str]:
    sign, kind, name, text = key
    name = paint(name, "bold", color=color and change.explicit)
    return [paint(sign, _TINTS[sign], color=color), kind, name, text]


def _signed(change: Change, *, with_build: bool = True) -> tuple[str, str]:
    """Return the sign of a change, and what changed."""
    before, after = change.before, change.after
    if before is None:
        return "+", _text(after, with_build=with_build)
    if after is None:
        return "-", _text(before, with_build=with_build)
    is_moved = before.version != after.version
    old, new = (
        _text(row, with_build=with_build or not is_moved) for row in (before, after)
    )
    if old == new:
        return "~", f"{new} ({', '.join(_changed_fields(before, after))} changed)"
    return "~", f"{old} -> {new}"


def _changed_fields(before: LockedPackage, after: LockedPackage) -> list[str]:
    """Return in what two packages differ that look the same."""
    old, new = package_fields(before), package_fields(after)
    keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    return sorted({_WORDS.get(key, key.replace("_", " ")) for key in keys})


def _text(package: LockedPackage | None, *, with_build: bool) -> str:
    if package is None:
        return ""
    if isinstance(package, CondaRecord):
        return f"{package.version} {package.build}" if with_build else package.version
    location = package.location
    shown = package.version or location
    is_commit = location.startswith("git+")
    return f"{shown} {location.rpartition('#')[2][:_COMMIT]}" if is_commit else shown


def _change_json(change: Change) -> dict[str, Any]:
    before = None if change.before is None else package_fields(change.before)
    after = None if change.after is None else package_fields(change.after)
    if before is not None and after is not None:
        same = {key for key in before if before[key] == after.get(key)}
        before = {key: value for key, value in before.items() if key not in same}
        after = {key: value for key, value in after.items() if key not in same}
    row: dict[str, Any] = {
        "name": change.name,
        "before": before,
        "after": after,
        "type": change.kind,
    }
    return {**row, "explicit": True} if change.explicit else row
