"""Names of packages, environments and features, compared in one spelling."""

from __future__ import annotations

import re
from typing import NewType

from pypixi.patterns import regex

PackageName = NewType("PackageName", str)
"""A conda package name in lower case."""

PypiName = NewType("PypiName", str)
"""A PyPI package name in the normal form of PEP 503."""

DEFAULT_ENVIRONMENT = "default"
DEFAULT_FEATURE = "default"

CONDA_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
PYPI_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
ENVIRONMENT_NAME = r"[a-z0-9-]+"

_PACKAGE = regex(CONDA_NAME)
_PYPI = regex(PYPI_NAME)
_SEPARATORS = regex(r"[-_.]+")
_ENVIRONMENT = regex(ENVIRONMENT_NAME)


def package_name(text: str) -> PackageName | None:
    """Return the normalised name, or None if ``text`` is not one."""
    return PackageName(text.lower()) if _PACKAGE.fullmatch(text) else None


def pypi_name(text: str) -> PypiName | None:
    """Return the normalised name, or None if ``text`` is not one (PEP 503, PEP 508)."""
    if not _PYPI.fullmatch(text):
        return None
    return PypiName(_SEPARATORS.sub("-", text).lower())


def is_environment_name(text: str) -> bool:
    """Tell whether an environment may be called so."""
    return _ENVIRONMENT.fullmatch(text) is not None


def suggested_environment_name(text: str) -> str | None:
    """Return the nearest permitted environment name, or None."""
    name = re.sub(r"[^a-z0-9-]+", "-", text.lower()).strip("-")
    return name or None
