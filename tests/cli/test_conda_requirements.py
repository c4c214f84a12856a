"""What can be asked of conda packages beside their versions."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder

    Lock = Callable[[str], list[str]]

JUNE = 1_750_000_000_000
"""The 15th of June 2025, in milliseconds."""
DAY = 86_400_000


@pytest.fixture
def lock(workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi) -> Lock:
    """Lock a manifest that ends in a text; return the packages, none twice."""

    def locked(text: str) -> list[str]:
        workspace.channels(channel.url).platforms("linux-64").write()
        manifest = pixi.cwd / "pixi.toml"
        manifest.write_text(f"{manifest.read_text()}\n{text}\n")
        pixi("lock").ok()
        pixi("lock", "--check").ok()
        lines = (pixi.cwd / "pixi.lock").read_text().splitlines()
        urls = [line[9:] for line in lines if line.startswith("- conda: ")]
        names = [url.rpartition("/")[2].rpartition("-0.")[0] for url in urls]
        return sorted(names)

    return locked


def test_packages_of_an_extra_are_locked(lock: Lock, channel: ChannelBuilder) -> None:
    extras = {"plot": ["chart <2"], "web": ["server"]}
    channel.package("app", fields={"extra_depends": extras})
    channel.package("chart", "1.0").package("chart", "2.0").package("server")
    locked = lock("[dependencies]\napp = { extras = ['plot'] }")
    assert locked == ["app-1.0", "chart-1.0"]


def test_extra_that_does_not_exist_is_warned_of(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("app", fields={"extra_depends": {"web": [], "plot": []}})
    workspace.channels(channel.url).platforms("linux-64", "win-64")
    workspace.dependencies(app={"extras": ["web", "plto"]}).write()
    done = pixi("lock").ok()
    assert done.stderr.count("extra 'plto' requested for 'app' does not exist") == 1
    assert "(available extras: plot, web)" in " ".join(done.stderr.split())
    assert "does not exist" not in pixi("lock").ok().stderr


def test_extra_may_ask_for_an_extra(lock: Lock, channel: ChannelBuilder) -> None:
    channel.package("app", fields={"extra_depends": {"all": ["app[extras=[web]]"]}})
    channel.package("tool", depends=["lib[extras=[fast]]"])
    channel.package("lib", fields={"extra_depends": {"fast": ["simd"]}}).package("simd")
    assert lock("[dependencies]\ntool = '*'") == ["lib-1.0", "simd-1.0", "tool-1.0"]


@pytest.mark.parametrize(
    ("requirement", "version"),
    [
        ("flags = ['cuda']", "1.0"),
        ("flags = ['cu*']", "1.0"),
        ("license-family = 'GPL'", "2.0"),
        ("license = 'MIT'", "3.0"),
        ("track-features = ['debug']", "4.0"),
        ("file-name = 'app-5.0-0.tar.bz2'", "5.0"),
    ],
)
def test_package_is_chosen_by_its_fields(
    requirement: str, version: str, lock: Lock, channel: ChannelBuilder
) -> None:
    channel.package("app", "1.0", fields={"flags": ["cuda"]})
    channel.package("app", "2.0", fields={"license_family": "GPL"})
    channel.package("app", "3.0", license="MIT")
    channel.package("app", "4.0", track_features=["debug"])
    channel.package("app", "5.0").package("app", "6.0")
    assert lock(f"[dependencies]\napp = {{ {requirement} }}") == [f"app-{version}"]


@pytest.mark.parametrize(
    ("when", "is_locked"),
    [
        ("'__linux'", True),
        ("'__cuda >=12'", False),
        ("'app >=2'", False),
        ("{ package = 'app', version = '<2' }", True),
        ("{ any = ['__cuda', 'app'] }", True),
        ("{ all = ['__cuda', 'app'] }", False),
        ("{ all = ['app', { any = ['__win', '__unix'] }] }", True),
    ],
)
def test_conditional_package_is_locked_where_its_condition_holds(
    when: str, is_locked: bool, lock: Lock, channel: ChannelBuilder
) -> None:
    channel.package("app", "1.0").package("extra")
    locked = lock(f"[dependencies]\napp = '*'\nextra = {{ when = {when} }}")
    assert locked == (["app-1.0", "extra-1.0"] if is_locked else ["app-1.0"])


def test_packages_may_have_conditional_dependencies(
    lock: Lock, channel: ChannelBuilder
) -> None:
    depends = ["wide[when='__linux']", "narrow[when='__win or __cuda']"]
    channel.package("app", depends=depends).package("wide").package("narrow")
    assert lock("[dependencies]\napp = '*'") == ["app-1.0", "wide-1.0"]


@pytest.mark.parametrize("kind", ["url", "path"])
def test_archive_outside_of_channels_is_installed(
    kind: str, lock: Lock, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("app", "1.0", depends=["lib"]).package("lib")
    (archive,) = channel.archives("app")
    moved = pixi.cwd / archive.name
    content = archive.read_bytes()
    channel.remove("app").write()
    moved.write_bytes(content)
    place = moved.as_uri() if kind == "url" else f"./{moved.name}"
    locked = lock(f"[dependencies]\napp = {{ {kind} = '{place}' }}")
    assert locked == ["app-1.0", "lib-1.0"]
    pixi("install").ok()
    assert (pixi.cwd / ".pixi/envs/default/share/app/version.txt").exists()


def test_archive_with_another_hash_is_refused(
    lock: Lock, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("app")
    (archive,) = channel.archives("app")
    digest = hashlib.sha256(b"something else").hexdigest()
    lock(f"[dependencies]\napp = {{ url = '{archive.as_uri()}', sha256 = '{digest}' }}")
    failed = pixi("install").failed()
    assert "the archive of 'app' is not the one that was locked" in failed.stderr


def test_archive_that_cannot_be_read_is_told_where_it_is_asked_for(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    workspace.channels(channel.url).dependencies(app={"path": "a-1-0.conda"}).write()
    failed = pixi("lock").failed()
    assert "cannot read the archive of 'app'" in failed.stderr
    assert "check that the archive exists and can be read" in failed.stderr


def test_constraint_restricts_what_comes_anyway(
    lock: Lock, channel: ChannelBuilder
) -> None:
    channel.package("app", depends=["lib"]).package("lib", "1.0").package("lib", "2.0")
    locked = lock("[dependencies]\napp = '*'\n[constraints]\nlib = '<2'\nnone = '1'")
    assert locked == ["app-1.0", "lib-1.0"]


def test_constraint_may_name_a_file(lock: Lock, channel: ChannelBuilder) -> None:
    channel.package("app", depends=["lib"]).package("lib", "1.0").package("lib", "2.0")
    entry = "lib = { file-name = 'lib-1.0-0.tar.bz2' }"
    locked = lock(f"[dependencies]\napp = '*'\n[constraints]\n{entry}")
    assert locked == ["app-1.0", "lib-1.0"]


def test_dependency_may_be_that_of_the_workspace(
    lock: Lock, channel: ChannelBuilder
) -> None:
    channel.package("app", "1.0").package("app", "2.0")
    locked = lock(
        "[workspace.dependencies]\napp = '<2'\n"
        "[dependencies]\napp = { workspace = true }"
    )
    assert locked == ["app-1.0"]


@pytest.mark.parametrize(
    ("text", "version"),
    [
        pytest.param("", "1.0", id="workspace"),
        pytest.param("[exclude-newer]\napp = '2025-06-16'", "2.0", id="package"),
        pytest.param("[exclude-newer]\nother = '2025-06-16'", "1.0", id="another"),
    ],
)
def test_package_that_is_too_new_is_not_locked(
    text: str,
    version: str,
    lock: Lock,
    channel: ChannelBuilder,
    workspace: WorkspaceBuilder,
) -> None:
    channel.package("app", "1.0", timestamp=JUNE - DAY)
    channel.package("app", "2.0", timestamp=JUNE + DAY)
    channel.package("app", "3.0", timestamp=JUNE + 3 * DAY)
    workspace.table("workspace", exclude_newer="2025-06-14")
    locked = lock(f"[dependencies]\napp = '*'\n{text}")
    assert locked == [f"app-{version}"]


def test_channel_may_have_a_cutoff_of_its_own(
    channel: ChannelBuilder, workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    channel.package("app", "1.0", timestamp=JUNE).package("app", "2.0")
    channel.package("app", "3.0", timestamp=JUNE + 9 * DAY)
    table = {"channel": channel.url, "exclude-newer": "2025-06-20"}
    workspace.platforms("linux-64").table("workspace", channels=[table])
    workspace.dependencies(app="*").write()
    pixi("lock").ok()
    assert "app-2.0" in (pixi.cwd / "pixi.lock").read_text()


def test_tightened_cutoff_makes_the_lock_stale(
    lock: Lock, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("app", "1.0").package("app", "2.0", timestamp=JUNE)
    assert lock("[dependencies]\napp = '*'") == ["app-2.0"]
    manifest = pixi.cwd / "pixi.toml"
    text = manifest.read_text()
    manifest.write_text(f"{text}\n[exclude-newer]\napp = '2025-06-14'\n")
    failed = pixi("lock", "--check", "--dry-run").failed()
    assert (
        "the locked package 'app' has timestamp 2025-06-15 15:06:40 UTC, which is newer"
        " than the environment's exclude-newer cutoff 2025-06-15 00:00:00 UTC"
    ) in " ".join(failed.stderr.split())
