"""What diagnostics are drawn with: line characters in colours."""

from __future__ import annotations

from pypixi.values import frozen

from .ansi import paint


@frozen
class Glyphs:
    """The characters lines and marks are made of, each one column wide."""

    cross: str
    warning: str
    line: str
    """From left to right."""
    bar: str
    """From top to bottom."""
    skip: str
    """The bar beside rows that are no lines of the source."""
    gap: str
    """The bar beside lines left out."""
    more: str
    """Stands for cut-off text."""
    arrow: str
    caret: str
    """Marks a place between two characters."""
    under: str
    """Underlines a place."""
    drop: str
    """Where the bar to a remark leaves the underline."""
    top: str
    middle: str
    bottom: str
    next_cause: str
    last_cause: str


UNICODE = Glyphs(
    cross="×",  # noqa: RUF001 - the sign, not the letter
    warning="⚠",
    line="─",
    bar="│",
    skip="·",
    gap="⋮",
    more="…",
    arrow="▶",
    caret="▲",
    under="─",
    drop="┬",
    top="╭",
    middle="├",
    bottom="╰",
    next_cause="├─▶",
    last_cause="╰─▶",
)

ASCII = Glyphs(
    cross="x",
    warning="!",
    line="-",
    bar="|",
    skip=":",
    gap=":",
    more=">",
    arrow=">",
    caret="^",
    under="^",
    drop="|",
    top=",",
    middle="|",
    bottom="`",
    next_cause="|->",
    last_cause="-->",
)


@frozen
class Ink:
    """Characters together with whether they are coloured."""

    glyphs: Glyphs
    color: bool

    def paint(self, text: str, *styles: str) -> str:
        """Return ``text`` in ``styles``, or as it is on a colourless terminal."""
        return paint(text, *styles, color=self.color)
