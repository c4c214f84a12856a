"""What ``[workspace]`` tells of the workspace to people, checked for its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypixi.manifest.reading.tables import Table

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
    message = f"'{text}' is not a version"
    table.refuse(message, "version", label="expected a version such as '0.1.0'")
    return None


def check_metadata(table: Table) -> None:
    """Read the licence, the files and the addresses, which have no effect."""
    _check_license(table)
    for key in _FILES:
        name = table.string(key)
        path = table.context.folder / (name or "")
        if name is not None and not path.exists():
            help_text = f"create the file, or take `{key}` out"
            table.refuse(f"'{path}' does not exist", key, help=help_text)
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
        table.refuse(
            "'license' is not a valid SPDX expression",
            "license",
            label="expected identifiers of spdx.org/licenses",
            help="write for example 'MIT', 'BSD-3-Clause' or 'MIT OR Apache-2.0'",
        )
