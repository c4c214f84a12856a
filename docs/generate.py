"""Write the reference pages, and the schema, that are made from the code.

Run it after a change of commands, settings or keys: ``python docs/generate.py``. With
``--check`` nothing is written, and a file that is out of date is an error.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from generate_cli import cli_page
from generate_configuration import configuration_page
from generate_manifest import manifest_page

from pypixi.manifest.schema import json_schema

REFERENCE = Path(__file__).parent / "reference"
SCHEMA = Path(json_schema.__file__).with_name("manifest.json")
NOTICE = (
    "<!-- Made by docs/generate.py: edit the code it is made from, not this. -->\n\n"
)


def main() -> int:
    """Write the files, or say which are out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    files = {
        REFERENCE / "cli.md": NOTICE + cli_page(),
        REFERENCE / "configuration.md": NOTICE + configuration_page(),
        REFERENCE / "manifest.md": NOTICE + manifest_page(),
        SCHEMA: json.dumps(json_schema.manifest_schema(), indent=2) + "\n",
    }
    stale = [path for path, text in files.items() if _is_stale(path, text)]
    for path in stale:
        if not check:
            path.write_text(files[path], encoding="utf-8", newline="\n")
        print(f"{path.name} is out of date" if check else f"wrote {path.name}")
    if check and stale:
        print("run `python docs/generate.py`", file=sys.stderr)
    return int(check and bool(stale))


def _is_stale(path: Path, text: str) -> bool:
    return not path.exists() or path.read_text(encoding="utf-8") != text


if __name__ == "__main__":
    sys.exit(main())
