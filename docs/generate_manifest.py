"""The reference of the manifest, made from the shapes of its tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypixi.manifest.schema.json_schema import manifest_shapes
from pypixi.manifest.schema.package import DEFINITIONS
from pypixi.manifest.schema.pyproject import AUTHOR, PROJECT

if TYPE_CHECKING:
    from pypixi.manifest.schema.kinds import Kind, Shape

_NO_ANCHOR = re.compile(r"[^\w\- ]")

HEAD = """\
# Manifest

A workspace is described by a `pixi.toml`, by the tables below `[tool.pixi]` in a
`pyproject.toml`, or by a `mojoproject.toml`. In one folder, the first of these counts.
The text is TOML 1.1: a table in braces may go over several lines.

A key that is not listed here is an error, which names the line and what was probably
meant. All faults of a manifest are reported together. Keys marked *deprecated* still
work, with a warning.

Editors that know JSON schema can check and complete manifests with
[`manifest.json`](../../src/pypixi/manifest/schema/manifest.json), which is made from
what this page is made from and installed with pypixi.

## How features make environments

An environment is made of features: those listed, in their order, then the default
feature, which is all that stands at the top level. `no-default-feature = true` leaves
that out. What the table of an environment itself holds is a feature before all others.

| What | How the features of an environment are joined |
|---|---|
| `dependencies`, `pypi-dependencies`, `constraints` | All of them hold. |
| `dev` | All of them, equal ones once. |
| `channels` | One after another, sorted by `priority`, each once. |
| `platforms` | Those that all features support. |
| `channel-priority` | Features must agree. |
| `solve-strategy` | The first feature that sets it. |
| `tasks`, `activation.env` | By name, the first feature that has it. |
| `activation.scripts` | One after another. |
| `system-requirements` | The highest version of each. |
| `pypi-options` | Lists are joined, `true` wins over names, single values must agree. |
| `dependency-overrides` of those | By name, the first feature that has it. |

A feature without `channels` has those of the workspace. The options of
`[workspace.pypi-options]` are below those of all features.

Environments of one `solve-group` are solved with the requirements of all of them, so
that what they share has one version and build.

## Targets

What stands in `[target.<selector>]` holds on some platforms only. A selector is a
family (`linux`, `osx` or `macos`, `win`, `unix`), a conda subdir (`linux-64`), the name
of a platform, or a pattern of such names with `*`. Where several targets match, the
later one wins, package by package, task by task, variable by variable; scripts are
those of the last target that has any.

## Packages

With `preview = ["pixi-build"]`, a manifest may describe a package in `[package]`: that
of the workspace, or one in a folder below. A dependency may say in `package` what its
source does not. Values of the workspace are taken over with `{ workspace = true }`.

A condition stands among the names of packages: `"if(linux)" = { … }` holds what is
needed where the expression is true, which only the program that builds the package
evaluates. A pin is a requirement on versions near to one that only the build finds out:
`{ pin-compatible = true }`.

Packages are read and checked, and cannot be built yet: see
[Not there yet](../differences.md#not-there-yet).

"""

PYPROJECT = """\
## `pyproject.toml`

The tables above stand below `[tool.pixi]`. The standard tables count, too:

"""

GROUPS = """
`[dependency-groups]`: each group is a feature of that name with PyPI dependencies, and
wins over an extra of the same name. A name with `_` is also that of a second feature,
with `-` in its place. Environments are not made of themselves: list the features under
`[tool.pixi.environments]`.
"""


def manifest_page() -> str:
    """Return the reference of all tables."""
    sections = [_section(shape) for shape in manifest_shapes()]
    standard = _table(PROJECT) + GROUPS + "\n" + _section(AUTHOR)
    return HEAD + "\n".join(sections) + "\n" + PYPROJECT + standard


def _section(shape: Shape) -> str:
    return f"## {shape.heading}\n\n{_table(shape)}"


def _table(shape: Shape) -> str:
    rows = [_row(key, shape) for key in shape.keys]
    if shape.others is not None and shape.others[1].words != "anything":
        names, kind = shape.others
        rows.append((f"`{_shown(names)}`", kind.words, "Any name of this form."))
    lines = ["| Key | Value | Meaning |", "|---|---|---|"]
    lines += [f"| {' | '.join(map(_cell, row))} |" for row in rows]
    return "\n".join(lines) + "\n"


def _row(key: str, shape: Shape) -> tuple[str, str, str]:
    entry = shape.keys[key]
    remarks = [
        word
        for word, is_so in (
            ("required", entry.is_required),
            ("deprecated", entry.is_outdated),
        )
        if is_so
    ]
    remark = f" *{', '.join(remarks)}*" if remarks else ""
    return f"`{key}`{remark}", _linked(entry.kind), entry.meaning


def _linked(kind: Kind) -> str:
    """Return the words for a kind, which lead to the table it has in it."""
    shape = kind.shapes[0] if kind.shapes else _named(kind)
    if shape is None:
        return kind.words
    anchor = _NO_ANCHOR.sub("", shape.heading.lower()).replace(" ", "-")
    return re.sub(r"\btables?\b", rf"[\g<0>](#{anchor})", kind.words, count=1)


def _named(kind: Kind) -> Shape | None:
    """Return the shape that a kind refers to by name alone."""
    reference = kind.schema.get("$ref", "")
    return next(
        (row for row in DEFINITIONS if reference.endswith(f"/{row.name}")), None
    )


def _shown(names: str) -> str:
    return names.removeprefix("^").removesuffix("$")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
