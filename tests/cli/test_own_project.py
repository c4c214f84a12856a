"""A workspace whose ``pyproject.toml`` is that of a project it installs itself."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from pypixi.files.hashing import digest

if TYPE_CHECKING:
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.pypi_index import IndexBuilder
    from support.python_channel import PythonChannel

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the session channel's Python runs on Linux"
)

_MANIFEST = """\
[project]
name = "boat"
version = "1"
requires-python = ">=3.10"
dependencies = ["fish"]

[project.optional-dependencies]
fast = ["squid"]

[build-system]
requires = ["tinybuild"]
build-backend = "tinybuild"

[tool.pixi.workspace]
channels = ["{python}", "{channel}"]
platforms = ["linux-64"]
conda-pypi-map = false

[tool.pixi.pypi-options]
index-url = "{index}"

[tool.pixi.pypi-dependencies]
boat = {{ path = ".", editable = true }}

[tool.pixi.environments]
fast = ["fast"]
"""


@pytest.fixture
def boat(
    pixi: Pixi,
    python_channel: PythonChannel,
    channel: ChannelBuilder,
    pypi_index: IndexBuilder,
    package_cache: Path,
) -> Pixi:
    """``pixi`` in the folder of a project that is locked."""
    pypi_index.backend()
    for name in ("fish", "squid", "whale"):
        pypi_index.wheel(name, "1.0")
        pypi_index.wheel(name, "2.0.1")
    text = _MANIFEST.format(
        python=python_channel.url, channel=channel.url, index=pypi_index.url
    )
    pixi.cwd.mkdir(parents=True, exist_ok=True)
    (pixi.cwd / "pyproject.toml").write_text(text, "utf-8")
    pixi = pixi.sharing(package_cache)
    pixi("lock").ok()
    return pixi


@pytest.mark.parametrize(
    "argv",
    [
        ("upgrade", "--no-install"),
        ("add", "--pypi", "whale", "--no-install"),
        ("add", "--pypi", "whale<2", "--no-install"),
        ("add", "--pypi", "whale", "--feature", "fast", "--no-install"),
    ],
    ids=" ".join,
)
def test_lock_is_true_for_the_project_as_it_is_written(
    boat: Pixi, argv: tuple[str, ...]
) -> None:
    """What the project says of itself is part of the lock file."""
    boat(*argv).ok()
    before = (boat.cwd / "pixi.lock").read_bytes()
    boat("lock", "--check").ok()
    assert (boat.cwd / "pixi.lock").read_bytes() == before
    assert [*(boat.cwd / ".pixi").glob(".pyproject.toml.*")] == []


def test_failed_solve_gives_the_project_its_text_back(boat: Pixi) -> None:
    before = (boat.cwd / "pyproject.toml").read_bytes()
    boat("add", "--pypi", "whale>9").failed()
    assert (boat.cwd / "pyproject.toml").read_bytes() == before
    assert [*(boat.cwd / ".pixi").glob(".pyproject.toml.*")] == []


def test_text_that_was_tried_when_a_command_was_killed_is_undone(boat: Pixi) -> None:
    manifest = boat.cwd / "pyproject.toml"
    before = manifest.read_bytes()
    tried = before.replace(b'["fish"]', b'["fish", "whale"]')
    manifest.write_bytes(tried)
    kept = boat.cwd / ".pixi" / f".pyproject.toml.{digest(tried)}"
    kept.write_bytes(before)
    boat("lock", "--check").ok()
    assert manifest.read_bytes() == before
    assert not kept.exists()
