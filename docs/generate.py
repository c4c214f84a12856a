"""Write the reference pages that are made from the code.

Run it after a change of commands or settings: ``python docs/generate.py``. With
``--check`` nothing is written, and a page that is out of date is an error.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from generate_cli import cli_page
from generate_configuration import configuration_page

REFERENCE = Path(__file__).parent / "reference"
NOTICE = (
    "<!-- Made by docs/generate.py: edit the code it is made from, not this. -->\n\n"
)


def main() -> int:
    """Write the pages, or say which are out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    pages = {"cli.md": cli_page(), "configuration.md": configuration_page()}
    stale = [name for name, text in pages.items() if _is_stale(name, text)]
    for name in stale:
        if not check:
            _write(name, pages[name])
        print(f"{name} is out of date" if check else f"wrote {name}")
    if check and stale:
        print("run `python docs/generate.py`", file=sys.stderr)
    return int(check and bool(stale))


def _is_stale(name: str, text: str) -> bool:
    path = REFERENCE / name
    return not path.exists() or path.read_text(encoding="utf-8") != NOTICE + text


def _write(name: str, text: str) -> None:
    path = REFERENCE / name
    path.write_text(NOTICE + text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
