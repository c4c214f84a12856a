"""A loopback web server for a folder, that can be told to misbehave."""

from __future__ import annotations

import hashlib
import ssl
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import TracebackType


@dataclass(frozen=True, slots=True)
class Request:
    """A request that was answered."""

    method: str
    path: str
    headers: Mapping[str, str]
    """Its header fields, names in lower case."""
    status: int


@dataclass(slots=True)
class _Failure:
    prefix: str
    status: int
    times: int | None
    cut: bool


class FolderServer:
    """Serves a folder for as long as its context lasts, ``index.html`` for a slash.

    Answers carry a strong ETag and never a date: a 304 must repeat a validator, and
    with an ETag alone there is only one that can be meant.
    """

    def __init__(
        self,
        folder: Path,
        *,
        authorization: str | None = None,
        certificate: Path | None = None,
    ) -> None:
        """Serve a folder.

        Args:
            folder: What is served.
            authorization: The header without which the answer is 401.
            certificate: A file with a key and its certificate: speaks HTTPS then.
        """
        self.folder = folder
        self.authorization = authorization
        """The ``Authorization`` header without which the answer is 401."""
        self.delay = 0.0
        """Seconds before each answer, for requests to meet."""
        self.most_at_once = 0
        """The largest number of requests that were under way together."""
        self._under_way = 0
        self._failures: list[_Failure] = []
        self._requests: list[Request] = []
        self._lock = Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, self))
        self._scheme = "http" if certificate is None else "https"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True
            )
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The URL of the folder, without a slash at its end."""
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}"

    @property
    def requests(self) -> list[Request]:
        """The requests so far."""
        with self._lock:
            return list(self._requests)

    def paths(self, *, status: int = 200) -> list[str]:
        """Return the paths of the requests so far that got this status."""
        return [each.path for each in self.requests if each.status == status]

    def forget(self) -> None:
        """Empty the log of requests."""
        with self._lock:
            self._requests.clear()
            self.most_at_once = 0

    def fail(self, prefix: str, *, status: int = 500, times: int | None = None) -> None:
        """Answer requests for paths with this beginning by an error."""
        with self._lock:
            self._failures.append(_Failure(prefix, status, times, cut=False))

    def cut(self, prefix: str, *, times: int | None = None) -> None:
        """Break off the answers to requests for paths with this beginning."""
        with self._lock:
            self._failures.append(_Failure(prefix, 200, times, cut=True))

    def heal(self) -> None:
        """Fail no longer."""
        with self._lock:
            self._failures.clear()

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Count a request as one that is under way."""
        with self._lock:
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
        try:
            time.sleep(self.delay)
            yield
        finally:
            with self._lock:
                self._under_way -= 1

    def reply(self, method: str, path: str, headers: Mapping[str, str]) -> _Reply:
        """Decide on an answer and log the request; one thread at a time."""
        with self._lock:
            reply = self._decide(path, headers)
            self._requests.append(Request(method, path, headers, reply.status))
            return reply

    def _decide(self, path: str, headers: Mapping[str, str]) -> _Reply:
        wanted = self.authorization
        if wanted is not None and headers.get("authorization") != wanted:
            challenge = {"WWW-Authenticate": wanted.partition(" ")[0]}
            return _Reply(HTTPStatus.UNAUTHORIZED, challenge)
        failure = self._failure(path)
        if failure is not None and not failure.cut:
            return _Reply(failure.status)
        page = "index.html" if path.endswith("/") else ""
        file = (self.folder / path.lstrip("/") / page).resolve()
        if not file.is_relative_to(self.folder.resolve()) or not file.is_file():
            return _Reply(HTTPStatus.NOT_FOUND)
        return _file_reply(file, headers, cut=failure is not None)

    def _failure(self, path: str) -> _Failure | None:
        for failure in self._failures:
            if path.startswith(failure.prefix) and failure.times != 0:
                if failure.times is not None:
                    failure.times -= 1
                return failure
        return None


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    cut: bool = False


def _file_reply(file: Path, headers: Mapping[str, str], *, cut: bool) -> _Reply:
    content = file.read_bytes()
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    validators = {"ETag": etag, "Cache-Control": "max-age=0"}
    if file.suffix == ".html":  # a package index is not believed without it
        validators["Content-Type"] = "text/html"
    known = [each.strip() for each in headers.get("if-none-match", "").split(",")]
    if etag in known or "*" in known:
        return _Reply(HTTPStatus.NOT_MODIFIED, validators)
    return _Reply(HTTPStatus.OK, validators, content, cut)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, owner: FolderServer, *arguments: Any) -> None:
        self._owner = owner
        super().__init__(*arguments)

    def do_GET(self) -> None:
        with self._owner.under_way():
            self._answer(with_body=True)

    def do_HEAD(self) -> None:
        with self._owner.under_way():
            self._answer(with_body=False)

    def log_message(self, *_: object) -> None:
        pass  # the log is for tests to read, not for the terminal

    def _answer(self, *, with_body: bool) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        path = unquote(urlsplit(self.path).path)
        reply = self._owner.reply(self.command, path, headers)
        self.send_response_only(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if with_body:
            end = len(reply.body) // 2 if reply.cut else len(reply.body)
            with suppress(ConnectionError):  # a client may leave before the end
                self.wfile.write(reply.body[:end])
        self.close_connection = self.close_connection or reply.cut
