"""What a script is made of once it is parsed.

Hand-written classes with slots: this module is loaded by every task that is run, and
whatever makes classes for us would take longer to load than the script to parse.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Node:
    """Compares and shows itself by its fields."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and _fields(other) == _fields(self)

    def __hash__(self) -> int:
        return hash((type(self), _fields(self)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, _fields(self)))})"


def _fields(node: Any) -> tuple[Any, ...]:
    return tuple(getattr(node, name) for name in node.__slots__)


class Text(Node):
    """Characters outside of quotes, which may hold wildcards."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


class Quoted(Node):
    """A quoted piece: what it expands to is one text without wildcards."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self.parts = parts


class Variable(Node):
    """``$NAME``."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class Status(Node):
    """``$?``."""

    __slots__ = ()


class Tilde(Node):
    """``~``, the home directory."""

    __slots__ = ()


class Substitution(Node):
    """The output of a script, from ``$(…)`` or between backticks."""

    __slots__ = ("script",)

    def __init__(self, script: Script) -> None:
        self.script = script


class Choices(Node):
    """``{a,b}``: the word is repeated with each of them."""

    __slots__ = ("choices", "count")

    def __init__(self, choices: tuple[tuple[Part, ...], ...], count: int) -> None:
        self.choices = choices
        self.count = count


class Range(Node):
    """``{1..9..2}`` or ``{a..e}``: the word is repeated with each text."""

    __slots__ = ("is_letters", "values")

    def __init__(self, values: range, *, is_letters: bool) -> None:
        self.values = values
        self.is_letters = is_letters


if TYPE_CHECKING:
    Part = Text | Quoted | Variable | Status | Tilde | Substitution | Choices | Range


class Word(Node):
    """Pieces that stand together without a blank."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self.parts = parts


class Assignment(Node):
    """``NAME=value``."""

    __slots__ = ("name", "value")

    def __init__(self, name: str, value: Word) -> None:
        self.name = name
        self.value = value


class Redirect(Node):
    """``2>file``, ``&>>file``, ``>&2``, ``<file``."""

    __slots__ = ("operator", "source", "target")

    def __init__(self, source: int | str | None, operator: str, target: Target) -> None:
        self.source = source
        """The descriptor before the operator, ``&`` for both outputs."""
        self.operator = operator
        self.target = target


class Simple(Node):
    """Assignments and the words of one command."""

    __slots__ = ("assignments", "words")

    def __init__(
        self, assignments: tuple[Assignment, ...], words: tuple[Word, ...]
    ) -> None:
        self.assignments = assignments
        self.words = words


class Subshell(Node):
    """``(…)``."""

    __slots__ = ("script",)

    def __init__(self, script: Script) -> None:
        self.script = script


class Command(Node):
    """A member of a pipeline."""

    __slots__ = ("body", "redirect")

    def __init__(self, body: Simple | Subshell, redirect: Redirect | None) -> None:
        self.body = body
        self.redirect = redirect


class Pipeline(Node):
    """Commands that feed each other; often only one."""

    __slots__ = ("commands", "is_negated", "merged")

    def __init__(
        self, commands: tuple[Command, ...], merged: tuple[bool, ...], *, negated: bool
    ) -> None:
        self.commands = commands
        self.merged = merged
        """For each pipe, whether it takes error output too (``|&``)."""
        self.is_negated = negated


class Item(Node):
    """Steps joined by ``&&`` and ``||``, perhaps run in the background."""

    __slots__ = ("first", "is_background", "others")

    def __init__(
        self, first: Step, others: tuple[tuple[str, Step], ...], *, background: bool
    ) -> None:
        self.first = first
        self.others = others
        """Further steps, each behind its operator."""
        self.is_background = background


class Script(Node):
    """Items that run one after the other."""

    __slots__ = ("items",)

    def __init__(self, items: tuple[Item, ...]) -> None:
        self.items = items


if TYPE_CHECKING:
    Target = int | Word
    Step = Assignment | Pipeline
