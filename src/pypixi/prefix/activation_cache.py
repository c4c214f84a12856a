"""What an activation came to, kept for commands that start from the same variables.

Files and hashes are those of the original (pixi 0.77).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pypixi.files.hashing import Xxh3
from pypixi.files.paths import segment
from pypixi.files.private import write_private
from pypixi.values import frozen

from .state import DAMAGES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ACTIVATION_CACHE = "activation-env-v0"
"""The folder of the entries, beside that of the prefixes."""


@frozen
class ActivationKey:
    """What an activation depends on, besides variables of the caller."""

    platform: str
    """The platform's name."""
    scripts: tuple[str, ...]
    """The workspace's scripts as the manifest has them, not what is in them."""
    env: Mapping[str, str]
    """The variables of the manifest."""
    fingerprint: str
    """Of the prefix, whose install was completed."""
    own: Mapping[str, str]
    """What the workspace sets of itself; not part of the hash."""

    def digest(self, caller: Mapping[str, str], names: Mapping[str, str]) -> str:
        """Return the hash of this and of the caller's values of some variables."""
        state = Xxh3()
        for name in sorted(names):
            state.text(name)
            value = caller.get(name)
            state.long(0 if value is None else 1)
            if value is not None:
                state.text(value)
        state.text(self.platform)
        for script in self.scripts:
            state.text(script)
        for name in sorted(self.env):
            state.text(name)
            state.text(self.env[name])
        state.text(self.fingerprint)
        return f"{state.number():x}"


def entry_path(folder: Path, environment: str) -> Path:
    """Return the file that keeps the activation of an environment.

    Args:
        folder: The ``.pixi`` folder, or the one that stands in its place.
        environment: Its name.
    """
    return folder / ACTIVATION_CACHE / f"activation_{segment(environment)}.json"


def read_entry(
    path: Path, key: ActivationKey, caller: Mapping[str, str]
) -> dict[str, str] | None:
    """Return the variables that are kept, None where they do not hold any more.

    The original does not look at what the workspace sets of itself: its entries keep
    the version that the manifest had.
    """
    try:
        fields = json.loads(path.read_bytes())
        variables = fields["environment_variables"]
        found = {str(name): str(value) for name, value in variables.items()}
        holds = fields["hash"] == key.digest(caller, found)
    except DAMAGES:
        return None
    return found if holds and key.own.items() <= {**caller, **found}.items() else None


def write_entry(
    path: Path,
    key: ActivationKey,
    caller: Mapping[str, str],
    variables: Mapping[str, str],
) -> None:
    """Keep the variables of an activation, unless there is nowhere to write to.

    Args:
        path: The file.
        key: What the activation depends on.
        caller: The variables that it started from.
        variables: All that it sets: what the caller had already, others may not have.
    """
    try:
        fields = {
            "hash": key.digest(caller, variables),
            "environment_variables": dict(variables),
        }
        text = json.dumps(fields, separators=(",", ":"), ensure_ascii=False)
        # Nobody else reads it: scripts may export secrets.
        write_private(path, text.encode())
    except UnicodeEncodeError:
        return  # it only saves time
