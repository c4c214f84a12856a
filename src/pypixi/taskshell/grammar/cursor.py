"""The text of a script, and how far it has been read."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .nodes import Script

_DEEPEST = 40
"""How many subshells and substitutions may stand in each other."""
_NOT_BLANK = "\r\n\x1c\x1d\x1e\x1f"
"""What Python takes for white space, and the shell does not take for a blank."""


class NotUnderstoodError(Exception):
    """The script cannot be understood at a place.

    A light exception: those who parse turn it into an error for people.
    """

    def __init__(self, message: str, offset: int, rest: str) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        """Where in the text of the whole script."""
        self.rest = rest
        """What stands there, up to the end of the line."""

    def within(self, message: str, times: int = 1) -> NotUnderstoodError:
        """Return this fault as that of a larger part."""
        outer = f"{message}\n\n" * times
        return NotUnderstoodError(outer + self.message, self.offset, self.rest)


class Cursor:
    """A place in a text."""

    __slots__ = ("_depth", "_offsets", "at", "end", "read_items", "text")

    def __init__(
        self,
        text: str,
        read_items: Callable[[Cursor], Script],
        *,
        offsets: Sequence[int] = (),
        depth: int = 0,
    ) -> None:
        self.text = text
        self.read_items = read_items
        """Reads what stands between the parentheses of a substitution."""
        self.at = 0
        self.end = len(text)
        self._offsets = offsets
        """Where the characters stand in the whole script, if not at their index."""
        self._depth = depth

    @property
    def char(self) -> str:
        """The character that comes next, empty at the end."""
        return self.text[self.at : self.at + 1]

    def starts(self, text: str) -> bool:
        """Tell whether ``text`` comes next."""
        return self.text.startswith(text, self.at)

    def take(self, text: str) -> bool:
        """Go past ``text`` if it comes next, and tell whether it did."""
        if not self.text.startswith(text, self.at):
            return False
        self.at += len(text)
        return True

    def skip_blanks(self) -> None:
        r"""Go past blanks, lines continued by ``\``, and a comment."""
        while self.at < self.end:
            char = self.text[self.at]
            if is_blank(char):
                self.at += 1
            elif char != "\\" or not self.take_continuation():
                break
        if self.char == "#":
            self.at = self._end_of_line(self.at)

    def skip_lines(self) -> None:
        """Go past blanks, comments, and line breaks."""
        self.skip_blanks()
        while self.take("\n") or self.take("\r\n"):
            self.skip_blanks()

    def take_continuation(self) -> bool:
        """Go past a backslash at the end of a line."""
        return self.take("\\\n") or self.take("\\\r\n")

    def fault(self, message: str, at: int | None = None) -> NotUnderstoodError:
        """Return a fault at a place, by default at the next character."""
        start = self.at if at is None else at
        rest = self.text[start : self._end_of_line(start)]
        return NotUnderstoodError(message, self.offset(start), rest)

    def offset(self, at: int) -> int:
        """Return where in the whole script a place is."""
        if not self._offsets:
            return at
        return self._offsets[min(at, len(self._offsets) - 1)]

    def nested(self, text: str, offsets: Sequence[int]) -> Cursor:
        """Return a cursor in a text taken from this one."""
        return Cursor(text, self.read_items, offsets=offsets, depth=self._depth)

    def read_inner(self) -> Script:
        """Read the items of a subshell or a substitution.

        Raises:
            NotUnderstoodError: If more stand in each other than a person writes.
        """
        if self._depth >= _DEEPEST:
            raise self.fault("Too many subshells and substitutions inside each other.")
        self._depth += 1
        try:
            return self.read_items(self)
        finally:
            self._depth -= 1

    def _end_of_line(self, start: int) -> int:
        end = self.text.find("\n", start)
        if end < 0:
            return self.end
        return end - 1 if end > start and self.text[end - 1] == "\r" else end


def is_blank(char: str) -> bool:
    """Tell whether a character separates words."""
    return char.isspace() and char not in _NOT_BLANK
