"""Manifests for tests, with a workspace table that tests need not write."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pypixi.errors import PixiError
from pypixi.manifest.document import parse_document
from pypixi.manifest.environments import compose_environments
from pypixi.terminal.report import SILENT
from support.schema import read_manifest

if TYPE_CHECKING:
    from pypixi.errors import Label
    from pypixi.manifest.environments import Environment
    from pypixi.manifest.model import Manifest
    from pypixi.terminal.report import Report

PATH = Path("/work/ws/pixi.toml")

WORKSPACE = """\
[workspace]
channels = ["main"]
platforms = ["linux-64", "osx-arm64"]
"""


def manifest(text: str, *, report: Report = SILENT) -> Manifest:
    """Return the manifest of a text, on which the schema must agree."""
    return read_manifest(parse_document(text, path=PATH), report=report)


def workspace(text: str = "", *, report: Report = SILENT) -> Manifest:
    """Return the manifest of a text to which a workspace table is added."""
    return manifest(f"{WORKSPACE}\n{text}", report=report)


def manifest_fault(text: str) -> PixiError:
    """Return what is wrong with the manifest of a text: one thing only."""
    with pytest.raises(PixiError) as caught:
        manifest(text)
    (only,) = caught.value.faults
    return only


def workspace_fault(text: str) -> PixiError:
    """Return the only fault of a text to which a workspace table is added."""
    return manifest_fault(f"{WORKSPACE}\n{text}")


def environments(text: str) -> dict[str, Environment]:
    """Return the environments of a text to which a workspace table is added."""
    return compose_environments(workspace(text))


def marked(label: Label) -> tuple[str, str]:
    """Return the characters that a label points at, and what it says about them."""
    return label.source.text[label.span.start : label.span.end], label.text
