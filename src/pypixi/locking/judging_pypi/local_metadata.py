"""Whether a local project still says of itself what is locked."""

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from pypixi.lockfile.pypi_locations import LocalPath, parse_location
from pypixi.patterns import regex
from pypixi.pypi.project import read_project
from pypixi.pypi.resolving.sources import with_sources
from pypixi.pypi.resolving.static_metadata import project_fault, stated_metadata
from pypixi.pypi.uv_sources import uv_sources
from pypixi.specs.names import PypiName

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from pypixi.locking.faults.context import Memory
    from pypixi.pypi.project import Project
    from pypixi.pypi.resolving.static_metadata import CoreMetadata
    from pypixi.records.pypi import PypiRecord

_PATH = regex(r"(?<= @ )(?:file:(?://)?)?((?![A-Za-z][\w+.-]+:)[^\s;]+)")
"""A path in a requirement, with the scheme that we write or without as others do."""
_OWN = regex(r"([A-Za-z0-9._-]+)\[([^\]]+)\](?: ; (.*))?")
_HEAD = regex(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?")
_ATOM = regex(r"extra == '[^']*'")
_ALWAYS = "extra == 'x' or extra != 'x'"
"""A marker that the engine knows to hold everywhere."""


def local_fault(record: PypiRecord, memory: Memory) -> str | None:
    """Return what has changed in the project of a folder; None for anything else.

    What only a build could tell is trusted: nothing is built here.
    """
    location = parse_location(record.location)
    if not isinstance(location, LocalPath) or location.is_archive:
        return None
    if record.version is not None:
        return (
            f"'{record.name}' is locked as a distribution but points to a local source"
            " directory"
        )
    folder = location.absolute(memory.root)
    project = memory.of(_Projects).at(folder)
    fault = project_fault(project, PypiName(record.name))
    if fault is not None:
        return f"local package '{record.name}' is not there any more: {fault}"
    found = stated_metadata(project)
    text = None if found is None else _change(record, found, project, memory)
    if text is None:
        return None
    return f"metadata for local package '{record.name}' has changed: {text}"


class _Projects:
    """Folders that were looked into; their projects belong to several environments."""

    def __init__(self) -> None:
        self._known: dict[Path, Project] = {}

    def at(self, folder: Path) -> Project:
        """Return the project of a folder, read once."""
        if folder not in self._known:
            self._known[folder] = read_project(folder)
        return self._known[folder]


def _change(
    record: PypiRecord, found: CoreMetadata, project: Project, memory: Memory
) -> str | None:
    try:
        sourced = with_sources(found.requires_dist, project)
        now = _expanded(record.name, sourced, memory)
        locked = _expanded(record.name, record.requires_dist, memory)
    except ValueError as error:  # the engine's, which a new solve puts into words
        return str(error)
    if now != locked:
        open_ones = _open_sources(now, project)
        now = _without_sources(now, open_ones)
        locked = _without_sources(locked, open_ones)
    if now != locked:
        added, removed = (", ".join(sorted(s)) for s in (now - locked, locked - now))
        return f"dependencies changed - added: [{added}], removed: [{removed}]"
    if not _is_same(record.requires_python, found.requires_python):
        return (
            f"requires-python changed from {record.requires_python or 'none'}"
            f" to {found.requires_python or 'none'}"
        )
    return None


def _is_same(one: str | None, other: str | None) -> bool:
    try:
        return SpecifierSet(one or "") == SpecifierSet(other or "")
    except InvalidSpecifier:
        return one == other


def _expanded(name: str, texts: Iterable[str], memory: Memory) -> frozenset[str]:
    """Return normalised requirements, those on the project itself written out.

    ``app[cli]`` in the extra ``all`` of ``app`` is what ``cli`` asks for, in ``all``.
    """
    given = memory.context.normalize([_anchored(text, memory.root) for text in texts])
    pending: list[tuple[str, frozenset[str]]] = [(text, frozenset()) for text in given]
    known = set(pending)
    found: list[str] = []
    while pending:
        text, within = pending.pop()
        match = _OWN.fullmatch(text)
        if match is None or canonicalize_name(match[1]) != name:
            found.append(text)
            continue
        # An extra may ask for itself, directly or through others.
        for extra in frozenset(match[2].split(",")) - within:
            inner = _of_extra(given, extra, match[3])
            added = {(text, within | {extra}) for text in inner} - known
            known |= added
            pending += added
    is_new = set(found) != set(given)
    return frozenset(memory.context.normalize(found) if is_new else found)


def _of_extra(given: Iterable[str], extra: str, marker: str | None) -> Iterator[str]:
    """Yield the requirements of an extra, under the marker that asks for the extra."""
    atom = f"extra == '{extra}'"
    for text in given:
        head, _, condition = text.partition(" ; ")
        if atom in condition:
            wanted = f"({marker or _ALWAYS})"
            if marker and _ATOM.fullmatch(marker):
                wanted = marker  # the same whatever way led here
            yield f"{head} ; {condition.replace(atom, wanted)}"


def _anchored(text: str, root: Path) -> str:
    """Return a requirement whose local path, if it has one, is absolute."""
    return _PATH.sub(
        lambda match: f"file://{os.path.normpath(root / unquote(match[1]))}", text
    )


def _without_sources(texts: Iterable[str], names: Collection[str]) -> frozenset[str]:
    """Return requirements, of some packages without their versions and URLs."""
    found: set[str] = set()
    for text in texts:
        match = _HEAD.match(text)
        if match is not None and canonicalize_name(match[1]) in names:
            _, mark, condition = text.partition(" ; ")
            found.add(f"{match[0]}{mark}{condition}")
        else:
            found.add(text)
    return frozenset(found)


def _open_sources(texts: Iterable[str], project: Project) -> frozenset[str]:
    """Return the packages whose place a project leaves to uv to find out.

    What was locked by the original has them by URL.
    """
    names = frozenset[str](uv_sources(project))
    heads = [_HEAD.match(text) for text in texts if " @ " in text]
    return names - {canonicalize_name(head[1]) for head in heads if head is not None}
