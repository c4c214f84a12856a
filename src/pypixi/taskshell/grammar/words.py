r"""Words of a script.

    word   = { piece }, up to a blank, a line break or one of ( ) < > | & ;
    piece  = continuation | escape | "$" what | "`" script "`" | "~" at the start
           | "'" text "'" | '"' { quoted } '"' | brace | character

A backslash that escapes nothing is a character; the next one is read on its own, so
``\\$X`` is a backslash and an escaped dollar sign.
"""

from __future__ import annotations

from .braces import CLOSE, COMMA, HOME, OPEN, fold, merged
from .cursor import NotUnderstoodError, is_blank
from .nodes import Quoted, Status, Substitution, Text, Tilde, Variable, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .braces import Token
    from .cursor import Cursor
    from .nodes import Part

ENDS = "()<>|&;"
"""What ends a word besides white space."""
_AFTER_TWO = (";", "&", "|", "<", ">")
"""Operators that two backslashes leave as they are."""
_SPECIAL = frozenset(ENDS + "\\$`~'\"{},")
_SPECIAL_IN_QUOTES = frozenset('\\$`"')
_ESCAPED = '$`"~();&|<>'
_ESCAPED_IN_QUOTES = "$`\"~()'"
_BRACES = {"{": OPEN, ",": COMMA, "}": CLOSE}
_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_NO_TILDE = "Unsupported tilde expansion."


def read_word(cursor: Cursor) -> Word | None:
    """Read a word, None where there is none.

    Raises:
        NotUnderstoodError: If something in it is not closed or not supported.
    """
    start = cursor.at
    tokens: list[Token] = []
    has_braces = False
    while (char := cursor.char) and char not in ENDS and not char.isspace():
        if char not in _SPECIAL:
            tokens.append(_run(cursor))
        elif char in _BRACES:
            cursor.at += 1
            has_braces = has_braces or char == "{"
            tokens.append(_BRACES[char] if has_braces else char)
        elif char == "\\":
            tokens.append(_backslash(cursor))
        elif char == "~":
            tokens.append(_tilde(cursor, tokens, is_first=cursor.at == start))
        else:
            tokens.append(_piece(cursor, char))
    if cursor.at == start:
        return None
    return Word(fold(tokens) if has_braces else merged(tokens))


def read_name(cursor: Cursor) -> str:
    """Read the name of a variable, empty where there is none."""
    start = cursor.at
    while cursor.char in _NAME:
        cursor.at += 1
    return cursor.text[start : cursor.at]


def _run(cursor: Cursor) -> str:
    """Read the characters that mean nothing but themselves."""
    text, at, end = cursor.text, cursor.at, cursor.end
    start = at
    while at < end and text[at] not in _SPECIAL and not text[at].isspace():
        at += 1
    cursor.at = at
    return text[start:at]


def _backslash(cursor: Cursor) -> str:
    if cursor.take_continuation():
        return ""
    cursor.at += 1
    char = cursor.char
    if char == "\\" and cursor.text[cursor.at + 1 : cursor.at + 2] in _AFTER_TWO:
        cursor.at += 1
        return "\\\\"
    if char and (char in _ESCAPED or is_blank(char)):
        cursor.at += 1
        return char
    if char in _BRACES:
        cursor.at += 1
        return f"\\{char}"
    return "\\"


def _tilde(cursor: Cursor, tokens: list[Token], *, is_first: bool) -> Token:
    at = cursor.at
    cursor.at += 1
    char = cursor.char
    if is_first:
        if char and char != "/" and char not in ENDS and not char.isspace():
            raise cursor.fault(_NO_TILDE, at)
        return Tilde()
    is_item = tokens[0] is OPEN and (tokens[-1] is OPEN or tokens[-1] is COMMA)
    return HOME if is_item and char in ("/", ",", "}") else "~"


def _piece(cursor: Cursor, char: str) -> Token:
    if char == "'":
        return _single_quotes(cursor)
    if char == '"':
        return _double_quotes(cursor)
    return _backticks(cursor) if char == "`" else _dollar(cursor)


def _single_quotes(cursor: Cursor) -> Part:
    """Read what stands in single quotes, where nothing has a meaning."""
    start = cursor.at
    end = cursor.text.find("'", start + 1)
    if end < 0:
        raise cursor.fault("Expected closing single quote.")
    cursor.at = end + 1
    inner = cursor.text[start + 1 : end]
    return Quoted((Text(inner),) if inner else ())


def _double_quotes(cursor: Cursor) -> Part:
    """Read what stands in double quotes.

    A quote that is not closed is the first thing to say, whatever else is wrong.
    """
    start = cursor.at
    cursor.at += 1
    tokens: list[Token] = []
    faults: list[NotUnderstoodError] = []
    while not cursor.starts('"'):
        if not cursor.char:
            raise cursor.fault("Expected closing double quote.", start)
        tokens.append(_quoted_piece(cursor, faults, is_first=cursor.at == start + 1))
    cursor.at += 1
    if faults:
        raise faults[0]
    return Quoted(merged(tokens))


def _quoted_piece(
    cursor: Cursor, faults: list[NotUnderstoodError], *, is_first: bool
) -> Token:
    """Read a piece of what stands in double quotes.

    quoted = continuation | escape | "$" what | "`" script "`" | "~" at the start
           | character
    """
    char = cursor.char
    if char == "~" and is_first:
        cursor.at += 1
        if cursor.char not in ("/", '"'):
            faults.append(cursor.fault(_NO_TILDE, cursor.at - 1))
        return Tilde()
    if char not in _SPECIAL_IN_QUOTES:
        return _quoted_run(cursor)
    if char == "\\":
        return _quoted_backslash(cursor)
    if char == "`":
        return _quoted_script(cursor, "backticks")
    return _quoted_dollar(cursor, faults)


def _quoted_dollar(cursor: Cursor, faults: list[NotUnderstoodError]) -> Token:
    if cursor.starts("$("):
        return _quoted_script(cursor, "command substitution")
    if (fault := _unsupported(cursor)) is not None:
        faults.append(fault)
        cursor.at += 2
        return ""
    return _dollar(cursor)


def _quoted_run(cursor: Cursor) -> str:
    text, at, end = cursor.text, cursor.at, cursor.end
    start = at
    at += 1
    while at < end and text[at] not in _SPECIAL_IN_QUOTES:
        at += 1
    cursor.at = at
    return text[start:at]


def _quoted_backslash(cursor: Cursor) -> str:
    if cursor.take_continuation():
        return ""
    cursor.at += 1
    char = cursor.char
    if char and char in _ESCAPED_IN_QUOTES:
        cursor.at += 1
        return char
    return "\\"


def _quoted_script(cursor: Cursor, kind: str) -> Token:
    try:
        return _backticks(cursor) if kind == "backticks" else _dollar(cursor)
    except NotUnderstoodError as fault:
        raise fault.within(f"Failed parsing {kind} in double quoted string.") from None


def _dollar(cursor: Cursor) -> Token:
    """Read what a dollar sign begins.

    what = NAME | "?" | "(" script ")" | nothing: then it is a character
    """
    if cursor.starts("$("):
        return _substitution(cursor)
    fault = _unsupported(cursor)
    if fault is not None:
        raise fault
    cursor.at += 1
    if cursor.take("?"):
        return Status()
    name = read_name(cursor)
    return Variable(name) if name else "$"


def _unsupported(cursor: Cursor) -> NotUnderstoodError | None:
    sign = cursor.text[cursor.at + 1 : cursor.at + 2]
    if sign not in ("$", "#", "*"):
        return None
    return cursor.fault(f"${sign} is currently not supported.")


def _substitution(cursor: Cursor) -> Part:
    start = cursor.at
    cursor.at += 2
    cursor.skip_lines()
    script = cursor.read_inner()
    if not cursor.take(")"):
        message = "Expected closing parenthesis for command substitution."
        raise cursor.fault(message, start)
    return Substitution(script)


def _backticks(cursor: Cursor) -> Part:
    """Read a script between backticks, which it may hold behind backslashes."""
    start = cursor.at
    offsets: list[int] = []
    at = start + 1
    while not cursor.text.startswith("`", at):
        if at >= cursor.end:
            raise cursor.fault("Expected closing backtick.", start)
        at += cursor.text.startswith("\\`", at)
        offsets.append(at)
        at += 1
    cursor.at = at + 1
    text = "".join(cursor.text[each] for each in offsets)
    inner = cursor.nested(text, [cursor.offset(each) for each in [*offsets, at]])
    inner.skip_lines()
    script = inner.read_inner()
    if inner.at < inner.end:
        rest = inner.text[inner.at :]
        message = f"Failed parsing within backticks. Unexpected character: {rest}"
        raise cursor.fault(message, start)
    return Substitution(script)
