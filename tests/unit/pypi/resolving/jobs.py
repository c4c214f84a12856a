"""Jobs for a resolution, and what one needs beside them."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pypixi.conda.requirements import normalized_requirements
from pypixi.errors import PixiError
from pypixi.pypi.build_python import BuildPython
from pypixi.pypi.names.provided import Provided
from pypixi.pypi.resolving.request import ResolveJob
from pypixi.pypi.resolving.resolve import resolve
from pypixi.pypi.target import TargetPython
from pypixi.pypi.uv import Uv, find_uv
from pypixi.specs.indexes import PypiOptions
from pypixi.specs.names import PackageName, PypiName
from pypixi.specs.platform import subdir_platform
from pypixi.specs.requirement import IndexSource, PypiSpec
from pypixi.specs.solving import SolveStrategy
from pypixi.terminal.report import SILENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pypixi.records.pypi import PypiRecord
    from pypixi.specs.requirement import PypiSource
    from pypixi.terminal.report import Report

TITLE = "environment 'default' for platform 'linux-64'"
VARIABLES = {"PATH": "/usr/local/bin:/usr/bin:/bin", "UV_HTTP_RETRIES": "0"}


def spec(
    name: str, version: str | None = None, *, index: str | None = None, **fields: Any
) -> PypiSpec:
    """Return a requirement on an index."""
    source = IndexSource(version=version, index=index)
    return PypiSpec(name=PypiName(name), spelling=name, source=source, **fields)


def from_(name: str, source: PypiSource, **fields: Any) -> PypiSpec:
    """Return a requirement on a URL, path or repository."""
    return PypiSpec(name=PypiName(name), spelling=name, source=source, **fields)


def target(subdir: str = "linux-64", version: str = "3.12.4") -> TargetPython:
    return TargetPython(version=version, platform=subdir_platform(subdir))


def provided(**versions: str) -> Mapping[PypiName, Provided]:
    """Return what conda packages called ``conda-NAME`` bring."""
    return {
        PypiName(name): Provided(
            name=PypiName(name),
            version=version,
            conda_name=PackageName(f"conda-{name}"),
        )
        for name, version in versions.items()
    }


def job(*specs: PypiSpec, root: Path = Path("/ws"), **fields: Any) -> ResolveJob:
    defaults: dict[str, Any] = {
        "title": TITLE,
        "target": target(),
        "provided": {},
        "options": PypiOptions(),
        "strategy": SolveStrategy.HIGHEST,
    }
    return ResolveJob(specs=specs, root=root, **{**defaults, **fields})


@dataclass(slots=True)
class Resolver:
    """Resolves with a cache of its own, and counts the prefixes that were made."""

    folder: Path
    prefixes: int = 0
    fetched: list[str] = field(default_factory=list)
    """What was looked for on the web, uv's own requests left aside."""
    env: Mapping[str, str] = field(default_factory=lambda: dict(VARIABLES))

    @property
    def uv(self) -> Uv:
        return Uv(
            program=find_uv(),
            cache=self.folder / "cache",
            notes=self.folder / "notes",
            env={**self.env, "HOME": str(self.folder)},
        )

    def __call__(
        self, *specs: PypiSpec, report: Report = SILENT, **fields: Any
    ) -> tuple[PypiRecord, ...]:
        return self.run(job(*specs, root=self.folder / "ws", **fields), report)

    def run(self, job: ResolveJob, report: Report = SILENT) -> tuple[PypiRecord, ...]:
        return resolve(
            self.uv,
            job,
            build_python=self.build_python,
            normalize=self.normalize,
            fetch=self.fetch,
            report=report,
        )

    def build_python(self) -> BuildPython:
        self.prefixes += 1
        return BuildPython(program=Path(sys.executable), env=self.uv.env)

    def fetch(self, url: str) -> bytes | None:
        """Get a URL of the index, as the engine does where uv's cache is not enough."""
        self.fetched.append(url)
        try:
            with urllib.request.urlopen(url) as answer:
                content: bytes = answer.read()
                return content
        except urllib.error.HTTPError as error:
            if error.code == HTTPStatus.NOT_FOUND:
                return None
            raise PixiError(f"cannot fetch '{url}'") from error

    def normalize(self, texts: Sequence[str]) -> list[str]:
        return normalized_requirements(texts)
