"""What stands behind the ``@`` of a requirement on a PyPI package."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urldefrag

from pypixi.files.paths import file_url_to_path
from pypixi.patterns import regex

from .source import PathSource, UrlSource, is_repository
from .urls import git_source

if TYPE_CHECKING:
    from .requirement import PypiSource

_URL = regex(r"[A-Za-z][A-Za-z0-9+.-]+://")
_SCP = regex(r"[\w.-]+@[\w.-]+:(?!//)")
"""The short form of a repository's address that ssh has: ``git@host:path``."""


def direct_source(text: str) -> PypiSource:
    """Return where a package comes from: PEP 508 wants a URL, people write paths too.

    Raises:
        ValueError: If it is an archive under a scheme that nobody can fetch from.
    """
    bare, fragment = urldefrag(text)
    if text.startswith("git+") or _SCP.match(text) or is_repository(bare):
        return git_source(text.removeprefix("git+"))
    if text.startswith("file:"):
        path = file_url_to_path(text) if text.startswith("file:/") else text[5:]
        return PathSource(path=str(path))
    if not _URL.match(text):
        return PathSource(path=text)
    if not text.lower().startswith(("http://", "https://")):
        raise ValueError("archives come from http, https, file")
    subdirectory = parse_qs(fragment).get("subdirectory", [None])[0]
    return UrlSource(
        url=text if subdirectory is None else bare, subdirectory=subdirectory
    )
