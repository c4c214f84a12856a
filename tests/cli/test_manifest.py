"""What a manifest may say, and what it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder


@pytest.fixture
def packages(channel: ChannelBuilder) -> ChannelBuilder:
    """A channel with a handful of packages."""
    for name in ("kelp", "coral", "squid"):
        channel.package(name, "1.0").package(name, "2.0")
    channel.write()
    return channel


def versions(pixi: Pixi, *argv: str) -> dict[str, str]:
    rows = pixi("list", "--no-install", "--json", *argv).json()
    return {row["name"]: row["version"] for row in rows}


def test_targets_give_each_platform_its_packages(
    packages: ChannelBuilder, workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.manifest(f"""\
[workspace]
channels = ["{packages.url}"]
platforms = ["linux-64", "win-64", "osx-arm64"]

[dependencies]
kelp = "1.*"

[target.unix.dependencies]
kelp = "2.*"
coral = "*"

[target.osx-arm64.dependencies]
kelp = "1.*"
""").write()
    pixi("lock").ok()
    assert versions(pixi, "--platform", "linux-64") == {"coral": "2.0", "kelp": "2.0"}
    assert versions(pixi, "--platform", "osx-arm64") == {"coral": "2.0", "kelp": "1.0"}
    assert versions(pixi, "--platform", "win-64") == {"kelp": "1.0"}


def test_environment_may_hold_its_own_packages(
    packages: ChannelBuilder, workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.manifest(f"""\
[workspace]
channels = ["{packages.url}"]
platforms = ["linux-64"]

[dependencies]
kelp = "*"

[environments.deep]
no-default-feature = true
dependencies = {{ squid = "1.*" }}
""").write()
    pixi("lock").ok()
    assert versions(pixi) == {"kelp": "2.0"}
    assert versions(pixi, "--environment", "deep") == {"squid": "1.0"}


def test_old_name_of_the_workspace_works_with_a_warning(
    packages: ChannelBuilder, workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.manifest(f"""\
[project]
channels = ["{packages.url}"]
platforms = ["linux-64"]

[host-dependencies]
kelp = "*"
""").write()
    done = pixi("lock").ok()
    assert "The `project` field is deprecated. Use `workspace` instead." in done.stderr
    assert (
        "The `host-dependencies` field is deprecated. Use `dependencies` instead."
        in done.stderr
    )
    assert versions(pixi) == {"kelp": "2.0"}


def test_package_can_be_added_to_a_workspace_under_its_old_name(
    packages: ChannelBuilder, workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.manifest(
        f'[project]\nchannels = ["{packages.url}"]\nplatforms = ["linux-64"]\n'
    ).write()
    pixi("add", "--no-install", "squid").ok()
    text = (pixi.cwd / "pixi.toml").read_text()
    assert '[dependencies]\nsquid = ">=2.0,<3"\n' in text


def test_manifest_for_a_newer_pixi_is_refused_before_it_is_judged(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.manifest('[workspace]\nrequires-pixi = ">=99"\n[holograms]\n').write()
    done = pixi("lock").failed()
    assert "this project requires pixi '>=99', but you have pixi 0.77.0" in done.stderr
    assert "pixi.toml:2:17" in done.stderr
    assert "unexpected key" not in done.stderr


def test_faults_of_all_tables_are_told_together(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.manifest("""\
[workspace]
channels = []
license = "Mine"

[target."if(win)".dependencies]

[activation]
script = []

[environments.test]
dependency = {}
""").write()
    stderr = pixi("lock").failed().stderr
    assert "'license' is not a valid SPDX expression" in stderr
    assert "Expression selectors (if(...)) are only supported inside" in stderr
    assert "unexpected key 'script' in [activation]" in stderr
    assert "missing key 'features' in [environments.test]" in stderr
    assert "unexpected key 'dependency' in [environments.test]" in stderr
