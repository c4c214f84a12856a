"""Scripts do what the cases say as tasks of a workspace."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from support.shell_cases import Case, shell_cases

if TYPE_CHECKING:
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case.name) for case in shell_cases()]
)
def test_task_does_what_the_case_says(
    case: Case, workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    if case.unix_only and sys.platform == "win32":
        pytest.skip("needs the programs of Unix")
    workspace.task("case", case.script, cwd="folder").write()
    folder = pixi.cwd / "folder"
    folder.mkdir()
    case.write_files(folder)
    user = pixi.having(**case.environ, PIXI_NO_WRAP="1")
    done = user("run", "--quiet", "case")
    assert done.code == case.exit, done
    assert done.stdout == case.stdout
    assert case.stderr_contains in done.stderr
