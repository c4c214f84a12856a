"""From the tables of conda packages to their requirements."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pypixi.specs.channel import channel_url, is_path
from pypixi.specs.matchspec import CondaSpec
from pypixi.specs.names import package_name
from pypixi.values import replace

from .conditions import parse_when
from .entries import package_entries
from .faults import InvalidValueError, UnsupportedKeyError, WrongTypeError
from .tables import Table

if TYPE_CHECKING:
    from pypixi.specs.names import PackageName

    from .entries import PackageEntry

_UNSUPPORTED_SPEC = (
    "git",
    "branch",
    "tag",
    "rev",
    "subdirectory",
    "lfs",
    "package",
)
_LOCATIONS = ("url", "path", "git")
_REFERENCES = ("branch", "rev", "tag")
_HASHES = ("md5", "sha256")
_TEXTS = {
    "version": "version",
    "build": "build",
    "build-number": "build_number",
    "channel": "channel",
    "subdir": "subdir",
    "file-name": "file_name",
    "md5": "md5",
    "sha256": "sha256",
    "license": "license",
    "license-family": "license_family",
}
_LISTS = {
    "extras": "extras",
    "flags": "flags",
    "track-features": "track_features",
}
_MATCHING = (*_TEXTS, *_LISTS, "when")
_OWNED_BY_WORKSPACE = ("version", "path", "git", "url")
_ARCHIVES = (".conda", ".tar.bz2")


class UnsupportedSourceError(UnsupportedKeyError):
    """A package is to be built from source, which this version cannot do yet."""

    note = (
        "conda source dependencies are not allowed without enabling the 'pixi-build'"
        " preview flag"
    )


def parse_dependencies(
    parent: Table, key: str = "dependencies"
) -> dict[PackageName, CondaSpec]:
    """Return the conda packages that the table at ``key`` asks for."""
    return _specs(parent, key)


def parse_constraints(parent: Table) -> dict[PackageName, CondaSpec]:
    """Return what ``[constraints]`` of ``parent`` demands of packages."""
    found = _specs(parent, "constraints")
    for table, key, _ in parent.entries("constraints") if found else ():
        name = package_name(key)
        spec = None if name is None else found.get(name)
        if spec is not None and spec.url is not None:
            kind, help_text = "a location", "write the versions that are allowed"
        elif spec is not None and spec.when is not None:
            # The solver would take it for one without a condition.
            kind = "a condition yet"
            help_text = "restrict it to a kind of platform: [target.linux.constraints]"
        else:
            continue
        message = f"the constraint on '{name}' cannot have {kind}"
        table.faults.append(InvalidValueError(table.at(key), message, help=help_text))
    return found


def parse_shared_dependencies(workspace: Table) -> dict[PackageName, CondaSpec]:
    """Return what ``[workspace.dependencies]`` holds for others to refer to."""
    found: dict[PackageName, CondaSpec] = {}
    for name, entry in package_entries(
        workspace, "dependencies", package_name, "conda"
    ):
        if isinstance(entry.value, dict) and "workspace" in entry.value:
            message = "what others refer to cannot refer to the workspace itself"
            place = entry.table.at(entry.key, "workspace")
            workspace.faults.append(InvalidValueError(place.key, message))
            continue
        spec = _spec(name, entry)
        if spec is not None:
            found[name] = spec
    return found


def _specs(parent: Table, key: str) -> dict[PackageName, CondaSpec]:
    found: dict[PackageName, CondaSpec] = {}
    for name, entry in package_entries(parent, key, package_name, "conda"):
        spec = _spec(name, entry)
        if spec is not None:
            found[name] = spec
    return found


def _spec(name: PackageName, entry: PackageEntry) -> CondaSpec | None:
    table, key, value = entry
    place = table.at(key)
    if isinstance(value, str):
        return CondaSpec(name=name, version=value, place=place)
    if not isinstance(value, dict):
        table.faults.append(WrongTypeError(place, "string or table", value))
        return None
    child = Table(table.document, place.keys, value, table.faults)
    if "workspace" in value:
        return _inherited(name, child)
    url = _location(child)
    spec = CondaSpec(name=name, place=place, url=url, **_fields(child))
    child.finish()
    if not value:
        message = "one of `version`, `build`, … must be specified"
        table.faults.append(InvalidValueError(place, message, label="empty table"))
    return spec


def _fields(table: Table) -> dict[str, Any]:
    """Return the fields of a requirement that ``table`` sets."""
    texts = {field: table.string(key) for key, field in _TEXTS.items()}
    lists = {field: table.strings(key) for key, field in _LISTS.items()}
    channel = texts["channel"]
    if channel is not None and is_path(channel):  # it starts at the manifest
        texts["channel"] = channel_url(channel, table.document.path.parent)
    given = {**texts, **lists, "when": parse_when(table)}
    return {field: value for field, value in given.items() if value is not None}


def _inherited(name: PackageName, table: Table) -> CondaSpec | None:
    """Return the entry of ``[workspace.dependencies]``, changed by other keys."""
    is_inherited = table.boolean("workspace")
    if is_inherited is False:
        message = "`workspace` cannot be false"
        help_text = "leave it out, or write `workspace = true`"
        table.faults.append(
            InvalidValueError(table.at("workspace"), message, help=help_text)
        )
    owned = [key for key in _OWNED_BY_WORKSPACE if key in table.data]
    for key in owned:
        message = f"`{key}` cannot be used with `workspace`: the workspace owns it"
        help_text = f"change it in `[workspace.dependencies]`, or leave out `{key}`"
        place = table.at(key).key
        table.faults.append(InvalidValueError(place, message, help=help_text))
        table.ignored(key)
    changes = _fields(table)
    table.finish()
    if not is_inherited or owned:
        return None
    shared = _shared(name, table)
    if shared is None:
        message = (
            f"the workspace does not define `{name}` in `[workspace.dependencies]`"
        )
        help_text = f'add to [workspace.dependencies]: {name} = "*"'
        table.faults.append(
            InvalidValueError(table.at("workspace"), message, help=help_text)
        )
        return None
    return replace(shared, **changes, place=table.at())


def _shared(name: PackageName, table: Table) -> CondaSpec | None:
    """Return an entry of the workspace; its faults are reported with that table."""
    root = table.document.root
    key = "workspace" if "workspace" in root else "project"
    settings = root.get(key)
    if not isinstance(settings, dict):
        return None
    keys = (*table.document.root_keys, key)
    workspace = Table(table.document, keys, settings, [])
    return parse_shared_dependencies(workspace).get(name)


def _location(table: Table) -> str | None:
    """Return the URL of an archive, None for a package of a channel.

    What is no archive is to be built from source, and refused.
    """
    for key in _UNSUPPORTED_SPEC:
        table.ignored(key)
    given = [key for key in _LOCATIONS if key in table.data]
    url, path = table.string("url"), table.string("path")
    if not _is_sound(table, given):
        return None
    text = url or path
    if text is None and "git" not in given and given:
        return None  # it is no string
    if text is None or not text.endswith(_ARCHIVES):
        _refuse_source(table, given)
        return None
    _refuse_matching(table, given[0], _MATCHING)
    return text if url is not None else _file_url(table, text)


def _is_sound(table: Table, given: list[str]) -> bool:
    """Tell whether the keys that say where a package comes from go together."""
    references = [key for key in _REFERENCES if key in table.data]
    of_git = [key for key in (*_REFERENCES, "lfs") if key in table.data]
    fault = None
    if len(given) > 1:
        fault = given[1], "only one of `url`, `path`, or `git` can be specified"
    elif of_git and "git" not in given:
        message = (
            "`branch`, `rev`, `tag`, and `lfs` are only valid when `git` is specified"
        )
        fault = of_git[0], message
    elif len(references) > 1:
        message = "only one of `branch`, `rev`, or `tag` can be specified"
        fault = references[1], message
    if fault is not None:
        key, message = fault
        table.faults.append(InvalidValueError(table.at(key).key, message))
    return fault is None


def _refuse_source(table: Table, given: list[str]) -> None:
    """Refuse what would have to be built."""
    kind = given[0] if given else ""
    keys = [key for key in (kind, "subdirectory", "package") if key in table.data]
    if kind:
        refused = ("file-name", "channel", "license-family", *_HASHES)
        # A source archive has a hash, a folder or repository has not.
        _refuse_matching(table, kind, refused[:-2] if kind == "url" else refused)
    for key in keys[:1]:
        place = table.at(key)
        table.faults.append(UnsupportedSourceError(place))


def _refuse_matching(table: Table, kind: str, keys: tuple[str, ...]) -> None:
    """Refuse keys that mean nothing beside a location of that kind."""
    allowed = _HASHES if kind == "url" else ()
    for key in keys:
        if key in table.data and key not in allowed:
            message = f"`{key}` cannot be used with `{kind}`"
            table.faults.append(InvalidValueError(table.at(key).key, message))


def _file_url(table: Table, text: str) -> str:
    # Unlike that of Path, this leaves a user whom nobody knows as written.
    expanded = os.path.expanduser(text)  # noqa: PTH111
    return Path(os.path.normpath(table.document.path.parent / expanded)).as_uri()
