"""Patterns of files, in the dialect of ``.gitignore`` that tasks use."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.values import frozen, frozen_positional

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Positions = frozenset[int]
    """The segments of a pattern that may match the next name on a path."""

_MOST = 1000
"""More alternatives than that nobody writes on purpose."""
_META = frozenset("*?[{")
_EVERYTHING = frozenset({"*", "**", "**/*", "**/**"})


class InvalidGlobError(PixiError):
    """A pattern of files cannot be understood."""

    def __init__(self, pattern: str, reason: str) -> None:
        super().__init__(
            f"'{pattern}' is not a pattern of files: {reason}",
            help="write [[] or [{] where the sign itself is meant",
        )


@frozen_positional
class Segment:
    """What matches one name of a path."""

    text: str
    is_literal: bool

    @property
    def is_hidden(self) -> bool:
        """Whether it names something hidden."""
        return self.text.startswith(".")

    def matches(self, name: str) -> bool:
        """Tell whether it matches a name."""
        if self.is_literal:
            return name == self.text
        return _compiled(self.text).fullmatch(name) is not None


_ANY_NAME = Segment("*", is_literal=False)


@frozen
class Glob:
    """One pattern, without alternatives."""

    segments: tuple[Segment | None, ...]
    """None stands for ``**``: any number of names, none included."""
    is_negative: bool = False
    """Whether it takes out what others match."""
    level: int = 0
    """How many folders above the root it starts."""
    is_everything: bool = False
    """Whether it is written for all there is, which leaves out what is hidden."""
    covers_folder: bool = False
    """Whether a folder that it matches counts with everything below it."""

    @property
    def start(self) -> Positions:
        """The positions in front of the first name."""
        return self._with_skipped({0})

    def step(self, positions: Positions, name: str) -> Positions:
        """Return the positions behind one more name of a path."""
        if self.is_everything and name.startswith("."):
            return frozenset()
        found: set[int] = set()
        for position in positions:
            if position == len(self.segments):
                if self.covers_folder:
                    found.add(position)
                continue
            segment = self.segments[position]
            if segment is None:
                found.add(position)
            elif segment.matches(name):
                found.add(position + 1)
        return self._with_skipped(found)

    def enter(self, positions: Positions, name: str) -> Positions:
        """Return the positions inside a folder.

        What is hidden is entered only by those that name it or match it themselves.
        """
        inside = self.step(positions, name)
        if not name.startswith(".") or self.is_negative or self.accepts(inside):
            return inside
        named = {
            position + 1
            for position in positions
            if position < len(self.segments)
            and (segment := self.segments[position]) is not None
            and segment.is_hidden
            and segment.matches(name)
        }
        return self._with_skipped(named)

    def accepts(self, positions: Positions) -> bool:
        """Tell whether a path that leads to these positions is matched."""
        return len(self.segments) in positions

    def _with_skipped(self, positions: set[int]) -> Positions:
        """Add what lies behind each ``**``, which may stand for nothing."""
        found = set(positions)
        for position in positions:
            while position < len(self.segments) and self.segments[position] is None:
                position += 1  # noqa: PLW2901 - the loop goes on from there
                found.add(position)
        return frozenset(found)


def compile_globs(patterns: Sequence[str]) -> list[Glob]:
    """Return what patterns mean; of those that match a path the last one decides.

    A list that only takes out takes out of everything.

    Raises:
        InvalidGlobError: If one cannot be understood.
    """
    found = [glob for pattern in patterns for glob in _globs(pattern)]
    if found and all(glob.is_negative for glob in found):
        return [*_globs("**"), *found]
    return found


def _globs(pattern: str) -> Iterator[Glob]:
    """Yield what a pattern means: one for each choice of alternatives in braces.

    pattern = [ "!" ] [ "/" ] segment { "/" segment } [ "/" ]
    """
    body = pattern.removeprefix("!")
    is_negative = body != pattern
    text = f"{body}**" if body.endswith("/") else body
    first = next((at for at, sign in enumerate(text) if sign in _META), None)
    level, text = _without_dots(text, first)
    # A bare name is that of a file in the root; for git it would be one of any folder.
    is_anchored = first is None or level > 0 or body.startswith("/") or "/" in text
    choices = list(islice(_alternatives(text, pattern), _MOST + 1))
    if len(choices) > _MOST:
        raise InvalidGlobError(pattern, "it stands for too many others")
    for choice in choices:
        segments = [_segment(name, pattern) for name in choice.split("/") if name]
        if not segments:
            continue
        if not is_anchored and segments[0] is not None:
            segments.insert(0, None)
        if segments[-1] is None:
            segments.append(_ANY_NAME)
        yield Glob(
            segments=tuple(segments),
            is_negative=is_negative,
            level=level,
            is_everything=not is_negative and text in _EVERYTHING,
            covers_folder=not is_negative and first is None,
        )


def _without_dots(text: str, first: int | None) -> tuple[int, str]:
    """Return how far above the root a pattern starts, and the pattern from there.

    Dots are taken out in front of the first sign that stands for others. In a plain
    path they stay, as in the original: ``./a`` matches nothing.

    Args:
        text: The pattern.
        first: Where that sign is, None for a plain path.
    """
    split = len(text) if first is None else text.rfind("/", 0, first) + 1
    level = 0
    names: list[str] = []
    for name in filter(None, text[:split].split("/")):
        if name == "..":
            level += not names and not text.startswith("/")
            names = names[:-1]
        elif name != "." or first is None:
            names.append(name)
    return level, "/".join([*names, *filter(None, [text[split:]])])


def _segment(name: str, pattern: str) -> Segment | None:
    if name == "**":
        return None
    if not set(name) & set("*?["):
        return Segment(_unescaped(name), is_literal=True)
    if not _is_closed(name):
        raise InvalidGlobError(pattern, "'[' is not closed")
    try:
        _compiled(name)
    except re.error as error:
        raise InvalidGlobError(pattern, error.msg) from error
    return Segment(name, is_literal=False)


def _unescaped(name: str) -> str:
    return re.sub(r"\\(.)", r"\1", name)


def _is_closed(name: str) -> bool:
    """Tell whether each ``[`` has its ``]``."""
    return "[" not in re.sub(_SINGLE, "", name)


_SINGLE = r"\\.|\[[!^]?\]?[^\]]*\]"
"""What stands for one character: itself, or one of a class."""


@lru_cache(maxsize=512)
def _compiled(text: str) -> re.Pattern[str]:
    """Return the expression for a segment with ``*``, ``?``, classes and escapes."""
    parts = []
    for sign in re.findall(rf"{_SINGLE}|\*+|.", text, re.DOTALL):
        if sign.startswith("*"):
            parts.append(".*")
        elif sign == "?":
            parts.append(".")
        elif sign.startswith("[") and len(sign) > 1:
            parts.append(_class(sign[1:-1]))
        else:
            parts.append(re.escape(sign[-1]))
    return re.compile("".join(parts), re.DOTALL)


def _class(body: str) -> str:
    is_negated = body[:1] in ("!", "^")
    # Ranges keep their dash; all else stands for itself.
    signs = re.sub(r"([\\\[\]^&~|]|(?<=-)-)", r"\\\1", body[is_negated:])
    return f"[{'^' if is_negated else ''}{signs}]"


def _alternatives(text: str, pattern: str) -> Iterator[str]:
    """Yield a pattern for each choice of what stands in braces."""
    start = _opening(text)
    if start is None:
        yield text
        return
    parts, end = _parts(text, start, pattern)
    for part in parts:
        yield from _alternatives(text[:start] + part + text[end:], pattern)


def _opening(text: str) -> int | None:
    """Return where the first brace stands that means something."""
    for found in re.finditer(rf"{_SINGLE}|\{{", text):
        if found[0] == "{":
            return found.start()
    return None


def _parts(text: str, start: int, pattern: str) -> tuple[list[str], int]:
    """Return what a brace at ``start`` offers, and where it ends."""
    depth, parts = 0, [""]
    for found in re.finditer(rf"{_SINGLE}|.", text[start:], re.DOTALL):
        sign = found[0]
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return parts, start + found.end()
        if depth == 1 and sign == ",":
            parts.append("")
        elif depth > 1 or sign != "{":
            parts[-1] += sign
    raise InvalidGlobError(pattern, "'{' is not closed")
