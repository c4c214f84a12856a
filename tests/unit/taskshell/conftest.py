"""A shell to run scripts in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.shell import Shell

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell in an empty folder."""
    cwd = tmp_path / "folder"
    cwd.mkdir()
    return Shell(cwd=cwd, streams=tmp_path)
