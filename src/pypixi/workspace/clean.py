"""Removing what can be made again: environments, what is kept for them, caches."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from pypixi.config.caches import cache_dirs
from pypixi.config.places import cache_home, home_directory
from pypixi.errors import PixiError
from pypixi.files.paths import segment
from pypixi.files.removal import remove_path
from pypixi.manifest.environments import select_environment
from pypixi.prefix.activation_cache import ACTIVATION_CACHE, entry_path
from pypixi.prefix.change import changing
from pypixi.prefix.layout import ENVIRONMENTS, environment_prefix, pixi_folder
from pypixi.values import frozen

from .locking.remembered import forget
from .places import detached_folder, environments_folder
from .workspace import caller_config

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from pypixi.config.caches import CacheDirs
    from pypixi.terminal.report import Report

    from .workspace import Caller, Workspace

_BUILDS = ("build", "bld", "artifacts-v0", "meta-v0", "legacy-source-env")
_KEPT = ("solve-group-envs", "task-cache-v0", ACTIVATION_CACHE, *_BUILDS)
"""In the folder of a workspace, besides the environments."""


@frozen
class Removal:
    """Something that was to be removed."""

    path: Path
    freed: int | None
    """Bytes that nothing holds any more; None where there was nothing."""


class LinkedFolderError(PixiError):
    """The folder of a workspace is a link: what it leads to may be anybody's."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"'{folder}' is a link, and nothing is removed through a link",
            help=f"remove what is in '{folder.readlink()}' by hand, or the link",
        )


class CacheKind(StrEnum):
    """A part of the caches that a user's workspaces share."""

    PYPI = "pypi"
    CONDA = "conda"
    MAPPING = "mapping"
    EXEC = "exec"
    REPODATA = "repodata"
    NOTICES = "notices"
    BUILD_BACKENDS = "build-backends"
    BUILD = "build"


def clean_workspace(workspace: Workspace, report: Report) -> list[Removal]:
    """Remove all environments of a workspace, and what is kept for them.

    Raises:
        PixiError: If something cannot be removed.
    """
    folders = _folders(workspace)
    forget(workspace)
    removed = [
        removal
        for folder in folders
        for prefix in _prefixes(folder / ENVIRONMENTS)
        for removal in _remove_prefix(prefix, report)
    ]
    paths = [folder / name for folder in folders for name in (ENVIRONMENTS, *_KEPT)]
    removed += _remove(paths)
    if detached_folder(workspace) is not None:
        _remove_if_empty(environments_folder(workspace))
    return removed


def clean_environment(workspace: Workspace, name: str, report: Report) -> list[Removal]:
    """Remove one environment, be it in the manifest or left from an older one.

    Raises:
        UnknownEnvironmentError: If there is neither.
        PixiError: If something cannot be removed.
    """
    folder = _folders(workspace)[-1]
    prefix = environment_prefix(folder, segment(name))
    if not prefix.is_dir():
        select_environment(workspace.environments, name)
    removed = [*_remove_prefix(prefix, report)]
    return [*removed, *_remove([entry_path(folder, name)])]


def clean_activations(workspace: Workspace, name: str | None) -> list[Removal]:
    """Remove the activations that were kept, of one environment or of all.

    Raises:
        PixiError: If something cannot be removed.
    """
    if name is not None:
        select_environment(workspace.environments, name)
        return _remove([entry_path(_folders(workspace)[-1], name)])
    return _remove(folder / ACTIVATION_CACHE for folder in _folders(workspace))


def clean_builds(workspace: Workspace) -> list[Removal]:
    """Remove what building packages of a workspace left.

    Raises:
        PixiError: If something cannot be removed.
    """
    return _remove(folder / name for folder in _folders(workspace) for name in _BUILDS)


def clean_caches(
    caller: Caller, kinds: Collection[CacheKind], report: Report
) -> list[Removal]:
    """Remove caches of the user; all of them if none is named.

    Of folders that somebody chose only what is known to be a cache is removed.

    Raises:
        PixiError: If something cannot be removed.
    """
    config = caller_config(caller, None, report)
    dirs = cache_dirs(config, caller.env, system=caller.system, report=report)
    folders = _cache_folders(dirs)
    wanted = [kind for kind in CacheKind if not kinds or kind in kinds]
    paths = [path for kind in wanted for path in folders[kind]]
    if not kinds:
        paths += [dirs.git, dirs.url, *_own_folder(caller)]
    removed = _remove(dict.fromkeys(paths))
    if not kinds:
        _remove_if_empty(dirs.root.path)
    return removed


def _folders(workspace: Workspace) -> list[Path]:
    """Return where the parts of a workspace are: inside, and detached from it.

    Raises:
        LinkedFolderError: If the one inside is a link: it may lead to anything.
    """
    inside = pixi_folder(workspace.root)
    if inside.is_symlink():
        raise LinkedFolderError(inside)
    return [*dict.fromkeys([inside, environments_folder(workspace)])]


def _prefixes(folder: Path) -> Iterator[Path]:
    """Yield the environments in a folder; what a link leads to is none of ours."""
    if folder.is_dir() and not folder.is_symlink():
        yield from sorted(path for path in folder.iterdir() if path.is_dir())


def _remove_prefix(prefix: Path, report: Report) -> Iterator[Removal]:
    """Remove a prefix while nobody changes it, known to be incomplete meanwhile."""
    if prefix.is_symlink() or not (prefix / "conda-meta").is_dir():
        yield from _remove([prefix])
        return

    def wait() -> None:
        report.warn(f"waiting for another pixi process that installs '{prefix}'")

    with changing(prefix, on_wait=wait) as change:
        change.forget_marker()
        yield from _remove([prefix])


def _remove(paths: Iterable[Path]) -> list[Removal]:
    found = [Removal(path=path, freed=remove_path(path)) for path in paths]
    return [removal for removal in found if removal.freed is not None]


def _remove_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return


def _cache_folders(dirs: CacheDirs) -> dict[CacheKind, tuple[Path, ...]]:
    return {
        CacheKind.PYPI: (dirs.pypi_wheels, dirs.uv_notes),
        CacheKind.CONDA: (dirs.conda_packages, dirs.installer_packages),
        CacheKind.MAPPING: (dirs.pypi_mapping,),
        CacheKind.EXEC: (dirs.exec_environments,),
        CacheKind.REPODATA: (dirs.repodata,),
        CacheKind.NOTICES: (dirs.notices,),
        CacheKind.BUILD_BACKENDS: (dirs.build_backends, dirs.build_tool_environments),
        CacheKind.BUILD: (dirs.global_builds, dirs.legacy_build_environments),
    }


def _own_folder(caller: Caller) -> Iterator[Path]:
    """Yield the folder of what we alone remember."""
    home = home_directory(caller.env, caller.system)
    cache = cache_home(caller.env, caller.system, home)
    if cache is not None:
        yield cache / "pypixi"
