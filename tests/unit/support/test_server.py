from __future__ import annotations

from http.client import HTTPConnection, HTTPResponse, IncompleteRead
from typing import TYPE_CHECKING

import pytest

from support.server import FolderServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FolderServer]:
    folder = tmp_path / "served"
    (folder / "noarch").mkdir(parents=True)
    (folder / "noarch" / "repodata.json").write_text("{}")
    (tmp_path / "secret").write_text("not served")
    with FolderServer(folder) as server:
        yield server


def ask(
    server: FolderServer,
    path: str = "/noarch/repodata.json",
    method: str = "GET",
    **headers: str,
) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(server.url.removeprefix("http://"))
    try:
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=fields)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def test_file_comes_with_strong_etag_and_no_date(server: FolderServer) -> None:
    response, body = ask(server)
    assert (response.status, body) == (200, b"{}")
    assert response.headers["ETag"].startswith('"')
    assert "Last-Modified" not in response.headers


def test_known_etag_gives_304_that_repeats_it(server: FolderServer) -> None:
    etag = ask(server)[0].headers["ETag"]
    response, body = ask(server, If_None_Match=f'"other", {etag}')
    assert (response.status, body) == (304, b"")
    assert response.headers["ETag"] == etag


def test_changed_file_gets_another_etag(server: FolderServer) -> None:
    etag = ask(server)[0].headers["ETag"]
    (server.folder / "noarch" / "repodata.json").write_text("[]")
    response, body = ask(server, If_None_Match=etag)
    assert (response.status, body) == (200, b"[]")


def test_date_of_the_client_is_ignored(server: FolderServer) -> None:
    response, _ = ask(server, If_Modified_Since="Fri, 01 Jan 2100 00:00:00 GMT")
    assert response.status == 200


def test_head_gives_the_size_without_the_content(server: FolderServer) -> None:
    response, body = ask(server, method="HEAD")
    assert (response.headers["Content-Length"], body) == ("2", b"")


@pytest.mark.parametrize(
    "path", ["/missing", "/noarch", "/noarch/", "/../secret", "/%2e%2e/secret"]
)
def test_what_is_no_file_of_the_folder_is_not_found(
    server: FolderServer, path: str
) -> None:
    assert ask(server, path)[0].status == 404


def test_slash_at_the_end_gives_the_page_of_a_folder(server: FolderServer) -> None:
    (server.folder / "noarch" / "index.html").write_text("<p>")
    response, body = ask(server, "/noarch/")
    assert (response.headers["Content-Type"], body) == ("text/html", b"<p>")


def test_failure_ends_after_its_times(server: FolderServer) -> None:
    server.fail("/noarch", status=503, times=2)
    statuses = [ask(server)[0].status for _ in range(3)]
    assert statuses == [503, 503, 200]


def test_failure_lasts_until_healed(server: FolderServer) -> None:
    server.fail("/noarch/repodata")
    assert ask(server)[0].status == 500
    server.heal()
    assert ask(server)[0].status == 200


def test_cut_answer_breaks_off(server: FolderServer) -> None:
    server.cut("/noarch", times=1)
    with pytest.raises(IncompleteRead):
        ask(server)
    assert ask(server)[1] == b"{}"


def test_authorization_is_required_when_set(server: FolderServer) -> None:
    server.authorization = "Bearer token"
    refused, _ = ask(server)
    assert refused.status == 401
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert ask(server, Authorization="Bearer token")[0].status == 200


def test_log_holds_path_status_and_headers(server: FolderServer) -> None:
    ask(server, User_Agent="test")
    ask(server, "/missing?query=1")
    assert [(r.path, r.status) for r in server.requests] == [
        ("/noarch/repodata.json", 200),
        ("/missing", 404),
    ]
    assert server.requests[0].headers["user-agent"] == "test"
    assert server.paths() == ["/noarch/repodata.json"]
    server.forget()
    assert server.requests == []
