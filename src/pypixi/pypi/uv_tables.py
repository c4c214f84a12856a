"""Values of ours as tables of the files that uv reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypixi.lockfile.pypi_locations import LockedGit
    from pypixi.specs.indexes import PackageChoice


def choice_keys(key: str, choice: PackageChoice) -> dict[str, object]:
    """Return the key of a ``uv.toml`` for all packages, or for those named."""
    if isinstance(choice, bool):
        return {key: choice or None}
    return {f"{key}-package": choice or None}


def vcs_table(location: LockedGit) -> dict[str, object]:
    """Return a commit as a ``pylock.toml`` has it (PEP 751)."""
    reference = location.reference
    return {
        "type": "git",
        "url": location.url,
        "requested-revision": None if reference is None else reference.name,
        "commit-id": location.commit,
        "subdirectory": location.subdirectory,
    }
