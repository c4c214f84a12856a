"""From words typed to the one module that runs them."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi import trace
from pypixi.errors import PixiError, closest
from pypixi.terminal.console import Console
from pypixi.version import COMPATIBLE_VERSION, __version__

from .table import COMMANDS, Command, find_command, headings

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator, Sequence

    from pypixi.terminal.abilities import ColorChoice

    from .context import Context
    from .world import World

    Run = Callable[[Namespace, Context], int]

_USAGE_ERROR = 2
_COLORS: tuple[ColorChoice, ...] = ("always", "never", "auto")
_GLOBAL_SWITCHES = ("-v", "--verbose", "-q", "--quiet", "--no-progress")


def dispatch(argv: Sequence[str], world: World) -> int:
    """Run the command that ``argv`` names and return its exit code."""
    leading, rest = _split_leading(argv)
    if not rest:
        Console(stdout=world.stderr, stderr=world.stderr, env=world.env).print(_help())
        return _USAGE_ERROR
    word, words = rest[0], rest[1:]
    if word == "help":
        word, words = (words[0], ["--help"]) if words else ("--help", [])
    top_level = _top_level(word, world)
    if top_level is not None:
        _plain(world).print(top_level)
        return 0
    command = find_command(word)
    if command is not None:
        return _run(command, [*leading, *words], world)
    return _external(word, words, world)


def _split_leading(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split off the global options in front of the command."""
    position = 0
    while position < len(argv):
        word = argv[position]
        is_switch = word in _GLOBAL_SWITCHES or word.strip("vq") == "-"
        if word == "--color":
            position += 2
        elif (is_switch and word != "-") or word.startswith("--color="):
            position += 1
        else:
            break
    return list(argv[:position]), list(argv[position:])


def _top_level(word: str, world: World) -> str | None:
    """Return what options without a command print."""
    match word:
        case "--version" | "-V":
            return f"pixi {COMPATIBLE_VERSION} (pypixi {__version__})"
        case "--help" | "-h":
            return _help()
        case "--list":
            return _list(world)
        case _:
            return None


def _run(command: Command, argv: list[str], world: World) -> int:
    from .parser import (  # noqa: PLC0415 - argparse costs what --list need not pay
        CommandParser,
        HelpShown,
        UsageError,
        add_global_options,
    )

    module = import_module(command.module)
    parser = CommandParser(command, world.env)
    module.add_arguments(parser)
    add_global_options(parser)
    try:
        args = parser.parse(argv)
    except HelpShown as shown:
        _plain(world).print(shown.text.rstrip())
        return 0
    except UsageError as error:
        _plain(world).complain(str(error))
        return _USAGE_ERROR
    return _run_module(module.run, args, world)


def _run_module(run: Run, args: Namespace, world: World) -> int:
    from .context import Context  # noqa: PLC0415 - the whole of a workspace

    console = _console(args, world)
    trace.start(args.verbose if not args.quiet else 0)
    try:
        return run(args, Context(world=world, console=console))
    except PixiError as error:
        console.error(error)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        # A disk that is full, a folder that is gone: nothing that we could mend.
        where = f": '{error.filename}'" if error.filename else ""
        console.error(PixiError(f"{error.strerror or error}{where}"))
    return 1


def _console(args: Namespace, world: World) -> Console:
    color = args.color or world.env.get("PIXI_COLOR")
    return Console(
        stdout=world.stdout,
        stderr=world.stderr,
        env=world.env,
        color=next((known for known in _COLORS if known == color), "auto"),
        quiet=args.quiet > 0,
        progress=not args.no_progress,
    )


def _plain(world: World) -> Console:
    return Console(stdout=world.stdout, stderr=world.stderr, env=world.env)


def _external(word: str, words: Sequence[str], world: World) -> int:
    """Let ``pixi-<word>`` take over, or say that there is no such command."""
    program = _extensions(world).get(word)
    if program is None:
        _plain(world).complain(_unrecognized(word))
        return _USAGE_ERROR
    argv = [program.name, *words]
    try:
        return world.hand_over(program, argv, env=world.env, cwd=world.cwd)
    except OSError as error:
        _plain(world).complain(f"Error launching '{program}': {error.strerror}")
        return 1


def _unrecognized(word: str) -> str:
    kind = "argument" if word.startswith("-") else "subcommand"
    known = [name for row in COMMANDS for name in (row.name, *row.aliases)]
    near = closest(word, known, limit=1)
    tip = f"\n\n  tip: a similar {kind} exists: '{near[0]}'" if near else ""
    what = (
        f"unexpected argument '{word}' found"
        if kind == "argument"
        else f"unrecognized subcommand '{word}'"
    )
    return (
        f"error: {what}{tip}\n\nUsage: pixi [OPTIONS] [COMMAND]\n\n"
        "For more information, try '--help'."
    )


def _extensions(world: World) -> dict[str, Path]:
    """Return the programs called ``pixi-<name>`` by that name, first on PATH first."""
    found: dict[str, Path] = {}
    for folder in _extension_folders(world):
        for path in sorted(folder.glob("pixi-*")) if folder.is_dir() else ():
            name = path.stem if sys.platform == "win32" else path.name
            if path.is_file() and os.access(path, os.X_OK):
                found.setdefault(name.removeprefix("pixi-"), path)
    return found


def _extension_folders(world: World) -> Iterator[Path]:
    separator = ";" if sys.platform == "win32" else ":"
    for entry in world.env.get("PATH", "").split(separator):
        if entry:
            yield world.cwd / entry
    home = world.env.get("PIXI_HOME")
    user = world.env.get("HOME", world.env.get("USERPROFILE", ""))
    if home or user:
        yield (Path(home) if home else Path(user) / ".pixi") / "bin"


def _list(world: World) -> str:
    rows = [f"    {row.name:<20}{row.summary}" for row in COMMANDS]
    rows += [
        f"    {name:<20}(via pixi-{name})"
        for name in sorted(_extensions(world))
        if find_command(name) is None
    ]
    return "\n".join(["Installed Commands:", *rows])


def _help() -> str:
    lines = [
        "Pixi: workspaces and environments over conda and PyPI",
        "",
        "Usage: pixi [OPTIONS] [COMMAND]",
    ]
    for heading, commands in headings():
        lines += ["", f"{heading}:"]
        for row in commands:
            names = ", ".join((row.name, *row.aliases))
            lines.append(f"  {names:<14} {row.summary}")
    lines += [
        "",
        "Options:",
        "  -h, --help            Show this help; `pixi COMMAND --help` for a command",
        "  -V, --version         Show the version",
        "      --list            List all commands, extensions included",
        "  -v, --verbose         Say more; repeat for more still",
        "  -q, --quiet           Say only results and errors",
        "      --color COLOR     always, never or auto [env: PIXI_COLOR]",
        "      --no-progress     Draw no progress bars [env: PIXI_NO_PROGRESS]",
    ]
    return "\n".join(lines)
