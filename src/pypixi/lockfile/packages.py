"""Records from the entries of a parsed lock file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from pypixi.patterns import regex
from pypixi.records.conda import CondaRecord
from pypixi.records.pypi import PypiRecord
from pypixi.records.source import CondaSourceRecord

from . import fields, locations
from .errors import MisfitError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pypixi.lockfile.yaml.canonical import Node

    from .model import LockedPackage, Selector

_NAME = regex(r"[0-9A-Za-z_.-]*")
_IDENTIFIER = regex(r"([0-9A-Za-z_.-]*)\[([^\[\]]+)\] @ (.*)", re.DOTALL)
_PYPI_NAME = regex(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ANY_PYPI_NAME = regex(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_NO_VERSION = "0a0.dev0"
"""What the original takes for the version of a file that has none."""
_LARGEST_VARIANT = 2**63


def read_package(entry: Node, root: Path) -> LockedPackage:
    """Return the record of an entry of ``packages``.

    Raises:
        MisfitError: If the entry is of no known kind, or a field is wrong or missing.
    """
    table = fields.mapping(entry)
    match _kind(table):
        case "conda":
            return _read_binary(table, root)
        case "conda_source":
            return _read_source(table, root)
        case "pypi":
            return _read_pypi(table, root)


def read_selector(entry: Node) -> Selector:
    """Return the kind and the text of a reference to a package.

    The text is that of the document, while the sets of a record hold URLs of archives.
    """
    table = fields.mapping(entry)
    kind = _kind(table)
    name = fields.under(fields.text, table[kind], kind)
    return kind, locations.url_to_location(name) if kind == "conda" else name


def _kind(entry: dict[str, Node]) -> Literal["conda", "conda_source", "pypi"]:
    if "conda" in entry:
        return "conda"
    if "conda_source" in entry:
        return "conda_source"
    if "pypi" in entry:
        return "pypi"
    raise MisfitError("expected one of the keys `conda`, `conda_source` and `pypi`")


def _read_binary(entry: dict[str, Node], root: Path) -> CondaRecord:
    found = fields.convert(entry, _BINARY)
    # The original makes a path of a `file://` URL before it looks at it.
    location = locations.url_to_location(found.pop("conda", ""))
    derived = locations.derive(location)
    known: dict[str, Any] = {
        "file_name": derived.file_name,
        "name": derived.name,
        "version": derived.version,
        "subdir": derived.subdir,
        "channel": derived.channel,
        **found,
        "build": found.get("build") or derived.build,
        "url": locations.location_to_url(location, root),
        "location": location if locations.is_relative(location) else None,
    }
    _check_binary(known, derived.file_name)
    if entry.get("channel", "") is None:
        known["channel"] = None
    build = known["build"]
    known.setdefault("build_number", locations.build_number_of(build))
    if "noarch" not in found:
        known["noarch"] = locations.noarch_of(
            derived.subdir or known["subdir"], derived.build or build
        )
    return CondaRecord(**known)


def _check_binary(known: dict[str, Any], file_name: str | None) -> None:
    if file_name is None:
        raise MisfitError(
            "binary package location must have a valid archive filename "
            "(`name-version-build.conda` or `.tar.bz2`)",
            ("conda",),
        )
    for key in ("name", "version", "build", "subdir"):
        if known[key] is None:
            raise MisfitError(f"missing field `{key}`")


def _read_source(entry: dict[str, Node], root: Path) -> CondaSourceRecord:
    found = fields.convert(entry, _SOURCE)
    identifier = found.pop("conda_source", "")
    parts = _IDENTIFIER.fullmatch(identifier)
    if parts is None:
        raise MisfitError(
            f"expected `name[hash] @ location`, found `{identifier}`", ("conda_source",)
        )
    is_full = "version" in found and "subdir" in found
    # Of a partial entry the original keeps nothing that a change could make wrong.
    missing = frozenset[str]() if is_full else _FULL_ONLY
    return CondaSourceRecord(
        name=parts[1],
        hash=parts[2],
        location=parts[3],
        **{key: value for key, value in found.items() if key not in missing},
        **_package_sets(entry, root),
    )


def _read_pypi(entry: dict[str, Node], root: Path) -> PypiRecord:
    found = fields.convert(entry, _PYPI)
    if "name" not in found:
        raise MisfitError("missing field `name`")
    if not found.keys().isdisjoint(("md5", "sha256", "index")):
        found.setdefault("version", _NO_VERSION)
    # Only a directory is built in its own environment; the original drops other sets.
    sets = {} if "version" in found else _package_sets(entry, root)
    return PypiRecord(location=found.pop("pypi", ""), **found, **sets)


def _package_sets(entry: dict[str, Node], root: Path) -> dict[str, Any]:
    """Return the packages resolved for building, by the name of the set."""
    sets: dict[str, Any] = {}
    for name in ("build_packages", "host_packages"):
        items = fields.under(fields.sequence, entry.get(name, []), name)
        selectors = [
            fields.under(read_selector, item, name, at) for at, item in enumerate(items)
        ]
        sets[name] = tuple(
            (kind, locations.location_to_url(text, root) if kind == "conda" else text)
            for kind, text in selectors
        )
    return sets


def _name(value: Node) -> str:
    name = fields.text(value)
    if not _NAME.fullmatch(name):
        raise MisfitError(f"`{name}` is not a valid package name")
    return name


def _pypi_name(value: Node) -> str:
    name = fields.text(value)
    if not _PYPI_NAME.fullmatch(name):
        if not _ANY_PYPI_NAME.fullmatch(name):
            raise MisfitError(f"`{name}` is not a valid package name")
        return re.sub(r"[-_.]+", "-", name).lower()
    return name


def _version(value: Node) -> str:
    version = fields.text(value)
    if not version:
        raise MisfitError("malformed version string '': empty string")
    return version


def _file_name(value: Node) -> str:
    name = fields.text(value)
    if not locations.is_archive_name(name):
        raise MisfitError(f"`{name}` is not the name of a package archive")
    return name


def _channel(value: Node) -> str:
    url = fields.text(value)
    if "://" not in url:
        raise MisfitError(f"`{url}` is not the URL of a channel")
    plain = url.rstrip("/")
    return f"{plain}//" if plain[-1] == ":" else plain  # as of the root of this machine


def _variants(value: Node) -> dict[str, str | int | bool]:
    return fields.named(value, _variant)


def _variant(value: Node) -> str | int | bool:
    match value:
        case bool() | str():
            return value
        case int() if -_LARGEST_VARIANT <= value < _LARGEST_VARIANT:
            return value
        case _:
            found = fields.describe(value)
            raise MisfitError(f"expected a string, integer or truth value, not {found}")


def _one_root(found: dict[str, Any]) -> str:
    roots = [key for key in ("url", "git", "path") if key in found]
    if len(roots) != 1:
        raise MisfitError("must specify exactly one of `url`, `git` and `path`")
    return roots[0]


def _build_source(value: Node) -> dict[str, str | bool]:
    found: dict[str, str | bool] = fields.convert(value, _SOURCE_CODE)
    root = _one_root(found)
    if root == "url" and "sha256" not in found:
        raise MisfitError("url source must have `sha256`")
    if root == "git" and "rev" not in found:
        raise MisfitError("git source must have `rev`")
    if "branch" in found and "tag" in found:
        raise MisfitError("git source cannot have both `branch` and `tag`")
    if not found.get("explicit_rev") or "branch" in found or "tag" in found:
        found.pop("explicit_rev", None)
    return {key: item for key, item in found.items() if key in _PARTS[root]}


def _source_location(value: Node) -> dict[str, str | bool]:
    found: dict[str, str | bool] = fields.convert(value, _SOURCE_LOCATION)
    root = _one_root(found)
    if root == "path" and "subdirectory" in found:
        raise MisfitError("`path` can not have `subdirectory`")
    if root == "git" and len(found.keys() & {"rev", "branch", "tag"}) > 1:
        raise MisfitError("must specify at most one of `branch`, `tag` and `rev`")
    return {key: item for key, item in found.items() if key in _PLACES[root]}


def _source_depends(value: Node) -> dict[str, dict[str, str | bool]]:
    return fields.named(value, _source_location)


_Converters = dict[str, "Callable[[Node], Any]"]

_SOURCE_CODE: _Converters = {
    **dict.fromkeys(("url", "git", "branch", "tag", "rev", "path"), fields.text),
    "sha256": fields.sha256,
    "explicit_rev": fields.flag,
    "subdir": fields.text,
}
_PARTS = {
    "url": ("url", "sha256", "subdir"),
    "git": ("git", "branch", "tag", "explicit_rev", "rev", "subdir"),
    "path": ("path",),
}
_SOURCE_LOCATION: _Converters = {
    **dict.fromkeys(("url", "git", "rev", "branch", "tag", "path"), fields.text),
    "md5": fields.md5,
    "sha256": fields.sha256,
    "subdirectory": fields.text,
    "lfs": fields.flag,
}
_PLACES = {
    "url": ("url", "md5", "sha256", "subdirectory"),
    "git": ("git", "rev", "branch", "tag", "subdirectory", "lfs"),
    "path": ("path",),
}
_CONDA: _Converters = {
    "version": _version,
    "build": fields.text,
    "build_number": fields.number,
    "subdir": fields.text,
    "noarch": fields.noarch,
    "depends": fields.texts,
    "constrains": fields.texts,
    "extra_depends": fields.groups,
    "features": fields.text,
    "flags": fields.texts,
    "track_features": fields.texts,
    "license": fields.text,
    "license_family": fields.text,
    "purls": fields.purls,
    "run_exports": fields.run_exports,
    "size": fields.number,
    "python_site_packages_path": fields.text,
}
_BINARY: _Converters = {
    "conda": fields.text,
    "name": _name,
    **_CONDA,
    "sha256": fields.sha256,
    "md5": fields.md5,
    "legacy_bz2_md5": fields.md5,
    "channel": _channel,
    "file_name": _file_name,
    "legacy_bz2_size": fields.number,
    "timestamp": fields.timestamp,
}
_SOURCE: _Converters = {
    "conda_source": fields.text,
    **_CONDA,
    "variants": _variants,
    "source": _build_source,
    "source_depends": _source_depends,
}
_FULL_ONLY = frozenset(
    {
        "version",
        "build",
        "build_number",
        "subdir",
        "noarch",
        "features",
        "track_features",
        "license_family",
        "size",
        "python_site_packages_path",
    }
)
_PYPI: _Converters = {
    "pypi": fields.text,
    "name": _pypi_name,
    "version": _version,
    "md5": fields.md5,
    "sha256": fields.sha256,
    "index": fields.text,
    "requires_dist": fields.texts,
    "requires_python": fields.text,
}
