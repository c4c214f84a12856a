"""What must change in a prefix so that it holds the locked PyPI packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.values import frozen

from .satisfied import Verdict, verdict

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
    """What comes, as locked; the engine may find that a project is up to date."""

    def __bool__(self) -> bool:
        """Tell whether there is anything to do."""
        return bool(self.remove or self.duplicates or self.install)


def plan_changes(
    installed: Iterable[Distribution],
    locked: Iterable[PypiRecord],
    *,
    editable: Collection[PypiName],
    root: Path,
) -> Changes:
    """Return what must change; no process is started and nothing is fetched.

    Args:
        installed: What the prefix holds.
        locked: What it shall hold beside conda's packages.
        editable: Which directories are to be linked instead of copied.
        root: The workspace, where relative locations start.
    """
    present: dict[str, list[Distribution]] = {}
    for each in installed:
        present.setdefault(each.name, []).append(each)
    remove: list[Distribution] = []
    install: list[PypiRecord] = []
    for record in locked:
        found = present.pop(record.name, [])
        state = _state(found, record, editable, root)
        if state is not Verdict.KEEP:
            install.append(record)
        if state is Verdict.REPLACE:
            remove += found
    left = _left_over(present.values())
    return Changes(
        remove=(*remove, *left.remove),
        duplicates=left.duplicates,
        install=tuple(install),
    )


def _state(
    found: list[Distribution],
    record: PypiRecord,
    editable: Collection[PypiName],
    root: Path,
) -> Verdict:
    if len(found) != 1 or not found[0].is_ours:
        return Verdict.REPLACE
    return verdict(found[0], record, is_editable=found[0].name in editable, root=root)


def _left_over(groups: Iterable[list[Distribution]]) -> Changes:
    """Return what becomes of packages that are not locked: only ours may go."""
    remove: list[Distribution] = []
    duplicates: list[Distribution] = []
    for group in groups:
        ours = [each for each in group if each.is_ours]
        (remove if len(ours) == len(group) else duplicates).extend(ours)
    return Changes(remove=tuple(remove), duplicates=tuple(duplicates))
