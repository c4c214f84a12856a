"""A value becomes shell text in this module only.

For each shell there are two functions: ``…_word`` returns text that stands for exactly
a value, ``…_value`` text in which ``$NAME`` means another variable. What ``$`` means is
decided by bash, which runs activations: bash and zsh take the whole value as bash does,
the others know ``$NAME``, ``${NAME}`` and what a backslash takes that meaning from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Callable

_SAFE = regex(r"[A-Za-z0-9_@%+=:,./-]+")
_BEFORE_QUOTE = regex(r'(\\+)(?="|\Z)')
_NAME = regex(r"[^=\x00-\x1f\x7f]+")
_IDENTIFIER = regex(r"[A-Za-z_][A-Za-z0-9_]*")
_BARE_REFERENCE = regex(r"(\\.)|\$([A-Za-z_][A-Za-z0-9_]*)")
_BROKEN_LINE = regex(r"(\\[^\n])|\\\n")
_PART = regex(
    r"(?P<kept>\\+(?=\"|\Z))|\\(?P<literal>[\\$`])"
    r"|\$(?P<name>[A-Za-z_][A-Za-z0-9_]*)|\$\{(?P<braced>[A-Za-z_][A-Za-z0-9_]*)\}"
)
"""What means something within double quotes of bash, commands left aside."""

# PowerShell takes typographic quotes for plain ones.
_POWERSHELL_QUOTES = regex("(['\u2018\u2019\u201a\u201b])")
_POWERSHELL_SPECIAL = regex('([`"$\u201c\u201d\u201e])')
_NUSHELL_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_CMD_SPECIAL = regex(r'([\^&|<>()"])')
_CONTROL = regex(r"[\x00-\x1f\x7f]")
_NOT_SHOWN = regex(r"""[^\w .:@/+,=()\[\]-]""")


def bash_word(value: str) -> str:
    """Return bash text that stands for exactly ``value``; any POSIX shell agrees."""
    if value and _SAFE.fullmatch(value):
        return value
    return _single_quoted(value)


def bash_value(value: str) -> str:
    """Return bash text that stands for ``value``, variables in it expanded.

    A value with ``$`` is put into double quotes with only ``"`` escaped, as the
    original does, so that packages can refer to other variables; any other is literal.
    """
    if "$" in value:
        # Or a backslash in front of a quote would take that quote's meaning away.
        escaped = _BEFORE_QUOTE.sub(r"\1\1", value).replace('"', '\\"')
        return f'"{escaped}"'
    return bash_word(value)


def zsh_word(value: str) -> str:
    """Return zsh text that stands for exactly ``value``, ``=ls`` included."""
    return _single_quoted(value)


def zsh_value(value: str) -> str:
    """Return zsh text that stands for ``value``, variables in it expanded as by bash.

    Names are put into braces: zsh takes ``$NAME:e`` for the extension of a file.
    """
    if "$" not in value:
        return zsh_word(value)
    return _BARE_REFERENCE.sub(
        lambda found: found[1] or f"${{{found[2]}}}", bash_value(_in_one_line(value))
    )


def fish_word(value: str) -> str:
    """Return fish text that stands for exactly ``value``."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def fish_value(value: str) -> str:
    """Return fish text that stands for ``value``, variables in it expanded."""
    return _joined(value, fish_word, lambda name: f'"${name}"', "")


def xonsh_word(value: str) -> str:
    """Return xonsh text that stands for exactly ``value``: a string of Python."""
    return repr(value)


def xonsh_value(value: str) -> str:
    """Return xonsh text that stands for ``value``, variables in it expanded.

    Of its own variables xonsh keeps some as lists: the text of all is asked for.
    """

    def reference(name: str) -> str:
        return f"${{...}}.detype().get({name!r}, '')"

    return _joined(value, xonsh_word, reference, " + ")


def nushell_word(value: str) -> str:
    """Return nushell text that stands for exactly ``value``."""
    escaped = "".join(_NUSHELL_ESCAPES.get(char, char) for char in value)
    escaped = _CONTROL.sub(lambda found: f"\\u{{{ord(found[0]):x}}}", escaped)
    return f'"{escaped}"'


def nushell_value(value: str) -> str:
    """Return nushell text that stands for ``value``, variables in it expanded."""

    def reference(name: str) -> str:
        return f"($env.{name}? | default '' | into string)"

    return f"({_joined(value, nushell_word, reference, ' + ')})"


def powershell_word(value: str) -> str:
    """Return PowerShell text that stands for exactly ``value``."""
    return "'" + _POWERSHELL_QUOTES.sub(r"\1\1", value) + "'"


def powershell_value(value: str) -> str:
    """Return PowerShell text that stands for ``value``, variables in it expanded."""

    def literal(text: str) -> str:
        return _POWERSHELL_SPECIAL.sub(r"`\1", text)

    inner = _joined(value, literal, lambda name: f"${{Env:{name}}}", "")
    return f'"{inner}"'


def cmd_path(path: str) -> str:
    """Return text for a batch file that names a file; a path holds no quotes there."""
    return f'"{_cmd_text(path)}"'


def cmd_assignment(name: str, value: str) -> str:
    """Return what stands behind ``SET`` in a batch file to give a variable a value.

    A line break has no spelling there and becomes a blank. Quotes protect all but
    quotes: a value with one is written without them, each sign having a caret.
    """
    return _cmd_set(_cmd_text(name), _cmd_text(value))


def cmd_reference_assignment(name: str, value: str) -> str:
    """Return the same as :func:`cmd_assignment`, variables in the value expanded."""
    text = _joined(value, _cmd_text, lambda other: f"%{other}%", "")
    return _cmd_set(_cmd_text(name), text)


def prompt_text(name: str) -> str:
    """Return a name as prompts show it: what could mean more than itself is ``_``.

    Prompts are expanded each time they are drawn, and each shell has signs of its own.
    """
    return _NOT_SHOWN.sub("_", name)


def is_variable_name(name: str) -> bool:
    """Tell whether a variable may be called so: no ``=``, no control characters."""
    return _NAME.fullmatch(name) is not None


def is_identifier(name: str) -> bool:
    """Tell whether every shell can call a variable so."""
    return _IDENTIFIER.fullmatch(name) is not None


def _in_one_line(value: str) -> str:
    """Return a value without the line breaks that a backslash takes away.

    Bash does so before it looks for names: what follows may be part of one.
    """
    return _BROKEN_LINE.sub(lambda found: found[1] or "", value)


def _single_quoted(value: str) -> str:
    return "'" + value.replace("'", "'\"'\"'") + "'"


def _cmd_text(value: str) -> str:
    return _CONTROL.sub(" ", value).replace("%", "%%")


def _cmd_set(name: str, text: str) -> str:
    if '"' not in text:
        return f'"{name}={text}"'
    return _CMD_SPECIAL.sub(r"^\1", f"{name}={text}")


def _joined(
    value: str,
    literal: Callable[[str], str],
    reference: Callable[[str], str],
    between: str,
) -> str:
    """Return the parts of a value in the words of a shell."""
    if "$" not in value:
        return literal(value)
    value = _in_one_line(value)
    parts: list[str] = []
    text = ""
    position = 0
    for found in _PART.finditer(value):
        text += value[position : found.start()]
        text += found["kept"] or found["literal"] or ""
        position = found.end()
        name = found["name"] or found["braced"]
        if name is not None:
            parts += [*([literal(text)] if text else []), reference(name)]
            text = ""
    text += value[position:]
    if text or not parts:
        parts.append(literal(text))
    return between.join(parts)
