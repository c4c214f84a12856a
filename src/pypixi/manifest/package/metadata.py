"""What a package is called and what it tells of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypixi.manifest.requirements.entries import NAME_ADVICE
from pypixi.manifest.schema.package import FROM_WORKSPACE
from pypixi.manifest.settings.metadata import parse_file, parse_license, parse_version
from pypixi.specs.names import package_name

from .origin import rebased

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pypixi.manifest.reading.tables import Table

    from .origin import Origin

_FILES = ("license-file", "readme")
_OF_PROJECT = ("name", "version", "description", "authors")
"""What the standard tables of a ``pyproject.toml`` say of a package, too."""
_EXAMPLES = {
    "name": '"my-package"',
    "version": '"0.1.0"',
    "authors": '["Name <mail@example.org>"]',
    "license": '"MIT"',
    "license-file": '"LICENSE"',
    "readme": '"README.md"',
    "homepage": '"https://example.org"',
    "repository": '"https://example.org"',
    "documentation": '"https://example.org"',
}


def parse_metadata(table: Table, origin: Origin, folder: Path | None) -> dict[str, Any]:
    """Return the fields of a package that tell of it.

    Each is the table's own, or that of the workspace where the table says so, or else
    that of the project in the same file.

    Args:
        table: The table of the package.
        origin: What stands behind it.
        folder: Where its files are; None if that is not on this machine yet.
    """
    readers: dict[str, Callable[[], object]] = {
        "name": lambda: table.string("name"),
        "version": lambda: parse_version(table),
        "description": lambda: table.string("description"),
        "authors": lambda: table.strings("authors"),
        "license": lambda: parse_license(table),
        "license-file": lambda: parse_file(table, "license-file", folder),
        "readme": lambda: parse_file(table, "readme", folder),
        "homepage": lambda: table.url("homepage"),
        "repository": lambda: table.url("repository"),
        "documentation": lambda: table.url("documentation"),
    }
    found: dict[str, Any] = {}
    for key, read in readers.items():
        value = table.data.get(key)
        if isinstance(value, dict):
            found[key] = _inherited(table.inner(value, key), key, origin, folder)
        elif value is not None:
            found[key] = read()
        elif key in _OF_PROJECT and origin.project is not None:
            found[key] = getattr(origin.project, key) or None
    _check_name(table, found.get("name"))
    return {key.replace("-", "_"): value for key, value in found.items()}


def _inherited(table: Table, key: str, origin: Origin, folder: Path | None) -> Any:
    """Return the value of the workspace that ``{ workspace = true }`` asks for."""
    table.finish(FROM_WORKSPACE)
    is_inherited = table.boolean("workspace")
    if is_inherited is False:
        message = "`workspace` cannot be false"
        help_text = f"leave out `{key}`, or write `workspace = true`"
        table.refuse(message, "workspace", help=help_text)
    table.require("workspace", f"{key} = {{ workspace = true }}")
    if not is_inherited:
        return None
    value = getattr(origin.workspace, key.replace("-", "_"), None)
    if value:
        if key in _FILES and folder is not None:
            return rebased(value, origin.folder, folder)
        return value
    example = _EXAMPLES.get(key, '"…"')
    if origin.workspace is None:
        message = f"there is no workspace to take `{key}` from"
        help_text = f"write for example: {key} = {example}"
    else:
        message = f"the workspace does not define `{key}`"
        help_text = f"add for example to [workspace]: {key} = {example}"
    table.refuse(message, "workspace", help=help_text)
    return None


def _check_name(table: Table, name: str | None) -> None:
    if name is not None and package_name(name) is None:
        message = f"'{name}' is not a conda package name"
        table.refuse(message, "name", help=NAME_ADVICE)
