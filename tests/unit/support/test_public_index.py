from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.public_index import why_unreachable

_ASK = "from support.public_index import why_unreachable; print(why_unreachable())"


@pytest.mark.index
def test_marked_test_runs_where_the_index_answers() -> None:
    """The marker alone skips it elsewhere."""
    assert why_unreachable() is None


def test_closed_network_is_a_reason_to_skip() -> None:
    """The fixture that shuts the network has set proxies that do not exist."""
    done = subprocess.run(
        [sys.executable, "-c", _ASK],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.startswith("the public package index cannot be reached: ")
