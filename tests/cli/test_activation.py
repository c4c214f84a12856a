"""What ``[activation]`` of a manifest does to programs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from support.tinybuild import LOG
from support.workspace import current_subdir

if TYPE_CHECKING:
    from pathlib import Path

    from support.pixi import Pixi
    from support.pypi_index import IndexBuilder
    from support.workspace import WorkspaceBuilder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="scripts are for bash")


def _seen(pixi: Pixi, name: str, *options: str) -> str:
    """Return a variable as a program of an environment sees it."""
    done = pixi.process("run", *options, "--executable", "printenv", name).ok()
    return done.stdout.removesuffix("\n")


def test_program_sees_the_variables(workspace: WorkspaceBuilder, pixi: Pixi) -> None:
    workspace.table("activation", env={"DEPTH": "9", "AT": "$PIXI_PROJECT_NAME/x"})
    workspace.write()
    assert _seen(pixi, "DEPTH") == "9"
    assert _seen(pixi, "AT") == "workspace/x"


def test_scripts_run_before_variables_are_set(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.file("scripts/env.sh", "echo noise\nexport SEEN=1 DEPTH=script\n")
    workspace.table(
        "activation", scripts=["scripts/env.sh"], env={"DEPTH": "2", "UP": "$SEEN"}
    )
    workspace.write()
    assert [_seen(pixi, name) for name in ("SEEN", "DEPTH", "UP")] == ["1", "2", "1"]


def test_script_is_found_from_a_folder_below(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.file("env.sh", "export SEEN=1\n").file("below/x", "")
    workspace.table("activation", scripts=["env.sh"]).write()
    assert _seen(pixi.at(pixi.cwd / "below"), "SEEN") == "1"


def test_features_join_scripts_and_the_first_variable_wins(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.file("a.sh", 'export ORDER="$ORDER a"\n')
    workspace.file("b.sh", 'export ORDER="$ORDER b"\n')
    workspace.table("activation", scripts=["b.sh"], env={"DEPTH": "default"})
    workspace.feature(
        "test", activation={"scripts": ["a.sh"], "env": {"DEPTH": "test"}}
    )
    workspace.environments(test=["test"]).write()
    assert _seen(pixi, "ORDER", "-e", "test") == " a b"
    assert _seen(pixi, "DEPTH", "-e", "test") == "test"
    assert _seen(pixi, "DEPTH") == "default"


def test_target_of_this_platform_is_stronger(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.table("activation", env={"DEPTH": "1", "KEPT": "yes"})
    workspace.table(f"target.{current_subdir()}.activation", env={"DEPTH": "2"})
    workspace.table("target.win.activation", env={"DEPTH": "3"})
    workspace.write()
    assert (_seen(pixi, "DEPTH"), _seen(pixi, "KEPT")) == ("2", "yes")


def test_missing_script_is_warned_of_and_passed_by(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.file("env.sh", "export SEEN=1\n")
    workspace.table("activation", scripts=["gone.sh", "env.sh"]).write()
    done = pixi.process("run", "--executable", "printenv", "SEEN").ok()
    assert done.stdout == "1\n"
    assert "Could not find activation scripts: gone.sh" in done.stderr


def test_script_for_another_system_is_warned_of(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.file("env.bat", "export SEEN=1\n")
    workspace.table("activation", scripts=["env.bat"]).write()
    done = pixi.process("run", "--executable", "printenv", "SEEN").ok()
    assert done.stdout == "1\n"
    assert "'env.bat' does not end in .sh or .bash" in done.stderr


def test_script_that_exits_is_an_error(workspace: WorkspaceBuilder, pixi: Pixi) -> None:
    workspace.file("env.sh", "echo why >&2\nexit 3\n")
    workspace.table("activation", scripts=["env.sh"]).write()
    said = pixi("run", "--executable", "printenv", "SEEN").failed().stderr
    assert "failed to activate environment" in said
    assert "ended with code 3" in said
    assert "'env.sh', which the manifest lists under [activation]" in said


def test_builds_see_what_the_environment_sets(
    pypi_workspace: WorkspaceBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
    tmp_path: Path,
) -> None:
    log = tmp_path / "log"
    pypi_index.backend().sdist("krill")
    pypi_workspace.table("activation", env={LOG: str(log)})
    pypi_workspace.pypi_dependencies(krill="*").write()
    pixi("install").ok()
    assert "wheel krill" in log.read_text().splitlines()
