"""A channel with a real Python, made once per machine from the running interpreter."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from support import archive, channel, distributions, interpreter
from support.channel import ChannelBuilder, Package
from support.workspace import current_subdir

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.metadata import Distribution

SUBDIRS = ("linux-64", "linux-aarch64", "osx-64", "osx-arm64", "win-64")
"""The platforms that a workspace can be locked for."""

_DISTRIBUTIONS = ("pip", "setuptools", "packaging", "pytest")


@dataclass(frozen=True, slots=True)
class PythonChannel:
    """The channel: Python that runs here, and is lockable for other platforms."""

    path: Path
    python: str
    """The version of its Python."""
    packages: Mapping[str, str]
    """Names and versions of its ``noarch: python`` packages."""

    @property
    def url(self) -> str:
        """The ``file://`` URL."""
        return self.path.as_uri()


def python_channel(cache: Path | None = None) -> PythonChannel:
    """Return the channel, made if the cache has none for this interpreter.

    Raises:
        NotPortableError: If the running interpreter cannot be packaged.
    """
    home = cache or _own_cache()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="making-", dir=home) as workshop:
        spare, fresh = Path(workshop, "pip"), Path(workshop, "channel")
        wanted = distributions.with_requirements(_DISTRIBUTIONS, spare)
        packages = {name: each.version for name, each in wanted.items()}
        path = home / f"python-{_key(packages)}"
        if not path.exists():
            _make(ChannelBuilder(fresh), Path(workshop), wanted)
            _put(fresh, path)
    return PythonChannel(path, platform.python_version(), packages)


def _make(
    builder: ChannelBuilder, workshop: Path, wanted: Mapping[str, Distribution]
) -> None:
    staged = workshop / "python"
    staged.mkdir()
    builder.add(_python(interpreter.interpreter_members(staged)))
    for subdir in SUBDIRS:
        if subdir != current_subdir():
            builder.package(
                "python",
                platform.python_version(),
                "0_cpython",
                subdir=subdir,
                files={"share/python/README.txt": "To be locked, not to be run.\n"},
            )
    for each in wanted.values():
        builder.add(distributions.distribution_package(each))
    builder.write()


def _python(members: tuple[archive.Member, ...]) -> Package:
    index = {
        "name": "python",
        "version": platform.python_version(),
        "build": "0_cpython",
        "build_number": 0,
        "depends": [],
        "license": "PSF-2.0",
        "subdir": current_subdir(),
    }
    return Package(
        subdir=current_subdir(), kind="conda", index=index, members=members, info={}
    )


def _put(fresh: Path, path: Path) -> None:
    try:
        fresh.rename(path)
    except OSError:
        # Another session was faster; what it made is the same.
        if not path.is_dir():
            raise


def _key(packages: Mapping[str, str]) -> str:
    """Return what changes whenever the channel would come out differently."""
    program = Path(sys.base_prefix, "bin", interpreter.NAME)
    state = program.stat() if program.exists() else None
    document = {
        "version": sys.version,
        "program": [str(program), state and [state.st_size, state.st_mtime_ns]],
        "packages": packages,
        "recipe": [
            Path(str(module.__file__)).read_text(encoding="utf-8")
            for module in (archive, channel, distributions, interpreter)
        ],
        "self": Path(__file__).read_text(encoding="utf-8"),
    }
    text = json.dumps(document, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _own_cache() -> Path:
    """Return a folder below the system's temporary one that nobody else can write."""
    owner = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir(), f"pypixi-tests-{owner}")
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != owner:
        raise PermissionError(f"'{folder}' belongs to somebody else")
    return folder
