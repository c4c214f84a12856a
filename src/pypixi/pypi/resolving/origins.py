"""Which index each package of an answer is from, which uv tells in another form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.specs.names import pypi_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pypixi.pypi.indexes import ConfiguredIndexes
    from pypixi.specs.names import PypiName

    from .pylock import Chosen

_MARK = "    # from "


def package_origins(
    chosen: Iterable[Chosen],
    indexes: ConfiguredIndexes,
    annotated: Callable[[], str],
) -> dict[PypiName, str]:
    """Return the URL of its index, or list of files, for each package that has one.

    Args:
        chosen: The packages.
        indexes: Where they were looked for.
        annotated: Returns uv's answer as requirements with the origin of each; called
            only where there are several it could be.
    """
    folders = {Path(place) for place in indexes.find_links if "://" not in place}
    local: dict[PypiName, str] = {}
    fetched: list[PypiName] = []
    for each in chosen:
        if each.path is not None and each.path.parent in folders:
            local[each.name] = each.path.parent.as_uri()
        elif each.is_from_index:
            fetched.append(each.name)
    return local | _of_fetched(fetched, indexes, annotated)


def _of_fetched(
    names: list[PypiName], indexes: ConfiguredIndexes, annotated: Callable[[], str]
) -> dict[PypiName, str]:
    if not names:
        return {}
    if (sole := _sole(indexes)) is not None:
        return dict.fromkeys(names, sole)
    told = _annotations(annotated())
    found = {name: told[name] for name in names if name in told}
    return {name: _as_written(url, indexes) for name, url in found.items()}


def _sole(indexes: ConfiguredIndexes) -> str | None:
    """Return the only place on a network that is asked, None if there are more."""
    lists = [place for place in indexes.find_links if "://" in place]
    asked = (*indexes.indexes, *indexes.explicit)
    if len(asked) != 1 or lists or "UV_FIND_LINKS" in indexes.variables:
        return None
    return asked[0].url


def _annotations(text: str) -> Mapping[PypiName, str]:
    """Return the origins that stand below the requirements they belong to.

    answer = { name "==" version NEWLINE [ "    # from " url NEWLINE ] | line }
    """
    found: dict[PypiName, str] = {}
    name: PypiName | None = None
    for line in text.splitlines():
        if not line.startswith(_MARK):
            name = pypi_name(line.partition("==")[0])
        elif name is not None:
            found[name] = line.removeprefix(_MARK).strip()
    return found


def _as_written(url: str, indexes: ConfiguredIndexes) -> str:
    index = indexes.index_of(url)
    return url if index is None else index.url
