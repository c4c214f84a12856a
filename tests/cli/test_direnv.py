"""The recipe for direnv, with the real one."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pexpect
import pytest

from support.shells import need_shell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="direnv is of Unix")

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "shells.md"
_PROMPT = "ready: "


def _recipe() -> str:
    """Return the `.envrc` that the guide shows."""
    _, _, section = GUIDE.read_text("utf-8").partition("direnv.net")
    found = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
    assert found is not None
    return found[1]


class Bash:
    """An interactive bash with direnv's hook."""

    def __init__(self, pixi: Pixi, cwd: Path) -> None:
        self.child: Any = pexpect.spawn(
            "bash",
            ["--norc", "--noprofile"],
            cwd=str(cwd),
            env=pixi.having(TERM="dumb", PS1=_PROMPT).environ,
            dimensions=(40, 200),
            encoding="utf-8",
            timeout=60,
        )
        self.type('eval "$(direnv hook bash)"')

    def type(self, line: str) -> str:
        """Type a line; return what is shown until the next prompt."""
        self.child.expect_exact(_PROMPT)
        self.child.send(f"{line}\r")
        self.child.expect_exact("\n")
        return str(self.child.before)

    def value(self, name: str) -> str:
        """Return the value of a variable."""
        self.type(f'printf "<%s>>\\n" "<${{{name}-unset}}"')
        self.child.expect(r"<<([^\r\n]*)>>\r")
        return str(self.child.match.group(1))


@pytest.fixture
def bash(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi, tmp_path: Path
) -> Iterator[Bash]:
    """A shell outside of a workspace that direnv may enter."""
    need_shell("direnv")
    for version in ("1.0", "2.0"):
        variables = {"etc/conda/env_vars.d/kelp.json": f'{{"KELP": "{version}"}}'}
        channel.package("kelp", version, files=variables)
    workspace.channels(channel.url).dependencies(kelp="1.*")
    workspace.file(".envrc", _recipe()).write()
    programs = tmp_path / "programs"
    programs.mkdir()
    program = programs / "pixi"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m pypixi "$@"\n')
    program.chmod(0o755)
    user = pixi.having(PATH=f"{programs}:/usr/bin:/bin")
    subprocess.run(
        ["direnv", "allow", "."],
        cwd=pixi.cwd,
        env=user.environ,
        check=True,
        capture_output=True,
    )
    shell = Bash(user, tmp_path)
    yield shell
    shell.child.close(force=True)


def test_folder_is_entered_kept_up_to_date_and_left(bash: Bash, pixi: Pixi) -> None:
    before = bash.value("PATH")
    bash.type("cd workspace")
    assert bash.value("KELP") == "1.0"
    assert bash.value("PIXI_ENVIRONMENT_NAME") == "default"
    prefix = pixi.cwd / ".pixi" / "envs" / "default"
    assert bash.value("PATH") == f"{prefix}/bin:{before}"
    assert bash.value("PS1") == _PROMPT

    manifest = pixi.cwd / "pixi.toml"
    manifest.write_text(manifest.read_text().replace('"1.*"', '"2.*"'))
    pixi("lock").ok()
    assert bash.value("HOME") == str(pixi.home)  # direnv looks at each prompt
    assert bash.value("KELP") == "2.0"
    assert bash.value("PATH") == f"{prefix}/bin:{before}"

    bash.type("cd ..")
    assert bash.value("KELP") == "unset"
    assert bash.value("PIXI_IN_SHELL") == "unset"
    assert bash.value("PATH") == before
