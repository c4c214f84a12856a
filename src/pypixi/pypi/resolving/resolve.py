"""Resolving: which PyPI packages meet the requirements of an environment."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi import trace
from pypixi.errors import PixiError
from pypixi.files.atomic import write_text
from pypixi.pypi.credentials import git_variables
from pypixi.pypi.failures.explain import explain_failure
from pypixi.pypi.indexes import configured_indexes
from pypixi.pypi.tags import nameless, uv_platform
from pypixi.pypi.uv import default_index, run_uv

from .asked import asked_requirements
from .locked import locked_records
from .metadata import Library
from .origins import package_origins
from .pylock import read_chosen
from .request import resolve_request
from .stubs import write_stubs
from .uv_cache import UvCache

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pypixi.processes import Completed
    from pypixi.pypi.build_python import BuildPython
    from pypixi.pypi.tags import UvPlatform
    from pypixi.pypi.uv import Uv
    from pypixi.records.pypi import PypiRecord
    from pypixi.specs.names import PypiName
    from pypixi.terminal.report import Report

    from .asked import Asked
    from .pylock import Chosen
    from .request import Request, ResolveJob

_MESSAGE = "failed to resolve pypi dependencies"
_ANSWER = "pylock.answer.toml"
_ANNOTATED = "requirements.txt"
_NO_BUILDS = (
    "--require-build-hashes",
    "--preview-features",
    "build-dependency-hashes",
)
"""Make each build fail that needs packages, without any effect on what is chosen."""
_BUILD_REFUSED = b"Hash-checking is required, but no trusted hash was provided"


class UnlockablePlatformError(PixiError):
    """uv cannot be told of a platform."""

    def __init__(self, job: ResolveJob) -> None:
        platform = job.target.platform
        super().__init__(
            f"PyPI packages cannot be locked for '{platform.name}' yet",
            help="take conda packages in their place, or leave the platform out of"
            " `platforms`",
            notes=[f"uv has no name for {nameless(job.target)}", job.title],
        )


def resolve(
    uv: Uv,
    job: ResolveJob,
    *,
    build_python: Callable[[], BuildPython],
    normalize: Callable[[Sequence[str]], list[str]],
    fetch: Callable[[str], bytes | None],
    report: Report,
) -> tuple[PypiRecord, ...]:
    """Return the packages that meet a job's requirements, sorted by location.

    Args:
        uv: The program.
        job: What is asked for.
        build_python: Makes the prefix whose Python builds sources; called only if one
            must be built. Safe to call from several threads.
        normalize: Returns requirements in the spelling of the lock file.
        fetch: Gets a URL, None for what does not exist: asked for the metadata of a
            wheel that is not found in uv's cache. Safe to call from several threads.
        report: Hears of warnings.

    Raises:
        PixiError: If there is no solution, or something cannot be fetched or built.
    """
    asked = asked_requirements(
        job.specs, job.target, job.provided, report, root=job.root
    )
    if not asked.specs:
        return ()
    platform = uv_platform(job.target)
    if platform is None:
        raise UnlockablePlatformError(job)
    indexes = configured_indexes(
        job.options,
        lambda: default_index(uv),
        root=job.root,
        named=asked.indexes.values(),
    )
    stubs = write_stubs(job.provided.values(), uv.notes)
    request = resolve_request(job, asked, indexes, stubs)
    with tempfile.TemporaryDirectory(prefix="pixi-pypi-") as folder:
        _write_files(request, Path(folder))
        calls = _Calls(
            uv=uv,
            job=job,
            platform=platform,
            folder=Path(folder),
            variables={**platform.variables, **request.variables},
            asked=asked,
            searched=tuple(index.url for index in indexes.indexes),
            build_python=build_python,
        )
        chosen = read_chosen(calls.answer(), job, asked, Path(folder))
        origins = package_origins(chosen, indexes, lambda: calls.annotated(chosen))
    library = Library(cache=UvCache(path=uv.cache), fetch=fetch)
    return locked_records(
        chosen, _named(origins, uv), library, normalize, root=job.root
    )


def _write_files(request: Request, folder: Path) -> None:
    write_text(folder / "pyproject.toml", request.project)
    write_text(folder / "uv.toml", request.settings)
    if request.preferences:
        write_text(folder / _ANSWER, request.preferences)


def _named(origins: Mapping[PypiName, str], uv: Uv) -> dict[PypiName, str | None]:
    """Return indexes as the lock file names them: the default one not at all."""
    if not origins:
        return {}
    default = default_index(uv)
    return {
        name: None if origin == default else origin for name, origin in origins.items()
    }


@dataclass(slots=True, kw_only=True)
class _Calls:
    """The calls of uv that a job takes, by the same Python."""

    uv: Uv
    job: ResolveJob
    platform: UvPlatform
    folder: Path
    variables: Mapping[str, str]
    asked: Asked
    searched: tuple[str, ...]
    """The URLs of the indexes, for messages."""
    build_python: Callable[[], BuildPython]
    python: BuildPython | None = None
    """None as long as nothing had to be built."""

    def answer(self) -> str:
        """Return the lock file that uv writes."""
        self._compile(_ANSWER, "--format", "pylock.toml")
        return (self.folder / _ANSWER).read_text(encoding="utf-8")

    def annotated(self, chosen: Sequence[Chosen]) -> str:
        """Return the same answer as requirements, with the index of each."""
        # What is in the file already is preferred: both calls choose the same.
        pinned = [f"{each.name}=={each.version}\n" for each in chosen if each.version]
        write_text(self.folder / _ANNOTATED, "".join(pinned))
        self._compile(
            _ANNOTATED,
            *("--format", "requirements.txt"),
            *("--emit-index-annotation", "--no-annotate"),
        )
        return (self.folder / _ANNOTATED).read_text(encoding="utf-8")

    def _compile(self, output: str, *options: str) -> None:
        done = self._run(output, *options)
        if done.code and self.python is None and _BUILD_REFUSED in done.stderr:
            self.python = self.build_python()
            done = self._run(output, *options)
        if done.code:
            raise explain_failure(
                done,
                message=f"{_MESSAGE} of {self.job.title}",
                provided=self.job.provided,
                asked=[spec.name for spec in self.job.specs],
                searched=self.searched,
            )

    def _run(self, output: str, *options: str) -> Completed:
        python = self.python
        env = self.uv.env if python is None else python.env
        sources = [spec.source for spec in self.asked.sources.values()]
        return run_uv(
            self.uv,
            [
                *("pip", "compile", str(self.folder / "pyproject.toml")),
                *("--config-file", str(self.folder / "uv.toml")),
                *(
                    "--python",
                    sys.executable if python is None else str(python.program),
                ),
                *("--python-version", self.job.target.version),
                *("--python-platform", self.platform.name),
                *(_NO_BUILDS if python is None else ()),
                *options,
                *("--output-file", str(self.folder / output), "--no-header"),
                # It prints the answer as well, and takes no `--quiet` when verbose.
                *(() if trace.is_detailed() else ("--quiet",)),
            ],
            env=None if python is None else env,
            more={**self.variables, **git_variables(sources, env)},
        )
