"""Platforms with names and virtual packages of their own, and machines without them."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from rattler import LockFile

from support.workspace import current_subdir

if TYPE_CHECKING:
    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder

WITHOUT_CUDA = {"CONDA_OVERRIDE_CUDA": ""}
WITH_CUDA = {"CONDA_OVERRIDE_CUDA": "12.1"}


def _gpu(name: str = "gpu", cuda: str = "12.0") -> dict[str, str]:
    return {"name": name, "platform": current_subdir(), "cuda": cuda}


@pytest.fixture
def shop(pixi: Pixi, channel: ChannelBuilder, workspace: WorkspaceBuilder) -> Pixi:
    """``pixi`` in a workspace with environments for machines with and without CUDA."""
    channel.package("torch", build="cpu").package(
        "torch", build="cuda", build_number=1, depends=["__cuda >=12"]
    )
    channel.package("plain")
    workspace.channels(channel.url)
    workspace.table("workspace", platforms=[current_subdir(), _gpu()])
    workspace.feature("cpu", platforms=[current_subdir()], dependencies={"torch": "*"})
    workspace.feature("cuda", platforms=["gpu"], dependencies={"torch": "*"})
    workspace.feature("idle", platforms=["gpu"], dependencies={"plain": "*"})
    workspace.environments({"cpu": ["cpu"], "cuda": ["cuda"], "idle": ["idle"]})
    workspace.write()
    return pixi


def _marker(pixi: Pixi, environment: str) -> Any:
    meta = pixi.cwd / ".pixi" / "envs" / environment / "conda-meta"
    return json.loads((meta / "pixi").read_text())


def _build(pixi: Pixi, environment: str) -> str:
    prefix = pixi.cwd / ".pixi" / "envs" / environment
    return (prefix / "share" / "torch" / "version.txt").read_text().split()[-1]


def _lock_text(pixi: Pixi) -> str:
    return (pixi.cwd / "pixi.lock").read_text()


def test_rich_platform_has_a_number_in_the_lock_file(shop: Pixi) -> None:
    shop("lock").ok()
    text = _lock_text(shop)
    assert f"- name: p1\n  subdir: {current_subdir()}\n" in text
    assert "  - __cuda=12.0\n" in text
    assert "gpu" not in text


def test_changes_name_a_rich_platform_as_the_manifest_does(
    shop: Pixi, channel: ChannelBuilder, workspace: WorkspaceBuilder
) -> None:
    """Also one whose virtual packages have changed, which is not found any more."""
    shop("lock").ok()
    channel.package("torch", "2.0", build="cuda", depends=["__cuda >=12"]).write()
    platforms = [current_subdir(), _gpu(cuda="13.0")]
    workspace.table("workspace", platforms=platforms).write()
    done = shop("lock").ok()
    assert "~  conda  torch  1.0 cuda -> 2.0 cuda" in done.stderr
    assert "p1" not in done.stderr


def test_lock_file_of_rich_platforms_stays_as_it_is(shop: Pixi) -> None:
    shop("lock").ok()
    before = _lock_text(shop)
    shop("lock", "--check").ok()
    shop("install", "-e", "cpu").ok()
    assert _lock_text(shop) == before


def test_engine_reads_rich_platforms(shop: Pixi) -> None:
    shop("lock").ok()
    found = LockFile.from_path(shop.cwd / "pixi.lock")
    names = {
        str(platform)
        for _, each in found.environments()
        for platform in each.platforms()
    }
    assert any("p1" in name for name in names)


def test_renamed_platform_needs_no_solve(shop: Pixi) -> None:
    shop("lock").ok()
    path = shop.cwd / "pixi.toml"
    path.write_text(path.read_text().replace('"gpu"', '"big-box"'))
    shop("lock", "--check").ok()


def test_other_virtual_package_needs_a_solve(shop: Pixi) -> None:
    shop("lock").ok()
    path = shop.cwd / "pixi.toml"
    path.write_text(path.read_text().replace('cuda = "12.0"', 'cuda = "12.4"'))
    shop("lock", "--check").failed()
    shop("lock").ok()
    assert "  - __cuda=12.4\n" in _lock_text(shop)


def test_environment_for_other_machines_is_refused_with_the_reason(shop: Pixi) -> None:
    refused = shop.having(**WITHOUT_CUDA)("install", "-e", "cuda").failed()
    text = " ".join(refused.stderr.split())
    assert "Cannot install environment 'cuda'" in text
    assert f"the environment 'cuda' does not support '{current_subdir()}'" in text
    assert "missing virtual packages: __cuda >= 12.0" in text
    assert "This machine provides: " in text
    assert "Environments that run here: default, cpu" in text
    assert "CONDA_OVERRIDE_CUDA=12.0" in text
    assert not (shop.cwd / ".pixi" / "envs" / "cuda").exists()


def test_environment_is_installed_where_the_machine_is_said_to_have_it(
    shop: Pixi,
) -> None:
    shop.having(**WITH_CUDA)("install", "-e", "cuda", "-e", "cpu").ok()
    assert _build(shop, "cuda") == "cuda"
    assert _build(shop, "cpu") == "cpu"
    marker = _marker(shop, "cuda")
    assert "__cuda=12.0" in marker["resolved_platform"]["virtual_packages"]
    assert marker["minimum_supported_platform"]["requirements"] == ["__cuda >=12"]


def test_older_machine_is_not_enough(shop: Pixi) -> None:
    old = shop.having(CONDA_OVERRIDE_CUDA="11.8")
    assert "__cuda=11.8" in old("install", "-e", "cuda").failed().stderr


def test_named_platform_is_installed_whatever_the_machine(shop: Pixi) -> None:
    user = shop.having(**WITHOUT_CUDA)
    user("install", "-e", "cuda", "--platform", "gpu").ok()
    assert _build(shop, "cuda") == "cuda"


def test_all_environments_but_those_for_other_machines_are_installed(
    shop: Pixi,
) -> None:
    done = shop.having(**WITHOUT_CUDA)("install", "--all").ok()
    skipped = "do not support the current platform: cuda, idle"
    assert skipped in " ".join(done.stderr.split())
    assert (shop.cwd / ".pixi" / "envs" / "cpu").is_dir()


def test_what_a_platform_asks_for_counts_even_if_no_package_needs_it(
    shop: Pixi,
) -> None:
    """The packages of ``idle`` ask for nothing, but that may change with any solve."""
    refused = shop.having(**WITHOUT_CUDA)("install", "-e", "idle").failed()
    assert "missing virtual packages: __cuda >= 12.0" in refused.stderr
    assert not (shop.cwd / "pixi.lock").exists()
    shop.having(**WITH_CUDA)("install", "-e", "idle").ok()


def test_installed_environment_does_not_run_on_another_machine(shop: Pixi) -> None:
    shop.having(**WITH_CUDA)("install", "-e", "cuda").ok()
    words = ("run", "-e", "cuda", "-x", sys.executable, "-c", "")
    shop.having(**WITH_CUDA)(*words).ok()
    refused = shop.having(**WITHOUT_CUDA)(*words).failed()
    assert "missing virtual packages: __cuda >= 12.0" in refused.stderr


def test_locked_package_asks_more_than_its_platform_declares(
    channel: ChannelBuilder, workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    libc = {"linux": "glibc", "osx": "osx", "win": "win"}[
        current_subdir().split("-")[0]
    ]
    channel.package("fresh", depends=[f"__{libc} >=2.17"])
    workspace.channels(channel.url).dependencies(fresh="*").write()
    old = pixi.having(**{f"CONDA_OVERRIDE_{libc.upper()}": "2.5"})
    refused = " ".join(old("install").failed().stderr.split())
    assert f"Virtual package '__{libc} >=2.17' does not match any of the" in refused
    assert f"{libc}=2.5" in refused
    assert f"`CONDA_OVERRIDE_{libc.upper()}=2.17`" in refused
    pixi("install").ok()
    later = old("run", "-x", sys.executable, "-c", "").failed()
    assert "the installed environment 'default' cannot run" in later.stderr


def test_tasks_run_anywhere_in_an_environment_without_packages(
    channel: ChannelBuilder, workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    channel.package("plain")
    workspace.channels(channel.url).table("workspace", platforms=[_gpu()]).write()
    words = ("run", "-x", sys.executable, "-c", "")
    pixi.having(**WITHOUT_CUDA)(*words).ok()
    workspace.dependencies(plain="*").write()
    refused = pixi.having(**WITHOUT_CUDA)(*words).failed()
    assert "missing virtual packages: __cuda >= 12.0" in refused.stderr


def test_environment_without_packages_is_one_where_a_task_runs(
    channel: ChannelBuilder, workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    channel.package("plain")
    workspace.channels(channel.url).table("workspace", platforms=[_gpu()])
    workspace.feature("full", dependencies={"plain": "*"})
    workspace.feature("say", tasks={"say": f"'{sys.executable}' -c ''"})
    workspace.environments(full=["full", "say"], bare=["say"]).write()
    told = pixi.having(**WITHOUT_CUDA)("run", "say").ok().stderr
    assert "(say in bare)" in told


def test_platform_in_place_of_this_machine_is_not_checked(shop: Pixi) -> None:
    pretending = {"PIXI_OVERRIDE_PLATFORM": current_subdir(), **WITHOUT_CUDA}
    shop.having(**pretending)("install", "-e", "cuda").ok()


def test_override_that_is_no_platform_is_ignored_with_a_warning(shop: Pixi) -> None:
    pretending = {"PIXI_OVERRIDE_PLATFORM": "beos-1", **WITHOUT_CUDA}
    refused = shop.having(**pretending)("install", "-e", "cuda").failed().stderr
    assert "Invalid value for PIXI_OVERRIDE_PLATFORM: 'beos-1'" in refused
    assert "missing virtual packages: __cuda >= 12.0" in refused


def test_machine_is_not_checked_where_nothing_is_installed(shop: Pixi) -> None:
    shop("lock").ok()
    words = ("-e", "cuda", "--no-install")
    user = shop.having(**WITHOUT_CUDA)
    user("run", *words, "-x", sys.executable, "-c", "").ok()
    user("shell-hook", *words, "--shell", "bash").ok()


def test_override_that_is_no_version_is_ignored_with_a_warning(shop: Pixi) -> None:
    done = shop.having(CONDA_OVERRIDE_CUDA="new")("install", "-e", "cpu").ok()
    assert "Ignoring CONDA_OVERRIDE_CUDA: 'new' is not a version" in done.stderr


def test_first_platform_that_fits_is_used(
    shop: Pixi, workspace: WorkspaceBuilder
) -> None:
    workspace.table("workspace", platforms=[_gpu(), current_subdir()])
    workspace.feature("cpu", platforms=["gpu", current_subdir()]).write()
    shop.having(**WITHOUT_CUDA)("install", "-e", "cpu").ok()
    assert _build(shop, "cpu") == "cpu"
    shop.having(**WITH_CUDA)("install", "-e", "cpu").ok()
    assert _build(shop, "cpu") == "cuda"


def test_run_keeps_to_the_platform_that_was_installed_for(
    shop: Pixi, workspace: WorkspaceBuilder
) -> None:
    workspace.table("workspace", platforms=[_gpu(), current_subdir()])
    workspace.feature("cpu", platforms=["gpu", current_subdir()]).write()
    user = shop.having(**WITH_CUDA)
    user("install", "-e", "cpu", "--platform", current_subdir()).ok()
    user("run", "-e", "cpu", "-x", sys.executable, "-c", "").ok()
    assert _build(shop, "cpu") == "cpu"


@pytest.fixture
def worn(pixi: Pixi, channel: ChannelBuilder, workspace: WorkspaceBuilder) -> Pixi:
    """``pixi`` in a workspace with the deprecated system requirements."""
    channel.package("torch", build="cuda", depends=["__cuda >=12"])
    workspace.channels(channel.url)
    workspace.feature("cuda", dependencies={"torch": "*"})
    workspace.table("feature.cuda.system-requirements", cuda="12")
    workspace.environments({"cuda": ["cuda"]}).write()
    return pixi


@pytest.mark.skipif(sys.platform == "darwin", reason="there is no CUDA on macOS")
def test_system_requirements_are_checked_and_locked(worn: Pixi) -> None:
    refused = worn.having(**WITHOUT_CUDA)("install", "-e", "cuda").failed().stderr
    assert f"{current_subdir()}-cuda-12" in refused
    worn.having(**WITH_CUDA)("install", "-e", "cuda").ok()
    assert "- name: p1\n" in _lock_text(worn)
    worn("lock", "--check").ok()


@pytest.mark.skipif(sys.platform == "darwin", reason="there is no CUDA on macOS")
def test_lock_file_of_an_older_format_serves_system_requirements(
    worn: Pixi, channel: ChannelBuilder
) -> None:
    worn("lock").ok()
    text = _lock_text(worn)
    _, _, packages = text.partition("\npackages:")
    old = (
        "version: 6\nenvironments:\n"
        f"  cuda:\n    channels:\n    - url: {channel.url}/\n    packages:\n"
        f"      {current_subdir()}:\n"
        f"      - conda: {channel.url}/noarch/torch-1.0-cuda.tar.bz2\n"
        f"  default:\n    channels:\n    - url: {channel.url}/\n    packages: {{}}\n"
        f"packages:{packages}"
    )
    (worn.cwd / "pixi.lock").write_text(old)
    checked = worn("install", "--locked", "-e", "cuda", "--platform", current_subdir())
    checked.ok()
    assert _build(worn, "cuda") == "cuda"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems ask the engine")
def test_engine_is_not_asked_what_is_plain_to_see(
    channel: ChannelBuilder, workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    """Nearly every environment asks for some glibc, and every machine has it."""
    channel.package("common", depends=["__glibc >=2.17,<3.0.a0", "__unix"])
    workspace.channels(channel.url).dependencies(common="*").write()
    pixi("install").ok()
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from pypixi.cli.main import invoke\n"
        "from pypixi.cli.world import World\n"
        "world = World(env=dict(os.environ), cwd=Path.cwd(), stdin=sys.stdin,"
        " stdout=sys.stdout, stderr=sys.stderr)\n"
        "sys.exit(invoke(['install', '--frozen'], world) or 'rattler' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        cwd=pixi.cwd,
        env=pixi.environ,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr


def test_workspace_without_platforms_cannot_have_packages(
    channel: ChannelBuilder, workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    channel.package("plain")
    workspace.channels(channel.url).platforms().task("say", "echo said").write()
    told = pixi.having(PIXI_NO_WRAP="1")
    assert told("run", "say").ok().stdout == "said\n"
    added = told("add", "plain").ok().stderr
    assert "so no version of 'plain' could be chosen" in added
    for words in (("run", "say"), ("run", "echo", "said"), ("install",)):
        refused = told(*words).failed(1).stderr
        assert (
            f'help: add to [workspace]: platforms = ["{current_subdir()}"]' in refused
        )
    every = told("install", "--all").ok().stderr
    assert "No environment of the workspace runs on this machine." in every


def test_advice_names_the_feature_that_leaves_this_machine_out(
    channel: ChannelBuilder, workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    channel.package("plain")
    here, other = current_subdir(), "linux-s390x"
    workspace.channels(channel.url).platforms(here, other).dependencies(plain="*")
    workspace.feature("here", platforms=[here]).feature("other", platforms=[other])
    workspace.environments(both=["here", "other"], there=["other"]).write()
    told = pixi.having(PIXI_NO_WRAP="1")
    advice = f"help: add \"{here}\" to `platforms` of feature 'other'"
    assert advice in told("run", "-e", "both", "true").failed(1).stderr
    assert advice in told("install", "-e", "there").failed(1).stderr


def test_platform_whose_machines_changed_is_named_with_what_is_locked(
    shop: Pixi, workspace: WorkspaceBuilder
) -> None:
    shop("lock").ok()
    platforms = [current_subdir(), _gpu(cuda="13")]
    workspace.table("workspace", platforms=platforms).write()
    shop = shop.having(PIXI_NO_WRAP="1")
    told = shop("lock", "--check", "--dry-run").failed().stderr
    subdir = current_subdir()
    assert (
        "environments 'cuda' and 'idle' for platform 'gpu' are out of date because"
        f" nothing is locked for platform 'gpu', {subdir} with __cuda=13, but for"
        f" {subdir} with __cuda=12"
    ) in told
    assert "could not be satisfied" not in told


def test_change_of_a_platform_alone_is_told(
    shop: Pixi, workspace: WorkspaceBuilder
) -> None:
    shop("lock").ok()
    platforms = [current_subdir(), _gpu(cuda="13")]
    workspace.table("workspace", platforms=platforms).write()
    done = shop("lock").ok()
    assert "Updated lock file (no package changed)" in done.stderr
