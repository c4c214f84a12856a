r"""From the text of a script to its nodes.

    script     = lines items
    items      = { item [ separator ] }
    separator  = [ "&" | ";" ] lines
    item       = step { ( "&&" | "||" ) lines step }
    step       = assignment | pipeline
    pipeline   = [ "!" blank ] command { ( "|" | "|&" ) lines command }
    command    = ( "(" lines items ")" | simple ) [ redirect ]
    simple     = { assignment } word { word }
    assignment = NAME "=" word
    redirect   = [ digits | "&" ] ( ">" | ">>" | ">|" | "<" ) ( "&" digits | word )

``lines`` are blanks, comments and line breaks. Blanks and ``\`` at the end of a line
may stand between any two of these; a comment begins where a word may begin.
"""

from __future__ import annotations

from .grammar.cursor import Cursor, NotUnderstoodError, is_blank
from .grammar.nodes import (
    Assignment,
    Command,
    Item,
    Pipeline,
    Redirect,
    Script,
    Simple,
    Subshell,
    Text,
    Word,
)
from .grammar.words import read_name, read_word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .grammar.nodes import Step, Target

_RESERVED = frozenset(
    "if then else elif fi do done case esac while until for in".split()  # noqa: SIM905
)
_BOOLEAN = "Expected command following boolean operator."
_PIPE = "Expected command following pipeline operator."
_DIGITS = "0123456789"
_LONGEST = 9
"""Digits of a descriptor that are read."""


def parse(text: str) -> Script:
    """Return what a script is made of.

    Raises:
        ShellSyntaxError: If it is no script.
    """
    try:
        return _script(Cursor(text, _items))
    except NotUnderstoodError as fault:
        # Only now: errors for people load what a task does not need.
        from .syntax_error import ShellSyntaxError  # noqa: PLC0415

        raise ShellSyntaxError(text, fault) from None


def _script(cursor: Cursor) -> Script:
    cursor.skip_lines()
    script = _items(cursor)
    if cursor.at < cursor.end:
        raise cursor.fault("Unexpected character.")
    if not script.items:
        raise cursor.fault("Empty command.")
    return script


def _items(cursor: Cursor) -> Script:
    """Read items as long as there are any: what follows is not looked at.

    items = { item [ separator ] }
    """
    items = []
    while (first := _step(cursor)) is not None:
        others = _other_steps(cursor)
        is_background = _separator(cursor)
        items.append(Item(first, others, background=is_background))
    return Script(tuple(items))


def _separator(cursor: Cursor) -> bool:
    """Read what ends an item, and tell whether it runs in the background.

    separator = [ "&" | ";" ] lines
    """
    is_background = cursor.starts("&") and not _starts_any(cursor, "&&", "&|")
    if is_background or cursor.starts(";"):
        cursor.at += 1
    cursor.skip_lines()
    return is_background


def _other_steps(cursor: Cursor) -> tuple[tuple[str, Step], ...]:
    """Read the steps behind the first one.

    { ( "&&" | "||" ) lines step }
    """
    steps: list[tuple[str, Step]] = []
    while _starts_any(cursor, "&&", "||"):
        operator = cursor.text[cursor.at : cursor.at + 2]
        cursor.at += 2
        cursor.skip_lines()
        try:
            step = _step(cursor)
        except NotUnderstoodError as fault:
            raise fault.within(_BOOLEAN, len(steps) + 1) from None
        if step is None:
            raise cursor.fault(_BOOLEAN).within(_BOOLEAN, len(steps))
        steps.append((operator, step))
    return tuple(steps)


def _step(cursor: Cursor) -> Step | None:
    """Read a step and the blanks behind it.

    step     = assignment | pipeline
    pipeline = [ "!" blank ] command { ( "|" | "|&" ) lines command }
    """
    start = cursor.at
    is_negated = _negation(cursor)
    simple_start = cursor.at
    simple = _simple(cursor)
    if simple is not None and not simple.words:
        if is_negated:
            cursor.at = start
            return None
        if len(simple.assignments) > 1:
            message = (
                "Cannot set multiple environment variables when there is no following"
                " command."
            )
            raise cursor.fault(message, simple_start)
        return simple.assignments[0]
    command = _command(cursor, simple)
    if command is None:
        cursor.at = start
        return None
    return _pipeline(cursor, command, is_negated=is_negated)


def _negation(cursor: Cursor) -> bool:
    following = cursor.text[cursor.at + 1 : cursor.at + 2]
    if not cursor.starts("!") or not following or not is_blank(following):
        return False
    cursor.at += 1
    cursor.skip_blanks()
    return True


def _pipeline(cursor: Cursor, first: Command, *, is_negated: bool) -> Pipeline:
    commands, merged = [first], []
    while (operator := _pipe_operator(cursor)) is not None:
        cursor.skip_lines()
        try:
            command = _member(cursor)
        except NotUnderstoodError as fault:
            raise fault.within(_PIPE, len(commands)) from None
        if command is None:
            raise cursor.fault(_PIPE).within(_PIPE, len(commands) - 1)
        commands.append(command)
        merged.append(operator == "|&")
    return Pipeline(tuple(commands), tuple(merged), negated=is_negated)


def _pipe_operator(cursor: Cursor) -> str | None:
    if cursor.starts("|&") and not cursor.starts("|&&"):
        cursor.at += 2
        return "|&"
    if cursor.starts("|") and not _starts_any(cursor, "||", "|&"):
        cursor.at += 1
        return "|"
    return None


def _member(cursor: Cursor) -> Command | None:
    start = cursor.at
    simple = _simple(cursor)
    if simple is not None and not simple.words:
        cursor.at = start
        return None
    return _command(cursor, simple)


def _command(cursor: Cursor, simple: Simple | None) -> Command | None:
    """Read a command, whose words may have been read already.

    command = ( "(" lines items ")" | simple ) [ redirect ]
    """
    body = simple if simple is not None else _subshell(cursor)
    if body is None:
        return None
    cursor.skip_blanks()
    start = cursor.at
    redirect = _redirect(cursor)
    if redirect is not None:
        cursor.skip_blanks()
        if _redirect(cursor) is not None:
            message = "Multiple redirects are currently not supported."
            raise cursor.fault(message, start)
    return Command(body, redirect)


def _subshell(cursor: Cursor) -> Subshell | None:
    start = cursor.at
    if not cursor.take("("):
        return None
    cursor.skip_lines()
    script = cursor.read_inner()
    if not cursor.take(")"):
        raise cursor.fault("Expected closing parenthesis on subshell.", start)
    return Subshell(script)


def _simple(cursor: Cursor) -> Simple | None:
    """Read assignments and words, of which one kind may be missing.

    simple = { assignment } word { word }
    """
    assignments = []
    while (assignment := _assignment(cursor)) is not None:
        assignments.append(assignment)
        cursor.skip_blanks()
    start = cursor.at
    words = _words(cursor)
    if words and _is_reserved(words[0]):
        raise cursor.fault("Unsupported reserved word.", start)
    if not words and not assignments:
        return None
    return Simple(tuple(assignments), tuple(words))


def _words(cursor: Cursor) -> list[Word]:
    words: list[Word] = []
    while not _is_at_redirect(cursor) and (word := read_word(cursor)) is not None:
        _check_end_of_word(cursor)
        words.append(word)
        cursor.skip_blanks()
    return words


def _check_end_of_word(cursor: Cursor) -> None:
    if cursor.char in ("<", ">"):
        raise cursor.fault("Unexpected character.")


def _is_reserved(word: Word) -> bool:
    if len(word.parts) != 1:
        return False
    only = word.parts[0]
    return type(only) is Text and only.text in _RESERVED


def _assignment(cursor: Cursor) -> Assignment | None:
    """Read an assignment.

    assignment = NAME "=" word
    """
    start = cursor.at
    name = read_name(cursor)
    if not name or not cursor.take("="):
        cursor.at = start
        return None
    try:
        value = read_word(cursor)
    except NotUnderstoodError as fault:
        raise fault.within("Invalid environment variable value.") from None
    _check_end_of_word(cursor)
    return Assignment(name, value or Word(()))


def _is_at_redirect(cursor: Cursor) -> bool:
    at = _behind_source(cursor)
    return cursor.text[at : at + 1] in ("<", ">")


def _behind_source(cursor: Cursor) -> int:
    """Return where the operator of a redirect would stand."""
    at = cursor.at
    if cursor.starts("&"):
        return at + 1
    while at < cursor.end and cursor.text[at] in _DIGITS:
        at += 1
    return at


def _redirect(cursor: Cursor) -> Redirect | None:
    """Read a redirect.

    redirect = [ digits | "&" ] ( ">" | ">>" | ">|" | "<" ) ( "&" digits | word )
    """
    if not _is_at_redirect(cursor):
        return None
    start = cursor.at
    cursor.at = _behind_source(cursor)
    source = cursor.text[start : cursor.at]
    operator = _redirect_operator(cursor)
    behind = cursor.at
    target = _target(cursor)
    if target is None:
        raise cursor.fault("Expected redirect path.", behind)
    return Redirect(_source(source), operator, target)


def _source(text: str) -> int | str | None:
    if not text:
        return None
    return text if text == "&" else _number(text)


def _redirect_operator(cursor: Cursor) -> str:
    for operator in (">>", ">|", ">", "<"):
        if cursor.take(operator):
            return operator
    raise AssertionError


def _target(cursor: Cursor) -> Target | None:
    descriptor = _descriptor(cursor)
    if descriptor is not None:
        return descriptor
    cursor.skip_blanks()
    return read_word(cursor)


def _descriptor(cursor: Cursor) -> int | None:
    start = cursor.at
    if not cursor.take("&"):
        return None
    end = cursor.at
    while end < cursor.end and cursor.text[end] in _DIGITS:
        end += 1
    if end == cursor.at:
        cursor.at = start
        return None
    digits, cursor.at = cursor.text[cursor.at : end], end
    return _number(digits)


def _number(digits: str) -> int:
    """Return a number, of which only small ones are of use."""
    return int(digits) if len(digits) <= _LONGEST else 10**_LONGEST


def _starts_any(cursor: Cursor, *texts: str) -> bool:
    return any(cursor.starts(text) for text in texts)
