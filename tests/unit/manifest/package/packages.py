"""Packages for tests, with a workspace and a build that tests need not write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.errors import PixiError
from pypixi.manifest.document import parse_document
from pypixi.terminal.report import SILENT
from support.schema import read_manifest
from unit.manifest.samples import PATH, manifest, marked

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.manifest.package_model import PackageTable
    from pypixi.terminal.report import Report

WORKSPACE = """\
[workspace]
channels = ["main"]
platforms = ["linux-64"]
preview = ["pixi-build"]
"""
BUILD = 'build = { backend = { name = "builder" } }\n'

Fault = tuple[str, str, str | None]
"""Message, the characters that the label points at, help."""


def table(
    text: str, *, workspace: str = "", path: Path = PATH, report: Report = SILENT
) -> PackageTable:
    """Return the package of a whole ``[package]`` table.

    Args:
        text: The table, or several from there on.
        workspace: More of the table of the workspace.
        path: Where the manifest is.
        report: Receives warnings.
    """
    document = parse_document(f"{WORKSPACE}{workspace}\n[package]\n{text}", path=path)
    found = read_manifest(document, report=report).package
    assert found is not None
    return found


def package(text: str, *, workspace: str = "", path: Path = PATH) -> PackageTable:
    """Return the package of a table to which the build is added."""
    return table(f"{BUILD}{text}", workspace=workspace, path=path)


def faults(text: str, *, workspace: str = "") -> list[Fault]:
    """Return what is wrong with a whole ``[package]`` table."""
    return manifest_faults(f"{WORKSPACE}{workspace}\n[package]\n{text}")


def manifest_faults(text: str) -> list[Fault]:
    """Return what is wrong with a manifest."""
    with pytest.raises(PixiError) as caught:
        manifest(text)
    return [described(fault) for fault in caught.value.faults]


def described(fault: PixiError) -> Fault:
    """Return what a person is told of a fault."""
    return fault.message, marked(fault.labels[0])[0], fault.help
