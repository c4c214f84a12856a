"""The tables of features, environments and targets."""

from __future__ import annotations

from pypixi.manifest.targets import SELECTOR
from pypixi.specs.names import ENVIRONMENT_NAME

from .kinds import (
    BOOLEAN,
    TEXT,
    TEXTS,
    Key,
    Shape,
    either,
    list_of,
    table,
    table_of,
)
from .requirements import CONDA_TABLE, CONSTRAINT_TABLE, DEV_TABLE, PYPI_TABLE
from .settings import (
    CHANNELS,
    PRIORITY,
    PYPI_OPTIONS,
    STRATEGY,
    SYSTEM_REQUIREMENTS,
)
from .tasks import TASKS

VARIABLE_NAME = r"[^=\x00-\x1f\x7f]+"
ACTIVATION = Shape(
    name="Activation",
    heading="`[activation]`",
    keys={
        "scripts": Key(TEXTS, "Scripts to run, as paths below the workspace."),
        "env": Key(
            table_of(TEXT, "table of strings", VARIABLE_NAME),
            "Variables to set, after the scripts.",
        ),
    },
)
_CONTENT = {
    "dependencies": Key(CONDA_TABLE, "Conda packages."),
    "pypi-dependencies": Key(PYPI_TABLE, "PyPI packages."),
    "constraints": Key(
        CONSTRAINT_TABLE, "What conda packages must be like if they come."
    ),
    "dev": Key(DEV_TABLE, "Sources whose dependencies to install."),
}
_OUTDATED = {
    "host-dependencies": Key(CONDA_TABLE, "As `dependencies`.", is_outdated=True),
    "build-dependencies": Key(CONDA_TABLE, "As `dependencies`.", is_outdated=True),
}
_ACTIONS = {
    "tasks": Key(TASKS, "Commands for `pixi run`."),
    "activation": Key(table(ACTIVATION), "What is set up in an environment."),
}
TARGET = Shape(
    name="Target",
    heading="`[target.<selector>]`",
    keys={**_CONTENT, **_OUTDATED, **_ACTIONS},
)
TARGETS = table_of(table(TARGET), "table of selectors", SELECTOR)
_SETTINGS = {
    "channels": Key(CHANNELS, "Channels, in place of those of the workspace."),
    "platforms": Key(TEXTS, "Platforms it supports; all by default."),
    "channel-priority": Key(PRIORITY, "How strictly earlier channels hide later ones."),
    "solve-strategy": Key(STRATEGY, "Which versions are preferred."),
    "pypi-options": Key(table(PYPI_OPTIONS), "Where PyPI packages come from."),
}
FEATURE = Shape(
    name="Feature",
    heading="`[feature.<name>]`",
    keys={
        **_CONTENT,
        **_OUTDATED,
        **_ACTIONS,
        **_SETTINGS,
        "system-requirements": Key(
            table(SYSTEM_REQUIREMENTS), "What a machine must have.", is_outdated=True
        ),
        "target": Key(TARGETS, "What holds on some platforms only."),
    },
)
INLINE = (*_CONTENT, *_ACTIONS, *_SETTINGS, "target")
"""Keys of a feature that an environment can have itself."""

ENVIRONMENT = Shape(
    name="Environment",
    heading="`[environments.<name>]`",
    keys={
        "features": Key(TEXTS, "Features it is made of, strongest first."),
        "solve-group": Key(TEXT, "Environments of one group get the same versions."),
        "no-default-feature": Key(BOOLEAN, "Whether the default feature is left out."),
        **{key: FEATURE.keys[key] for key in INLINE},
    },
    rules=(
        {
            "anyOf": [
                {"required": [key]} for key in ("features", "solve-group", *INLINE)
            ]
        },
    ),
)
ENVIRONMENTS = table_of(
    either(
        list_of(TEXT, uniqueItems=True),
        table(ENVIRONMENT),
        words="array of features or table",
    ),
    "table of environment names",
    ENVIRONMENT_NAME,
)
FEATURES = table_of(
    table(FEATURE),
    "table of feature names",
    propertyNames={"not": {"const": "default"}},
)
