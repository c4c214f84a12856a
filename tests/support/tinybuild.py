"""A build backend in one file: the wheel ``tinybuild`` of test indexes holds it.

It packs the modules of a folder, or of its ``src``, as ``[project]`` describes them.
The table ``[tool.tinybuild]`` may have these keys:

``version``, ``dependencies``
    What ``[project]`` declares as dynamic.
``import``
    Modules that it imports before it does anything.
``wait``
    A file that must exist before it goes on.
``fail``
    A text to fail with.
"""

from __future__ import annotations

import base64
import hashlib
import importlib
import os
import re
import sys
import time
import tomllib
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LOG = "TINYBUILD_LOG"
"""The variable naming the file that gets a line for each build that starts."""

_PATIENCE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a distribution says about itself."""

    name: str
    version: str
    requires: tuple[str, ...] = ()
    extras: Mapping[str, Iterable[str]] = field(default_factory=dict)
    requires_python: str | None = None
    scripts: Mapping[str, str] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """The beginning of the names of its files."""
        return f"{re.sub(r'[-_.]+', '_', self.name).lower()}-{self.version}"

    def metadata(self, version: str = "2.1") -> str:
        """Return its core metadata, in a version of that format."""
        lines = [f"Metadata-Version: {version}"]
        lines += [f"Name: {self.name}", f"Version: {self.version}"]
        if self.requires_python is not None:
            lines.append(f"Requires-Python: {self.requires_python}")
        lines += [f"Requires-Dist: {each}" for each in self.requires]
        for extra, requirements in self.extras.items():
            lines.append(f"Provides-Extra: {extra}")
            lines += [f"Requires-Dist: {_only_if(r, extra)}" for r in requirements]
        return "\n".join([*lines, ""])

    def info(self, tag: str) -> dict[str, bytes]:
        """Return the files of its ``dist-info`` folder, all but ``RECORD``."""
        wheel = f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n"
        files = {"METADATA": self.metadata(), "WHEEL": wheel}
        if self.scripts:
            lines = (f"{name} = {target}\n" for name, target in self.scripts.items())
            files["entry_points.txt"] = "".join(["[console_scripts]\n", *lines])
        return {name: text.encode() for name, text in files.items()}


def write_wheel(
    folder: Path,
    about: About,
    files: Mapping[str, bytes],
    *,
    tag: str = "py3-none-any",
    build: str | None = None,
) -> Path:
    """Write a wheel, the same bytes every time, and return its path."""
    info = f"{about.stem}.dist-info"
    content = {
        **files,
        **{f"{info}/{name}": text for name, text in about.info(tag).items()},
    }
    record = "".join(_sealed(*each) for each in content.items())
    content[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    path = folder / "-".join([about.stem, *([build] if build else []), f"{tag}.whl"])
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            entry = zipfile.ZipInfo(name)  # its date is the first there is
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return path


def get_requires_for_build_wheel(_settings: object = None) -> list[str]:
    return []


def get_requires_for_build_editable(_settings: object = None) -> list[str]:
    return []


def prepare_metadata_for_build_wheel(folder: str, _settings: object = None) -> str:
    about = _about(Path())
    info = Path(folder, f"{about.stem}.dist-info")
    info.mkdir()
    for name, data in about.info("py3-none-any").items():
        (info / name).write_bytes(data)
    return info.name


prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel


def build_wheel(folder: str, _settings: object = None, _metadata: object = None) -> str:
    about, root = _begin("wheel"), _sources(Path())
    files = {
        path.relative_to(root).as_posix(): path.read_bytes() for path in _modules(root)
    }
    return write_wheel(Path(folder), about, files).name


def build_editable(
    folder: str, _settings: object = None, _metadata: object = None
) -> str:
    about, root = _begin("editable"), _sources(Path()).resolve()
    files = {f"_{about.stem}.pth": f"{root}\n".encode()}
    return write_wheel(Path(folder), about, files).name


def _begin(kind: str) -> About:
    about, own = _about(Path()), _tables(Path())[1]
    if log := os.environ.get(LOG):
        with Path(log).open("a", encoding="utf-8") as file:
            file.write(f"{kind} {about.name}\n")
    deadline = time.monotonic() + _PATIENCE
    while "wait" in own and not Path(own["wait"]).exists():
        if time.monotonic() > deadline:
            sys.exit(f"{own['wait']} never came")
        time.sleep(0.01)
    return about


def _about(folder: Path) -> About:
    project, own = _tables(folder)
    for name in own.get("import", ()):
        importlib.import_module(name)
    if "fail" in own:
        sys.exit(own["fail"])
    facts = {**own, **project}
    return About(
        name=facts["name"],
        version=facts["version"],
        requires=tuple(facts.get("dependencies", ())),
        extras=facts.get("optional-dependencies", {}),
        requires_python=facts.get("requires-python"),
        scripts=facts.get("scripts", {}),
    )


def _tables(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    text = (folder / "pyproject.toml").read_text(encoding="utf-8")
    document = tomllib.loads(text)
    return document["project"], document.get("tool", {}).get("tinybuild", {})


def _sources(folder: Path) -> Path:
    return folder / "src" if (folder / "src").is_dir() else folder


def _modules(root: Path) -> Iterator[Path]:
    yield from sorted(root.glob("*.py"))
    for package in sorted(root.glob("*/__init__.py")):
        yield from sorted(package.parent.rglob("*.py"))


def _only_if(requirement: str, extra: str) -> str:
    name, _, marker = (part.strip() for part in requirement.partition(";"))
    condition = f"extra == '{extra}'"
    return f"{name} ; ({marker}) and {condition}" if marker else f"{name} ; {condition}"


def _sealed(name: str, data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest())
    return f"{name},sha256={digest.decode().rstrip('=')},{len(data)}\n"
