"""From words typed to the one module that runs them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from pypixi import trace
from pypixi.errors import PixiError, closest
from pypixi.terminal.console import Console
from pypixi.version import COMPATIBLE_VERSION, __version__

from .extensions import find_extensions
from .offline import advise_on_offline
from .overview import group_help, program_list
from .table import PIXI

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence

    from pypixi.terminal.abilities import ColorChoice

    from .command import Command
    from .context import Context
    from .world import World

    Run = Callable[[Namespace, Context], int]

_USAGE_ERROR = 2
_COLORS: tuple[ColorChoice, ...] = ("always", "never", "auto")
_WITH_VALUE = ("-m", "--manifest-path")
"""Options of groups that the next word belongs to."""
_GLOBAL_SWITCHES = ("-v", "--verbose", "-q", "--quiet", "--no-progress")


def dispatch(argv: Sequence[str], world: World) -> int:
    """Run the command that ``argv`` names and return its exit code."""
    command, options, words = _walk(argv)
    if command.runs:
        return _run(command, [*options, *words], world)
    if not words:
        Console(stdout=world.stderr, stderr=world.stderr, env=world.env).print(
            group_help(command)
        )
        return _USAGE_ERROR
    if words[0] in ("--help", "-h"):
        _plain(world).print(group_help(command))
        return 0
    if command is not PIXI:
        _plain(world).complain(_unrecognized(words[0], command))
        return _USAGE_ERROR
    return _outside_the_table(words, world)


def _walk(argv: Sequence[str]) -> tuple[Command, list[str], list[str]]:
    """Return the command that words lead to, the options in front, and what is left.

    ``help`` on the way is ``--help`` at its end.
    """
    command, options, words, is_help = PIXI, [], list(argv), False
    while command.commands:
        leading = _count_leading(words, is_inside=command is not PIXI)
        options += words[:leading]
        words = words[leading:]
        below = command.find(words[0]) if words else None
        if words[:1] == ["help"]:
            is_help = True
        elif below is not None:
            command = below
        else:
            break
        words = words[1:]
    if is_help:
        unknown = words[:1] if command.commands else []
        words = [*unknown, "--help"]
    return command, options, words


def _count_leading(words: Sequence[str], *, is_inside: bool) -> int:
    """Return how many words are options in front of a command.

    Inside a group they are any: the command that follows knows which of them it takes.
    """
    position = 0
    while position < len(words):
        word = words[position]
        is_switch = word in _GLOBAL_SWITCHES or word.strip("vq") == "-"
        is_own = is_inside and word.startswith("-") and word not in ("-h", "--help")
        if word == "--color" or (is_own and word in _WITH_VALUE):
            position += 2
        elif (is_switch and word != "-") or word.startswith("--color=") or is_own:
            position += 1
        else:
            break
    return min(position, len(words))


def _outside_the_table(words: Sequence[str], world: World) -> int:
    """Do what words ask for that name none of our commands."""
    match words[0]:
        case "--version" | "-V":
            _plain(world).print(f"pixi {COMPATIBLE_VERSION} (pypixi {__version__})")
        case "--list":
            _plain(world).print(program_list(world))
        case word:
            return _external(word, words[1:], world)
    return 0


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
        advise_on_offline(error)
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
    program = find_extensions(world).get(word)
    if program is None:
        _plain(world).complain(_unrecognized(word, PIXI))
        return _USAGE_ERROR
    argv = [program.name, *words]
    try:
        return world.hand_over(program, argv, env=world.env, cwd=world.cwd)
    except OSError as error:
        _plain(world).complain(f"Error launching '{program}': {error.strerror}")
        return 1


def _unrecognized(word: str, group: Command) -> str:
    kind = "argument" if word.startswith("-") else "subcommand"
    known = [name for row in group.shown for name in row.words]
    near = closest(word, known, limit=1)
    tip = f"\n\n  tip: a similar {kind} exists: '{near[0]}'" if near else ""
    what = (
        f"unexpected argument '{word}' found"
        if kind == "argument"
        else f"unrecognized subcommand '{word}'"
    )
    command = "[COMMAND]" if group is PIXI else "<COMMAND>"
    return (
        f"error: {what}{tip}\n\nUsage: {group.prog} [OPTIONS] {command}\n\n"
        "For more information, try '--help'."
    )
