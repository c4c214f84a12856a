"""Fixtures for resources, and what keeps tests from touching each other."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import pytest

from support.channel import ChannelBuilder
from support.interpreter import NotPortableError
from support.isolation import NetworkGate, Surroundings
from support.pixi import CLOSED_NETWORK, Pixi
from support.public_index import why_unreachable
from support.pypi_index import IndexBuilder
from support.python_channel import PythonChannel
from support.python_channel import python_channel as find_python_channel
from support.server import FolderServer
from support.workspace import WorkspaceBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_GATE = pytest.StashKey[NetworkGate]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let stress tests be told how many cases and which, and errors be rewritten."""
    group = parser.getgroup("stress tests")
    group.addoption("--count", type=int, default=10, help="cases per stress test")
    group.addoption("--seed", type=int, default=0, help="where their chance starts")
    group = parser.getgroup("errors kept as files")
    group.addoption(
        "--rewrite-errors",
        action="store_true",
        help="write those anew that differ; their tests fail, so that they are read",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Shut the network."""
    config.stash[_GATE] = NetworkGate()
    sys.addaudithook(config.stash[_GATE])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Give the network back, and rattler the time to come to rest."""
    config.stash[_GATE].is_open = True
    # A worker thread of the engine that wakes up in a dead interpreter crashes it.
    if "rattler" in sys.modules:
        time.sleep(0.05)


@pytest.fixture(autouse=True)
def _surroundings_are_kept() -> Iterator[None]:
    """Fail a test that leaves another environment or working directory behind."""
    before = Surroundings()
    yield
    if changes := before.changes():
        before.restore()
        pytest.fail(f"the test left changed: {', '.join(changes)}", pytrace=False)


@pytest.fixture(autouse=True)
def _network(
    _surroundings_are_kept: None,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[None]:
    """Shut the network for tests without the marker ``index``; skip where it is."""
    gate = request.config.stash[_GATE]
    gate.is_open = _is_online(request)
    if gate.is_open and (reason := why_unreachable()):
        gate.is_open = False
        pytest.skip(reason)
    if not gate.is_open:
        for name, value in CLOSED_NETWORK.items():
            monkeypatch.setenv(name, value)
    yield
    gate.is_open = False


@pytest.fixture(scope="session")
def count(pytestconfig: pytest.Config) -> int:
    """How many cases a stress test tries."""
    return int(pytestconfig.option.count)


@pytest.fixture(scope="session")
def seed(pytestconfig: pytest.Config) -> int:
    """Where the chance of a stress test starts."""
    return int(pytestconfig.option.seed)


@pytest.fixture(scope="session")
def python_channel() -> PythonChannel:
    """A channel with a Python that runs, where one can be made."""
    try:
        return find_python_channel()
    except NotPortableError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def package_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache for ``pixi.sharing``, so that Python is unpacked once."""
    return tmp_path_factory.mktemp("packages")


@pytest.fixture
def workspace(tmp_path: Path) -> WorkspaceBuilder:
    """A workspace that nobody has described yet."""
    return WorkspaceBuilder(tmp_path / "workspace")


@pytest.fixture
def channel(tmp_path: Path) -> ChannelBuilder:
    """A channel without packages."""
    return ChannelBuilder(tmp_path / "channel")


@pytest.fixture
def channel_server(channel: ChannelBuilder) -> Iterator[FolderServer]:
    """A web server for ``channel``."""
    with FolderServer(channel.path) as server:
        yield server


@pytest.fixture
def pypi_index(tmp_path: Path) -> Iterator[IndexBuilder]:
    """A package index without packages, which is served."""
    with IndexBuilder(tmp_path / "index") as index:
        yield index


@pytest.fixture
def pypi_workspace(
    workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    python_channel: PythonChannel,
    pypi_index: IndexBuilder,
) -> WorkspaceBuilder:
    """A workspace with Python, for the packages of ``channel`` and ``pypi_index``."""
    workspace.channels(python_channel.url, channel.url).map_names()
    workspace.dependencies(python="*")
    return workspace.pypi_options(index_url=pypi_index.url)


@pytest.fixture
def pixi(tmp_path: Path, request: pytest.FixtureRequest) -> Pixi:
    """``pixi`` in the folder of ``workspace``, for a user that exists in this test."""
    cwd = tmp_path / "workspace"
    cwd.mkdir()
    return Pixi(cwd=cwd, home=tmp_path / "home", online=_is_online(request))


def _is_online(request: pytest.FixtureRequest) -> bool:
    return request.node.get_closest_marker("index") is not None
