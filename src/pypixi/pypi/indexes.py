"""The indexes of an environment as uv is told of them, passwords kept out of files."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from pypixi.specs.urls import plain_url, same_index
from pypixi.values import field, frozen

from .toml import toml_lines, toml_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from pypixi.specs.indexes import FindLinks, PypiOptions


@frozen
class NamedIndex:
    """An index under the name that we give it."""

    name: str
    url: str
    """Without credentials: what uv reports and what the lock file holds."""
    written: str
    """As in the manifest, credentials included: never for a file."""
    is_main: bool = False
    """Whether it stands in the place of uv's default index."""
    is_explicit: bool = False
    """Whether only packages that name it are looked up there."""

    def table(self, header: str = "[[index]]") -> str:
        """Return it as a TOML table that ends its line; the header may be another."""
        keys = {
            "name": self.name,
            "url": self.url,
            "default": self.is_main or None,
            "explicit": self.is_explicit or None,
        }
        return toml_table(header, keys)

    def variables(self) -> dict[str, str]:
        """Return the variables by which uv hears of its credentials."""
        parts = urlsplit(self.written)
        name = self.name.upper().replace("-", "_")
        given = {"USERNAME": parts.username, "PASSWORD": parts.password}
        return {
            f"UV_INDEX_{name}_{kind}": unquote(value)
            for kind, value in given.items()
            if value is not None
        }


@frozen
class ConfiguredIndexes:
    """Where uv may look for packages."""

    indexes: tuple[NamedIndex, ...] = ()
    """In the order in which they are asked; the main one, if any, comes last."""
    explicit: tuple[NamedIndex, ...] = ()
    """Those that only single requirements name, in the order given.

    A requirement can name one that its ``pyproject.toml`` declares, so they go there
    too: ``table("[[tool.uv.index]]")``.
    """
    find_links: tuple[str, ...] = ()
    """Absolute paths and URLs; those with credentials are among the variables."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """For uv's environment: all credentials there are."""

    @property
    def settings(self) -> str:
        """The keys for a ``uv.toml``, to stand before its tables; may be empty."""
        keys = {
            "find-links": self.find_links or None,
            "no-index": None if self.indexes or self.explicit else True,
        }
        return "".join(f"{line}\n" for line in toml_lines(keys))

    @property
    def tables(self) -> str:
        """The ``[[index]]`` tables of a ``uv.toml``, explicit ones among them."""
        return "".join(each.table() for each in (*self.indexes, *self.explicit))

    def index_of(self, url: str) -> NamedIndex | None:
        """Return the index with a URL, the last ``/`` and credentials left aside."""
        for each in (*self.indexes, *self.explicit):
            if same_index(each.url, url):
                return each
        return None


def configured_indexes(
    options: PypiOptions,
    default: Callable[[], str],
    *,
    root: Path,
    named: Iterable[str] = (),
) -> ConfiguredIndexes:
    """Return the indexes and lists of files that a manifest sets.

    Find-links without any index mean that no index is asked at all. Explicit indexes
    are called ``pixi-named-1`` and so on; one URL gets one of them, however often it
    occurs.

    Args:
        options: The environment's.
        default: Returns uv's own main index; asked only where it is used.
        root: The workspace, where relative paths start.
        named: The ``index`` URLs of single requirements, credentials included.
    """
    indexes = [
        _index(f"pixi-{number}", url)
        for number, url in enumerate(options.extra_index_urls, 1)
    ]
    if options.index_url or indexes or not options.find_links:
        url = options.index_url or default()
        indexes.append(_index("pixi-default", url, is_main=True))
    # Without a main index uv would ask its own; one that is explicit as well is none.
    explicit = [
        _index(f"pixi-named-{n}", url, is_main=not indexes and n == 1, is_explicit=True)
        for n, url in enumerate(dict.fromkeys(named), 1)
    ]
    places = [_place(each, root) for each in options.find_links]
    secret = [place for place in places if place != plain_url(place)]
    variables = {"UV_FIND_LINKS": ",".join(secret)} if secret else {}
    for each in (*indexes, *explicit):
        variables |= each.variables()
    return ConfiguredIndexes(
        indexes=tuple(indexes),
        explicit=tuple(explicit),
        find_links=tuple(place for place in places if place not in secret),
        variables=variables,
    )


def _index(
    name: str, url: str, *, is_main: bool = False, is_explicit: bool = False
) -> NamedIndex:
    return NamedIndex(
        name=name,
        url=plain_url(url),
        written=url,
        is_main=is_main,
        is_explicit=is_explicit,
    )


def _place(links: FindLinks, root: Path) -> str:
    return links.url or str(root / (links.path or ""))
