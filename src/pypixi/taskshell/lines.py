"""Words that can be told without running anything."""

from __future__ import annotations

from .expand import Expander
from .failures import CommandError
from .grammar.nodes import Choices, Pipeline, Quoted, Simple, Substitution, Text
from .parser import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .grammar.nodes import Item, Part, Script, Word
    from .state import State


def plain_command(item: Item) -> Simple | None:
    """Return the command that is all of an item, None if it needs a shell to run.

    It does if there are operators or a redirect, or a word has a substitution.
    """
    step = item.first
    if item.is_background or item.others or not isinstance(step, Pipeline):
        return None
    command = step.commands[0]
    if step.is_negated or len(step.commands) > 1 or command.redirect is not None:
        return None
    simple = command.body
    if not isinstance(simple, Simple) or asks_for_history(simple.words[0]):
        return None
    values = [each.value for each in simple.assignments]
    return simple if _is_plain((*simple.words, *values)) else None


def asks_for_history(word: Word) -> bool:
    """Tell whether a command is one of those that bring back another."""
    first = word.parts[0] if word.parts else None
    return isinstance(first, Text) and first.text.startswith("!")


def plain_expander(state: State) -> Expander:
    """Return what expands the words of plain commands."""
    return Expander(state, _refuse)


def split_words(line: str, state: State) -> list[str]:
    """Return the words of a line by the rules of the shell.

    Raises:
        CommandError: If it is anything but plain words.
    """
    from pypixi.errors import PixiError  # noqa: PLC0415 - few programs are scripts

    try:
        script = parse(line)
    except PixiError as error:
        raise CommandError(f"{line}: {error.notes[0]}") from None
    simple = plain_command(script.items[0]) if len(script.items) == 1 else None
    if simple is None or simple.assignments:
        raise CommandError(f"{line}: words expected")
    return plain_expander(state).words(simple.words)


def _is_plain(words: Iterable[Word]) -> bool:
    return not any(_runs(part) for word in words for part in word.parts)


def _runs(part: Part) -> bool:
    """Tell whether a part of a word is, or holds, a substitution."""
    inner: Sequence[Part] = ()
    if isinstance(part, Quoted):
        inner = part.parts
    elif isinstance(part, Choices):
        inner = [each for choice in part.choices for each in choice]
    return isinstance(part, Substitution) or any(_runs(each) for each in inner)


def _refuse(_: Script) -> str:
    raise AssertionError
