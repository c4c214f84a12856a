"""A package index in a folder, built file by file, that loopback serves."""

from __future__ import annotations

import gzip
import hashlib
import html
import io
import re
import tarfile
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

import tomlkit

from support import tinybuild
from support.server import FolderServer
from support.tinybuild import About, write_wheel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType

_NOTHING: Mapping[str, str] = MappingProxyType({})
_NO_EXTRAS: Mapping[str, Iterable[str]] = MappingProxyType({})


class IndexBuilder:
    """A package index below a folder, as PEP 503 has it.

    Files and pages are written as they are added: an index may grow while it is
    served, which is for as long as its context lasts.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.server: FolderServer
        """Serves the index, and can be told to misbehave."""
        self._links: dict[str, dict[str, str]] = {}
        self._files.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        self.server = FolderServer(self.path).__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.server.__exit__(kind, error, traceback)

    @property
    def url(self) -> str:
        """The URL for ``index-url``, without a slash at its end."""
        return f"{self.server.url}/simple"

    def wheel(
        self,
        name: str,
        version: str = "1.0",
        *,
        requires: Iterable[str] = (),
        extras: Mapping[str, Iterable[str]] = _NO_EXTRAS,
        requires_python: str | None = None,
        tag: str = "py3-none-any",
        build: str | None = None,
        files: Mapping[str, str] | None = None,
        scripts: Mapping[str, str] = _NOTHING,
        metadata_file: bool = False,
    ) -> Self:
        """Add a wheel; without ``files`` it brings one module of its name.

        Args:
            extras: Requirements by extra.
            build: The build tag.
            files: Path to content. The module of the default has ``__version__``, and
                ``main``, which prints name and version.
            scripts: Console scripts.
            metadata_file: Whether the index has its metadata as a file (PEP 658).
        """
        about = About(
            name=name,
            version=version,
            requires=tuple(requires),
            extras=extras,
            requires_python=requires_python,
            scripts=scripts,
        )
        content = _encoded(module(name, version) if files is None else files)
        path = write_wheel(self._files, about, content, tag=tag, build=build)
        attributes = {}
        if metadata_file:
            metadata = Path(f"{path}.metadata")
            metadata.write_text(about.metadata(), encoding="utf-8")
            attributes["data-core-metadata"] = f"sha256={_sha256(metadata)}"
        return self._link(about, path, attributes)

    def sdist(
        self,
        name: str,
        version: str = "1.0",
        *,
        requires: Iterable[str] = (),
        requires_python: str | None = None,
        files: Mapping[str, str] | None = None,
        backend: str = "tinybuild",
        static: bool = True,
        tool: Mapping[str, object] = MappingProxyType({}),
    ) -> Self:
        """Add a source archive.

        Args:
            files: Path to content; the default is the module of a wheel.
            backend: Requirement and module that build it.
            static: Whether its metadata can be read without a build.
            tool: What stands in ``[tool.tinybuild]``.
        """
        about = About(
            name=name,
            version=version,
            requires=tuple(requires),
            requires_python=requires_python,
        )
        # From 2.2 on, what the metadata of a source archive says is final.
        content = {
            "PKG-INFO": about.metadata("2.2" if static else "2.1"),
            "pyproject.toml": pyproject(
                about, backend=backend, static=static, tool=tool
            ),
            **(module(name, version) if files is None else files),
        }
        path = self._files / f"{about.stem}.tar.gz"
        path.write_bytes(_tar(about.stem, _encoded(content)))
        return self._link(about, path, {})

    def backend(self) -> Self:
        """Add ``tinybuild``, which builds source archives and folders."""
        source = Path(tinybuild.__file__).read_text(encoding="utf-8")
        return self.wheel("tinybuild", files={"tinybuild.py": source})

    def file_url(self, file_name: str) -> str:
        """Return the URL of a file."""
        return f"{self.server.url}/files/{file_name}"

    def file(self, file_name: str) -> Path:
        """Return the path of a file."""
        return self._files / file_name

    @property
    def _files(self) -> Path:
        return self.path / "files"

    def _link(self, about: About, path: Path, attributes: Mapping[str, str]) -> Self:
        project = re.sub(r"[-_.]+", "-", about.name).lower()
        fields = {
            "href": f"../../files/{path.name}#sha256={_sha256(path)}",
            **attributes,
        }
        if about.requires_python is not None:
            fields["data-requires-python"] = about.requires_python
        words = " ".join(f'{key}="{html.escape(v)}"' for key, v in fields.items())
        links = self._links.setdefault(project, {})
        links[path.name] = f"<a {words}>{path.name}</a><br>\n"
        page = self.path / "simple" / project / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("<!DOCTYPE html>\n" + "".join(links.values()), encoding="utf-8")
        return self


def module(name: str, version: str) -> dict[str, str]:
    """Return the one file of a small distribution: path to content."""
    text = (
        f'__version__ = "{version}"\n\n\ndef main():\n    print("{name} {version}")\n'
    )
    return {f"{re.sub(r'[-.]+', '_', name)}.py": text}


def pyproject(
    about: About,
    *,
    backend: str = "tinybuild",
    static: bool = True,
    tool: Mapping[str, object] = MappingProxyType({}),
) -> str:
    """Return the ``pyproject.toml`` of a folder that ``tinybuild`` can build.

    Args:
        static: Whether version and dependencies stand in ``[project]``.
        tool: What stands in ``[tool.tinybuild]``.
    """
    facts = {"version": about.version, "dependencies": list(about.requires)}
    rest = {
        "requires-python": about.requires_python,
        "optional-dependencies": {k: list(v) for k, v in about.extras.items()},
        "scripts": dict(about.scripts),
    }
    project = {
        "name": about.name,
        **(facts if static else {"dynamic": list(facts)}),
        **{key: value for key, value in rest.items() if value},
    }
    own = {**({} if static else facts), **tool}
    return tomlkit.dumps(
        {
            "build-system": {"requires": [backend], "build-backend": backend},
            "project": project,
            **({"tool": {"tinybuild": own}} if own else {}),
        }
    )


def _encoded(files: Mapping[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in files.items()}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _tar(folder: str, files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for name, data in files.items():
            header = tarfile.TarInfo(f"{folder}/{name}")
            header.size = len(data)
            tar.addfile(header, io.BytesIO(data))
    return gzip.compress(buffer.getvalue(), mtime=0)
