"""The folders that caches live in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.terminal.report import SILENT, Report
from pypixi.values import frozen

from .model import NetfsRedirect
from .netfs import on_network
from .places import (
    NoHomeDirectoryError,
    cache_home,
    home_directory,
    temporary_directory,
)
from .readers import alternatives

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .model import CacheConfig, Config

_FOLDERS = {
    "conda-packages": "pkgs",
    "repodata": "repodata",
    "pypi-wheels": "uv-cache",
    "pypi-mapping": "conda-pypi-mapping",
    "exec-environments": "cached-envs-v0",
    "build-tool-environments": "cached-build-tool-envs-v0",
    "detached-environments": "envs",
}
_SHARED = frozenset({"conda-packages", "pypi-wheels"})
_SCRATCH = ("SLURM_TMPDIR", "PBS_JOBFS", "SCRATCH", "TMPDIR")


@frozen
class CacheRoot:
    """The folder that holds every cache not placed by itself."""

    path: Path
    pinned: bool
    """Whether somebody chose it, rather than the system."""


@frozen
class CacheDirs:
    """The folder of each cache."""

    root: CacheRoot
    conda_packages: Path
    """Extracted packages, for prefixes made while solving and for ``clean``."""
    repodata: Path
    """Indexes of channels."""
    pypi_wheels: Path
    """What uv keeps."""
    pypi_mapping: Path
    """Which conda package is which Python package."""
    exec_environments: Path
    """Environments of ``pixi exec`` and of scripts."""
    build_tool_environments: Path
    """Environments of build tools."""
    detached_environments: Path
    """Environments of workspaces that keep none inside."""

    @property
    def installer_packages(self) -> Path:
        """Extracted packages, for the environments of a workspace."""
        # The original's installer does not look at `cache.conda-packages`.
        return self.root.path / "pkgs"

    @property
    def git(self) -> Path:
        """Checkouts of git repositories."""
        return self.root.path / "git-v0"

    @property
    def url(self) -> Path:
        """Source archives."""
        return self.root.path / "url-v0"

    @property
    def uv_notes(self) -> Path:
        """What we keep for uv and about it."""
        return self.root.path / "uv-notes-v1"

    @property
    def build_backends(self) -> Path:
        """Environments of build backends."""
        return self.root.path / "backends-v0"

    @property
    def global_builds(self) -> Path:
        """Where ``pixi global`` builds from source."""
        return self.root.path / "bld"

    @property
    def notices(self) -> Path:
        """Notices of channels that were seen."""
        return self.root.path / "notices"

    @property
    def legacy_build_environments(self) -> Path:
        """What older releases left; only ever cleaned."""
        return self.root.path / "cached-build-envs-v0"


def cache_root(
    config: Config, env: Mapping[str, str], *, system: str = sys.platform
) -> CacheRoot:
    """Return the root of the caches.

    Raises:
        NoHomeDirectoryError: If only the home directory could tell, and none is known.
    """
    named = env.get("PIXI_CACHE_DIR") or env.get("RATTLER_CACHE_DIR")
    chosen = Path(named) if named else config.cache.root
    if chosen is not None:
        return CacheRoot(path=chosen, pinned=True)
    folder = cache_home(env, system, home_directory(env, system))
    if folder is None:
        raise NoHomeDirectoryError(system)
    # The original's documentation says `pixi`; the folder it looks for is this one.
    own = folder / ".pixi"
    path = own if own.exists() else folder / "rattler" / "cache"
    return CacheRoot(path=path, pinned=False)


def cache_dirs(
    config: Config,
    env: Mapping[str, str],
    *,
    system: str = sys.platform,
    is_network: Callable[[Path], bool] = on_network,
    report: Report = SILENT,
) -> CacheDirs:
    """Return the folder of each cache.

    Args:
        config: The configuration.
        env: The environment variables.
        system: As ``sys.platform`` names it.
        is_network: Tells whether a path is on a network file system.
        report: Hears of caches that leave a network file system.

    Raises:
        NoHomeDirectoryError: If only the home directory could tell, and none is known.
    """
    root = cache_root(config, env, system=system)
    placed = _placed(config.cache, env)
    open_kinds = [kind for kind in _FOLDERS if kind not in placed]
    leaving = _leaving(open_kinds, _policy(config, env, report))
    if leaving and not root.pinned and _lies_on_network(root.path, env, is_network):
        scratch = _scratch(env, system, is_network)
        _warn_of_redirect(root.path, scratch, leaving, report)
        placed |= {kind: scratch / _FOLDERS[kind] for kind in leaving}
    dirs = {kind: root.path / folder for kind, folder in _FOLDERS.items()} | placed
    return CacheDirs(
        root=root,
        conda_packages=dirs["conda-packages"],
        repodata=dirs["repodata"],
        pypi_wheels=dirs["pypi-wheels"],
        pypi_mapping=dirs["pypi-mapping"],
        exec_environments=dirs["exec-environments"],
        build_tool_environments=dirs["build-tool-environments"],
        detached_environments=dirs["detached-environments"],
    )


def cache_variable(kind: str) -> str:
    """Return the variable that places a kind of cache, which is named by its key."""
    return f"PIXI_CACHE_{kind.upper().replace('-', '_')}_DIR"


def _placed(cache: CacheConfig, env: Mapping[str, str]) -> dict[str, Path]:
    """Return the folders that are placed by themselves, never redirected."""
    configured = {
        "conda-packages": cache.conda_packages,
        "repodata": cache.repodata,
        "pypi-wheels": cache.pypi_wheels,
        "pypi-mapping": cache.pypi_mapping,
        "exec-environments": cache.exec_environments,
        "build-tool-environments": cache.build_tool_environments,
        "detached-environments": cache.detached_environments,
    }
    named = {kind: env.get(cache_variable(kind)) for kind in configured}
    both = {
        kind: Path(n) if (n := named[kind]) else p for kind, p in configured.items()
    }
    return {kind: path for kind, path in both.items() if path is not None}


def _policy(config: Config, env: Mapping[str, str], report: Report) -> NetfsRedirect:
    name = "PIXI_CACHE_NETFS_REDIRECT"
    word = env.get(name)
    for policy in NetfsRedirect:
        if word == policy.value:
            return policy
    if word is not None:
        expected = alternatives([policy.value for policy in NetfsRedirect])
        report.warn(f"Ignoring {name}='{word}': expected {expected}")
    return config.cache.netfs_redirect


def _leaving(kinds: list[str], policy: NetfsRedirect) -> list[str]:
    """Return the kinds of cache that leave a network file system."""
    match policy:
        case NetfsRedirect.NEVER:
            return []
        case NetfsRedirect.ALWAYS:
            return kinds
        case NetfsRedirect.AUTO:
            return [kind for kind in kinds if kind not in _SHARED]


def _lies_on_network(
    root: Path, env: Mapping[str, str], is_network: Callable[[Path], bool]
) -> bool:
    if "PIXI_DISABLE_NETFS_REDIRECT" in env:
        return False
    return "PIXI_FORCE_NETFS_REDIRECT" in env or is_network(root)


def _scratch(
    env: Mapping[str, str], system: str, is_network: Callable[[Path], bool]
) -> Path:
    named = [Path(env[name]) for name in _SCRATCH if env.get(name)]
    local = (folder for folder in named if not is_network(folder))
    folder = next(local, None) or temporary_directory(env, system)
    return folder / f"pixi-cache-{env.get('USER') or env.get('USERNAME') or 'pixi'}"


def _warn_of_redirect(
    root: Path, scratch: Path, kinds: list[str], report: Report
) -> None:
    # One warning for all: the original writes one for each kind that is used.
    report.warn(
        f"the cache at '{root}' is on a network file system: "
        f"{', '.join(kinds)} go to '{scratch}' for now",
        help="set cache.root or PIXI_CACHE_DIR to choose a folder, "
        'or cache.netfs-redirect = "never" to keep this one',
    )
