"""``pixi upgrade``: the manifest comes to ask for the newest versions."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
import tomli

from support.untouched import written_at
from support.workspace import current_subdir

if TYPE_CHECKING:
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder

HEAD = """\
[workspace]
channels = ["{url}"]
platforms = ["linux-64", "win-64"]
"""


@pytest.fixture
def sea(channel: ChannelBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` with a channel of packages in two versions."""
    for name in ("kelp", "coral", "squid"):
        channel.package(name, "1.0").package(name, "2.1")
    channel.write()
    return pixi.having(PIXI_NO_WRAP="1")


def _write(pixi: Pixi, channel: ChannelBuilder, text: str) -> None:
    head = HEAD.format(url=channel.url)
    (pixi.cwd / "pixi.toml").write_text(head + text)


def _body(pixi: Pixi) -> str:
    """Return the manifest behind its head."""
    return (pixi.cwd / "pixi.toml").read_text().split("\n", 3)[3]


def test_specs_get_the_range_of_the_newest_version(
    sea: Pixi, channel: ChannelBuilder
) -> None:
    _write(
        sea,
        channel,
        "\n[dependencies]  # what we need\n"
        "kelp = '1.*'  # why\n"
        'coral = { version = "<2", build = "0" } # table\n'
        'squid = "*"\n',
    )
    sea("lock").ok()
    done = sea("upgrade", "--no-install").ok()
    assert _body(sea) == (
        "\n[dependencies]  # what we need\n"
        "kelp = '>=2.1,<3'  # why\n"
        'coral = { version = ">=2.1,<3", build = "0" } # table\n'
        'squid = ">=2.1,<3"\n'
    )
    assert done.stdout == ""
    assert done.stderr == (
        "Environment: default\n"
        "~  conda  coral  1.0 0 -> 2.1 0\n"
        "~  conda  kelp   1.0 0 -> 2.1 0\n"
    )
    sea("lock", "--check").ok()


def test_change_of_the_manifest_alone_prints_nothing(
    sea: Pixi, channel: ChannelBuilder
) -> None:
    _write(sea, channel, '[dependencies]\nkelp = "*"\n')
    sea("lock").ok()
    before = written_at(sea.cwd / "pixi.lock")
    done = sea("upgrade", "--no-install").ok()
    assert (done.stdout, done.stderr) == ("", "")
    assert _body(sea) == '[dependencies]\nkelp = ">=2.1,<3"\n'
    assert written_at(sea.cwd / "pixi.lock") == before
    written = written_at(sea.cwd / "pixi.toml")
    sea("upgrade", "--no-install").ok()
    assert written_at(sea.cwd / "pixi.toml") == written


@pytest.mark.parametrize(
    ("argv", "text"),
    [
        ((), '{ version = ">=2.1,<3", build = "0", build-number = "0" }'),
        (("kelp",), '{ version = ">=2.1,<3" }'),
        (("KELP",), '{ version = ">=2.1,<3" }'),
    ],
)
def test_named_package_loses_what_leaves_no_choice(
    sea: Pixi, channel: ChannelBuilder, argv: tuple[str, ...], text: str
) -> None:
    entry = '{ version = "1.*", build = "0", build-number = "0" }'
    _write(sea, channel, f"[dependencies]\nkelp = {entry}\n")
    sea("upgrade", "--no-install", *argv).ok()
    assert _body(sea) == f"[dependencies]\nkelp = {text}\n"


def test_pattern_of_builds_and_channel_stay(sea: Pixi, channel: ChannelBuilder) -> None:
    rest = f'build = "0*", channel = "{channel.url}", subdir = "noarch"'
    _write(sea, channel, f"[dependencies]\nkelp = {{ {rest} }}\n")
    sea("upgrade", "--no-install", "kelp").ok()
    entry = f'{{ version = ">=2.1,<3", {rest} }}'
    assert _body(sea) == f"[dependencies]\nkelp = {entry}\n"


@pytest.mark.parametrize(
    ("argv", "upgraded"),
    [
        ("", "default feature inline"),
        ("-f default", "default"),
        ("--feature test", "feature"),
        ("-e docs", "inline"),
        ("--exclude kelp", ""),
        ("kelp -f test", "feature"),
    ],
)
def test_features_and_packages_that_are_meant(
    sea: Pixi, channel: ChannelBuilder, argv: str, upgraded: str
) -> None:
    text = (
        '[dependencies]\nkelp = ">=1"\n'
        '[feature.test.dependencies]\nkelp = "1.*"\ncoral = ">=2"\n'
        '[environments]\ntest = { features = ["test"], no-default-feature = true }\n'
        "[environments.docs]\nno-default-feature = true\n"
        'dependencies = { kelp = ">0" }\n'
    )
    _write(sea, channel, text)
    sea("upgrade", *argv.split()).ok()
    data = tomli.loads((sea.cwd / "pixi.toml").read_text())
    found = {
        "default": data["dependencies"],
        "feature": data["feature"]["test"]["dependencies"],
        "inline": data["environments"]["docs"]["dependencies"],
    }
    moved = {name for name, specs in found.items() if specs["kelp"] == ">=2.1,<3"}
    assert moved == set(upgraded.split())


def test_target_handles_only_what_its_feature_has_not_for_all(
    sea: Pixi, channel: ChannelBuilder
) -> None:
    """What a target decides on has no say in the range of the rest."""
    _write(
        sea,
        channel,
        '[dependencies]\nkelp = "1.*"\n'
        '[target.win.dependencies]\nkelp = "<2"\ncoral = "*"\n',
    )
    sea("lock").ok()
    sea("upgrade").ok()
    assert _body(sea) == (
        '[dependencies]\nkelp = ">=2.1,<3"\n'
        '[target.win.dependencies]\nkelp = "<2"\ncoral = ">=2.1,<3"\n'
    )
    sea("lock", "--check").ok()


def test_inherited_packages_are_left_alone_and_named(
    sea: Pixi, channel: ChannelBuilder
) -> None:
    text = (
        '[workspace.dependencies]\nkelp = "1.*"\n'
        "[dependencies]\nkelp = { workspace = true }\n"
    )
    _write(sea, channel, text)
    sea("lock").ok()
    done = sea("upgrade").ok()
    assert done.stderr == (
        "Dependencies inheriting from `[workspace.dependencies]` were left unchanged:"
        " kelp\n"
        "✔ All packages are already up-to-date\n"
    )
    assert _body(sea) == text


def test_dry_run_changes_nothing_and_tells_all(
    sea: Pixi, channel: ChannelBuilder
) -> None:
    _write(sea, channel, '[dependencies]\nkelp = "1.*"\n')
    sea("lock").ok()
    shutil.rmtree(sea.cwd / ".pixi")
    before = _files(sea.cwd)
    document = sea("upgrade", "-n", "--json").json()
    (change,) = document["environment"]["default"]["win-64"]
    assert change["before"]["version"] == "1.0"
    assert change["after"]["version"] == "2.1"
    told = "Dry-run: nothing was written; the manifest would ask for kelp >=2.1,<3"
    assert told in sea("upgrade", "-n").ok().stderr
    assert _files(sea.cwd) == before


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_failed_solve_changes_nothing(sea: Pixi, channel: ChannelBuilder) -> None:
    _write(sea, channel, '[dependencies]\nkelp = "1.*"\n[constraints]\nkelp = "1.*"\n')
    sea("lock").ok()
    _write(sea, channel, '[dependencies]\nkelp = "1.*"\n[constraints]\nkelp = ">8"\n')
    before = _files_in(sea)
    failed = sea("upgrade").failed(1)
    assert "failed to solve" in failed.stderr
    assert _files_in(sea) == before


def _files_in(pixi: Pixi) -> list[bytes]:
    return [(pixi.cwd / name).read_bytes() for name in ("pixi.toml", "pixi.lock")]


@pytest.mark.parametrize("flag", ["--frozen", "--locked"])
def test_without_a_solve_versions_are_loosened_only(
    sea: Pixi, channel: ChannelBuilder, flag: str
) -> None:
    _write(
        sea,
        channel,
        '[dependencies]\nkelp = "1.*"\ncoral = { channel = "x", version = "1" }\n',
    )
    done = sea("upgrade", flag).ok()
    assert "any version of 'kelp', 'coral' will do now" in done.stderr
    assert _body(sea) == (
        '[dependencies]\nkelp = "*"\ncoral = { channel = "x", version = "*" }\n'
    )
    assert not (sea.cwd / "pixi.lock").exists()
    done = sea("upgrade", flag, "--no-install").ok()
    assert "--no-install says nothing beside --frozen or --locked" in done.stderr


@pytest.mark.parametrize(
    ("argv", "message", "advice"),
    [
        ("kepl", "could not find a package named 'kepl'", "did you mean 'kelp'?"),
        (
            "whale",
            "could not find a package named 'whale'",
            "run `pixi update whale`",
        ),
        (
            "kelp -f test",
            "could not find a package named 'kelp'",
            "feature 'default' asks for it",
        ),
        ("-f tset", "could not find a feature named 'tset'", "did you mean 'test'?"),
        ("-e tset", "unknown environment 'tset'", "did you mean 'test'?"),
        (
            "-e test",
            "the environment 'test' does not define any content inline",
            "use `--feature test` or `--feature default`",
        ),
    ],
)
def test_what_there_is_not(
    sea: Pixi, channel: ChannelBuilder, argv: str, message: str, advice: str
) -> None:
    _write(
        sea,
        channel,
        '[dependencies]\nkelp = "1.*"\n[feature.test.dependencies]\ncoral = "*"\n'
        '[environments]\ntest = ["test"]\n',
    )
    before = _body(sea)
    failed = sea("upgrade", *argv.split()).failed(1)
    assert message in failed.stderr
    assert advice in failed.stderr
    assert _body(sea) == before


@pytest.mark.parametrize("argv", [("kelp", "--exclude", "a"), ("-f", "a", "-e", "b")])
def test_options_that_exclude_each_other(sea: Pixi, argv: tuple[str, ...]) -> None:
    assert "not allowed with argument" in sea("upgrade", *argv).failed(2).stderr


def test_excluded_name_that_nothing_asks_for_is_warned_of(
    sea: Pixi, channel: ChannelBuilder
) -> None:
    _write(sea, channel, '[dependencies]\nkelp = "1.*"\n')
    done = sea("upgrade", "--exclude", "kepl", "--no-install").ok()
    assert "'kepl' is excluded, and nothing asks for a package" in done.stderr
    assert "did you mean 'kelp'?" in done.stderr


def test_feature_nobody_uses_keeps_what_it_says(
    sea: Pixi, channel: ChannelBuilder
) -> None:
    text = '[feature.spare.dependencies]\nkelp = "1.*"\n'
    _write(sea, channel, text)
    done = sea("upgrade", "-f", "spare").ok()
    assert "feature 'spare' is not used by any environment" in done.stderr
    assert "All packages are already up-to-date" in done.stderr
    assert _body(sea) == text


def test_only_environment_is_installed(
    sea: Pixi, channel: ChannelBuilder, workspace: WorkspaceBuilder
) -> None:
    workspace.channels(channel.url).platforms(current_subdir())
    workspace.dependencies(kelp="1.*").write()
    sea("install").ok()
    sea("upgrade", "--dry-run").ok()
    meta = sea.cwd / ".pixi" / "envs" / "default" / "conda-meta"
    assert [path.name for path in meta.glob("kelp*")] == ["kelp-1.0-0.json"]
    sea("upgrade").ok()
    assert [path.name for path in meta.glob("kelp*")] == ["kelp-2.1-0.json"]


def test_group_moves_with_the_feature_that_is_upgraded(
    sea: Pixi, channel: ChannelBuilder
) -> None:
    text = (
        '[feature.test.dependencies]\nkelp = "1.*"\n'
        '[feature.prod.dependencies]\nkelp = ">=1"\ncoral = ">=1"\n'
        "[environments]\n"
        'test = { features = ["test"], solve-group = "g" }\n'
        'prod = { features = ["prod"], solve-group = "g" }\n'
    )
    _write(sea, channel, text.replace('coral = ">=1"', 'coral = "<2"'))
    sea("lock").ok()
    _write(sea, channel, text)
    done = sea("upgrade", "-f", "test").ok()
    assert _body(sea) == text.replace('"1.*"', '">=2.1,<3"')
    rows = sea("list", "--json", "-e", "prod", "--platform", "linux-64").json()
    assert {row["name"]: row["version"] for row in rows} == {
        "kelp": "2.1",
        "coral": "1.0",
    }
    assert "coral" not in done.stderr


@pytest.mark.parametrize(
    ("strategy", "written"),
    [("no-pin", "*"), ("exact-version", "==2.1"), ("latest-up", ">=2.1")],
)
def test_pinning_strategy_decides_the_range(
    sea: Pixi, channel: ChannelBuilder, strategy: str, written: str
) -> None:
    _write(sea, channel, '[dependencies]\nkelp = "1.*"\n')
    sea("upgrade", "--no-install", "--pinning-strategy", strategy).ok()
    assert _body(sea) == f'[dependencies]\nkelp = "{written}"\n'
