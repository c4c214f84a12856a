"""The cases that say what scripts do, and how they are run."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import tomli

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Repeated = Mapping[str, str | int]

_CASES = Path(__file__).parents[1] / "spec" / "shell" / "cases.toml"
_ENV = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/home/u", "LANG": "C.UTF-8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A script and what it does."""

    name: str
    script: str
    stdout: str
    exit: int
    stderr_contains: str = ""
    parse_error: bool = False
    unix_only: bool = False
    reference_hangs: bool = False
    verified: bool = True
    note: str = ""
    env: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str | Repeated] = field(default_factory=dict)

    @property
    def environ(self) -> dict[str, str]:
        """The environment it runs in."""
        return {**_ENV, **self.env}

    def write_files(self, folder: Path) -> None:
        """Write its files into a folder."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            text = content if isinstance(content, str) else _repeated(content)
            path.write_text(text, encoding="utf-8")
            if text.startswith("#!") or path.name == "t.sh":
                path.chmod(0o755)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a script has left behind."""

    status: int
    stdout: str
    stderr: str


def shell_cases() -> list[Case]:
    """Return all cases."""
    found = tomli.loads(_CASES.read_text(encoding="utf-8"))
    return [Case(**each) for each in found["case"]]


def run_captured(
    work: Callable[[tuple[int, int, int]], int], folder: Path, given: bytes = b""
) -> Ended:
    """Run something on streams that are files, and return what it leaves there."""
    paths = [folder / name for name in ("stdin", "stdout", "stderr")]
    for path, content in zip(paths, (given, b"", b""), strict=True):
        path.write_bytes(content)
    flags = os.O_RDWR | os.O_APPEND
    given_stream, output, errors = (os.open(path, flags) for path in paths)
    try:
        status = work((given_stream, output, errors))
    finally:
        for descriptor in (given_stream, output, errors):
            os.close(descriptor)
    stdout, stderr = (
        path.read_bytes().decode(errors="surrogateescape") for path in paths[1:]
    )
    return Ended(status=status, stdout=stdout, stderr=stderr)


def _repeated(content: Repeated) -> str:
    return str(content["repeat"]) * int(content["count"]) + str(content["suffix"])
