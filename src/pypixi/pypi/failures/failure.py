"""The text that uv ends with when it fails, taken apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypixi.patterns import regex
from pypixi.values import frozen

if TYPE_CHECKING:
    from pypixi.processes import Completed

PROJECT = "pixi-pypi-resolve"
"""The name of the project that has the requirements; uv's messages mention it."""

_TITLE, _CAUSE, _HINT = "error: ", "  cause: ", "hint: "
_NOISE = regex(r"(?:DEBUG|TRACE|warning:|Using Python|For more information|Usage:)")
_OUTPUT = regex(r"\[(?:stderr|stdout)\]|--- (?:stderr|stdout)")
_LAST_LINES = 20
"""How much of a build's output is shown: its end says what went wrong."""


@frozen
class Failure:
    """Why uv gave up, in its own words."""

    title: str
    causes: tuple[str, ...] = ()
    """Outermost first; some have several lines."""
    hints: tuple[str, ...] = ()
    is_death: bool = False
    """Whether it ended without telling of an error."""

    @property
    def text(self) -> str:
        """All of it but the hints."""
        return "\n".join([self.title, *self.causes])


def read_failure(done: Completed) -> Failure:
    """Return what uv wrote from the error on, or how it ended if it told of none.

    block = "error: " text { "  cause: " text } { "hint: " text }; further lines of a
    text are indented as far as its first.
    """
    lines = done.stderr.decode(errors="replace").splitlines()
    starts = [at for at, line in enumerate(lines) if line.startswith(_TITLE)]
    if not starts:
        said = "\n".join(lines[-_LAST_LINES:]).strip()
        return Failure(
            title=f"uv {done.ending}", causes=(said,) if said else (), is_death=True
        )
    parts: list[tuple[str, list[str]]] = []
    for line in lines[starts[0] :]:
        head = next((h for h in (_TITLE, _CAUSE, _HINT) if line.startswith(h)), None)
        if head is not None:
            parts.append((head, [line.removeprefix(head)]))
        elif not _NOISE.match(line):
            kind, text = parts[-1]
            text.append(line.removeprefix(" " * len(kind)))
    return Failure(
        title=_text(parts[0][1]),
        causes=tuple(_text(text) for head, text in parts[1:] if head != _HINT),
        hints=tuple(_text(text) for head, text in parts if head == _HINT),
    )


def _text(lines: list[str]) -> str:
    text = "\n".join(_shortened(lines)).strip()
    text = re.sub(rf"\b{PROJECT}(?:-too)? depends on", "you require", text)
    return re.sub(r"\n{3,}", "\n\n", text)


def _shortened(lines: list[str]) -> list[str]:
    """Return the lines, of a long output only its end."""
    marks = [at for at, line in enumerate(lines) if _OUTPUT.match(line.strip())]
    if not marks or len(lines) - marks[0] <= _LAST_LINES:
        return lines
    return [*lines[: marks[0] + 1], "…", *lines[-_LAST_LINES:]]
