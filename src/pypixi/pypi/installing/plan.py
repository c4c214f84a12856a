"""What must change in a prefix so that it holds the locked PyPI packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.values import frozen

from .satisfied import Fate, fate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from pypixi.records.pypi import PypiRecord
    from pypixi.specs.names import PypiName

    from .installed import Distribution


@frozen
class Changes:
    """What uninstalling and installing would do."""

    remove: tuple[Distribution, ...] = ()
    """What goes, packages that are installed anew included."""
    duplicates: tuple[Distribution, ...] = ()
    """Ours beside another of the same name: just the ``dist-info`` folder goes."""
    install: tuple[PypiRecord, ...] = ()
    """What comes, as locked."""
    look: tuple[PypiRecord, ...] = ()
    """Projects that only the engine can tell to be up to date, which most are."""

    def __bool__(self) -> bool:
        """Tell whether there is anything to do."""
        return self.is_certain or bool(self.look)

    @property
    def is_certain(self) -> bool:
        """Whether something changes, whatever the engine finds."""
        return bool(self.remove or self.duplicates or self.install)


def plan_changes(
    installed: Iterable[Distribution],
    locked: Iterable[PypiRecord],
    *,
    editable: Collection[PypiName],
    root: Path,
    again: Collection[str] = (),
) -> Changes:
    """Return what must change; no process is started and nothing is fetched.

    Args:
        installed: What the prefix holds.
        locked: What it shall hold beside conda's packages.
        editable: Which directories are to be linked instead of copied.
        root: The workspace, where relative locations start.
        again: What comes anew even if it is what was locked.
    """
    present: dict[str, list[Distribution]] = {}
    for each in installed:
        present.setdefault(each.name, []).append(each)
    remove: list[Distribution] = []
    install: list[PypiRecord] = []
    look: list[PypiRecord] = []
    for record in locked:
        found = present.pop(record.name, [])
        state = _state(found, record, editable, root)
        if record.name in again:
            state = Fate.REPLACE
        if state is Fate.ASK:
            look.append(record)
        if state is Fate.REPLACE:
            install.append(record)
            remove += found
    left = _left_over(present.values())
    return Changes(
        remove=(*remove, *left.remove),
        duplicates=left.duplicates,
        install=tuple(install),
        look=tuple(look),
    )


def _state(
    found: list[Distribution],
    record: PypiRecord,
    editable: Collection[PypiName],
    root: Path,
) -> Fate:
    if len(found) != 1 or not found[0].is_ours:
        return Fate.REPLACE
    return fate(found[0], record, is_editable=found[0].name in editable, root=root)


def _left_over(groups: Iterable[list[Distribution]]) -> Changes:
    """Return what becomes of packages that are not locked: only ours may go."""
    remove: list[Distribution] = []
    duplicates: list[Distribution] = []
    for group in groups:
        ours = [each for each in group if each.is_ours]
        (remove if len(ours) == len(group) else duplicates).extend(ours)
    return Changes(remove=tuple(remove), duplicates=tuple(duplicates))
