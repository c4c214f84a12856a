"""Where a package comes from that no channel or index is searched for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.files.paths import file_url
from pypixi.specs.source import GitSource, PathSource, UrlSource, reference_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.manifest.reading.tables import Table
    from pypixi.specs.source import Source

LOCATIONS = ("url", "path", "git")
"""Keys that say where a package comes from; an entry has one of them at most."""
REFERENCES = ("branch", "rev", "tag")
"""Keys that name a version of a repository; an entry has one of them at most."""
ONLY_GIT = (*REFERENCES, "lfs")
"""Keys that mean nothing without ``git``."""
HASHES = ("md5", "sha256")
"""Keys that say what an archive must be."""

_ONLY_CHANNEL = ("file-name", "channel", "license-family")
_MATCHING = (
    "version",
    "build",
    "build-number",
    "extras",
    "flags",
    "subdir",
    "license",
    "track-features",
    "when",
)
_ONLY_SOURCE = ("subdirectory", "package")
_KEYS = frozenset({*LOCATIONS, *ONLY_GIT, *_ONLY_SOURCE})
_ARCHIVES = (".conda", ".tar.bz2")
_PYPI_ARCHIVES = (".whl", ".zip", ".tar.gz")
_PATH_STARTS = ("/", ".", "\\", "~/")


def parse_location(table: Table) -> tuple[str | None, Source | None]:
    """Return the URL of a binary archive, or a source to build, or neither."""
    if table.data.keys().isdisjoint(_KEYS) or not is_sound(table):
        return None, None
    text = table.data.get("url", table.data.get("path"))
    if isinstance(text, str) and text.endswith(_ARCHIVES):
        return _archive(table, text), None
    kind = location_key(table)
    if kind is None:
        for key in _ONLY_SOURCE:
            if key in table.data:
                message = f"`{key}` describes a source, and there is none"
                help_text = "say where it is with `git`, `path` or `url`"
                table.refuse_key(message, key, help=help_text)
        return None, None
    source = parse_source(table)
    if source is None:
        return None, None  # it is no string
    refuse_beside(table, kind, (*_ONLY_CHANNEL, *HASHES))
    _refuse_unless_building(table, kind)
    return None, source


def location_key(table: Table) -> str | None:
    """Return the key that says where a package comes from, None without one."""
    return next((key for key in LOCATIONS if key in table.data), None)


def parse_dev_source(table: Table) -> Source | None:
    """Return the source of an entry of ``[dev]``, None where it has faults."""
    kind = location_key(table)
    if kind is None:
        message = "one of `path`, `git` or `url` must be specified"
        table.refuse(message, help='write for example { path = "./package" }')
    elif is_sound(table):
        refuse_beside(table, kind, HASHES)
        _refuse_unless_building(table, kind)
        return parse_source(table)
    return None


def parse_source(table: Table) -> Source | None:
    """Return the source that a table names, None where it has faults or names none."""
    subdirectory = table.string("subdirectory")
    git = parse_git(table, subdirectory)
    url, path = table.url("url"), table.string("path")
    if git is not None:
        return git
    if url is not None:
        return UrlSource(url=url, subdirectory=subdirectory)
    return None if path is None else PathSource(path=path)


def parse_git(table: Table, subdirectory: str | None) -> GitSource | None:
    """Return the repository that ``git`` names, None where it has faults or is missing.

    Args:
        table: The table of a requirement, conda's or PyPI's.
        subdirectory: The folder of the package in it.
    """
    url = table.url("git")
    names = {kind: table.string(kind) for kind in REFERENCES}
    lfs = table.boolean("lfs")
    if url is None:
        return None
    return GitSource(
        url=url.removeprefix("git+"),
        reference=reference_in({kind: name for kind, name in names.items() if name}),
        subdirectory=subdirectory,
        lfs=lfs,
    )


def misplaced_location(text: str) -> tuple[str, str] | None:
    """Return key and value of a location that stands in the place of a version."""
    if text.startswith(_PATH_STARTS):
        return "path", text.replace("\\", "/")
    if "://" not in text:
        return None
    is_git = "git" in text and not text.endswith((*_ARCHIVES, *_PYPI_ARCHIVES))
    return ("git", text.removeprefix("git+")) if is_git else ("url", text)


def refuse_beside(table: Table, kind: str, keys: tuple[str, ...]) -> None:
    """Refuse keys that mean nothing beside a location of that kind."""
    # An archive has a hash, a folder or a repository has not.
    allowed = HASHES if kind == "url" else ()
    for key in keys:
        if key in table.data and key not in allowed:
            message = f"`{key}` cannot be used with `{kind}`"
            table.refuse_key(message, key, help=f"leave out `{key}` or `{kind}`")


def _refuse_unless_building(table: Table, kind: str) -> None:
    if not table.context.builds:
        table.refuse_key(
            "conda source dependencies are not allowed without enabling the"
            " 'pixi-build' preview flag",
            kind,
            label="this is to be built from source",
            help='add to [workspace]: preview = ["pixi-build"]',
        )


def is_sound(table: Table) -> bool:
    """Tell whether the keys that say where a package comes from go together."""
    fault = next(_misfits(table), None)
    if fault is None:
        return True
    key, message, help_text = fault
    table.refuse_key(message, key, help=help_text)
    return False


def _misfits(table: Table) -> Iterator[tuple[str, str, str]]:
    """Yield key, message and advice for keys that do not go together."""
    given = [key for key in LOCATIONS if key in table.data]
    references = [key for key in REFERENCES if key in table.data]
    of_git = [key for key in ONLY_GIT if key in table.data]
    if len(given) > 1:
        message = "only one of `url`, `path`, or `git` can be specified"
        yield given[1], message, f"leave out `{given[0]}` or `{given[1]}`"
    if of_git and "git" not in given:
        message = (
            "`branch`, `rev`, `tag`, and `lfs` are only valid when `git` is specified"
        )
        yield of_git[0], message, 'name the repository: git = "https://…"'
    if len(references) > 1:
        message = "only one of `branch`, `rev`, or `tag` can be specified"
        yield references[1], message, f"leave out all but `{references[0]}`"


def _archive(table: Table, text: str) -> str:
    """Return the URL of the archive that ``url`` or ``path`` names."""
    kind = "url" if "url" in table.data else "path"
    refused = (*_MATCHING, *_ONLY_CHANNEL, *HASHES, *_ONLY_SOURCE)
    refuse_beside(table, kind, refused)
    if kind == "url":
        return table.url("url") or ""
    return file_url(text, table.context.folder)
