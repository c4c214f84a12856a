"""Comparing the URLs of indexes, archives and repositories."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pypixi.specs.channel import without_credentials

_SCP = re.compile(r"(?:[^@/:]+@)?([^/:@]{2,}):(?!//)(.+)")
"""A repository as ``ssh`` takes it: ``user@host:path``."""
_REFERENCE = re.compile(r"@[^@]*$")


def same_index(one: str, other: str) -> bool:
    """Tell whether two URLs mean one index, whoever logs in to it."""
    return plain_url(one).rstrip("/") == plain_url(other).rstrip("/")


def same_repository(one: str, other: str) -> bool:
    """Tell whether two URLs mean one git repository."""
    return _repository(one) == _repository(other)


def plain_url(url: str) -> str:
    """Return a URL without credentials, its host in lower case."""
    bare = without_credentials(url)
    parts = urlsplit(bare)
    if not parts.netloc:
        return bare
    return parts._replace(netloc=parts.netloc.lower()).geturl()


def _repository(url: str) -> str:
    match = _SCP.fullmatch(url)
    text = f"ssh://{match[1]}/{match[2]}" if match else url
    # Formats before 7 have what was asked for behind an `@`.
    plain = _REFERENCE.sub("", plain_url(text))
    return plain.rstrip("/").removesuffix(".git")
