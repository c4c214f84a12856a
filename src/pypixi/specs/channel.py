"""Channels: where conda packages come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.files.paths import file_url
from pypixi.patterns import regex
from pypixi.values import field, frozen

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.errors import Place

    from .cutoff import Cutoff

# A password may hold an "@" itself: all up to the last one of the host part goes.
_USER = regex(r"(\b[A-Za-z][\w+.-]*://)[^/?#\s\"]+@")
_TOKEN = regex(r"(://[^/\s]+)/t/[^/\s'\"`]+")

DEFAULT_ALIAS = "https://conda.anaconda.org/"
"""Where a channel that is only a name lives."""


@frozen
class Channel:
    """A channel as the user wrote it."""

    text: str
    """Name, URL or path."""
    url: str
    """Base URL with a trailing slash; ``file://`` for a path."""
    priority: int = 0
    exclude_newer: Cutoff | None = None
    """Its packages must not be newer, unless they have a cutoff of their own."""
    place: Place | None = field(default=None, compare=False)


def channel_url(text: str, root: Path) -> str:
    """Return the base URL, with a trailing slash, of a channel's name, URL or path.

    Args:
        text: What the user wrote.
        root: The folder that a relative path starts from.
    """
    if "://" in text:
        return text.rstrip("/") + "/"
    if is_path(text):
        return file_url(text, root) + "/"
    return f"{DEFAULT_ALIAS}{text.strip('/')}/"


def is_path(text: str) -> bool:
    """Tell whether a channel text means a folder rather than a name."""
    return (
        text in (".", "..")
        or text.startswith(("./", "../", "/", "~", ".\\", "..\\"))
        or text[1:3] in (":\\", ":/")
    )


def with_masked_credentials(text: str) -> str:
    """Return ``text``, as long as before, with stars for credentials in URLs."""
    for pattern in (_USER, _TOKEN):
        text = pattern.sub(
            lambda found: found[1] + "*" * (len(found[0]) - len(found[1])), text
        )
    return text


def without_credentials(text: str) -> str:
    """Return ``text`` with the credentials taken out of every URL in it.

    User and password go, and so do conda tokens: ``/t/<token>/``.
    """
    if "@" not in text and "/t/" not in text:
        return text
    return _TOKEN.sub(r"\1", _USER.sub(r"\1", text))
