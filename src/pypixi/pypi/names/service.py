"""Names that are looked up on the web, with what is remembered of its answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.files.hashing import Xxh3
from pypixi.specs.channel import without_credentials
from pypixi.values import frozen

from .cache import Copy, read_copy, read_hashes, write_copy, write_hashes
from .tables import parse_table, read_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from pypixi.terminal.report import Report

    from .tables import NameTable

SERVICE = "https://conda-mapping.prefix.dev"
"""Knows the PyPI names of packages on conda-forge and some other channels."""

_DAY = 86400.0


@frozen
class Web:
    """The web, and what is remembered of it."""

    cache: Path
    """The folder for answers."""
    fetch: Callable[[Sequence[str]], list[bytes | None]]
    """Gets several URLs at once: the body of each, None for what does not exist."""
    now: float
    """Seconds since 1970."""
    offline: bool
    """Whether nothing is fetched, and answers count however old they are."""


class UnansweredError(PixiError):
    """The web has no answer, or none that could be understood."""


def names_by_hash(web: Web, service: str, hashes: Iterable[str]) -> NameTable:
    """Return the PyPI names of those package archives that the service knows.

    Answers are kept for ever, since an archive with a hash never changes; that nothing
    is known of one is kept for a day.

    Args:
        web: Where to look.
        service: Its base URL.
        hashes: SHA-256 of the archives.

    Raises:
        UnansweredError: If the service does not answer.
    """
    wanted = set(hashes)
    file = web.cache / "hashes-v1.json"
    kept = read_hashes(file)
    open_hashes = sorted(
        sha256
        for sha256 in wanted.difference(kept.names)
        if not _is_recent(web, kept.unknown.get(sha256), _DAY)
    )
    if open_hashes:
        urls = [f"{service}/hash-v0/{sha256}" for sha256 in open_hashes]
        bodies = _fetch(web, urls)
        for sha256, url, body in zip(open_hashes, urls, bodies, strict=True):
            if body is None:
                kept.unknown[sha256] = web.now
            else:
                kept.names[sha256] = _hash_answer(url, body)
        write_hashes(file, kept)
    return {sha256: kept.names[sha256] for sha256 in wanted & kept.names.keys()}


def names_by_name(web: Web, service: str, report: Report) -> NameTable:
    """Return the table of the packages on conda-forge, a day old at most.

    Raises:
        UnansweredError: If the service does not answer.
    """
    url = f"{service}/compressed-v0/compressed_mapping.json"
    return _table(web, url, web.cache / "names-v1.json", _DAY, report)


def table_at(web: Web, url: str, report: Report) -> NameTable:
    """Return the table at a URL that somebody chose: it may change at any time.

    Raises:
        UnansweredError: If there is none.
    """
    state = Xxh3()
    state.text(url)
    file = web.cache / "tables-v1" / f"{state.number():016x}.json"
    return _table(web, url, file, 0, report)


def _table(web: Web, url: str, file: Path, lasts: float, report: Report) -> NameTable:
    """Return a table, from its copy if that is recent or nothing else is to be had."""
    copy = read_copy(file)
    if copy is not None and _is_recent(web, copy.time, lasts):
        return copy.table
    try:
        table = _fetched_table(web, url)
    except UnansweredError as error:
        if copy is None:
            raise
        # As in the original: an outage does not stop who has been served before.
        report.warn(
            f"the table of PyPI names at '{without_credentials(url)}' may have changed:"
            " an earlier copy is used",
            help=error.message,
        )
        return copy.table
    write_copy(file, Copy(time=web.now, table=table))
    return table


def _fetched_table(web: Web, url: str) -> NameTable:
    [body] = _fetch(web, [url])
    if body is None:
        raise UnansweredError(f"'{without_credentials(url)}' does not exist")
    try:
        return parse_table(body)
    except ValueError as error:
        raise _not_understood(url, body, str(error)) from error


def _fetch(web: Web, urls: Sequence[str]) -> list[bytes | None]:
    if web.offline:
        url = without_credentials(urls[0])
        raise UnansweredError(
            f"'{url}' is not in the cache, and offline mode fetches nothing",
            help="run the command once without offline mode",
        )
    try:
        return web.fetch(urls)
    except PixiError as error:
        raise UnansweredError(
            error.message, help=error.help, notes=error.notes
        ) from error


def _hash_answer(url: str, body: bytes) -> tuple[str, ...]:
    try:
        fields = json.loads(body)
        if isinstance(fields, dict):
            return read_names(fields.get("pypi_normalized_names"))
    except (ValueError, RecursionError) as error:
        raise _not_understood(url, body, str(error)) from error
    raise _not_understood(url, body, "expected an object")


def _not_understood(url: str, body: bytes, reason: str) -> UnansweredError:
    is_page = body.lstrip()[:1] == b"<"
    return UnansweredError(
        f"'{without_credentials(url)}' is no table of PyPI names",
        help="this is a web page: give the URL of the raw file" if is_page else None,
        notes=[reason],
    )


def _is_recent(web: Web, time: float | None, lasts: float) -> bool:
    """Tell whether an answer of some time still counts."""
    # A time in the future is that of a clock which was wrong: it may be any age.
    return time is not None and (web.offline or abs(web.now - time) < lasts)
