"""A terminal just good enough to tell what a person would see."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\x1b\[(\d*)([A-Za-z])|(\r)|(\n)|([^\x1b\r\n]+)")


def screen_text(written: str) -> list[str]:
    """Return the lines on a screen after ``written``, without trailing blank ones."""
    lines = [""]
    row, column = 0, 0
    for number, code, start, down, text in _TOKEN.findall(written):
        if start:
            column = 0
        elif down:
            row += 1
            lines += [""] * (row + 1 - len(lines))
        elif text:
            line = lines[row].ljust(column)
            lines[row] = line[:column] + text + line[column + len(text) :]
            column += len(text)
        elif code == "A":
            row -= int(number or 1)
            assert row >= 0, "the cursor left the screen"
        elif code in "JK":
            lines[row] = lines[row][:column]
            if code == "J":
                del lines[row + 1 :]
        else:
            assert code == "m", f"unexpected code {code}"
    while lines and not lines[-1].strip():
        lines.pop()
    return [line.rstrip() for line in lines]
