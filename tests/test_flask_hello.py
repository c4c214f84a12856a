"""The example ``flask-hello``: a page served by what came from the package index."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.pixi import Pixi
    from support.python_channel import PythonChannel

EXAMPLE = Path(__file__).parents[1] / "examples" / "flask-hello"
_CONDA_FORGE = 'channels = ["conda-forge"]\n'

pytestmark = [
    pytest.mark.index,
    pytest.mark.skipif(
        sys.platform != "linux", reason="the session channel's Python runs on Linux"
    ),
]


@pytest.fixture
def flask_hello(
    pixi: Pixi, python_channel: PythonChannel, package_cache: Path, tmp_path: Path
) -> Pixi:
    """``pixi`` in a copy of the example whose Python is that of the session."""
    copy = tmp_path / "flask-hello"
    clean = shutil.ignore_patterns(".pixi", "pixi.lock", "__pycache__")
    shutil.copytree(EXAMPLE, copy, ignore=clean)
    manifest = copy / "pixi.toml"
    text = manifest.read_text()
    assert _CONDA_FORGE in text
    channel = f'channels = ["{python_channel.url}"]\nconda-pypi-map = false\n'
    manifest.write_text(text.replace(_CONDA_FORGE, channel))
    return pixi.at(copy).sharing(package_cache)


def test_served_page_greets(flask_hello: Pixi) -> None:
    """One command locks, installs and serves."""
    with _serving(flask_hello) as url, urlopen(f"{url}/reef", timeout=10) as answer:
        assert answer.read() == b"<h1>Hello, reef!</h1>\n"


@contextmanager
def _serving(pixi: Pixi) -> Iterator[str]:
    """Yield the URL of the running task, which ends with the context."""
    with pixi.start("run", "serve", "--port", "0") as task:
        try:
            said = []
            assert task.stderr is not None
            for line in task.stderr:
                said.append(line)
                if found := re.search(r"Running on (http://127\.0\.0\.1:\d+)", line):
                    yield found[1]
                    return
            pytest.fail(f"it ended without serving:\n{''.join(said)}")
        finally:
            # The task's whole session: it is no other's.
            os.killpg(task.pid, signal.SIGTERM)
