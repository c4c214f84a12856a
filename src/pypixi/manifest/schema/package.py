"""The tables that say what a package is and how it is built.

Only manifests with a package are read by these: other tables refer to them by name.
"""

from __future__ import annotations

from typing import Any

from pypixi.specs.names import CONDA_NAME

from .kinds import (
    BOOLEAN,
    FREE_TABLE,
    INTEGER,
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
    pattern,
    table,
    table_of,
    without,
)
from .requirements import (
    CONDA,
    CONDA_RULES,
    CONDA_VERSION,
    LOCATION,
    PIN_KEYS,
    SOURCE,
)
from .settings import CHANNELS

EXTRA_NAME = r"[a-z0-9._+-]{1,64}"
_SELECTOR = r"[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_CONDITIONAL = r"^if\([\s\S]*\S[\s\S]*\)$"
_BOUND = pattern("string", r"\S+")

FROM_WORKSPACE = Shape(
    name="FromWorkspace",
    heading="A value of the workspace",
    keys={"workspace": Key(TRUE, "Take that of `[workspace]`.", is_required=True)},
)
PIN = Shape(
    name="Pin",
    heading="A pin as a table",
    keys={
        "lower-bound": Key(
            _BOUND, "Segments that the lower bound keeps, or a version; `x.x.x.x.x.x`."
        ),
        "upper-bound": Key(
            _BOUND, "Segments of which the last is counted up, or a version; `x`."
        ),
        "exact": Key(BOOLEAN, "Whether version and build must be the same; alone."),
        "build": Key(TEXT, "Build string: a glob, or a regular expression `^…$`."),
    },
    rules=(
        {
            "if": {"properties": {"exact": {"const": True}}, "required": ["exact"]},
            "then": {"maxProperties": 1},
        },
    ),
)
_PIN_VALUE = either(TRUE, table(PIN), words="`true` or table")
PIN_COMPATIBLE = Shape(
    name="PinCompatible",
    heading="A pin to a dependency",
    keys={
        "pin-compatible": Key(
            _PIN_VALUE,
            "Versions near to the one that it is built with.",
            is_required=True,
        )
    },
)
PIN_SUBPACKAGE = Shape(
    name="PinSubpackage",
    heading="A pin to the package itself",
    keys={
        "pin-subpackage": Key(
            _PIN_VALUE, "Versions near to that of the package.", is_required=True
        )
    },
)
_PINS = {"pin-compatible": PIN_COMPATIBLE, "pin-subpackage": PIN_SUBPACKAGE}

PACKAGE_DEPENDENCY = Shape(
    name="PackageDependency",
    heading="A dependency of a package as a table",
    keys=without(CONDA.keys, "package"),
    rules=CONDA_RULES,
)
PACKAGE_CONSTRAINT = Shape(
    name="PackageConstraint",
    heading="A constraint of a package as a table",
    keys=without(PACKAGE_DEPENDENCY.keys, *LOCATION),
    rules=({"minProperties": 1}, *excludes("workspace", "version")),
)


def _requirements(shape: Shape, *pins: str, conditional: bool = True) -> Kind:
    """Return tables of packages, which may have tables for conditions in them."""
    tables = [table(each) for each in (shape, *(_PINS[pin] for pin in pins))]
    entry = either(CONDA_VERSION, *tables, words="version or table")
    plain = table_of(entry, "table of package names", CONDA_NAME)
    if not conditional:
        return plain
    schema: dict[str, Any] = {
        "type": "object",
        "patternProperties": {
            f"^(?:{CONDA_NAME})$": entry.schema,
            _CONDITIONAL: plain.schema,
        },
        "additionalProperties": False,
    }
    return Kind("table of package names or `if(…)`", schema, entry.shapes)


def _tables(*, conditional: bool) -> dict[str, Key]:
    """Return the keys for what a package needs."""
    plain = _requirements(PACKAGE_DEPENDENCY, conditional=conditional)
    pinned = _requirements(
        PACKAGE_DEPENDENCY, "pin-compatible", conditional=conditional
    )
    constraints = _requirements(PACKAGE_CONSTRAINT, conditional=conditional)
    return {
        "build-dependencies": Key(plain, "Tools that run while it is built."),
        "host-dependencies": Key(pinned, "What it is built against."),
        "run-dependencies": Key(pinned, "What is installed with it."),
        "run-constraints": Key(
            constraints, "What packages beside it must be like if they come."
        ),
        "extra-dependencies": Key(
            table_of(plain, "table of extras", EXTRA_NAME),
            "What is installed with it for each of its extras.",
        ),
    }


_EXPORTED = _requirements(PACKAGE_DEPENDENCY, *PIN_KEYS)
_EXPORTED_CONSTRAINTS = _requirements(PACKAGE_CONSTRAINT, *PIN_KEYS)
RUN_EXPORTS = Shape(
    name="RunExports",
    heading="`[package.run-exports]`",
    keys={
        "noarch": Key(
            _EXPORTED, "Run dependencies of `noarch` packages with it as host."
        ),
        "strong": Key(
            _EXPORTED, "Run dependencies of packages with it as build or host."
        ),
        "weak": Key(_EXPORTED, "Run dependencies of packages with it as host."),
        "strong-constraints": Key(
            _EXPORTED_CONSTRAINTS, "As `strong`, but constraints."
        ),
        "weak-constraints": Key(_EXPORTED_CONSTRAINTS, "As `weak`, but constraints."),
    },
)
PACKAGE_TARGET = Shape(
    name="PackageTarget",
    heading="`[package.target.<selector>]`",
    keys=_tables(conditional=False),
)

BACKEND = Shape(
    name="BuildBackend",
    heading="`[package.build.backend]`",
    keys={
        "name": Key(
            pattern("package name", CONDA_NAME),
            "Package with the backend, and its program.",
            is_required=True,
        ),
        **without(PACKAGE_DEPENDENCY.keys, *LOCATION),
        "channels": Key(
            Kind(CHANNELS.words, {**CHANNELS.schema, "minItems": 1}, CHANNELS.shapes),
            "Where it comes from; the channels of the workspace by default.",
        ),
        "additional-dependencies": Key(
            _requirements(PACKAGE_DEPENDENCY, conditional=False),
            "What is installed beside it.",
        ),
    },
    rules=excludes("workspace", "version"),
)
BUILD_TARGET = Shape(
    name="BuildTarget",
    heading="`[package.build.target.<selector>]`",
    keys={"config": Key(FREE_TABLE, "Settings on some platforms only.")},
)
BUILD_SOURCE = Shape(
    name="BuildSource",
    heading="`[package.build.source]`",
    keys=SOURCE.keys,
    rules=(*SOURCE.rules, *excludes("path", "subdirectory")),
)
BUILD = Shape(
    name="PackageBuild",
    heading="`[package.build]`",
    keys={
        "backend": Key(table(BACKEND), "What builds it.", is_required=True),
        "source": Key(
            table(BUILD_SOURCE), "Where its code is; beside the manifest by default."
        ),
        "config": Key(FREE_TABLE, "Settings of the backend."),
        "configuration": Key(FREE_TABLE, "Another name of `config`.", is_outdated=True),
        "target": Key(
            table_of(table(BUILD_TARGET), "table of selectors", _SELECTOR),
            "Settings of the backend on some platforms.",
        ),
        "flags": Key(TEXTS, "Flags that others can ask for in its builds."),
        "build-string-prefix": Key(TEXT, "What its build strings start with."),
        "build-number": Key(
            Kind("integer", {**INTEGER.schema, "minimum": 0}), "Number of the build."
        ),
        "secrets": Key(TEXTS, "Variables that its build script can read."),
        "channels": Key(
            CHANNELS, "Another place for `backend.channels`.", is_outdated=True
        ),
        "additional-dependencies": Key(
            _requirements(PACKAGE_DEPENDENCY, conditional=False),
            "Another place for `backend.additional-dependencies`.",
            is_outdated=True,
        ),
    },
    rules=at_most_one("config", "configuration"),
)


def _inheritable(kind: Kind) -> Kind:
    words = f"{kind.words} or `{{ workspace = true }}`"
    return either(kind, table(FROM_WORKSPACE), words=words)


PACKAGE = Shape(
    name="Package",
    heading="`[package]`",
    keys={
        "name": Key(
            _inheritable(pattern("package name", CONDA_NAME)),
            "Name; some backends find it out.",
        ),
        "version": Key(
            _inheritable(pattern("version", r"\S+")),
            "Version; some backends find it out.",
        ),
        "description": Key(_inheritable(TEXT), "What it is."),
        "authors": Key(_inheritable(TEXTS), "Authors as `Name <mail>`."),
        "license": Key(_inheritable(TEXT), "Licence as an SPDX expression."),
        "license-file": Key(_inheritable(PATH), "File with the licence; must exist."),
        "readme": Key(_inheritable(PATH), "File that describes it; must exist."),
        "homepage": Key(_inheritable(URL), "Address of its pages."),
        "repository": Key(_inheritable(URL), "Address of its source."),
        "documentation": Key(_inheritable(URL), "Address of its documentation."),
        "publish": Key(
            BOOLEAN, "Whether `pixi publish` takes it with the others; `false`."
        ),
        "build": Key(table(BUILD), "How it is built.", is_required=True),
        **_tables(conditional=True),
        "run-exports": Key(
            table(RUN_EXPORTS), "What packages built with it need because of it."
        ),
        "target": Key(
            table_of(table(PACKAGE_TARGET), "table of selectors", _SELECTOR),
            "What it needs on some platforms.",
            is_outdated=True,
        ),
    },
)
INLINE_BUILD = Shape(
    name="InlineBuild",
    heading="`build` of a package beside its source",
    keys=without(BUILD.keys, "source"),
    rules=BUILD.rules,
)
INLINE_PACKAGE = Shape(
    name="InlinePackage",
    heading="A package beside its source",
    keys={
        **without(PACKAGE.keys, "name"),
        "build": Key(table(INLINE_BUILD), "How it is built.", is_required=True),
    },
)
DEFINITIONS = (PACKAGE, INLINE_PACKAGE)
"""What other tables refer to by name."""
