"""What tables tell of a workspace or a package to people, checked for its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.manifest.reading.tables import Table


def parse_version(table: Table) -> str | None:
    """Return the conda version at ``version``, None where it is missing."""
    text = table.string("version")
    if text is None:
        return None
    from pypixi.specs.versions import is_version  # noqa: PLC0415 - few name a version

    if is_version(text):
        return text
    message = f"'{text}' is not a version"
    label = "expected a version such as '0.1.0'"
    help_text = "a version is made of digits and letters with `.` between: 1.0.beta1"
    table.refuse(message, "version", label=label, help=help_text)
    return None


def parse_file(table: Table, key: str, folder: Path | None) -> str | None:
    """Return the path at ``key``, None where it is missing.

    Args:
        table: The table with it.
        key: ``license-file`` or ``readme``.
        folder: What it starts from, and has to be there in; None where that folder is
            not on this machine yet.
    """
    name = table.string(key)
    if name is None or folder is None or (folder / name).exists():
        return name
    help_text = f"create the file, or take `{key}` out"
    table.refuse(f"'{folder / name}' does not exist", key, help=help_text)
    return None


def parse_license(table: Table) -> str | None:
    """Return the SPDX expression at ``license``, None where it is missing."""
    text = table.string("license")
    if text is None:
        return None
    from packaging.licenses import (  # noqa: PLC0415 - 3 ms, and few name a licence
        InvalidLicenseExpression,
        canonicalize_license_expression,
    )

    try:
        canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        table.refuse(
            "'license' is not a valid SPDX expression",
            "license",
            label="expected identifiers of spdx.org/licenses",
            help="write for example 'MIT', 'BSD-3-Clause' or 'MIT OR Apache-2.0'",
        )
        return None
    return text
