"""Names and URLs become paths in this module only."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pypixi.errors import PixiError
from pypixi.patterns import regex

_SPECIAL = frozenset('/\\:*?"<>|%')
"""What some system takes for more than a part of a name, and our own sign for it."""

_SEGMENT = regex(r"[^\W_][\w.+-]*")


class UnsafeNameError(PixiError):
    """A name cannot be used as the name of a file or folder."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"'{name}' cannot be the name of a folder",
            help="use letters, digits, dots and dashes, a letter or digit first",
        )


def segment(name: str) -> str:
    """Return ``name`` if it is safe as one segment of a path.

    Raises:
        UnsafeNameError: If it could lead out of its folder or means something special.
    """
    if not _SEGMENT.fullmatch(name):
        raise UnsafeNameError(name)
    return name


def free_segment(name: str) -> str:
    """Return ``name`` if it is one segment of a path, blanks and signs included.

    Raises:
        UnsafeNameError: If it would be none, or several.
    """
    if name in ("", ".", "..") or not name.isprintable() or set(name) & set("/\\"):
        raise UnsafeNameError(name)
    return name


def escaped_segment(name: str) -> str:
    """Return a name as one segment of a path: signs that may not stand there as %XX.

    No two names become the same one.
    """
    escaped = "".join(
        sign if sign.isprintable() and sign not in _SPECIAL else _percent(sign)
        for sign in name
    )
    return escaped.replace(".", "%2E") if escaped in (".", "..") else escaped


def _percent(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in sign.encode(errors="surrogateescape"))


def is_inside(path: str) -> bool:
    """Tell whether a package's relative path stays inside the prefix.

    Both separators count on every system: Linux may link packages made for Windows.
    """
    # Plain text operations: this runs for each of ten thousand files of an install.
    normal = path.replace("\\", "/")
    is_absolute = normal.startswith("/") or normal[1:2] == ":"
    return not is_absolute and ".." not in normal.split("/")


def written_path(text: str, folder: Path) -> Path:
    """Return the path that a person wrote, from a folder or from a home on.

    Unlike with :meth:`Path.expanduser`, a user whom nobody knows stays as written.
    """
    return folder / os.path.expanduser(text)  # noqa: PTH111


def file_url(text: str, folder: Path) -> str:
    """Return the URL of a path that a person wrote; no link on it is followed."""
    return Path(os.path.normpath(written_path(text, folder))).as_uri()


def file_url_to_path(url: str) -> Path | None:
    """Return the path that a ``file://`` URL names, or None for any other URL."""
    parts = urlsplit(url)
    if parts.scheme != "file":
        return None
    path = unquote(parts.path)
    if re.match(r"/[A-Za-z]:", path):  # file:///C:/x
        path = path[1:]
    return Path(path)
