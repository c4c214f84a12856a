"""Where uv's cache keeps what it knows of a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from pypixi.specs.urls import plain_url
from pypixi.values import frozen

from .seahash import text_digest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Bucket = Literal["wheels", "sdists", "git"]

_LONGEST_STEM = 64
_LONGEST_VERSION = 47
"""What is left of a stem beside a digest."""
_SHORTEST_COMMIT, _LONG_COMMIT = 7, 16
# What a URL's path keeps as it is; all else is percent-encoded.
_SAFE = "/!$%&'()*+,;=:@[]^|~\\"


@frozen
class UvCache:
    """The cache of uv 0.13; where a later one differs, nothing is found."""

    path: Path

    def shards(self, bucket: Bucket, *parts: str) -> Iterator[Path]:
        """Yield the folders of that name in a bucket; newer formats first."""
        found = _matches(self.path, f"{bucket}-v*")
        folders = sorted(found, key=_format, reverse=True)
        for folder in folders:
            shard = folder.joinpath(*parts)
            if shard.is_dir():
                yield shard

    def revisions(self, *parts: str) -> Iterator[Path]:
        """Yield the folders for a source as it was at different times, last first.

        Each has ``metadata.msgpack`` if it was built, ``src`` if it was unpacked.
        """
        for shard in self.shards("sdists", *parts):
            folders = [path for path in _matches(shard, "*") if path.is_dir()]
            yield from sorted(folders, key=_time, reverse=True)

    def checkouts(self, commit: str) -> Iterator[Path]:
        """Yield the working trees of a commit."""
        for shard in self.shards("git", "checkouts"):
            for folder in _matches(shard, f"*/{commit[:_SHORTEST_COMMIT]}*"):
                if folder.is_dir() and commit.startswith(folder.name):
                    yield folder

    def built_commits(self, commit: str) -> Iterator[Path]:
        """Yield the folders for a commit of each repository that has it."""
        for shard in self.shards("sdists", "git"):
            yield from _matches(shard, f"*/{commit[:_LONG_COMMIT]}")

    def wheel_notes(self, name: str, stem: str) -> Iterator[Path]:
        """Yield what is noted of a wheel of that name, wherever it is from."""
        for shard in self.shards("wheels"):
            for pattern in ("pypi", "*/*"):
                notes = _matches(shard, f"{pattern}/{name}/{stem}.msgpack")
                yield from sorted(notes, key=_time, reverse=True)


def index_parts(url: str | None) -> tuple[str, ...]:
    """Return the folder for an index; None for uv's default one."""
    return ("pypi",) if url is None else ("index", _url_digest(url))


def url_parts(kind: Literal["url", "path"], url: str) -> tuple[str, ...]:
    """Return the folder for an archive or project that was named itself."""
    return kind, _url_digest(url)


def wheel_stem(file_name: str) -> str:
    """Return what the entries for a wheel are called, without their endings."""
    name = file_name.removesuffix(".whl").partition("-")[2]
    if len(name) <= _LONGEST_STEM:
        return name
    version, _, tags = name.partition("-")
    return f"{version[:_LONGEST_VERSION]}-{text_digest(tags)}"


def _url_digest(url: str) -> str:
    parts = urlsplit(plain_url(url))
    path = quote(unquote(parts.path.removesuffix("/") or "/"), safe=_SAFE)
    return text_digest(urlunsplit(parts._replace(path=path)))


def _format(folder: Path) -> int:
    found = re.search(r"\d+$", folder.name)
    return int(found[0]) if found else 0


def _matches(folder: Path, pattern: str) -> list[Path]:
    """Return what a folder has by that pattern; other processes may clear it."""
    try:
        return list(folder.glob(pattern))
    except OSError:
        return []


def _time(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:  # gone in the meantime
        return 0
