"""The tables that ask for packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.specs.names import CONDA_NAME, PYPI_NAME

from .kinds import (
    BOOLEAN,
    PATH,
    TEXT,
    TEXTS,
    TRUE,
    URL,
    Key,
    Kind,
    Shape,
    at_most_one,
    either,
    excludes,
    list_of,
    needs,
    pattern,
    table,
    table_named,
    table_of,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

CONDA_VERSION = Kind("version", {"type": "string"})
PYPI_VERSION = Kind(
    "version",
    {"type": "string", "not": {"pattern": r"^\s*v?\d[\w.!+*-]*\s*$"}},
)
"""A bare version is none: ``1.0`` could be ``==1.0`` or ``>=1.0``."""
HASHES = {
    "md5": Key(TEXT, "Hash of the archive."),
    "sha256": Key(TEXT, "Hash of the archive."),
}
LOCATION = {
    "git": Key(URL, "Repository that it is built from."),
    "branch": Key(TEXT, "Branch of the repository."),
    "tag": Key(TEXT, "Tag of the repository."),
    "rev": Key(TEXT, "Commit of the repository."),
    "subdirectory": Key(TEXT, "Folder of it in a repository or archive."),
    "lfs": Key(BOOLEAN, "Whether large files are fetched from the repository too."),
    "url": Key(URL, "Archive that it is, or is built from."),
    "path": Key(PATH, "Archive that it is, or folder that it is built from."),
}
"""Where a package comes from that no channel or index is searched for."""
PIN_KEYS = ("pin-compatible", "pin-subpackage")
"""Keys of an entry that only means something in a package."""

_GIT_ONLY = tuple(needs(key, "git") for key in ("branch", "tag", "rev", "lfs"))
_ONE_LOCATION = (
    *at_most_one("git", "url", "path"),
    *at_most_one("branch", "tag", "rev"),
    *_GIT_ONLY,
)
_ONLY_ARCHIVES_HAVE_HASHES = tuple(
    rule for key in HASHES for rule in excludes(key, "git", "path")
)


def _no_location_beside(*keys: str) -> tuple[Mapping[str, Any], ...]:
    """Return rules under which keys about a channel or index have no location."""
    return tuple(
        rule
        for location in ("git", "path", "url")
        for rule in excludes(location, *keys)
    )


def _packages(names: str, version: Kind, shape: Shape) -> Kind:
    """Return tables of packages, each with a version or a table of one shape."""
    entry = either(version, table(shape), words="version or table")
    return table_of(entry, "table of package names", names)


_MATCHING = {
    "version": Key(CONDA_VERSION, "Range of versions, for example `>=1.2,<2`."),
    "build": Key(TEXT, "Build string: a glob, or a regular expression `^…$`."),
    "build-number": Key(TEXT, "Build number, for example `>=3`."),
    "extras": Key(TEXTS, "Groups of optional dependencies to install too."),
    "flags": Key(TEXTS, "Flags that the build must have."),
    "subdir": Key(TEXT, "Platform of the archive."),
    "license": Key(TEXT, "Licence."),
    "license-family": Key(TEXT, "Family of licences."),
    "track-features": Key(TEXTS, "Features that the build tracks."),
}
PACKAGE_CONDITION = Shape(
    name="PackageCondition",
    heading="A condition on a package",
    keys={
        "package": Key(
            pattern("package name", CONDA_NAME),
            "Package that must be there; the other keys say what it must be like.",
            is_required=True,
        ),
        **without(_MATCHING, "extras"),
        **HASHES,
    },
)
_ANY_CONDITION = {
    "anyOf": [
        {"type": "string"},
        {"$ref": "#/definitions/Conditions"},
        {"$ref": "#/definitions/PackageCondition"},
    ]
}
_SEVERAL = Kind(
    "array of conditions",
    {"type": "array", "minItems": 1, "items": _ANY_CONDITION},
)
CONDITIONS = Shape(
    name="Conditions",
    heading="Several conditions",
    keys={
        "all": Key(_SEVERAL, "Conditions that must all hold."),
        "any": Key(_SEVERAL, "Conditions of which one must hold."),
    },
    rules=({"minProperties": 1, "maxProperties": 1},),
)
_CONDITION = Kind("string or table", _ANY_CONDITION, (CONDITIONS, PACKAGE_CONDITION))

CONDA_RULES = (
    {"minProperties": 1},
    *_ONE_LOCATION,
    *excludes("workspace", "version", *LOCATION),
    *_no_location_beside("channel", "file-name", "license-family"),
    *_ONLY_ARCHIVES_HAVE_HASHES,
)
"""What holds for a conda dependency, of a workspace or of a package."""
CONDA = Shape(
    name="CondaDependency",
    heading="A conda dependency as a table",
    keys={
        **_MATCHING,
        "when": Key(
            _CONDITION,
            "Condition under which it is asked for, for example `python >=3.10`.",
        ),
        "channel": Key(TEXT, "Channel it must come from."),
        "file-name": Key(TEXT, "Name of the archive."),
        **HASHES,
        **LOCATION,
        "package": Key(
            table_named("InlinePackage"),
            "How it is built, where its source does not say so.",
        ),
        "workspace": Key(TRUE, "Take the entry of `[workspace.dependencies]`."),
    },
    rules=(*CONDA_RULES, needs("package", "git", "path", "url", "workspace")),
)
CONSTRAINT = Shape(
    name="CondaConstraint",
    heading="A constraint as a table",
    keys=without(CONDA.keys, *LOCATION, "package", "when"),
    rules=({"minProperties": 1}, *excludes("workspace", "version")),
)
CONDA_TABLE = _packages(CONDA_NAME, CONDA_VERSION, CONDA)
CONSTRAINT_TABLE = _packages(CONDA_NAME, CONDA_VERSION, CONSTRAINT)

SOURCE = Shape(
    name="Source",
    heading="A source",
    keys={**LOCATION, **HASHES},
    rules=(
        {"anyOf": [{"required": [key]} for key in ("git", "url", "path")]},
        *_ONE_LOCATION,
        *_ONLY_ARCHIVES_HAVE_HASHES,
    ),
)
DEV_TABLE = table_of(table(SOURCE), "table of package names", CONDA_NAME)

PYPI = Shape(
    name="PypiDependency",
    heading="A PyPI dependency as a table",
    keys={
        "version": Key(PYPI_VERSION, "Range of versions, for example `>=1.2,<2`."),
        "extras": Key(
            list_of(pattern("name", PYPI_NAME), "array of strings"),
            "Extras to install too.",
        ),
        "index": Key(URL, "Index it must come from."),
        "env-markers": Key(TEXT, "Marker of PEP 508: where it is asked for."),
        "editable": Key(BOOLEAN, "Whether changes of the source are seen at once."),
        **LOCATION,
    },
    rules=(*_ONE_LOCATION, *_no_location_beside("version", "index")),
)
PYPI_TABLE = _packages(PYPI_NAME, PYPI_VERSION, PYPI)
