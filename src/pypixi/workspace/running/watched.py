"""The files that a run is repeated for, and the folders they are in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.files.hashing import file_number
from pypixi.task.globs import compile_globs
from pypixi.task.inputs import matching_files
from pypixi.values import frozen

from .prepare import filled_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.task.call import TaskCall
    from pypixi.task.globs import Glob

    from .plan import RunPlan

UNWATCHED = frozenset({".pixi", ".git"})
"""Folders in which much changes and nothing that counts."""


class NothingToWatchError(PixiError):
    """No task of a run says which files it reads."""

    def __init__(self, plan: RunPlan) -> None:
        names = list(dict.fromkeys(n.task.name for n in plan.nodes if not n.is_alias))
        listed = ", ".join(f"'{name}'" for name in names)
        super().__init__(
            f"there is nothing to watch: {listed or 'a command'} names no input files",
            help='write what the task reads, such as inputs = ["src/**/*.py"]'
            if names
            else "watch a task that has `inputs`",
        )


@frozen
class Folders:
    """Where something has to be looked out for."""

    deep: frozenset[Path] = frozenset()
    """With all that is below them."""
    flat: frozenset[Path] = frozenset()
    """By themselves."""


@frozen
class Watched:
    """The input files of all tasks of a run."""

    root: Path
    calls: tuple[TaskCall, ...]

    @property
    def patterns(self) -> list[str]:
        """The patterns of the files, each once."""
        found = [pattern for call in self.calls for pattern in call.inputs or ()]
        return list(dict.fromkeys(found))

    def hashes(self) -> Mapping[str, int | None]:
        """Return the hash of each file by its path, None for one that is unreadable.

        What one task makes for another changes in each run, and starts none.
        """
        made = [self._files(call.outputs) for call in self.calls]
        found: dict[str, int | None] = {}
        for number, call in enumerate(self.calls):
            others = set[str]().union(*made[:number], *made[number + 1 :])
            for path in self._files(call.inputs) - others:
                found[path] = _hash(self.root / path)
        return found

    def folders(self) -> Folders:
        """Return the folders that files are in, or would be."""
        deep: set[Path] = set()
        flat: set[Path] = set()
        for glob in compile_globs(self.patterns):
            if not glob.is_negative:
                _add_folders(self.root, glob, deep, flat)
        return Folders(deep=frozenset(deep), flat=frozenset(flat - deep))

    def _files(self, patterns: tuple[str, ...] | None) -> set[str]:
        return set(matching_files(self.root, patterns)) if patterns else set()


def watched_inputs(plan: RunPlan) -> Watched:
    """Return the input files of all tasks of a run.

    Raises:
        NothingToWatchError: If there are none.
        UnrenderableError: If a template cannot be filled in.
    """
    calls = tuple(
        filled_in(node, plan.workspace, plan.request)
        for node in plan.nodes
        if not node.is_alias
    )
    watched = Watched(root=plan.workspace.root, calls=calls)
    if not watched.patterns:
        raise NothingToWatchError(plan)
    return watched


def changed_files(
    before: Mapping[str, int | None], after: Mapping[str, int | None]
) -> list[str]:
    """Return the files that have come, gone or changed, in order."""
    return sorted(dict(before.items() ^ after.items()))


def _hash(path: Path) -> int | None:
    try:
        return file_number(path)
    except OSError:
        return None


def _add_folders(root: Path, glob: Glob, deep: set[Path], flat: set[Path]) -> None:
    """Add the folders in which a pattern can match something.

    All of the workspace is its folders one by one: those of environments have thousands
    below them.
    """
    folder = Path(os.path.normpath(root / ("../" * glob.level)))
    rest = list(glob.segments)
    while rest and rest[0] is not None and rest[0].is_literal:
        below = folder / rest[0].text
        if not below.is_dir():
            flat.add(folder)  # a file, or what may come to be a folder
            return
        folder = below
        rest.pop(0)
    if len(rest) == 1:  # the last one is no `**`, behind which there is always another
        flat.add(folder)
    elif not any((folder / name).is_dir() for name in UNWATCHED):
        deep.add(folder)
    else:
        flat.add(folder)
        deep.update(
            each
            for each in folder.iterdir()
            if each.is_dir() and each.name not in UNWATCHED
        )
