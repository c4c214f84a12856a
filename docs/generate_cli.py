"""The reference of the command line, made from its table and its parsers."""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from importlib import import_module
from typing import TYPE_CHECKING

from pypixi.cli.parser import CommandParser, add_global_options
from pypixi.cli.table import PIXI, headings

if TYPE_CHECKING:
    from pypixi.cli.command import Command

_OWN_GROUPS = {"Arguments", "positional arguments", "options"}
_REMARK = re.compile(r"\s*\[(env|default): ([^\]]*)\]")

HEAD = """\
# Command line

Options stand in front of or behind arguments. `pixi run` is the exception: what follows
the name of the task belongs to the task. Results go to standard output, all else to
standard error. An option is never abbreviated.

`pixi help COMMAND` is `pixi COMMAND --help`. `pixi --list` lists all commands, with
programs called `pixi-NAME` on `PATH`: such a program runs as `pixi NAME`.

## Exit codes

| Code | Meaning |
|---|---|
| 0 | Success. |
| 1 | An error, which is explained on standard error. |
| 2 | The words typed do not make a command. |
| 127 | `pixi run` did not find the program. |
| 130 | Interrupted by Ctrl-C. |
| other | `pixi run` ends with the code of the program it ran. |

## Switches by variable

A switch that names a variable is on where the variable is `true` and off where it is
`false`. Any other value is an error. `PIXI_OFFLINE` and `PIXI_NO_CONFIG` also take
`1`, `yes`, `on` and their opposites. The option on the command line wins.
"""

Rows = list[tuple[str, str]]


def cli_page() -> str:
    """Return the reference of all commands."""
    parsers = {row.name: command_parser(row) for row in PIXI.leaves}
    shared = shared_groups(parsers)
    parts = [HEAD]
    for heading, rows in headings(PIXI):
        parts.append(f"## {heading}\n")
        for row in rows:
            if row.commands:
                parts.append(group_section(row))
            parts += [
                command_section(leaf, parsers[leaf.name], shared) for leaf in row.leaves
            ]
    parts.append("## Options of several commands\n")
    parts += [f"### {title}\n\n{options(rows)}" for title, rows in shared.items()]
    return "\n".join(parts)


def command_parser(command: Command) -> CommandParser:
    """Return the parser of a command as its dispatch makes it."""
    parser = CommandParser(command, {})
    import_module(command.module).add_arguments(parser)
    add_global_options(parser)
    return parser


def shared_groups(parsers: dict[str, CommandParser]) -> dict[str, Rows]:
    """Return the option groups with titles of their own.

    Raises:
        SystemExit: If two commands have different options under one title.
    """
    found: dict[str, list[Rows]] = defaultdict(list)
    for parser in parsers.values():
        for title, rows in option_groups(parser).items():
            if title not in _OWN_GROUPS and rows not in found[title]:
                found[title].append(rows)
    for title, variants in found.items():
        if len(variants) > 1:
            sys.exit(f"commands differ in the group '{title}': teach me to show that")
    return {title: variants[0] for title, variants in found.items()}


def option_groups(parser: CommandParser) -> dict[str, Rows]:
    """Return the options and arguments of a parser by the title of their group."""
    excluded = exclusions(parser)
    return {
        group.title or "": [
            (spelling(action), sentences(action.help or "", excluded.get(id(action))))
            for action in group._group_actions
            if action.help != argparse.SUPPRESS
        ]
        for group in parser._action_groups
        if group._group_actions
    }


def exclusions(parser: CommandParser) -> dict[int, str]:
    """Return by action the options that cannot be given together with it."""
    found = {}
    for either in parser._mutually_exclusive_groups:
        for action in either._group_actions:
            others = [row for row in either._group_actions if row is not action]
            shown = [(row.option_strings or [str(row.metavar)])[-1] for row in others]
            names = " or ".join(f"`{name}`" for name in shown)
            found[id(action)] = names
    return found


def spelling(action: argparse.Action) -> str:
    """Return how an option or argument is written."""
    if not action.option_strings:
        many = action.nargs in ("+", "*", argparse.REMAINDER)
        return f"`{action.metavar}{'...' if many else ''}`"
    value = ""
    if action.nargs != 0:
        choices = "|".join(map(str, action.choices or ()))
        value = f" {action.metavar or choices}"
    *short, longest = sorted(action.option_strings, key=len)
    return ", ".join(f"`{name}`" for name in [*short, f"{longest}{value}"])


def sentences(text: str, excluded: str | None) -> str:
    """Return a help text as sentences, its remarks in brackets spelled out."""
    remarks = dict(_REMARK.findall(text))
    found = [_REMARK.sub("", text).rstrip(".") + "."]
    if excluded is not None:
        found.append(f"Not together with {excluded}.")
    if "default" in remarks:
        default = remarks["default"]
        found.append(
            f"Default: {default}." if " " in default else f"Default: `{default}`."
        )
    if "env" in remarks:
        found.append(f"Variable: `{remarks['env']}`.")
    return " ".join(found)


def options(rows: Rows) -> str:
    """Return options as a list."""
    return "".join(f"- {name}: {text}\n" for name, text in rows)


def command_section(
    command: Command, parser: CommandParser, shared: dict[str, Rows]
) -> str:
    """Return the section of one command."""
    groups = option_groups(parser)
    own = [row for title in groups if title in _OWN_GROUPS for row in groups[title]]
    links = [link(title) for title in groups if title in shared]
    level = "#" * (2 + len(command.name.split()))
    lines = [
        f"{level} {command.prog}\n",
        f"{command.summary}.{aliases(command)}\n",
        f"```text\n{usage(parser)}\n```\n",
        options(own),
        f"Also: {', '.join(links)}.\n",
    ]
    return "\n".join(lines)


def group_section(group: Command) -> str:
    """Return what stands in front of the commands of a group."""
    links = ", ".join(
        f"[{leaf.prog}](#{leaf.prog.replace(' ', '-')})" for leaf in group.leaves
    )
    text = f"{group.summary}.{aliases(group)} Its commands: {links}.\n"
    return f"### {group.prog}\n\n{text}"


def aliases(command: Command) -> str:
    """Return a sentence for each other word that a command is called by."""
    parent = command.prog.removesuffix(command.word)
    return "".join(f" Also `{parent}{name}`." for name in command.aliases)


def link(title: str) -> str:
    """Return a link to a section of the same page."""
    return f"[{title.lower()}](#{title.lower().replace(' ', '-')})"


def usage(parser: CommandParser) -> str:
    """Return the usage line of a command."""
    words = [parser.prog, "[OPTIONS]"]
    for action in parser._actions:
        if not action.option_strings:
            name = spelling(action).strip("`")
            is_needed = action.nargs in (None, "+")
            words.append(name if is_needed else f"[{name}]")
    return " ".join(words)
