"""Whether the public package index can be reached from here."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path
from urllib.request import build_opener

from pypixi.errors import PixiError
from pypixi.pypi.uv import Uv, default_index, find_uv

_PATIENCE = 5


@cache
def why_unreachable() -> str | None:
    """Return why tests that need the index cannot run; None where they can."""
    try:
        url = _url()
    except PixiError as error:
        return error.message
    try:
        # The page of one project; that of the whole index is huge.
        # An opener of its own: the shared one keeps the proxies of its first use.
        with build_opener().open(f"{url}/pip/", timeout=_PATIENCE):
            return None
    except OSError as error:
        return f"the public package index cannot be reached: {error}"


def _url() -> str:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        uv = Uv(program=find_uv(), cache=place, notes=place, env=os.environ)
        return default_index(uv).rstrip("/")
