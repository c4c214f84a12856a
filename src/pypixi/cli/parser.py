"""The argument parser of one command, with our messages and exit codes."""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from pypixi.errors import closest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from _typeshed import SupportsWrite

    from .command import Command

_ANY_WIDTH = 80
_GLOBAL = "Global options"
GIVEN = "\0"
"""Stands for the value of an option that was given without one."""

_VALUE_AFTER_SIGN = ("--offline", "--graph")
"""Options whose optional value must follow a ``=``: the next word is not theirs."""

_ARGUMENTS = "--"
"""What follows are arguments, whatever it looks like."""

_OPTIONAL = ("?", "*", argparse.REMAINDER)
_REPEATED = ("*", "+", argparse.REMAINDER)


class UsageError(Exception):
    """The words typed do not make a command; ends with exit code 2."""

    def __init__(self, message: str, usage: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.usage = usage

    def __str__(self) -> str:
        """Return the message in the original's form."""
        parts = [f"error: {self.message}"]
        if self.usage:
            parts.append(self.usage)
        parts.append("For more information, try '--help'.")
        return "\n\n".join(parts)


class MissingArgumentsError(UsageError):
    """A command was typed without what it is about; shows its help."""

    def __str__(self) -> str:
        """Return the help text."""
        return self.message


class HelpShown(Exception):  # noqa: N818 - not an error: the way out after --help
    """The help text was asked for; carries it to whoever prints."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class CommandParser(argparse.ArgumentParser):
    """A parser that raises instead of exiting and reads switches from variables."""

    def __init__(self, command: Command, env: Mapping[str, str]) -> None:
        super().__init__(
            prog=command.prog,
            description=command.summary,
            # It only checks what options are called; asking for a width takes 3 ms.
            formatter_class=partial(argparse.HelpFormatter, width=_ANY_WIDTH),
            allow_abbrev=False,
            add_help=False,
            epilog=_below(command),
        )
        self._positionals.title = "Arguments"
        self.env = env
        self._switches: dict[str, tuple[str, str]] = {}
        self._needs: list[tuple[str, str]] = []
        self._needs_any: list[tuple[str, ...]] = []
        self._mixes_words = False
        self._usage_while_mixed: str | None = None

    def switch(
        self,
        *flags: str,
        variable: str,
        help: str,  # noqa: A002 - argparse's own word
        group: argparse._ArgumentGroup | None = None,
    ) -> None:
        """Add a flag without a value that a variable can set too."""
        action = (group or self).add_argument(
            *flags,
            action="store_true",
            default=None,
            help=f"{help} [env: {variable}]",
        )
        self._switches[action.dest] = (flags[-1], variable)

    def needs(self, other: str, *flags: str) -> None:
        """Refuse flags that say nothing where another one is missing."""
        self._needs += [(flag, other) for flag in flags]

    def needs_any(self, *names: str) -> None:
        """Show the help where none of some options and arguments is given."""
        self._needs_any.append(names)

    def mix_words(self) -> None:
        """Let options stand between the arguments, too."""
        self._mixes_words = True

    def parse(self, argv: Sequence[str]) -> argparse.Namespace:
        """Return the parsed words.

        Raises:
            UsageError: If they do not fit.
            HelpShown: If help was asked for.
        """
        args = self._without_marks(self._parsed([*map(_marked, argv)]))
        for dest, (flag, variable) in self._switches.items():
            if getattr(args, dest) is None:
                setattr(args, dest, self._from_variable(flag, variable))
        for flag, other in self._needs:
            if getattr(args, _dest(flag)) and not getattr(args, _dest(other)):
                self.error(f"'{flag}' needs '{other}'")
        for names in self._needs_any:
            if not any(getattr(args, _dest(name)) for name in names):
                raise MissingArgumentsError(self.format_help().rstrip())
        return args

    def _parsed(self, words: list[str]) -> argparse.Namespace:
        if not self._mixes_words:
            return self.parse_args(words)
        # All marks that arguments begin would go; those behind the first are words.
        end = words.index(_ARGUMENTS) + 1 if _ARGUMENTS in words else len(words)
        others = [_shielded(word) for word in words[end:]]
        # The library changes what it knows of arguments while it looks for options.
        self._usage_while_mixed = self._short_usage()
        return self.parse_intermixed_args([*words[:end], *others])

    def _without_marks(self, args: argparse.Namespace) -> argparse.Namespace:
        """Undo the marks in words that are none of our options."""
        for name, value in vars(args).items():
            if isinstance(value, list):
                setattr(args, name, [word.removesuffix(f"={GIVEN}") for word in value])
        return args

    def _from_variable(self, flag: str, variable: str) -> bool:
        value = self.env.get(variable)
        if value in (None, "false"):
            return False
        if value == "true":
            return True
        raise UsageError(
            f"invalid value '{value}' for '{flag}'\n"
            f"  [possible values: true, false]  (from the variable {variable})"
        )

    def error(self, message: str) -> NoReturn:
        """Raise a usage error in the original's words where we know them."""
        unknown = message.removeprefix("unrecognized arguments: ")
        if unknown != message:
            word = unknown.split()[0]
            message = f"unexpected argument '{word}' found"
            near = closest(word, self._option_string_actions)
            if near:
                message += f"\n\n  tip: a similar argument exists: '{near[0]}'"
        if message.startswith("the following arguments are required"):
            raise MissingArgumentsError(self.format_help().rstrip())
        raise UsageError(message, self._usage_while_mixed or self._short_usage())

    def _short_usage(self) -> str:
        """Return the usage line without the options, which --help lists."""
        words = [_usage_word(row) for row in self._actions if not row.option_strings]
        return " ".join([f"Usage: {self.prog} [OPTIONS]", *words])

    def format_help(self) -> str:
        """Return the help text; the formatter is imported only here."""
        from rich_argparse import RichHelpFormatter  # noqa: PLC0415

        class Formatter(RichHelpFormatter):
            # Brackets in our texts are brackets: `[default: .]` is not markup.
            help_markup = False
            text_markup = False

        self.formatter_class = Formatter
        return super().format_help()

    def _print_message(
        self,
        message: str,
        file: SupportsWrite[str] | None = None,  # noqa: ARG002 - argparse's signature
    ) -> None:
        raise HelpShown(message)


def _below(command: Command) -> str | None:
    """Return what help says of the commands below one that does something itself."""
    rows = [f"`{row.prog}`: {row.summary}." for row in command.shown]
    return " ".join(rows) or None


def _dest(flag: str) -> str:
    return flag.lstrip("-").replace("-", "_")


def _usage_word(action: argparse.Action) -> str:
    name = f"[{action.metavar}]" if action.nargs in _OPTIONAL else f"<{action.metavar}>"
    return f"{name}..." if action.nargs in _REPEATED else name


def _marked(word: str) -> str:
    return f"{word}={GIVEN}" if word in _VALUE_AFTER_SIGN else word


def _shielded(word: str) -> str:
    return f"{word}={GIVEN}" if word == _ARGUMENTS else word


def add_global_options(parser: CommandParser) -> None:
    """Add what every command accepts."""
    group = parser.add_argument_group(_GLOBAL)
    group.add_argument("-h", "--help", action="help", help="Show this help")
    group.add_argument(
        "-v",
        "--verbose",
        action="count",
        default=0,
        help="Say more; repeat for more still",
    )
    group.add_argument(
        "-q",
        "--quiet",
        action="count",
        default=0,
        help="Say only results and errors",
    )
    group.add_argument(
        "--color",
        choices=("always", "never", "auto"),
        default=None,
        help="Whether to colour the output [env: PIXI_COLOR] [default: auto]",
    )
    parser.switch(
        "--no-progress",
        variable="PIXI_NO_PROGRESS",
        help="Draw no progress bars",
        group=group,
    )
