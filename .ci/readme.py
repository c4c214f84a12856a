"""Print a command of the README: the block behind ``<!-- ci: NAME -->``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def main() -> None:
    """Print the command that the argument names."""
    name = sys.argv[1]
    pattern = rf"<!-- ci: {re.escape(name)} -->\n+```sh\n(.+)\n```"
    found = re.findall(pattern, README.read_text(encoding="utf-8"))
    if len(found) != 1:
        sys.exit(f"{README.name} has {len(found)} one-line commands called '{name}'")
    print(found[0])


if __name__ == "__main__":
    main()
