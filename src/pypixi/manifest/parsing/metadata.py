"""What ``[workspace]`` tells of the workspace to people, checked for its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .faults import InvalidValueError

if TYPE_CHECKING:
    from pathlib import Path

    from .tables import Table

_URLS = ("homepage", "repository", "documentation")
_FILES = ("license-file", "readme")


def parse_version(table: Table) -> str | None:
    """Return the conda version at ``version``, None where it is missing."""
    text = table.string("version")
    if text is None:
        return None
    from pypixi.specs.versions import is_version  # noqa: PLC0415 - few name a version

    if is_version(text):
        return text
    fault = InvalidValueError(
        table.at("version"),
        f"'{text}' is not a version",
        label="expected a version such as '0.1.0'",
    )
    table.faults.append(fault)
    return None


def check_metadata(table: Table, folder: Path) -> None:
    """Read the licence, the files and the addresses, which have no effect.

    Args:
        table: That of the workspace.
        folder: What relative paths start from.
    """
    _check_license(table)
    for key in _FILES:
        name = table.string(key)
        if name is not None and not (folder / name).exists():
            fault = InvalidValueError(
                table.at(key),
                f"'{folder / name}' does not exist",
                help=f"create the file, or take `{key}` out",
            )
            table.faults.append(fault)
    for key in _URLS:
        table.url(key)


def _check_license(table: Table) -> None:
    text = table.string("license")
    if text is None:
        return
    from packaging.licenses import (  # noqa: PLC0415 - 3 ms, and few name a licence
        InvalidLicenseExpression,
        canonicalize_license_expression,
    )

    try:
        canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        fault = InvalidValueError(
            table.at("license"),
            "'license' is not a valid SPDX expression",
            label="expected identifiers of spdx.org/licenses",
            help="write for example 'MIT', 'BSD-3-Clause' or 'MIT OR Apache-2.0'",
        )
        table.faults.append(fault)
