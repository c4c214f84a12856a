"""Files of variables, one ``NAME=value`` in a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypixi.errors import Label, PixiError, Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_NAME = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*")
_SINGLE = re.compile(r"'([^']*)'")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_PLAIN = re.compile(r"(?:(?!\s#)[^\n])*")
_REST = re.compile(r"[ \t]*(?:#[^\n]*)?\r?(?:\n|\Z)")
_NOTHING = re.compile(r"[ \t]*(?:#[^\n]*)?\r?\n|[ \t]*(?:#[^\n]*)?\Z")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MEANT = {"n": "\n", "r": "\r", "t": "\t", "\n": ""}
"""What escapes between double quotation marks stand for, if not for themselves."""


class EnvFileSyntaxError(PixiError):
    """A line of a file of variables is not understood."""

    def __init__(self, path: Path, text: str, start: int) -> None:
        line = text.count("\n", 0, start) + 1
        end = text.find("\n", start)
        span = Span(start, max(len(text) if end < 0 else end, start + 1))
        label = Label(Source(str(path), text), span, "this is not understood")
        super().__init__(
            f"line {line} of '{path}' sets no variable",
            labels=[label],
            help="write NAME=value, NAME='taken as it is' or NAME=\"with \\n\"; what"
            " follows # is a comment",
        )


class UnreadableEnvFileError(PixiError):
    """A file of variables cannot be read."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"the file of variables '{path}' cannot be read: {reason}",
            help="name another one behind `--env-file`",
        )


def read_env_files(paths: Iterable[Path], cwd: Path) -> dict[str, str]:
    """Return what files set; of those that set one variable the last counts.

    Args:
        paths: The files.
        cwd: Where relative paths start.

    Raises:
        PixiError: If one cannot be read.
    """
    found: dict[str, str] = {}
    for path in paths:
        found.update(_read(cwd / path))
    return found


def _read(path: Path) -> dict[str, str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableEnvFileError(path, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise UnreadableEnvFileError(path, "it is not UTF-8") from error
    return parse_env_file(path, text)


def parse_env_file(path: Path, text: str) -> dict[str, str]:
    """Return what a file sets.

    file = { [ [ "export" ] NAME "=" value ] [ "#" … ] newline }
    value = "'" literal "'" | '"' escaped '"' | plain

    A value in quotation marks may span lines; nothing in it is expanded.

    Args:
        path: What the file is called in errors.
        text: What stands in it.

    Raises:
        EnvFileSyntaxError: If a line is not understood.
    """
    found: dict[str, str] = {}
    position = 0
    while position < len(text):
        empty = _NOTHING.match(text, position)
        if empty is not None:
            position = empty.end()
            continue
        name = _NAME.match(text, position)
        if name is None:
            raise EnvFileSyntaxError(path, text, position)
        value, end = _value(text, name.end())
        rest = _REST.match(text, end)
        if rest is None or "\0" in value:
            raise EnvFileSyntaxError(path, text, position)
        found[name[1]] = value
        position = rest.end()
    return found


def _value(text: str, start: int) -> tuple[str, int]:
    """Return the value at a place, and where it ends."""
    single = _SINGLE.match(text, start)
    if single is not None:
        return single[1], single.end()
    double = _DOUBLE.match(text, start)
    if double is not None:
        return _ESCAPE.sub(_meaning, double[1]), double.end()
    plain = _PLAIN.match(text, start)
    if plain is None or plain[0][:1] in ("'", '"'):  # not closed
        return "\0", start
    kept = "" if plain[0].startswith("#") else plain[0]
    return kept.rstrip(), start + len(kept)


def _meaning(escape: re.Match[str]) -> str:
    return _MEANT.get(escape[1], escape[1])
