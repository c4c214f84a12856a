"""Scripts of the task shell, run in this process."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pypixi.taskshell.parser import parse
from pypixi.taskshell.programs.jobs import Jobs
from pypixi.taskshell.run import run_script
from support.shell_cases import Ended, run_captured

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Runs scripts in a folder."""

    cwd: Path
    streams: Path
    """Where their streams are kept."""
    env: Mapping[str, str] = field(
        default_factory=lambda: {"PATH": "/usr/local/bin:/usr/bin:/bin"}
    )

    def __call__(
        self,
        script: str,
        *,
        given: bytes = b"",
        system: str = sys.platform,
        jobs: Jobs | None = None,
    ) -> Ended:
        """Run a script and return what it left."""
        parsed = parse(script)
        return run_captured(
            lambda streams: run_script(
                parsed,
                env=self.env,
                cwd=str(self.cwd),
                system=system,
                streams=streams,
                jobs=Jobs() if jobs is None else jobs,
            ),
            self.streams,
            given,
        )

    def output(self, script: str) -> str:
        """Return what a script writes that does nothing wrong."""
        ended = self(script)
        assert (ended.status, ended.stderr) == (0, "")
        return ended.stdout

    def errors(self, script: str, status: int = 1) -> str:
        """Return the complaints of a script that fails with a status."""
        ended = self(script)
        assert (ended.status, ended.stdout) == (status, "")
        return ended.stderr
