"""PEP 508 requirements in the spelling of the lock file, which is the engine's."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pypixi.lockfile.yaml.canonical import parse_canonical

from .lock_document import rewrite

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOCATION = "https://example.org/x-1-py3-none-any.whl"


def normalized_requirements(texts: Sequence[str]) -> list[str]:
    """Return requirements as the engine writes them into lock files, in their order.

    Raises:
        ValueError: If one of them is no PEP 508 requirement.
    """
    if not texts:
        return []
    try:
        return _round_trip(texts)
    except ValueError as error:
        if len(texts) == 1:
            raise ValueError(_reason(texts[0], str(error))) from error
    # The engine does not tell which one it minds.
    return [_round_trip_one(text) for text in texts]


def _round_trip_one(text: str) -> str:
    return normalized_requirements([text])[0]


def _round_trip(texts: Sequence[str]) -> list[str]:
    # Its own objects give URLs resolved against the folder; only the file keeps them.
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.lock"), Path(folder, "out.lock")
        # Every JSON document is one of YAML too.
        source.write_text(
            json.dumps(_document(texts), ensure_ascii=False), encoding="utf-8"
        )
        rewrite(source, target)
        tree = parse_canonical(target.read_text(encoding="utf-8"))
    found: list[str] = tree["packages"][0]["requires_dist"]
    return found


def _document(texts: Sequence[str]) -> dict[str, Any]:
    """Return a lock file whose one package has these requirements."""
    package = {"pypi": _LOCATION, "name": "x", "version": "1"}
    environment = {
        "channels": [],
        "packages": {"linux-64": [{"pypi": _LOCATION}]},
    }
    return {
        "version": 6,
        "environments": {"default": environment},
        "packages": [{**package, "requires_dist": list(texts)}],
    }


def _reason(text: str, message: str) -> str:
    causes = [line for line in message.splitlines() if line.startswith("Caused by: ")]
    cause = causes[-1].removeprefix("Caused by: ") if causes else message
    return f"'{text}' is not a requirement: {cause}"
