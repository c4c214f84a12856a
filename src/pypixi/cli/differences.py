"""How the changes of a lock file are shown: as text, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypixi.locking.diff import package_fields
from pypixi.records.pypi import PypiRecord
from pypixi.terminal.ansi import paint
from pypixi.terminal.table import render_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.lockfile.model import LockedPackage
    from pypixi.locking.diff import Change, Difference


def difference_lines(difference: Difference, *, color: bool) -> Iterator[str]:
    """Yield the lines that show the changes to a person.

    Changes that all platforms of an environment share are shown once.
    """
    for environment, platforms in difference.items():
        common = _common(list(platforms.values()))
        shown = _keys(common)
        if common:
            yield f"Environment: {environment}"
            yield from _table(common, color=color)
        for platform, changes in platforms.items():
            own = [change for change in changes if _key(change) not in shown]
            if own:
                yield f"Platform: {environment}:{platform}"
                yield from _table(own, color=color)


def difference_json(difference: Difference) -> dict[str, Any]:
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


def _common(platforms: list[tuple[Change, ...]]) -> list[Change]:
    """Return the changes that look the same on every platform, if there are several."""
    if len(platforms) == 1:
        return list(platforms[0])
    shared = set.intersection(*(_keys(changes) for changes in platforms))
    return [change for change in platforms[0] if _key(change) in shared]


def _keys(changes: tuple[Change, ...] | list[Change]) -> set[tuple[str, ...]]:
    return {_key(change) for change in changes}


def _key(change: Change) -> tuple[str, ...]:
    return (change.kind, change.name, _text(change.before), _text(change.after))


def _table(changes: list[Change], *, color: bool) -> list[str]:
    rows = [_row(change, color=color) for change in changes]
    return render_table(["", "", "", ""], rows).splitlines()[1:]


def _row(change: Change, *, color: bool) -> list[str]:
    if change.before is None:
        sign, tint, text = "+", "green", _text(change.after)
    elif change.after is None:
        sign, tint, text = "-", "red", _text(change.before)
    else:
        sign, tint = "~", "yellow"
        text = f"{_text(change.before)} -> {_text(change.after)}"
    name = paint(change.name, "bold", color=color and change.explicit)
    return [paint(sign, tint, color=color), change.kind, name, text]


def _text(package: LockedPackage | None) -> str:
    if package is None:
        return ""
    if isinstance(package, PypiRecord):
        return package.version or package.location
    return f"{package.version} {package.build}"


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
