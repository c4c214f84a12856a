"""What words stand for: their variables, substitutions, braces and wildcards."""

from __future__ import annotations

from itertools import chain, product

from .failures import CommandError
from .grammar.nodes import (
    Choices,
    Quoted,
    Range,
    Status,
    Substitution,
    Text,
    Tilde,
    Variable,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .grammar.nodes import Part, Script, Word
    from .state import State

    Field = list[tuple[str, bool]]
    Capture = Callable[[Script], str]

WILDCARDS = frozenset("*?[")
_BLANKS = {ord(char): " " for char in "\t\r\n"}


class Expander:
    """Expands words in a state."""

    __slots__ = ("_capture", "_state")

    def __init__(self, state: State, capture: Capture) -> None:
        self._state = state
        self._capture = capture
        """Runs the script of a substitution and returns what it wrote."""

    def words(self, words: Iterable[Word]) -> list[str]:
        """Return what some words stand for, which may be more or fewer.

        Raises:
            CommandError: If one cannot be expanded; the command is not to be run.
        """
        found: list[str] = []
        for word in words:
            for parts in _alternatives(word.parts):
                for field in self._fields(parts):
                    found += self._matches(field)
        return found

    def value(self, word: Word) -> str:
        """Return what a word stands for as the value of a variable.

        Raises:
            CommandError: If it cannot be expanded.
        """
        return " ".join(self.words([word]))

    def _fields(self, parts: Sequence[Part]) -> list[Field]:
        """Return the words that parts make, as pieces that are quoted or not.

        Blanks in what is expanded separate words, but not from what stands before and
        behind: those are glued to the first and the last one.
        """
        fields: list[Field] = []
        current: Field = []
        for part in parts:
            if type(part) is Text:
                current.append((part.text, False))
            elif type(part) is Quoted:
                current.append((self._quoted(part), True))
            else:
                for number, piece in enumerate(self._pieces(part)):
                    if number:
                        fields.append(current)
                        current = []
                    current.append((piece, False))
        if current:
            fields.append(current)
        return fields

    def _quoted(self, quoted: Quoted) -> str:
        return "".join(
            part.text if type(part) is Text else " ".join(self._pieces(part))
            for part in quoted.parts
        )

    def _pieces(self, part: Part) -> list[str]:
        return [piece for piece in self._value(part).split(" ") if piece]

    def _value(self, part: Part) -> str:
        if type(part) is Variable:
            return self._state.lookup(part.name) or ""
        if type(part) is Substitution:
            return self._capture(part.script).strip().translate(_BLANKS)
        if type(part) is Tilde:
            return home_of(self._state)
        if type(part) is Status:
            status = self._state.status
            return "" if status is None else str(status)
        raise AssertionError(part)

    def _matches(self, field: Field) -> list[str]:
        """Return the files that a word with wildcards means, else the word itself."""
        text = "".join(piece for piece, _ in field)
        if not any(
            WILDCARDS.intersection(piece) for piece, quoted in field if not quoted
        ):
            return [text]
        from .globs import find_matches  # noqa: PLC0415 - few commands have wildcards

        options = self._state.options
        found = find_matches(field, self._state.cwd, self._state.system, options)
        if found:
            return found
        if "failglob" in options:
            raise CommandError(f"glob: no matches found '{text}'")
        return [] if "nullglob" in options else [text]


def home_of(state: State) -> str:
    """Return the home directory.

    Raises:
        CommandError: If there is none.
    """
    home = state.lookup("USERPROFILE" if state.is_windows else "HOME")
    if home:
        return home
    try:
        import pwd  # noqa: PLC0415 - there is none on Windows
        from os import getuid  # noqa: PLC0415

        return pwd.getpwuid(getuid()).pw_dir
    except (ImportError, KeyError):
        message = "failed resolving home directory for tilde expansion"
        raise CommandError(message) from None


def _alternatives(parts: Sequence[Part]) -> Iterable[tuple[Part, ...]]:
    """Yield the parts of each word that braces make, the left one varying slowest."""
    if not any(type(part) is Choices or type(part) is Range for part in parts):
        return (tuple(parts),)
    every = product(*(list(_options(part)) for part in parts))
    return (tuple(chain.from_iterable(each)) for each in every)


def _options(part: Part) -> Iterator[tuple[Part, ...]]:
    if type(part) is Choices:
        for choice in part.choices:
            yield from _alternatives(choice)
    elif type(part) is Range:
        for value in part.values:
            yield (Text(chr(value) if part.is_letters else str(value)),)
    else:
        yield (part,)
