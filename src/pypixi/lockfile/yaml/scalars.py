"""What single values of a lock file mean: the core rules of YAML 1.2."""

from __future__ import annotations

import math
import re

from pypixi.patterns import regex

Scalar = str | int | float | bool | None

CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
"""Texts that mean something else than themselves."""

_NO_NUMBER = regex(r"[^-+.0-9]")
_INTEGER = regex(r"[-+]?(?:0|[1-9][0-9]*)")
_RADIX = regex(r"[-+]?0(?:x[0-9a-fA-F]+|o[0-7]+|b[01]+)")
_FLOAT = regex(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_NO_FINITE = regex(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LEADING_ZERO = regex(r"[-+]?0[0-9]+")
_LONGEST_INTEGER = 39
"""Digits of the largest integer of 128 bits."""


def resolve_plain(text: str) -> Scalar:
    """Return what a text without quotes means."""
    if text in CONSTANTS:
        return CONSTANTS[text]
    if _NO_NUMBER.match(text):
        return text
    return _number(text)


def is_ambiguous(text: str) -> bool:
    """Tell whether a text without quotes would mean something else, or might."""
    if _LEADING_ZERO.fullmatch(text):
        return True
    return not isinstance(resolve_plain(text), str)


def unquote(text: str) -> str:
    """Return the value of a quoted text.

    Raises:
        ValueError: If the quotes or the escapes are not right.
    """
    body, quote = text[1:-1], text[0]
    if len(text) == 1 or text[-1] != quote:
        raise ValueError(text)
    if quote == '"':
        # Rare, and its patterns take longer to make than a lock file to be read.
        from .escapes import unescaped  # noqa: PLC0415

        return unescaped(body)
    if "'" in body.replace("''", ""):
        raise ValueError(text)
    # The emitter indents what follows one of the separators.
    return re.sub("([\u2028\u2029]+) *", r"\1", body.replace("''", "'"))


def _number(text: str) -> Scalar:
    if _INTEGER.fullmatch(text) and len(text) <= _LONGEST_INTEGER:
        return int(text)
    if _RADIX.fullmatch(text):
        value = int(text, 0)
        return value if -(2**127) <= value < 2**128 else text
    if _NO_FINITE.fullmatch(text):
        return math.nan
    if _FLOAT.fullmatch(text) and not _LEADING_ZERO.fullmatch(text):
        value_ = float(text)
        return value_ if math.isfinite(value_) else text
    return text
