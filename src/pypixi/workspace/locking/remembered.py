"""Lock files that were found to be true, so that they are not judged again.

What was found is kept in the user's cache, never below ``.pixi``: a repository must not
be able to bring a verdict along. Nor can it be made to look like another one: digests
start from a number that only the user's file knows.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.config.places import cache_home, home_directory
from pypixi.files.hashing import digest_of
from pypixi.files.private import read_private, write_private
from pypixi.records.pypi import PypiRecord
from pypixi.values import frozen
from pypixi.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.lockfile.model import LockFile
    from pypixi.workspace.workspace import Workspace

_FORMAT = "1"
_SEED_BYTES = 8
_SEPARATOR = "\0"
_FOLDERS = ("pypixi", "verdicts")


@frozen
class Evidence:
    """All that the verdict on a lock file rests on."""

    seed: int
    """What its digests start from."""
    digest: str
    """Of manifest, lock file and what else decides."""
    projects: tuple[tuple[str, str], ...]
    """The local projects that are locked, and digests of what they say."""


def evidence(workspace: Workspace, text: str, lock: LockFile) -> Evidence:
    """Return what a verdict is going to rest on; to be asked before judging.

    Args:
        workspace: Whose lock file.
        text: The lock file.
        lock: What it stands for.
    """
    seed = int.from_bytes(os.urandom(_SEED_BYTES), "little")
    folders = {str(folder): folder for folder in _projects(workspace, lock)}
    projects = ((name, _project(folder, seed)) for name, folder in folders.items())
    return Evidence(
        seed=seed, digest=_digest(workspace, text, seed), projects=tuple(projects)
    )


def remember(workspace: Workspace, found: Evidence) -> None:
    """Note that the lock file is true by this evidence."""
    place = _place(workspace)
    if place is not None:
        now = repr(workspace.caller.now)
        fields = [_FORMAT, str(found.seed), found.digest, now]
        fields += [each for project in found.projects for each in project]
        write_private(place, _SEPARATOR.join(fields).encode())


def forget(workspace: Workspace) -> None:
    """Let the lock file be judged again."""
    place = _place(workspace)
    if place is not None:
        with suppress(OSError):
            place.unlink(missing_ok=True)


def is_remembered(workspace: Workspace, text: str) -> bool:
    """Tell whether a lock file is known to be true, by evidence that still holds.

    Args:
        workspace: As it is now.
        text: The lock file as it is now.
    """
    place = _place(workspace)
    content = None if place is None else read_private(place)
    if content is None:
        return False
    try:
        found, then = _parsed(content.decode())
    except ValueError:  # cut short
        return False
    return (
        found.digest == _digest(workspace, text, found.seed)
        # Cutoffs have only come nearer, unless the clock went back.
        and then <= workspace.caller.now
        and all(_project(Path(name), found.seed) == old for name, old in found.projects)
    )


def _parsed(content: str) -> tuple[Evidence, float]:
    """Return what was noted, and when.

    Raises:
        ValueError: If it is something else.
    """
    kind, seed, digest, then, *rest = content.split(_SEPARATOR)
    if kind != _FORMAT:
        raise ValueError(kind)
    projects = tuple(zip(rest[::2], rest[1::2], strict=True))
    return Evidence(seed=int(seed), digest=digest, projects=projects), float(then)


def _place(workspace: Workspace) -> Path | None:
    """Return where the verdict on a workspace is kept; None where nobody can tell."""
    caller = workspace.caller
    home = home_directory(caller.env, caller.system)
    cache = cache_home(caller.env, caller.system, home)
    return cache and cache.joinpath(*_FOLDERS, digest_of([str(workspace.root)]))


def _digest(workspace: Workspace, text: str, seed: int) -> str:
    manifest = workspace.manifest.document
    decisive = (__version__, str(manifest.path), manifest.text, text)
    return digest_of(decisive, seed)


def _projects(workspace: Workspace, lock: LockFile) -> Iterator[Path]:
    """Yield the folders that packages are built from: what they say is judged, too."""
    packages = {
        package.location
        for environment in lock.environments.values()
        for rows in environment.packages.values()
        for package in rows
        if isinstance(package, PypiRecord)
    }
    # The engine's door: most workspaces have no PyPI packages.
    from pypixi.lockfile.pypi_locations import (  # noqa: PLC0415
        LocalPath,
        parse_location,
    )

    for location in map(parse_location, sorted(packages)):
        if isinstance(location, LocalPath) and not location.is_archive:
            yield location.absolute(workspace.root)


def _project(folder: Path, seed: int) -> str:
    """Return a digest of what a project says of itself without a build."""
    try:
        text = (folder / "pyproject.toml").read_text("utf-8", "replace")
    except OSError:
        return "folder" if folder.is_dir() else "nothing"
    return digest_of([text], seed)
