"""What braces in a word stand for: ``{a,b}``, ``{1..9}``, or themselves."""

from __future__ import annotations

from .nodes import Choices, Range, Text, Tilde

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from .nodes import Part

    Token = str | Part


class Mark(str):
    """A character that means something in braces, and itself elsewhere."""

    __slots__ = ()


OPEN, COMMA, CLOSE, HOME = Mark("{"), Mark(","), Mark("}"), Mark("~")
_MOST = 1_000_000
"""What would be more words stays as it is written."""
_DEEPEST = 20
_LONGEST = 18
"""More digits than fit into 64 bits make no integer."""


def fold(tokens: Sequence[Token]) -> tuple[Part, ...]:
    """Return the parts of a word, given its tokens in order.

        choices = "{" item { "," item } "}"
        range   = "{" integer ".." integer [ ".." integer ] "}"
                | "{" character ".." character "}"

    Braces of any other form are text, as are those that would make too many words.
    """
    folded = _folded(tokens)
    return merged(tokens if words_of(folded) > _MOST else folded)


def words_of(parts: Sequence[Token]) -> int:
    """Return how many words the parts of one make."""
    count = 1
    for part in parts:
        if type(part) is Choices:
            count *= part.count
        elif type(part) is Range:
            count *= len(part.values)
    return count


def merged(tokens: Sequence[Token]) -> tuple[Part, ...]:
    """Return tokens as parts, adjacent characters as one text."""
    parts: list[Part] = []
    text: list[str] = []
    for token in tokens:
        if isinstance(token, str):
            text.append(token)
            continue
        if text:
            parts.append(Text("".join(text)))
            text = []
        parts.append(token)
    if text:
        parts.append(Text("".join(text)))
    return tuple(parts)


def _folded(tokens: Sequence[Token]) -> list[Token]:
    levels: list[list[Token]] = [[]]
    for token in tokens:
        if token is OPEN and len(levels) <= _DEEPEST:
            levels.append([])
        elif token is CLOSE and len(levels) > 1:
            inner = levels.pop()
            levels[-1] += _braces(inner, is_first=levels == [[]])
        else:
            levels[-1].append(token)
    whole = levels[0]
    for unclosed in levels[1:]:
        whole += [OPEN, *unclosed]
    return whole


def _braces(inner: list[Token], *, is_first: bool) -> list[Token]:
    """Return what braces around ``inner`` stand for."""
    made = _choices(inner, is_first=is_first) or _range(inner)
    if made is None or words_of([made]) > _MOST:
        return [OPEN, *inner, CLOSE]
    return [made]


def _choices(inner: list[Token], *, is_first: bool) -> Choices | None:
    items: list[list[Token]] = [[]]
    for token in inner:
        if token is COMMA:
            items.append([])
        else:
            items[-1].append(token)
    if len(items) == 1:
        return None
    for item in items:
        if is_first and item and item[0] is HOME:
            item[0] = Tilde()
    count = sum(words_of(item) for item in items)
    return Choices(tuple(merged(item) for item in items), count)


def _range(inner: list[Token]) -> Range | None:
    if not all(isinstance(token, str) for token in inner):
        return None
    match "".join(map(str, inner)).split(".."):
        case [first, last] if _is_letter(first) and _is_letter(last):
            return _between(ord(first), ord(last), 1, is_letters=True)
        case [first, last, *rest] if len(rest) <= 1:
            if not all(map(_is_integer, (first, last, *rest))):
                return None
            step = abs(int(rest[0])) if rest else 1
            return _between(int(first), int(last), step, is_letters=False)
    return None


def _between(first: int, last: int, step: int, *, is_letters: bool) -> Range | None:
    if step == 0:
        return None
    if abs(last - first) // step >= _MOST:
        return None
    values = (
        range(first, last + 1, step) if first <= last else range(first, last - 1, -step)
    )
    return Range(values, is_letters=is_letters)


def _is_letter(text: str) -> bool:
    return len(text) == 1 and text.isascii() and not text.isdigit()


def _is_integer(text: str) -> bool:
    digits = text[1:] if text[:1] in ("+", "-") else text
    return digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST
