from __future__ import annotations

from pathlib import Path

import pytest

from pypixi.config.caches import CacheDirs, CacheRoot, cache_dirs, cache_root
from pypixi.config.model import CacheConfig, Config, NetfsRedirect
from pypixi.config.places import NoHomeDirectoryError
from unit.config.recording import Recorder

FOLDERS = {
    "conda_packages": "pkgs",
    "repodata": "repodata",
    "pypi_wheels": "uv-cache",
    "pypi_mapping": "conda-pypi-mapping",
    "exec_environments": "cached-envs-v0",
    "build_tool_environments": "cached-build-tool-envs-v0",
    "detached_environments": "envs",
}
FIXED = {
    "installer_packages": "pkgs",
    "git": "git-v0",
    "url": "url-v0",
    "build_backends": "backends-v0",
    "global_builds": "bld",
    "notices": "notices",
    "legacy_build_environments": "cached-build-envs-v0",
}
LOCAL = [kind for kind in FOLDERS if kind not in ("conda_packages", "pypi_wheels")]
NETWORK_HOME = {"HOME": "/home/me", "USER": "me"}


def on_home(path: Path) -> bool:
    """Pretend that only home directories are on the network."""
    return path.is_relative_to("/home")


def dirs(
    env: dict[str, str],
    cache: CacheConfig | None = None,
    report: Recorder | None = None,
) -> CacheDirs:
    return cache_dirs(
        Config(cache=cache or CacheConfig()),
        env,
        system="linux",
        is_network=on_home,
        report=report or Recorder(),
    )


@pytest.mark.parametrize(
    ("env", "root", "expected"),
    [
        ({"PIXI_CACHE_DIR": "/a", "RATTLER_CACHE_DIR": "/b"}, "/c", "/a"),
        ({"RATTLER_CACHE_DIR": "/b"}, "/c", "/b"),
        ({"PIXI_CACHE_DIR": ""}, "/c", "/c"),
    ],
)
def test_chosen_root_is_pinned(env: dict[str, str], root: str, expected: str) -> None:
    config = Config(cache=CacheConfig(root=Path(root)))
    assert cache_root(config, env) == CacheRoot(path=Path(expected), pinned=True)


@pytest.mark.parametrize(
    ("system", "env", "expected"),
    [
        ("linux", {"HOME": "/me"}, "/me/.cache/rattler/cache"),
        ("linux", {"XDG_CACHE_HOME": "/x"}, "/x/rattler/cache"),
        ("darwin", {"HOME": "/me"}, "/me/Library/Caches/rattler/cache"),
        ("win32", {"LOCALAPPDATA": "D:/l"}, "D:/l/rattler/cache"),
    ],
)
def test_default_root_is_shared_with_the_engine(
    system: str, env: dict[str, str], expected: str
) -> None:
    root = cache_root(Config(), env, system=system)
    assert root == CacheRoot(path=Path(expected), pinned=False)


def test_existing_hidden_folder_is_the_root(tmp_path: Path) -> None:
    (tmp_path / "pixi").mkdir()
    env = {"XDG_CACHE_HOME": str(tmp_path)}
    assert cache_root(Config(), env, system="linux").path.name == "cache"
    (tmp_path / ".pixi").mkdir()
    assert cache_root(Config(), env, system="linux").path == tmp_path / ".pixi"


def test_root_without_a_home_is_an_error() -> None:
    with pytest.raises(NoHomeDirectoryError):
        cache_root(Config(), {}, system="linux")


@pytest.mark.parametrize(("kind", "folder"), [*FOLDERS.items(), *FIXED.items()])
def test_cache_is_a_folder_of_the_root(kind: str, folder: str) -> None:
    assert getattr(dirs({"PIXI_CACHE_DIR": "/r"}), kind) == Path("/r", folder)


@pytest.mark.parametrize("kind", FOLDERS)
def test_setting_places_a_cache(kind: str) -> None:
    cache = CacheConfig(
        conda_packages=Path("/s/conda_packages"),
        repodata=Path("/s/repodata"),
        pypi_wheels=Path("/s/pypi_wheels"),
        pypi_mapping=Path("/s/pypi_mapping"),
        exec_environments=Path("/s/exec_environments"),
        build_tool_environments=Path("/s/build_tool_environments"),
        detached_environments=Path("/s/detached_environments"),
    )
    placed = dirs({"PIXI_CACHE_DIR": "/r"}, cache)
    assert getattr(placed, kind) == Path("/s", kind)
    variable = {f"PIXI_CACHE_{kind.upper()}_DIR": "/v"}
    assert getattr(dirs({"PIXI_CACHE_DIR": "/r"} | variable, cache), kind) == Path("/v")


def test_empty_variable_places_nothing() -> None:
    env = {"PIXI_CACHE_DIR": "/r", "PIXI_CACHE_REPODATA_DIR": ""}
    assert dirs(env).repodata == Path("/r/repodata")


def test_installer_does_not_follow_the_setting_of_packages() -> None:
    placed = dirs({"PIXI_CACHE_DIR": "/r"}, CacheConfig(conda_packages=Path("/p")))
    assert placed.conda_packages == Path("/p")
    assert placed.installer_packages == Path("/r/pkgs")


def redirected(placed: CacheDirs) -> set[str]:
    return {
        kind
        for kind in FOLDERS
        if placed.root.path not in getattr(placed, kind).parents
    }


@pytest.mark.parametrize(
    ("policy", "env", "kinds"),
    [
        pytest.param(NetfsRedirect.AUTO, {}, set(LOCAL), id="auto"),
        pytest.param(NetfsRedirect.ALWAYS, {}, set(FOLDERS), id="always"),
        pytest.param(NetfsRedirect.NEVER, {}, set(), id="never"),
        pytest.param(
            NetfsRedirect.NEVER,
            {"PIXI_CACHE_NETFS_REDIRECT": "always"},
            set(FOLDERS),
            id="variable beats setting",
        ),
        pytest.param(
            NetfsRedirect.ALWAYS,
            {"PIXI_DISABLE_NETFS_REDIRECT": ""},
            set(),
            id="disabled",
        ),
        pytest.param(
            NetfsRedirect.AUTO,
            {"PIXI_FORCE_NETFS_REDIRECT": "", "HOME": "/local"},
            set(LOCAL),
            id="forced",
        ),
        pytest.param(NetfsRedirect.ALWAYS, {"HOME": "/local"}, set(), id="local disk"),
        pytest.param(
            NetfsRedirect.ALWAYS, {"PIXI_CACHE_DIR": "/home/c"}, set(), id="pinned"
        ),
    ],
)
def test_caches_leave_a_network_disk(
    policy: NetfsRedirect, env: dict[str, str], kinds: set[str]
) -> None:
    placed = dirs(NETWORK_HOME | env, CacheConfig(netfs_redirect=policy))
    assert redirected(placed) == kinds


@pytest.mark.parametrize(
    ("env", "folder"),
    [
        ({}, "/tmp/pixi-cache-me"),
        ({"TMPDIR": "/t"}, "/t/pixi-cache-me"),
        ({"TMPDIR": "/t", "SCRATCH": "/s"}, "/s/pixi-cache-me"),
        ({"SCRATCH": "/s", "PBS_JOBFS": "/p"}, "/p/pixi-cache-me"),
        ({"PBS_JOBFS": "/p", "SLURM_TMPDIR": "/l"}, "/l/pixi-cache-me"),
        ({"SLURM_TMPDIR": "/home/l", "PBS_JOBFS": "/p"}, "/p/pixi-cache-me"),
        ({"USER": "", "USERNAME": "you"}, "/tmp/pixi-cache-you"),
        ({"USER": ""}, "/tmp/pixi-cache-pixi"),
    ],
)
def test_caches_go_to_the_first_local_disk(env: dict[str, str], folder: str) -> None:
    assert dirs(NETWORK_HOME | env).repodata == Path(folder, "repodata")


def test_redirect_is_one_warning() -> None:
    report = Recorder()
    env = {"PIXI_CACHE_EXEC_ENVIRONMENTS_DIR": "/x"}
    dirs(NETWORK_HOME | env, CacheConfig(pypi_mapping=Path("/m")), report)
    assert report.warnings == [
        (
            "the cache at '/home/me/.cache/rattler/cache' is on a network file system: "
            "repodata, build-tool-environments, detached-environments go to "
            "'/tmp/pixi-cache-me' for now"
        )
    ]
    assert report.helps == [
        (
            "set cache.root or PIXI_CACHE_DIR to choose a folder, "
            'or cache.netfs-redirect = "never" to keep this one'
        )
    ]


def test_wrong_policy_in_a_variable_is_ignored_with_a_warning() -> None:
    report = Recorder()
    env = {"PIXI_CACHE_DIR": "/r", "PIXI_CACHE_NETFS_REDIRECT": "Always"}
    dirs(env, report=report)
    assert report.warnings == [
        (
            "Ignoring PIXI_CACHE_NETFS_REDIRECT='Always': "
            "expected 'auto', 'always' or 'never'"
        )
    ]
