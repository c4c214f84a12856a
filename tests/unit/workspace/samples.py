"""Workspaces for tests, on machines that are none of this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.config.model import Config
from pypixi.manifest.document import parse_document
from pypixi.manifest.environments import compose_environments
from pypixi.manifest.parsing.manifest import parse_manifest
from pypixi.workspace.workspace import Caller, Workspace
from unit.manifest.samples import PATH

if TYPE_CHECKING:
    from pathlib import Path

SYSTEMS = {"linux": "linux", "osx": "darwin", "win": "win32"}


def workspace(
    text: str,
    *,
    machine: str,
    root: Path = PATH.parent,
    env: dict[str, str] | None = None,
) -> Workspace:
    """Return the workspace of a manifest without a channel.

    Args:
        text: What follows the head of the ``workspace`` table.
        machine: The conda subdir of the machine it is on.
        root: Its folder.
        env: The variables of the caller.
    """
    head = "[workspace]\nchannels = []\n"
    whole = parse_manifest(parse_document(head + text, path=root / PATH.name))
    caller = Caller(
        cwd=root,
        env=env or {},
        system=SYSTEMS[machine.partition("-")[0]],
        architecture="",
        now=0.0,
    )
    return Workspace(
        manifest=whole,
        environments=compose_environments(whole),
        config=Config(),
        caller=caller,
        machine=machine,
    )
