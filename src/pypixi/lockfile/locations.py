"""What the location of a binary package says about the package."""

from __future__ import annotations

import os.path
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from pypixi.patterns import regex
from pypixi.specs.platform import SUBDIRS
from pypixi.values import frozen

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.records.conda import NoArch

KNOWN_SUBDIRS = frozenset(SUBDIRS) | {
    # The engine knows these too, although no channel is locked for them.
    "linux-ppc",
    "freebsd-32",
    "freebsd-64",
    "freebsd-arm64",
    "freebsd-ppc64",
    "freebsd-ppc64le",
    "ios-arm64",
    "iossimulator-64",
    "iossimulator-arm64",
    "android-32",
    "android-64",
    "android-aarch64",
    "android-armv7a",
    "emscripten-wasm64",
}

_URL = regex(r"[A-Za-z][A-Za-z0-9+.-]+:")
_DRIVE = regex(r"[A-Za-z]:[\\/]")
_FILE_URL = regex(r"file://(?:localhost)?(?=/)(/[A-Za-z]:/)?")
# The engine encodes just these in the path of a URL: space " # % < > ? ` { } and more.
_SAFE = "/!$&'()*+,;=:@[]^|~"
_ARCHIVE = regex(r"(.*)-([^-]+)-([^-]+)\.(?:conda|tar\.bz2)")
_ANY_ARCHIVE = regex(r".*-[^-]*-[^-]*\.(?:conda|tar\.bz2)", re.DOTALL)
_SEGMENTS = r"[A-Za-z0-9]+(?:[._][A-Za-z0-9]+)*_?"
_VERSION = regex(rf"(?:[0-9]+!)?{_SEGMENTS}(?:\+{_SEGMENTS})?")
_DIGITS = regex(r"[0-9]*$")
_LARGEST_BUILD_NUMBER = 2**64 - 1


@frozen
class Derived:
    """The fields of a record that its location already tells."""

    file_name: str | None = None
    name: str | None = None
    version: str | None = None
    build: str | None = None
    subdir: str | None = None
    channel: str | None = None
    """Without a trailing slash."""


def location_to_url(text: str, root: Path) -> str:
    """Return the location of a lock file as a URL; relative paths start at ``root``."""
    if _DRIVE.match(text):
        return "file:///" + quote(text.replace("\\", "/"), safe=_SAFE)
    if text.startswith("\\\\"):  # a share of a Windows server
        return "file:" + quote(text.replace("\\", "/"), safe=_SAFE)
    if _URL.match(text):
        return text
    if not text.startswith("/"):
        text = os.path.normpath(root / text).replace("\\", "/")
        text = text if text.startswith("/") else f"/{text}"
    return "file://" + quote(text, safe=_SAFE)


def is_relative(location: str) -> bool:
    """Tell whether a location starts in the folder of the lock file."""
    is_absolute = location.startswith(("/", "\\\\")) or _DRIVE.match(location)
    return not is_absolute and not _URL.match(location)


@lru_cache(maxsize=4096)  # environments share most of their packages
def url_to_location(url: str) -> str:
    """Return a URL as the lock file spells it: plain paths for local archives."""
    if not url.startswith("file://"):
        return url
    found = _FILE_URL.match(url)
    if found is None:  # file://server/share
        return unquote(url[5:]).replace("/", "\\")
    path = unquote(url[found.end() - len(found[1] or "") :])
    return path[1:].replace("/", "\\") if found[1] else path


def derive(location: str) -> Derived:
    """Return what a location, as the lock file spells it, tells about its package."""
    scheme, is_url, rest = location.partition("://")
    if not is_url:
        name = re.split(r"[/\\]" if "\\" in location else "/", location)[-1]
        return _from_file_name(name, subdir=None, channel=None)
    tail = ""
    if "?" in rest or "#" in rest:
        end = next(at for at, char in enumerate(rest) if char in "?#")
        rest, tail = rest[:end], rest[end:]
    host, *segments = rest.split("/")
    subdir = segments[-2] if len(segments) > 1 else None
    file_name = segments[-1] if segments else ""
    known = scheme in ("http", "https") and subdir in KNOWN_SUBDIRS
    return _from_file_name(
        file_name,
        subdir=subdir if known and _ANY_ARCHIVE.fullmatch(file_name) else None,
        channel=f"{scheme}://{'/'.join([host, *segments[:-2]]).rstrip('/')}{tail}",
    )


def _from_file_name(name: str, *, subdir: str | None, channel: str | None) -> Derived:
    found = _ARCHIVE.fullmatch(name)
    if found is None or not _VERSION.fullmatch(found[2]):
        is_archive = _ANY_ARCHIVE.fullmatch(name) is not None
        file_name = name if is_archive else None
        return Derived(file_name=file_name, subdir=subdir, channel=channel)
    return Derived(
        file_name=name,
        name=found[1],
        version=found[2],
        build=found[3],
        subdir=subdir,
        channel=channel,
    )


def is_archive_name(text: str) -> bool:
    """Tell whether a file may be called so: ``name-version-build`` and an ending."""
    return _ANY_ARCHIVE.fullmatch(text) is not None


def build_number_of(build: str) -> int:
    """Return the number a build string ends in, or 0."""
    found = _DIGITS.search(build)
    digits = found[0] if found else ""
    number = int(digits) if digits and len(digits) <= 20 else 0  # noqa: PLR2004
    return number if number <= _LARGEST_BUILD_NUMBER else 0


def noarch_of(subdir: str, build: str) -> NoArch | None:
    """Return how independent of the platform a package is by its subdir and build."""
    if subdir != "noarch":
        return None
    return "python" if "py" in build else "generic"
