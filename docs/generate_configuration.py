"""The reference of the configuration, made from the model of the settings."""

from __future__ import annotations

import ast
import inspect
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pypixi.config import layer, model
from pypixi.config.places import config_places
from pypixi.values import Field, fields

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = """\
# Configuration

Settings are TOML, one table for all files. A key that nobody knows is a warning. A file
of the machine or the user that cannot be read is a warning too, and the others count.

## Files

Later files win over earlier ones, key by key.
"""

LAYERS = """\
`XDG_CONFIG_HOME`, `APPDATA` and `PIXI_HOME` move these places. On macOS,
`$XDG_CONFIG_HOME/pixi/config.toml` is read after the first file if the variable is set.

After the files of machine and user come, in this order:

1. environment variables: `PIXI_OFFLINE`, `PIXI_TLS_ROOT_CERTS`,
   `PIXI_NO_SYMBOLIC_LINKS`, `PIXI_NO_HARD_LINKS`, `PIXI_NO_REF_LINKS`,
2. the workspace's own file, `.pixi/config.toml`,
3. the options of the command, and the same variables again where the command has the
   options.

`--no-config` or `PIXI_NO_CONFIG=true` leaves the files of machine and user out.
`--config-file` or `PIXI_CONFIG_FILE` reads one file in their place.

A workspace's own file that decides about post-link scripts, credentials, mirrors,
proxies, unchecked certificates or places of files is named in a warning: it may have
come with somebody else's repository.

## Keys

All keys can be written today, so that one file serves this program and the original. A
key of something that is [not there yet](../differences.md#not-there-yet) says so.
"""

WITHOUT_EFFECT = (
    "build.",
    "cache.build-tool-environments",
    "cache.conda-packages",
    "cache.exec-environments",
    "tool-platform",
)
"""Beginnings of keys that are read, and that nothing obeys yet."""

TYPES = {
    "bool": "`true` or `false`",
    "bool | Path": "`true`, `false` or a path",
    "int": "number",
    "int | None": "number",
    "str | None": "text",
    "Path | None": "path",
    "PackageFormat | None": "text",
    "tuple[str, ...]": "list of texts",
    "Mapping[str, tuple[str, ...]]": "table of lists of URLs",
    "Mapping[str, S3Options]": "table of tables",
    "Mapping[str, ChannelRepodata]": "table",
}
"""How the reference calls the types of the model."""

MERGES = {
    "high_wins": "highest wins",
    "low_wins": "lowest wins",
    "joined": "lists are joined",
    "by_key": "entry by entry",
    "_channels_by_field": "entry by entry, field by field",
}
"""How the reference calls the rules that join layers."""


def configuration_page() -> str:
    """Return the reference of all settings."""
    parts = [HEAD, files_table(), LAYERS]
    texts = field_texts()
    for key, kind, field in sorted(settings(model.Config), key=_section_of):
        parts.append(setting_section(key, kind, field, texts))
    moved = {**layer.ALIASES, **layer.DEPRECATED}
    parts += [
        "## Old spellings\n",
        "These are still read; those that moved to another table with a warning.\n",
        "| Old | New |\n|---|---|",
        *(f"| `{old}` | `{new}` |" for old, new in moved.items()),
    ]
    return "\n".join(parts) + "\n"


def files_table() -> str:
    """Return where the files are on each system."""
    systems = {"Linux": "linux", "macOS": "darwin", "Windows": "win32"}
    lines = ["| System | Files |", "|---|---|"]
    for name, system in systems.items():
        places = [*map(str, config_places({}, system, Path("~")).ascending)]
        if system == "win32":
            places = [place.replace("/", "\\") for place in places]
        lines.append(f"| {name} | {', '.join(f'`{place}`' for place in places)} |")
    return "\n".join(lines) + "\n"


def settings(
    kind: type[Any], prefix: str = ""
) -> Iterator[tuple[str, type[Any], Field]]:
    """Yield every key with the class and the field that declare it."""
    for field in fields(kind):
        rule, section = field.metadata.get("rule"), field.metadata.get("section")
        name = prefix + ((rule and rule.name) or field.name.replace("_", "-"))
        if section is not None:
            yield from settings(section, f"{name}.")
        elif rule is not None:
            yield name, kind, field


def _section_of(row: tuple[str, object, object]) -> bool:
    """Sort keys of the top level in front of those in tables."""
    return "." in row[0]


def field_texts() -> dict[tuple[str, str], tuple[str, str]]:
    """Return annotation and meaning of each field by class and name.

    The meaning is the string below a field, which only the source text has.
    """
    found = {}
    tree = ast.parse(inspect.getsource(model))
    for kind in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        for statement, after in zip(kind.body, [*kind.body[1:], None], strict=True):
            if isinstance(statement, ast.AnnAssign) and isinstance(after, ast.Expr):
                name = ast.unparse(statement.target)
                text = inspect.cleandoc(ast.literal_eval(after.value))
                found[kind.name, name] = ast.unparse(statement.annotation), text
    return found


def setting_section(
    key: str,
    kind: type[Any],
    field: Field,
    texts: dict[tuple[str, str], tuple[str, str]],
) -> str:
    """Return the section of one key."""
    annotation, text = texts[kind.__name__, field.name]
    rule = layer.SETTINGS[key]
    facts = [
        f"- type: {type_text(annotation)}",
        f"- default: {shown(rule.default)}",
        f"- layers: {MERGES[rule.merge.__name__]}",
    ]
    for name in ("S3Options", "ChannelRepodata"):
        if name in annotation:
            facts += [
                f"- key `{field_name.replace('_', '-')}`: {meaning}"
                for (owner, field_name), (_, meaning) in texts.items()
                if owner == name
            ]
    if key.startswith(WITHOUT_EFFECT):
        facts.append("- no effect yet")
    title = key.replace("<", r"\<")
    return "\n".join([f"### {title}", "", text.replace("``", "`"), "", *facts, ""])


def type_text(annotation: str) -> str:
    """Return how a person calls a type."""
    choices = getattr(model, annotation.removesuffix(" | None"), None)
    if isinstance(choices, type) and issubclass(choices, StrEnum):
        return ", ".join(f'`"{choice}"`' for choice in choices)
    return TYPES[annotation]


def shown(value: object) -> str:
    """Return a default as it is written in the file."""
    match value:
        case None:
            return "none"
        case bool() | int():
            return f"`{str(value).lower()}`"
        case tuple() | dict():
            items = ", ".join(f'"{item}"' for item in value)
            return f"`[{items}]`" if value else "empty"
        case _:
            return f'`"{value}"`'
