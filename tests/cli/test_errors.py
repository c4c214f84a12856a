"""Bad input: one clear error, exit code 1, nothing half written."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from support.channel import ChannelBuilder
from support.workspace import WorkspaceBuilder

if TYPE_CHECKING:
    from pathlib import Path

    from support.pixi import Outcome, Pixi
    from support.server import FolderServer

_MANIFEST = """\
[workspace]
name = "demo"
channels = ["{url}"]
platforms = ["linux-64"]

[dependencies]
kelp = "*"
"""


def _prefix(pixi: Pixi) -> Path:
    return pixi.cwd / ".pixi" / "envs" / "default"


def _assert_nothing_was_written(pixi: Pixi) -> None:
    """No lock file, no installed package, no temporary file."""
    names = {path.name for path in pixi.cwd.iterdir()}
    assert names <= {"pixi.toml", ".pixi"}
    assert not list(_prefix(pixi).glob("conda-meta/*.json"))
    assert not (_prefix(pixi) / "conda-meta" / "pixi").exists()


def _refused(pixi: Pixi, *argv: str) -> Outcome:
    """Run a command that must fail without a trace of Python."""
    outcome = pixi(*argv).failed(1)
    assert "Traceback" not in outcome.stderr
    assert outcome.stdout == ""
    return outcome


def test_misspelt_table_is_named_with_the_right_one(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    text = _MANIFEST.format(url=channel.url).replace("[dependencies]", "[dependencys]")
    workspace.manifest(text).write()
    error = _refused(pixi, "lock").stderr
    assert "unexpected key 'dependencys' in the manifest" in error
    assert "[pixi.toml:6:2]" in error
    assert "did you mean 'dependencies'" in error
    _assert_nothing_was_written(pixi)


def test_misspelt_key_is_named_with_the_right_one(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    text = _MANIFEST.format(url=channel.url).replace("platforms", "platform")
    workspace.manifest(text).write()
    error = _refused(pixi, "install").stderr
    assert "unexpected key 'platform' in [workspace]" in error
    assert "[pixi.toml:4:1]" in error
    assert "did you mean 'platforms'?" in error
    _assert_nothing_was_written(pixi)


def test_wrong_type_is_shown_with_line_and_caret(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    text = _MANIFEST.format(url=channel.url).replace('kelp = "*"', "kelp = 12")
    workspace.manifest(text).write()
    error = _refused(pixi, "lock").stderr
    assert "[pixi.toml:7:8]" in error
    line, caret, remark = error.splitlines()[4:7]
    assert line.endswith("kelp = 12")
    column = line.index("12")
    assert set(caret[column : column + 2]) <= set("─┬")
    assert "expected a string or table, found an integer" in remark
    _assert_nothing_was_written(pixi)


def test_several_faults_are_shown_together(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.manifest(
        '[workspace]\nchannels = 3\nplatforms = ["linux-46"]\n[tasks]\nx = 1\n'
    ).write()
    error = _refused(pixi, "lock").stderr
    assert error.count("Error:") == 3
    assert "did you mean 'linux-64'" in error


def test_syntax_error_is_shown_at_its_place(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.manifest('[workspace]\nchannels = ["a"\nplatforms = []\n').write()
    error = _refused(pixi, "lock").stderr
    assert "'pixi.toml' is not valid TOML" in error
    assert "[pixi.toml:2:16]" in error


def test_missing_folder_of_a_channel(
    workspace: WorkspaceBuilder, pixi: Pixi, tmp_path: Path
) -> None:
    url = (tmp_path / "nowhere").as_uri()
    workspace.manifest(_MANIFEST.format(url=url)).write()
    error = pixi.having(PIXI_NO_WRAP="1")("lock").failed(1).stderr
    assert f"cannot read channel '{url}'" in error
    assert "[pixi.toml:3:13]" in error
    assert f"check that {url}/noarch/repodata.json exists" in error
    _assert_nothing_was_written(pixi)


def test_channel_that_the_server_does_not_have(
    workspace: WorkspaceBuilder, channel_server: FolderServer, pixi: Pixi
) -> None:
    url = f"{channel_server.url.rstrip('/')}/nowhere"
    workspace.manifest(_MANIFEST.format(url=url)).write()
    error = pixi.having(PIXI_NO_WRAP="1")("lock").failed(1).stderr
    assert f"cannot read channel '{url}'" in error
    assert "404" in error
    assert "[pixi.toml:3:13]" in error
    _assert_nothing_was_written(pixi)


def test_package_that_does_not_exist_gets_near_names(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("kelps").package("kelpie").package("coral").write()
    workspace.manifest(_MANIFEST.format(url=channel.url)).write()
    error = pixi.having(PIXI_NO_WRAP="1")("lock").failed(1).stderr
    assert f"no package named 'kelp' for linux-64 in {channel.url}" in error
    assert "[pixi.toml:7:8]" in error
    assert "did you mean 'kelps' or 'kelpie'?" in error
    _assert_nothing_was_written(pixi)


def test_requirements_that_contradict_each_other(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("kelp", "1.0", depends=["coral <2"]).package("coral", "2.0").write()
    text = _MANIFEST.format(url=channel.url) + 'coral = ">=2"\n'
    workspace.manifest(text).write()
    error = pixi.having(PIXI_NO_WRAP="1")("lock").failed(1).stderr
    assert (
        "failed to solve requirements of environment 'default' for platform 'linux-64'"
        in error
    )
    assert "coral <2" in error
    assert "help:" in error
    _assert_nothing_was_written(pixi)


@pytest.mark.parametrize(
    ("table", "version"),
    [
        ("feature.x.dependencies", "/foo"),
        ("target.win.dependencies", ">=>1"),
        ("workspace.dependencies", "about 2"),
        ("feature.x.pypi-dependencies", "about 2"),
    ],
)
def test_version_that_means_nothing_is_refused_even_where_nobody_uses_it(
    workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pixi: Pixi,
    table: str,
    version: str,
) -> None:
    channel.package("kelp").package("fish")
    head = _MANIFEST.format(url=channel.url)
    workspace.manifest(f"{head}\n[{table}]\nfish = '{version}'\n").write()
    error = _refused(pixi.having(PIXI_NO_WRAP="1"), "lock").stderr
    assert f"'{version}' is not a version specification for 'fish'" in error
    assert "[pixi.toml:10:8]" in error
    _assert_nothing_was_written(pixi)
    workspace.manifest(f"{head}\n[{table}]\nfish = '<2'\n").write()
    pixi("lock").ok()


@pytest.mark.parametrize("damage", ["corrupt", "forge"])
def test_archive_with_another_hash_is_refused(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi, damage: str
) -> None:
    """The engine does not check archives of ``file://`` channels; we do."""
    channel.package("kelp").write()
    workspace.manifest(_MANIFEST.format(url=channel.url)).write()
    pixi("lock").ok()
    lock = (pixi.cwd / "pixi.lock").read_bytes()
    getattr(channel, damage)("kelp")
    error = pixi.having(PIXI_NO_WRAP="1")("install").failed(1).stderr
    assert "the archive of 'kelp' is not the one that was locked" in error
    assert "expected hash" in error
    assert "found hash" in error
    assert (pixi.cwd / "pixi.lock").read_bytes() == lock
    assert not list(_prefix(pixi).glob("conda-meta/*.json"))
    assert not (_prefix(pixi) / "conda-meta" / "pixi").exists()


def test_download_with_another_hash_is_refused(
    workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    channel_server: FolderServer,
    pixi: Pixi,
) -> None:
    channel.package("kelp").write()
    workspace.manifest(_MANIFEST.format(url=channel_server.url)).write()
    pixi("lock").ok()
    channel.forge("kelp")
    error = _refused(pixi, "install").stderr
    assert "hash mismatch" in error
    assert not (_prefix(pixi) / "conda-meta" / "pixi").exists()


def _with_escape(channel: ChannelBuilder, path: str) -> None:
    """Add a package that the engine would link outside the prefix."""
    channel.package(
        "kelp",
        # Seen from the package the path leads to a file of its own.
        links={"up": "a/b/c"},
        files={"a/escape": "outside\n", "a/b/c/file": "inside\n"},
        paths_json={
            "paths_version": 1,
            "paths": [
                {"_path": "a/b/c/file", "path_type": "hardlink"},
                {"_path": path, "path_type": "hardlink"},
            ],
        },
    ).write()


def test_package_with_a_path_outside_is_refused_before_it_is_linked(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    _with_escape(channel, "up/../../escape")
    workspace.manifest(_MANIFEST.format(url=channel.url)).write()
    mine = pixi.cwd / ".pixi" / "envs" / "escape"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    error = pixi.having(PIXI_NO_WRAP="1")("install").failed(1).stderr
    assert "package 'kelp' was refused: it has the path 'up/../../escape'" in error
    assert "leads outside the environment" in error
    assert mine.read_text() == "mine"
    assert not list(_prefix(pixi).glob("conda-meta/*.json"))
    assert not (_prefix(pixi) / "conda-meta" / "pixi").exists()


def test_package_that_turned_hostile_under_its_old_name_is_refused(
    workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pixi: Pixi,
    tmp_path: Path,
) -> None:
    channel.package("kelp", files={"a/b/c/file": "inside\n"}).write()
    workspace.manifest(_MANIFEST.format(url=channel.url)).write()
    pixi("install").ok()
    other = ChannelBuilder(tmp_path / "other")
    _with_escape(other, "up/../../escape")
    workspace.manifest(_MANIFEST.format(url=other.url)).write()
    assert "was refused" in pixi("install").failed(1).stderr
    assert not list(pixi.cwd.rglob("escape"))


def test_entry_point_that_leads_outside_is_refused(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    entry_points = ["../../../evil = kelp:main"]
    link = {
        "noarch": {"type": "python", "entry_points": entry_points},
        "package_metadata_version": 1,
    }
    channel.package("python", "3.12.1", subdir="linux-64")
    channel.package(
        "kelp",
        noarch="python",
        depends=["python"],
        info={"link.json": json.dumps(link)},
    ).write()
    workspace.manifest(_MANIFEST.format(url=channel.url)).write()
    error = pixi.having(PIXI_NO_WRAP="1")("install").failed(1).stderr
    assert "package 'kelp' was refused: it has the path '../../../evil'" in error
    assert not list(pixi.cwd.rglob("evil"))


def test_folder_without_manifest(pixi: Pixi) -> None:
    error = pixi.having(PIXI_NO_WRAP="1")("install").failed(1).stderr
    assert (
        "could not find pixi.toml or pyproject.toml with tool.pixi at directory"
        f" {pixi.cwd}" in error
    )
    assert "create a workspace with `pixi init`" in error
    assert list(pixi.cwd.iterdir()) == []


@pytest.mark.parametrize("flag", ["--locked", "--frozen"])
def test_lock_file_from_the_future_is_an_error_where_it_must_hold(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi, flag: str
) -> None:
    channel.package("kelp").write()
    workspace.manifest(_MANIFEST.format(url=channel.url)).write()
    (pixi.cwd / "pixi.lock").write_text("version: 8\n")
    error = pixi.having(PIXI_NO_WRAP="1")("install", flag).failed(1).stderr
    assert "found newer lockfile format version 8" in error
    assert "up to including version 7 is supported" in error
    assert "update pypixi" in error
    assert (pixi.cwd / "pixi.lock").read_text() == "version: 8\n"


def test_lock_file_from_the_future_is_otherwise_replaced_with_a_warning(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("kelp").write()
    workspace.manifest(_MANIFEST.format(url=channel.url)).write()
    (pixi.cwd / "pixi.lock").write_text("version: 8\n")
    outcome = pixi("lock").ok()
    assert "found newer lockfile format version 8" in outcome.stderr
    assert (pixi.cwd / "pixi.lock").read_text().startswith("version: 7\n")


def test_damaged_lock_file_is_shown_and_kept(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("kelp").write()
    workspace.manifest(_MANIFEST.format(url=channel.url)).write()
    pixi("lock").ok()
    path = pixi.cwd / "pixi.lock"
    damaged = path.read_text().replace("sha256: ", "sha256: zz", 1)
    path.write_text(damaged)
    error = _refused(pixi, "lock").stderr
    assert "Failed to load lock file from" in error
    assert "run `pixi lock`" in error
    assert path.read_text() == damaged


@pytest.mark.skipif(os.name == "nt", reason="folders have modes on Unix")
def test_unwritable_workspace(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("kelp").write()
    workspace.manifest(_MANIFEST.format(url=channel.url)).write()
    # A file where the folder must be: refuses the superuser as well.
    (pixi.cwd / ".pixi").write_text("in the way")
    error = _refused(pixi, "lock").stderr
    assert f"cannot create '{pixi.cwd / '.pixi'}'" in error.replace("\n  │ ", " ")
    assert "help: make" in error
    assert not (pixi.cwd / "pixi.lock").exists()


def test_path_with_blanks_and_letters_of_other_alphabets_works(
    tmp_path: Path, pixi: Pixi
) -> None:
    root = tmp_path / "mein Ordner ä 日本 'x'"
    channel = ChannelBuilder(root / "ein Kanal ü")
    channel.package("kelp", executables={"bin/kelp": "#!/bin/sh\necho grün\n"}).write()
    here = pixi.at(root / "wörk space")
    workspace = WorkspaceBuilder(here.cwd).channels(channel.url)
    workspace.dependencies(kelp="*").task("hi", "kelp").write()
    assert here.process("run", "hi").ok().stdout == "grün\n"
    before = (here.cwd / "pixi.lock").read_bytes()
    here.process("lock", "--check").ok()
    assert (here.cwd / "pixi.lock").read_bytes() == before
    (row,) = here("list", "--json").json()
    assert row["name"] == "kelp"


def test_unknown_environment_and_platform_are_answered_with_the_known(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("kelp").write()
    workspace.manifest(_MANIFEST.format(url=channel.url)).write()
    error = _refused(pixi, "install", "-e", "defualt").stderr
    assert "unknown environment 'defualt'" in error
    assert "did you mean 'default'?" in error
    error = _refused(pixi, "install", "-p", "win-64").stderr
    assert "platform 'win-64' is not part of environment 'default'" in error


def test_errors_are_plain_text_where_colours_are_unwanted(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.manifest("[workspace]\nchannels = 3\n").write()
    plain = pixi.having(NO_COLOR="1")("lock").failed(1).stderr
    coloured = pixi.having(FORCE_COLOR="1")("lock").failed(1).stderr
    assert "\x1b[" not in plain
    assert "\x1b[" in coloured


def test_faulty_json_of_a_package_is_named(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("kelp", files={"etc/conda/env_vars.d/kelp.json": "{"}).write()
    workspace.manifest(_MANIFEST.format(url=channel.url)).write()
    outcome = pixi.having(PIXI_NO_WRAP="1").process("run", "env").failed(1)
    path = _prefix(pixi) / "etc" / "conda" / "env_vars.d" / "kelp.json"
    assert f"cannot read '{path}'" in outcome.stderr
    with pytest.raises(json.JSONDecodeError):
        json.loads(path.read_text())
