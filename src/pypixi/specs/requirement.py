"""PyPI requirements as the user wrote them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.values import field, frozen

from .source import GitSource, PathSource, UrlSource

if TYPE_CHECKING:
    from pypixi.errors import Place

    from .names import PypiName


@frozen
class IndexSource:
    """A version that an index is searched for."""

    version: str | None = None
    """PEP 440 specifiers as written; None where every version will do."""
    index: str | None = None
    """The URL of the one index it may come from."""


PypiSource = IndexSource | UrlSource | PathSource | GitSource


@frozen
class PypiSpec:
    """A requirement on a PyPI package.

    The texts are the user's: parsing versions and markers is the engine's job.
    """

    name: PypiName
    spelling: str
    """The name as written, for messages."""
    source: PypiSource = field(default_factory=IndexSource)
    extras: tuple[str, ...] = ()
    marker: str | None = None
    """A PEP 508 marker: where it does not hold, nothing is asked."""
    place: Place | None = field(default=None, compare=False)

    @property
    def is_any(self) -> bool:
        """Whether every version of any index would do."""
        return self.source == IndexSource()

    def __str__(self) -> str:
        """Return the requirement the way PEP 508 writes it."""
        extras = f"[{','.join(self.extras)}]" if self.extras else ""
        marker = f" ; {self.marker}" if self.marker else ""
        return f"{self.spelling}{extras}{_tail(self.source)}{marker}"


def _tail(source: PypiSource) -> str:
    match source:
        case IndexSource():
            return source.version or ""
        case UrlSource():
            return f" @ {source.url}{_fragment(source.url, source.subdirectory)}"
        case PathSource():
            return f" @ {source.path}"
        case GitSource():
            at = f"@{source.reference.name}" if source.reference else ""
            url = f"{source.url}{at}"
            return f" @ git+{url}{_fragment(url, source.subdirectory)}"


def _fragment(url: str, subdirectory: str | None) -> str:
    if subdirectory is None:
        return ""
    return f"{'&' if '#' in url else '#'}subdirectory={subdirectory}"
