"""The conditions of conda requirements: ``python >=3.10 and (__linux or __osx)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Callable

_WORD = regex(r"\s+(and|or)(?=[\s(])")
_JOINT = regex(r"\s*(and|or)(?=[\s(])")
_OPENING = "([\"'"
_CLOSING = {"(": ")", "[": "]", '"': '"', "'": "'"}


def holds(condition: str, meets: Callable[[str], bool]) -> bool:
    """Tell whether a condition holds.

    Args:
        condition: In the engine's grammar.
        meets: Tells whether a single requirement of it is met.
    """
    return _Reader(condition, meets).read()


class _Reader:
    """Reads a condition and judges it on the way."""

    def __init__(self, text: str, meets: Callable[[str], bool]) -> None:
        self.text = text
        self.meets = meets
        self.at = 0

    def read(self) -> bool:
        """``alternatives := joint ("or" joint)*``."""
        result = self._joint()
        while self._takes("or"):
            result = self._joint() or result
        return result

    def _joint(self) -> bool:
        """``joint := single ("and" single)*``."""
        result = self._single()
        while self._takes("and"):
            result = self._single() and result
        return result

    def _single(self) -> bool:
        """``single := "(" alternatives ")" | requirement``."""
        while self.text[self.at : self.at + 1].isspace():
            self.at += 1
        if self.text[self.at : self.at + 1] != "(":
            start, self.at = self.at, self._end_of_requirement()
            return self.meets(self.text[start : self.at].strip())
        self.at += 1
        result = self.read()
        self.at = self.text.find(")", self.at) + 1 or len(self.text)
        return result

    def _takes(self, word: str) -> bool:
        found = _JOINT.match(self.text, self.at)
        if found is None or found[1] != word:
            return False
        self.at = found.end()
        return True

    def _end_of_requirement(self) -> int:
        """Return where a word or a parenthesis ends it, outside brackets and quotes."""
        at = self.at
        open_ends: list[str] = []
        while at < len(self.text):
            char = self.text[at]
            if open_ends:
                if char == open_ends[-1]:
                    open_ends.pop()
                elif char in _OPENING and open_ends[-1] in ")]":
                    open_ends.append(_CLOSING[char])
            elif char == ")" or _WORD.match(self.text, at):
                return at
            elif char in _OPENING:
                open_ends.append(_CLOSING[char])
            at += 1
        return at
