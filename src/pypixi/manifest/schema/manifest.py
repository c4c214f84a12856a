"""The tables at the top of a manifest."""

from __future__ import annotations

from pypixi.specs.names import CONDA_NAME, PYPI_NAME

from .environments import ENVIRONMENTS, FEATURE, FEATURES
from .kinds import (
    ANYTHING,
    BOOLEAN,
    FALSE,
    PATH,
    TEXT,
    TEXTS,
    URL,
    Key,
    Shape,
    choice,
    either,
    list_of,
    pattern,
    table,
    table_named,
    table_of,
)
from .requirements import CONDA_TABLE, CONDA_VERSION
from .settings import (
    CHANNELS,
    CUTOFF,
    PLATFORMS,
    PRIORITY,
    PYPI_OPTIONS,
    S3_OPTIONS,
    STRATEGY,
)

PYPI_MAP_CHANNEL = Shape(
    name="PypiMapChannel",
    heading="`[workspace.conda-pypi-map]`: a channel as a table",
    keys={
        "location": Key(TEXT, "Path or URL of a JSON table of names."),
        "mapping": Key(
            table_of(
                either(TEXT, list_of(TEXT), FALSE),
                "table of strings, arrays or `false`",
            ),
            "Conda name → PyPI names; `false` for what is not on PyPI.",
        ),
        "mapping-mode": Key(
            choice(("overlay", "replace")), "Whether other tables are asked too."
        ),
        "same-name-heuristic": Key(
            BOOLEAN, "Whether a name that no table has is the same on PyPI."
        ),
    },
    rules=({"minProperties": 1},),
)
_VARIANTS = table_of(list_of(TEXT), "table of arrays of strings")
WORKSPACE_TARGET = Shape(
    name="WorkspaceTarget",
    heading="`[workspace.target.<selector>]`",
    keys={"build-variants": Key(_VARIANTS, "Variants on some platforms only.")},
)
WORKSPACE = Shape(
    name="Workspace",
    heading="`[workspace]`",
    keys={
        "channels": Key(
            CHANNELS, "Where conda packages come from, best first.", is_required=True
        ),
        "platforms": Key(PLATFORMS, "Platforms it is locked for."),
        "name": Key(TEXT, "Name; that of the folder by default."),
        "version": Key(pattern("version", r"\S+"), "Version."),
        "description": Key(TEXT, "One line on what it is."),
        "authors": Key(TEXTS, "Authors as `Name <mail>`."),
        "license": Key(TEXT, "Licence as an SPDX expression."),
        "license-file": Key(PATH, "File with the licence; must exist."),
        "readme": Key(PATH, "File that describes it; must exist."),
        "homepage": Key(URL, "Address of its pages."),
        "repository": Key(URL, "Address of its source."),
        "documentation": Key(URL, "Address of its documentation."),
        "channel-priority": Key(
            PRIORITY, "How strictly earlier channels hide later ones; `strict`."
        ),
        "solve-strategy": Key(STRATEGY, "Which versions are preferred; `highest`."),
        "conda-pypi-map": Key(
            either(
                FALSE,
                table_of(
                    either(TEXT, FALSE, table(PYPI_MAP_CHANNEL)), "table of channels"
                ),
            ),
            "Which conda packages are which PyPI packages.",
        ),
        "pypi-options": Key(
            table(PYPI_OPTIONS), "What all environments start from for PyPI."
        ),
        "s3-options": Key(
            table_of(table(S3_OPTIONS), "table of buckets"), "How buckets are reached."
        ),
        "preview": Key(either(BOOLEAN, TEXTS), "Features to come that are asked for."),
        "build-variants": Key(_VARIANTS, "Values to build packages with, each once."),
        "build-variants-files": Key(TEXTS, "Files with build variants; must exist."),
        "target": Key(
            table_of(table(WORKSPACE_TARGET), "table of selectors"),
            "Build variants that hold on some platforms only.",
        ),
        "requires-pixi": Key(
            CONDA_VERSION, "Versions of pixi that this manifest is meant for."
        ),
        "exclude-newer": Key(CUTOFF, "Packages that are newer are not looked at."),
        "dependencies": Key(
            CONDA_TABLE, "Packages that others take with `{ workspace = true }`."
        ),
    },
)
ROOT = Shape(
    name="Manifest",
    heading="The manifest",
    keys={
        "$schema": Key(ANYTHING, "Where editors find this schema; ignored."),
        "workspace": Key(table(WORKSPACE), "The workspace."),
        "project": Key(
            table(WORKSPACE), "Another name of `workspace`.", is_outdated=True
        ),
        "package": Key(table_named("Package"), "The package that is built here."),
        **{
            key: FEATURE.keys[key]
            for key in (
                "dependencies",
                "pypi-dependencies",
                "constraints",
                "dev",
                "host-dependencies",
                "build-dependencies",
                "target",
                "tasks",
                "activation",
                "pypi-options",
                "system-requirements",
            )
        },
        "feature": Key(FEATURES, "Named parts of environments."),
        "environments": Key(ENVIRONMENTS, "Environments, made of features."),
        "exclude-newer": Key(
            table_of(CUTOFF, "table of package names", CONDA_NAME),
            "Cutoffs of single conda packages.",
        ),
        "pypi-exclude-newer": Key(
            table_of(CUTOFF, "table of package names", PYPI_NAME),
            "Cutoffs of single PyPI packages.",
        ),
        "tool": Key(ANYTHING, "Tables of other tools; ignored."),
    },
    rules=(
        {"anyOf": [{"required": [key]} for key in ("workspace", "project", "package")]},
        {"not": {"required": ["workspace", "project"]}},
    ),
)
