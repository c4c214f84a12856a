"""Tables of plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .ansi import paint
from .columns import padded
from .columns import width as width_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_BETWEEN = "  "
_NARROWEST = 4
_UNIT = 1024
_PREFIXES = "KMGTPE"


def render_table(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Collection[int] = (),
    width: int | None = None,
    bold_headers: bool = False,
) -> str:
    """Return rows below their headers, in columns two blanks apart.

    Args:
        headers: One word for each column.
        rows: The cells, which may be coloured; short rows are filled up.
        right: The columns to align at the right.
        width: What to shorten the widest columns for; None keeps all text.
        bold_headers: Whether to print the headers in bold.
    """
    count = len(headers)
    lines = [list(headers), *([*row, *[""] * (count - len(row))] for row in rows)]
    sizes = [max(width_of(line[index]) for line in lines) for index in range(count)]
    if width is not None:
        sizes = _narrowed(sizes, width)
    drawn = [_line(line, sizes, right) for line in lines]
    drawn[0] = paint(drawn[0], "bold", color=bold_headers)
    return "\n".join(drawn)


def human_size(size: int) -> str:
    """Return a number of bytes as a person reads it, such as ``1.23 MiB``."""
    # The original's `list` formats with `indicatif::HumanBytes`: two decimals, except
    # for plain bytes.
    if size < _UNIT:
        return f"{size} B"
    power = min((size.bit_length() - 1) // 10, len(_PREFIXES))
    return f"{size / _UNIT**power:.2f} {_PREFIXES[power - 1]}iB"


def mebibytes(size: int) -> str:
    """Return a number of bytes in whole mebibytes, such as ``12 MiB``."""
    return f"{size // _UNIT**2} MiB"


def _narrowed(sizes: Sequence[int], width: int) -> list[int]:
    """Return sizes that fit into ``width``, the widest and last ones reduced first."""
    result = list(sizes)
    excess = sum(sizes) + len(_BETWEEN) * (len(sizes) - 1) - width
    while excess > 0 and max(result) > _NARROWEST:
        widest = max(range(len(result)), key=lambda index: (result[index], index))
        others = [size for index, size in enumerate(result) if index != widest]
        # Down to the next widest at most: then both of them give way.
        floor = max([_NARROWEST, *(size - 1 for size in others)])
        cut = max(1, min(excess, result[widest] - floor))
        result[widest] -= cut
        excess -= cut
    return result


def _line(cells: Sequence[str], sizes: Sequence[int], right: Collection[int]) -> str:
    drawn = [
        padded(cell, size, at_right=index in right)
        for index, (cell, size) in enumerate(zip(cells, sizes, strict=True))
    ]
    return _BETWEEN.join(drawn).rstrip(" ")
