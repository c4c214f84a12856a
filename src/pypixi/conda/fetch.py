"""Documents from the web, fetched by the engine's network client."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from rattler.package_streaming import download_bytes

from pypixi.errors import PixiError
from pypixi.specs.channel import without_credentials

from . import bridge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypixi.terminal.report import Progress, Report

    from .client import Engine

_AT_ONCE = 50
_NOT_FOUND = "HTTP status client error (404 "
"""How the engine's text begins: it has no type of its own for what does not exist."""


class UnreachableError(PixiError):
    """Something on the web could not be fetched."""

    def __init__(self, url: str, reason: str) -> None:
        self.url = without_credentials(url)
        super().__init__(
            f"cannot fetch '{self.url}'",
            help="check that this machine can reach it, and the proxy if there is one",
            notes=[without_credentials(reason)],
        )


def fetch_all(
    engine: Engine, urls: Sequence[str], report: Report
) -> list[bytes | None]:
    """Return what is at each URL, None where the server knows of nothing there.

    Everything is kept in memory: this is for small documents.

    Raises:
        UnreachableError: If one of them cannot be fetched.
    """
    if not urls:
        return []
    with report.task("fetching", total=len(urls)) as progress:
        return bridge.run(lambda: _fetch_all(engine, urls, progress))


async def _fetch_all(
    engine: Engine, urls: Sequence[str], progress: Progress
) -> list[bytes | None]:
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(url: str) -> bytes | None:
        async with gate:
            content = await _fetch(engine, url)
            progress.advance()
            return content

    return await asyncio.gather(*(one(url) for url in urls))


async def _fetch(engine: Engine, url: str) -> bytes | None:
    try:
        return await download_bytes(engine.client, url)
    except (RuntimeError, ValueError) as error:
        if str(error).startswith(_NOT_FOUND):
            return None
        raise UnreachableError(url, str(error)) from error
