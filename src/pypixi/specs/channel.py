"""Channels: where conda packages come from."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from pypixi.errors import Place

DEFAULT_ALIAS = "https://conda.anaconda.org/"
"""Where a channel that is only a name lives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel as the user wrote it."""

    text: str
    """Name, URL or path."""
    url: str
    """Base URL with a trailing slash; ``file://`` for a path."""
    priority: int = 0
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
        expanded = Path(text).expanduser()
        return Path(os.path.normpath(root / expanded)).as_uri() + "/"
    return f"{DEFAULT_ALIAS}{text.strip('/')}/"


def is_path(text: str) -> bool:
    """Tell whether a channel text means a folder rather than a name."""
    return (
        text in (".", "..")
        or text.startswith(("./", "../", "/", "~", ".\\", "..\\"))
        or text[1:3] in (":\\", ":/")
    )


def without_credentials(url: str) -> str:
    """Return ``url`` without user, password and conda token, fit for a message."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    segments = parts.path.split("/")
    if "t" in segments[:-1]:
        position = segments.index("t")
        del segments[position : position + 2]
    return urlunsplit(parts._replace(netloc=host, path="/".join(segments)))
