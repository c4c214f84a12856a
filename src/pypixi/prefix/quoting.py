"""A value becomes shell text in this module only."""

from __future__ import annotations

from pypixi.patterns import regex

_SAFE = regex(r"[A-Za-z0-9_@%+=:,./-]+")
_BEFORE_QUOTE = regex(r'(\\+)(?="|\Z)')
_NAME = regex(r"[^=\x00-\x1f\x7f]+")


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


def bash_word(value: str) -> str:
    """Return bash text that stands for exactly ``value``."""
    if value and _SAFE.fullmatch(value):
        return value
    return "'" + value.replace("'", "'\"'\"'") + "'"


def is_variable_name(name: str) -> bool:
    """Tell whether a variable may be called so: no ``=``, no control characters."""
    return _NAME.fullmatch(name) is not None
