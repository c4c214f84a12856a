"""What URLs of indexes, archives and repositories mean, whoever logs in there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urldefrag, urlsplit, urlunsplit

from pypixi.patterns import regex

from .source import GitReference, GitSource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

_KINDS: Mapping[str, Literal["branch", "tag", "rev"]] = {
    "branch": "branch",
    "tag": "tag",
    "rev": "rev",
}
# One letter before the colon is a drive of Windows.
_SSH_HOST = r"[^@/:]+@[^@/:]+|[^@/:]{2,}"
_SSH = regex(rf"({_SSH_HOST}):(?!//)/*(.*)")
"""The short form of a repository's address that ssh has: ``git@host:path``."""
_HOST = regex(rf"[A-Za-z][\w+.-]*://[^/]*|(?:{_SSH_HOST}):")
# What follows a slash is the name of a scope: `host/@scope/repository`.
_REFERENCE = regex(r"(?<!/)@")


def plain_url(url: str) -> str:
    """Return a URL without user and password, all else as it is."""
    parts = urlsplit(url)
    if "@" not in parts.netloc:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def same_url(one: str, other: str) -> bool:
    """Tell whether two URLs mean one archive."""
    return _compared(one) == _compared(other)


def same_index(one: str, other: str) -> bool:
    """Tell whether two URLs mean one index, with a slash at their end or without."""
    return _compared(one).rstrip("/") == _compared(other).rstrip("/")


def same_repository(one: str, other: str) -> bool:
    """Tell whether two URLs mean one git repository."""
    return _repository(one) == _repository(other)


def ssh_url(address: str) -> str:
    """Return an address in the short form of ssh as a URL, any other as it is."""
    found = _SSH.fullmatch(address)
    return f"ssh://{found[1]}/{found[2]}" if found else address


def git_source(text: str) -> GitSource:
    """Return what is asked of a repository, of which ``git+`` is left out.

    repository = url [ "@" reference ] [ "?rev_type=" kind ] [ "#subdirectory=" folder ]
    """
    bare, fragment = urldefrag(text)
    url, _, query = bare.partition("?")
    path, reference = _split(url)
    kind = parse_qs(query).get("rev_type", ["rev"])[0]
    return GitSource(
        url=path,
        reference=GitReference(kind=_KINDS.get(kind, "rev"), name=reference)
        if reference
        else None,
        subdirectory=parse_qs(fragment).get("subdirectory", [None])[0],
    )


def _split(url: str) -> tuple[str, str]:
    """Return the URL of a repository, and the reference behind an ``@`` of its path."""
    host = _HOST.match(url)  # which may have an `@` as well: that of a user
    found = _REFERENCE.search(url, host.end() if host else 0)
    return (url[: found.start()], url[found.end() :]) if found else (url, "")


def _repository(url: str) -> str:
    # Formats before 7 have what was asked for behind an `@`.
    address, _ = _split(ssh_url(url))
    return _compared(address).rstrip("/").removesuffix(".git")


def _compared(url: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2].lower()
    return urlunsplit(parts._replace(netloc=host))
