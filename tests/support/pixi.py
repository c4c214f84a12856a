"""Running ``pixi`` as a test wants it: apart from this machine, its outcome at hand."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import TextIOWrapper
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

CLOSED_NETWORK = MappingProxyType(
    {
        **dict.fromkeys(
            ("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"),
            "http://127.0.0.1:9",
        ),
        **dict.fromkeys(("NO_PROXY", "no_proxy"), "localhost,127.0.0.1,::1"),
    }
)
"""Variables that keep engines, whose sockets Python does not see, on loopback."""

# -P: modules of the workspace do not stand in front, as with the installed command.
_COMMAND = (sys.executable, "-P", "-m", "pypixi")
_NETWORK_VARIABLES = (*CLOSED_NETWORK, "SSL_CERT_FILE", "SSL_CERT_DIR")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of ``pixi`` came to."""

    argv: tuple[str, ...]
    code: int
    stdout: str
    stderr: str

    def ok(self) -> Self:
        """Assert success and return the outcome."""
        __tracebackhide__ = True
        return self._ended(0)

    def failed(self, code: int = 1) -> Self:
        """Assert failure with a code and return the outcome."""
        __tracebackhide__ = True
        return self._ended(code)

    def json(self) -> Any:
        """Return the document printed on stdout, the run being a success."""
        __tracebackhide__ = True
        return json.loads(self.ok().stdout)

    def _ended(self, code: int) -> Self:
        __tracebackhide__ = True
        if self.code != code:
            raise AssertionError(f"expected exit code {code}\n{self}")
        return self

    def __str__(self) -> str:
        parts = [f"$ {shlex.join(('pixi', *self.argv))}", f"exit code {self.code}"]
        for name, text in (("stdout", self.stdout), ("stderr", self.stderr)):
            parts.append(f"--- {name} ---\n{text.rstrip() or '(nothing)'}")
        return "\n".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pixi:
    """``pixi`` for one user in one folder.

    ``pixi("lock")`` runs in this process, ``pixi.process("lock")`` in one of its own.
    """

    cwd: Path
    home: Path
    """Where its user's files go: home folder, config, cache."""
    cache: Path | None = None
    """Where packages are cached; below ``home`` if not given."""
    online: bool = False
    """Whether it may leave this machine."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Variables besides those that isolate it."""

    @property
    def environ(self) -> dict[str, str]:
        """The environment variables it runs with."""
        self.home.mkdir(parents=True, exist_ok=True)
        cache = str(self.cache or self.home / "cache" / "pixi")
        home = {
            "HOME": self.home,
            "USERPROFILE": self.home,
            "XDG_CACHE_HOME": self.home / "cache",
            "XDG_CONFIG_HOME": self.home / "config",
            "XDG_DATA_HOME": self.home / "data",
            "XDG_STATE_HOME": self.home / "state",
            "PIXI_HOME": self.home / ".pixi",
            "PIXI_CACHE_DIR": cache,
            "RATTLER_CACHE_DIR": cache,
        }
        return {
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            **{name: str(path) for name, path in home.items()},
            **(_outside(_NETWORK_VARIABLES) if self.online else CLOSED_NETWORK),
            **_outside(["SYSTEMROOT"]),  # without it Windows opens no socket
            **self.extra,
        }

    def at(self, cwd: Path) -> Pixi:
        """Return the same user's ``pixi`` in another folder."""
        return replace(self, cwd=cwd)

    def sharing(self, cache: Path) -> Pixi:
        """Return this with a cache shared between tests.

        Only for packages whose content never changes under the same name.
        """
        return replace(self, cache=cache)

    def having(self, **variables: str) -> Pixi:
        """Return this with environment variables set."""
        return replace(self, extra={**self.extra, **variables})

    def __call__(self, *argv: str, stdin: str = "") -> Outcome:
        """Run a command in this process."""
        # Real files, not StringIO: children of the command write to them as well.
        with _file(stdin) as given, _file() as stdout, _file() as stderr:
            code = _invoke(self, argv, given, stdout, stderr)
            return Outcome(argv, code, _content(stdout), _content(stderr))

    def process(
        self, *argv: str, stdin: str = "", timeout: float | None = 120
    ) -> Outcome:
        """Run a command in a process of its own."""
        done = subprocess.run(
            [*_COMMAND, *argv],
            check=False,
            cwd=self.cwd,
            env=self.environ,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=timeout,
        )
        return Outcome(argv, done.returncode, done.stdout, done.stderr)

    def start(self, *argv: str) -> subprocess.Popen[str]:
        """Start a command in a process of its own, to be watched or killed."""
        return subprocess.Popen(
            [*_COMMAND, *argv],
            cwd=self.cwd,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )


def _invoke(
    pixi: Pixi, argv: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO
) -> int:
    # Imported here: should the command line not import, only its own tests fail.
    from pypixi.cli.main import invoke  # noqa: PLC0415
    from pypixi.cli.world import World  # noqa: PLC0415

    world = World(
        env=pixi.environ, cwd=pixi.cwd, stdin=stdin, stdout=stdout, stderr=stderr
    )
    return invoke(argv, world)


@contextmanager
def _file(text: str = "") -> Iterator[TextIO]:
    # Nothing is held back, so that output of children comes in its place.
    with (
        tempfile.TemporaryFile(buffering=0) as raw,
        TextIOWrapper(raw, encoding="utf-8", newline="", write_through=True) as file,
    ):
        file.write(text)
        file.seek(0)
        yield file


def _content(file: TextIO) -> str:
    file.seek(0)
    return file.read()


def _outside(names: Sequence[str]) -> dict[str, str]:
    return {name: os.environ[name] for name in names if name in os.environ}
