"""The ``pyproject.toml`` of a folder, read once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomli

from pypixi.values import frozen

if TYPE_CHECKING:
    from pathlib import Path


@frozen
class Project:
    """What stands in a folder that is, or should be, a Python project."""

    folder: Path
    document: dict[str, Any] | None = None
    """None where there is none, or none that can be read."""
    error: str | None = None
    """Why it cannot be read; None also where there is none."""

    @property
    def table(self) -> dict[str, Any] | None:
        """The table ``[project]``; None without one."""
        found = (self.document or {}).get("project")
        return found if isinstance(found, dict) else None


def read_project(folder: Path) -> Project:
    """Return the project of a folder, also if there is none."""
    try:
        text = (folder / "pyproject.toml").read_text(encoding="utf-8")
        return Project(folder=folder, document=tomli.loads(text))
    except FileNotFoundError:  # it may have a `setup.py`
        return Project(folder=folder)
    except (OSError, ValueError) as error:
        return Project(folder=folder, error=str(error))
