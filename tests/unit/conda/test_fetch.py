from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.conda.client import open_engine
from pypixi.conda.fetch import UnreachableError, fetch_all
from pypixi.config.caches import cache_dirs
from pypixi.config.model import Config
from pypixi.terminal.report import SILENT
from support.server import FolderServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pypixi.conda.client import Engine


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FolderServer]:
    folder = tmp_path / "served"
    folder.mkdir()
    with FolderServer(folder) as server:
        yield server


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return engine_with(Config(), tmp_path)


def engine_with(config: Config, folder: Path) -> Engine:
    env = {"PIXI_CACHE_DIR": str(folder / "cache")}
    return open_engine(config, cache_dirs(config, env), env)


def test_documents_come_in_the_order_of_their_urls(
    engine: Engine, server: FolderServer
) -> None:
    # More than are fetched at once.
    names = [f"{number}.json" for number in range(120)]
    for name in names:
        (server.folder / name).write_text(f"this is {name}")
    found = fetch_all(engine, [f"{server.url}/{name}" for name in names], SILENT)
    assert found == [f"this is {name}".encode() for name in names]


def test_document_that_does_not_exist_is_none(
    engine: Engine, server: FolderServer
) -> None:
    (server.folder / "here").write_bytes(b"\x00\xff")
    urls = [f"{server.url}/gone", f"{server.url}/here"]
    assert fetch_all(engine, urls, SILENT) == [None, b"\x00\xff"]


def test_nothing_is_fetched_for_no_urls(engine: Engine) -> None:
    assert fetch_all(engine, [], SILENT) == []


def test_refusal_is_an_error_that_knows_the_url(
    engine: Engine, server: FolderServer
) -> None:
    (server.folder / "fine").touch()
    server.fail("/secret", status=403)
    urls = [f"{server.url}/fine", f"{server.url}/secret"]
    with pytest.raises(UnreachableError) as caught:
        fetch_all(engine, urls, SILENT)
    assert caught.value.url == urls[1]
    assert caught.value.message == f"cannot fetch '{urls[1]}'"
    assert "403 Forbidden" in caught.value.notes[0]


def test_answer_that_breaks_off_is_an_error(
    engine: Engine, server: FolderServer
) -> None:
    (server.folder / "long").write_text("a" * 1000)
    server.cut("/long")
    with pytest.raises(UnreachableError):
        fetch_all(engine, [f"{server.url}/long"], SILENT)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("nowhere", id="no URL"),
        pytest.param("ftp://example.org/a", id="unknown scheme"),
    ],
)
def test_what_cannot_be_fetched_at_all_is_an_error(engine: Engine, url: str) -> None:
    with pytest.raises(UnreachableError, match=f"cannot fetch '{url}'"):
        fetch_all(engine, [url], SILENT)


def test_credentials_are_kept_out_of_the_error(
    engine: Engine, server: FolderServer
) -> None:
    server.fail("/", status=403)
    with pytest.raises(UnreachableError) as caught:
        fetch_all(engine, [server.url.replace("://", "://me:geheim@")], SILENT)
    assert "geheim" not in "".join([caught.value.message, *caught.value.notes])


def test_nothing_is_fetched_offline(tmp_path: Path, server: FolderServer) -> None:
    engine = engine_with(Config(offline=True), tmp_path)
    with pytest.raises(UnreachableError) as caught:
        fetch_all(engine, [f"{server.url}/a"], SILENT)
    assert "offline mode" in caught.value.notes[0]
    assert server.requests == []
