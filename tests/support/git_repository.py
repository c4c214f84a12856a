"""A git repository on this machine, made commit by commit."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_IDENTITY = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in {
        "NAME": "A Tester",
        "EMAIL": "tester@example.org",
        "DATE": "2026-01-01T00:00:00Z",
    }.items()
}


class GitRepository:
    """A repository whose default branch is ``main``; nobody's settings touch it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True)
        self._git("init", "--quiet", "--initial-branch", "main")

    @property
    def url(self) -> str:
        """The ``file://`` URL."""
        return self.path.as_uri()

    def commit(self, files: Mapping[str, str], message: str = "Change") -> str:
        """Write files, commit them on the current branch and return the commit."""
        for name, text in files.items():
            target = self.path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        self._git("add", "--all")
        self._git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.head()

    def tag(self, name: str) -> Self:
        """Name the current commit."""
        self._git("tag", name)
        return self

    def branch(self, name: str) -> Self:
        """Start a branch at the current commit, or go to it if there is one."""
        known = self._git("branch", "--list", name)
        self._git("switch", "--quiet", *([] if known else ["--create"]), name)
        return self

    def head(self) -> str:
        """Return the current commit."""
        return self._git("rev-parse", "HEAD")

    def _git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            env={
                "PATH": os.environ["PATH"],
                "GIT_CONFIG_GLOBAL": os.devnull,
                "GIT_CONFIG_NOSYSTEM": "1",
                **_IDENTITY,
            },
        )
        return done.stdout.strip()
