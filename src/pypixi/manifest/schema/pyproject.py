"""The standard tables of a ``pyproject.toml``, and what they become."""

from __future__ import annotations

from .kinds import ANYTHING, TEXT, TEXTS, Key, Kind, Shape, list_of, table

_IGNORED = Key(ANYTHING, "Means nothing to a workspace.")
_GROUPS = Kind("table of arrays", {"type": "object"})

AUTHOR = Shape(
    name="Author",
    heading="An author",
    keys={"name": Key(TEXT, "Name."), "email": Key(TEXT, "Address.")},
)
INCLUDED_GROUP = Shape(
    name="IncludedGroup",
    heading="A group in another one",
    keys={"include-group": Key(TEXT, "Name of the group to take in.")},
)
PROJECT = Shape(
    name="Project",
    heading="`[project]`",
    keys={
        "name": Key(
            TEXT, "Name of the workspace and its package, where they have none."
        ),
        "version": Key(
            TEXT, "Version of the workspace and its package, where they have none."
        ),
        "description": Key(
            TEXT, "Description of the workspace and its package, where they have none."
        ),
        "authors": Key(
            list_of(table(AUTHOR), "array of tables"),
            "Authors of the workspace and its package, where they have none.",
        ),
        "requires-python": Key(
            TEXT, "Version of conda's `python`, where nothing else asks for it."
        ),
        "dependencies": Key(TEXTS, "PyPI dependencies of the default feature."),
        "optional-dependencies": Key(
            _GROUPS, "Each a feature of that name with PyPI dependencies."
        ),
        **dict.fromkeys(
            (
                "readme",
                "license",
                "license-files",
                "maintainers",
                "keywords",
                "classifiers",
                "urls",
                "scripts",
                "gui-scripts",
                "entry-points",
                "dynamic",
                "import-names",
                "import-namespaces",
            ),
            _IGNORED,
        ),
    },
)
