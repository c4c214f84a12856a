"""The activation cache: when it is used, and when an activation is run anew."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from support.workspace import current_subdir

if TYPE_CHECKING:
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="scripts are for bash")

SETTING = "[experimental]\nuse-environment-activation-cache = true\n"
RICH = {"name": "rich", "platform": current_subdir(), "cuda": "12.0"}


@pytest.fixture
def kept(workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` where a script says how often it ran, and activations are kept."""
    channel.package("kelp", files={"etc/conda/env_vars.d/kelp.json": '{"KELP": "1"}'})
    channel.package("coral")
    workspace.channels(channel.url).dependencies(kelp="*")
    count = 'echo >> "$R/ran.txt"\nexport RUNS=$(wc -l < "$R/ran.txt")\n'
    workspace.file("count.sh", f"R=$PIXI_PROJECT_ROOT\n{count}")
    workspace.table("activation", scripts=["count.sh"], env={"DEPTH": "1"})
    workspace.file(".pixi/config.toml", SETTING)
    workspace.write()
    return pixi


def _runs(pixi: Pixi, *options: str) -> int:
    """Return how often the script has run, once a program sees its variable."""
    return int(_seen(pixi, "RUNS", *options))


def _seen(pixi: Pixi, name: str, *options: str) -> str:
    words = ("run", *options, "--executable", "printenv", name)
    return pixi.process(*words).ok().stdout.removesuffix("\n")


def _file(pixi: Pixi, environment: str = "default") -> Path:
    folder = pixi.cwd / ".pixi" / "activation-env-v0"
    return folder / f"activation_{environment}.json"


def _entry(pixi: Pixi) -> Any:
    return json.loads(_file(pixi).read_text())


def test_activation_is_run_once(kept: Pixi) -> None:
    assert [_runs(kept), _runs(kept)] == [1, 1]
    assert _seen(kept, "KELP") == "1"


def test_nothing_is_kept_unless_it_is_asked_for(kept: Pixi) -> None:
    (kept.cwd / ".pixi" / "config.toml").unlink()
    assert [_runs(kept), _runs(kept)] == [1, 2]
    assert not _file(kept).parent.exists()
    flag = "--use-environment-activation-cache"
    assert [_runs(kept, flag), _runs(kept, flag)] == [3, 3]


def test_entry_is_that_of_the_original(kept: Pixi) -> None:
    """Compact, and with what the activation came to."""
    _runs(kept)
    text = _file(kept).read_text()
    entry = json.loads(text)
    assert list(entry) == ["hash", "environment_variables"]
    assert text == json.dumps(entry, separators=(",", ":"))
    assert int(entry["hash"], 16) >= 0
    variables = entry["environment_variables"]
    assert variables["RUNS"] == variables["DEPTH"] == variables["KELP"] == "1"
    assert "HOME" not in variables


def test_each_environment_has_its_own_entry(
    kept: Pixi, workspace: WorkspaceBuilder
) -> None:
    workspace.environments(other=[]).write()
    assert [_runs(kept), _runs(kept, "-e", "other")] == [1, 2]
    assert [_runs(kept), _runs(kept, "-e", "other")] == [1, 2]
    assert _file(kept, "other").is_file()


def test_entry_lies_where_the_environments_live(kept: Pixi, tmp_path: Path) -> None:
    setting = f"detached-environments = '{tmp_path / 'away'}'\n"
    (kept.cwd / ".pixi" / "config.toml").write_text(setting + SETTING)
    assert [_runs(kept), _runs(kept)] == [1, 1]
    assert not _file(kept).exists()
    name = "activation-env-v0/activation_default.json"
    assert [*(tmp_path / "away").glob(f"*/{name}")]


@pytest.mark.parametrize("by_setting", [False, True])
def test_activation_is_run_anew_and_kept_when_told_so(
    kept: Pixi, *, by_setting: bool
) -> None:
    """In the original the setting has no effect: the flag overwrites it."""
    assert _runs(kept) == 1
    if by_setting:
        settings = kept.home / ".pixi" / "config.toml"
        settings.parent.mkdir(parents=True)
        settings.write_text("shell.force-activate = true\n")
        assert [_runs(kept), _runs(kept)] == [2, 3]
        settings.unlink()
        assert _runs(kept) == 3
    else:
        assert _runs(kept, "--force-activate") == 2
        assert _runs(kept) == 2


def test_variable_of_the_caller_that_is_set_counts(kept: Pixi) -> None:
    assert _runs(kept) == 1
    assert _runs(kept.having(DEPTH="0")) == 2
    assert _seen(kept.having(DEPTH="0"), "CONDA_ENV_SHLVL_1_DEPTH") == "0"
    assert _runs(kept.having(DEPTH="")) == 3
    assert _runs(kept) == 4
    assert _runs(kept.having(UNRELATED="1")) == 4


def test_path_of_the_caller_counts(kept: Pixi) -> None:
    assert _runs(kept) == 1
    assert _runs(kept.having(PATH="/bin:/usr/bin")) == 2
    prefix = kept.cwd / ".pixi" / "envs" / "default"
    found = _seen(kept.having(PATH="/bin:/usr/bin"), "PATH")
    assert found == f"{prefix}/bin:/bin:/usr/bin"


def test_variable_that_the_caller_had_already_is_not_lost(kept: Pixi) -> None:
    """It is set whoever asks, so an entry that leaves it out is of no use to others."""
    assert _seen(kept.having(DEPTH="1"), "DEPTH") == "1"
    assert _seen(kept, "DEPTH") == "1"


def test_entry_made_inside_an_environment_serves_no_other(
    kept: Pixi, workspace: WorkspaceBuilder
) -> None:
    workspace.environments(other=[]).write()

    def inside(name: str) -> Pixi:
        prefix = kept.cwd / ".pixi" / "envs" / name
        return kept.having(
            PATH=f"{prefix}/bin:/usr/bin:/bin",
            CONDA_PREFIX=str(prefix),
            CONDA_SHLVL="1",
            PIXI_IN_SHELL="1",
            PIXI_ENVIRONMENT_NAME=name,
        )

    _runs(inside("default"), "-e", "default")
    other = inside("other")
    assert _seen(other, "PIXI_ENVIRONMENT_NAME", "-e", "default") == "default"
    found = _seen(other, "CONDA_PREFIX", "-e", "default")
    assert found == str(kept.cwd / ".pixi" / "envs" / "default")
    first, *_ = _seen(other, "PATH", "-e", "default").split(":")
    assert first == f"{found}/bin"


def test_variables_of_the_manifest_count(
    kept: Pixi, workspace: WorkspaceBuilder
) -> None:
    assert _runs(kept) == 1
    workspace.table("activation", env={"DEPTH": "2"}).write()
    assert (_seen(kept, "DEPTH"), _runs(kept)) == ("2", 2)
    workspace.table("activation", env={"DEPTH": "2", "MORE": "1"}).write()
    assert (_seen(kept, "MORE"), _runs(kept)) == ("1", 3)


def test_list_of_scripts_counts_and_what_is_in_them_does_not(
    kept: Pixi, workspace: WorkspaceBuilder
) -> None:
    assert _runs(kept) == 1
    workspace.file("more.sh", "export MORE=1\n")
    workspace.table("activation", scripts=["count.sh", "more.sh"]).write()
    assert (_seen(kept, "MORE"), _runs(kept)) == ("1", 2)
    workspace.file("more.sh", "export MORE=2\n")
    assert (_seen(kept, "MORE"), _runs(kept)) == ("1", 2)


def test_script_that_was_not_there_counts_once_it_is(
    kept: Pixi, workspace: WorkspaceBuilder
) -> None:
    workspace.table("activation", scripts=["late.sh", "count.sh"]).write()
    assert _runs(kept) == 1
    workspace.file("late.sh", "export LATE=1\n")
    assert _seen(kept, "LATE") == "1"


def test_packages_count(kept: Pixi, workspace: WorkspaceBuilder) -> None:
    assert _runs(kept) == 1
    workspace.dependencies(coral="*").write()
    assert _runs(kept) == 2
    assert _runs(kept) == 2


def test_platform_counts(kept: Pixi, workspace: WorkspaceBuilder) -> None:
    """Its name alone: the packages are the same on both."""
    gpu = kept.having(CONDA_OVERRIDE_CUDA="12")
    assert _runs(gpu) == 1
    workspace.table("workspace", platforms=[RICH]).write()
    assert _runs(gpu) == 2


def test_what_the_manifest_says_of_the_workspace_counts(
    kept: Pixi, workspace: WorkspaceBuilder
) -> None:
    """The original keeps handing out what the manifest said before."""
    _runs(kept)
    workspace.table("workspace", version="2.0").write()
    assert _seen(kept, "PIXI_PROJECT_VERSION") == "2.0"
    manifest = kept.cwd / "pixi.toml"
    manifest.write_text(manifest.read_text().replace('"workspace"', '"reef"'))
    assert _seen(kept, "PIXI_PROMPT") == "(reef) "


def test_platforms_of_the_environment_count(
    kept: Pixi, workspace: WorkspaceBuilder
) -> None:
    _runs(kept)
    workspace.platforms(current_subdir(), "zos-z").write()
    assert _seen(kept, "PIXI_ENVIRONMENT_PLATFORMS") == f"{current_subdir()},zos-z"


def test_nothing_is_kept_of_an_incomplete_environment(kept: Pixi) -> None:
    done = kept.process("run", "--no-install", "-x", "printenv", "RUNS").ok()
    assert done.stdout == "1\n"
    assert not _file(kept).exists()
    assert _runs(kept) == 2
    meta = kept.cwd / ".pixi" / "envs" / "default" / "conda-meta"
    (meta / ".pixi-environment-fingerprint").write_text("pixi:installing!")
    before = _file(kept).read_bytes()
    assert _runs(kept, "--no-install") == 3
    assert _file(kept).read_bytes() == before


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "[" * 100_000,
        '{"hash": "0"}',
        '{"hash": "0", "environment_variables": []}',
        '{"environment_variables": {"RUNS": "7"}}',
        '{"hash": "0", "environment_variables": {"RUNS": "7"}}',
    ],
    ids=range(8),
)
def test_damaged_entry_is_replaced(kept: Pixi, text: str) -> None:
    assert _runs(kept) == 1
    before = _entry(kept)["hash"]
    _file(kept).write_text(text)
    assert [_runs(kept), _runs(kept)] == [2, 2]
    assert _entry(kept)["hash"] == before


def test_variable_that_is_no_text_is_no_reason_to_fail(kept: Pixi) -> None:
    """Such an activation cannot be written as JSON, and is not kept."""
    odd = kept.having(PATH="/usr/bin:/bin:/\udcff")
    assert [_runs(odd), _runs(odd)] == [1, 2]


def test_entry_serves_programs_that_read_variables(kept: Pixi) -> None:
    assert _runs(kept) == 1
    words = ("shell-hook", "--json")
    first = kept.process(*words).json()["environment_variables"]
    anew = kept.process(*words, "--force-activate").json()["environment_variables"]
    assert [first["RUNS"], anew["RUNS"]] == ["1", "2"]
    assert {**first, "RUNS": "2"} == anew
    assert "HOME" not in first


def test_text_for_a_shell_comes_from_no_entry(kept: Pixi) -> None:
    """The shell itself shall run the scripts."""
    assert _runs(kept) == 1
    text = kept("shell-hook", "--shell", "bash").ok().stdout
    assert "RUNS" not in text
    assert f". {kept.cwd}/count.sh" in text
    _file(kept).unlink()
    kept("shell-hook", "--shell", "bash").ok()
    assert not _file(kept).exists()


def test_place_that_cannot_be_written_to_is_no_reason_to_fail(kept: Pixi) -> None:
    _runs(kept)
    _file(kept).unlink()
    _file(kept).parent.rmdir()
    _file(kept).parent.write_text("in the way")
    assert [_runs(kept), _runs(kept)] == [2, 3]


def test_entry_of_a_removed_environment_goes_with_it(kept: Pixi) -> None:
    _runs(kept)
    kept("clean", "--activation-cache").ok()
    assert not _file(kept).parent.exists()
    assert _runs(kept) == 2
