"""Installed Python distributions as ``noarch: python`` packages."""

from __future__ import annotations

import base64
import ensurepip
import hashlib
import zipfile
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from support.archive import Member, json_bytes
from support.channel import Package

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What an installer leaves behind; a package is to be as if nobody had installed it.
_TRACES = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")


def with_requirements(
    names: Iterable[str], spare: Path
) -> dict[str, metadata.Distribution]:
    """Return installed distributions by name, with all that they require.

    Args:
        names: The distributions to begin with.
        spare: An empty folder for the pip that comes with Python, should there be no
            other.
    """
    found: dict[str, metadata.Distribution] = {}
    waiting = list(names)
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name not in found:
            found[name] = _distribution(name, spare)
            waiting += [each.name for each in _requirements(found[name])]
    return dict(sorted(found.items()))


def distribution_package(distribution: metadata.Distribution) -> Package:
    """Return a distribution as a package for the subdir ``noarch``."""
    index = {
        "name": canonicalize_name(distribution.metadata["Name"]),
        "version": distribution.version,
        "build": "pyh_0",
        "build_number": 0,
        "depends": ["python", *sorted(map(_spec, _requirements(distribution)))],
        "noarch": "python",
        "subdir": "noarch",
    }
    scripts = distribution.entry_points.select(group="console_scripts")
    link = {
        "noarch": {
            "type": "python",
            "entry_points": [f"{script.name} = {script.value}" for script in scripts],
        },
        "package_metadata_version": 1,
    }
    return Package(
        subdir="noarch",
        kind="conda",
        index=index,
        members=tuple(_members(distribution)),
        info={"link.json": json_bytes(link)},
    )


def _distribution(name: str, spare: Path) -> metadata.Distribution:
    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        if name != "pip":
            raise
    # Environments made by uv have no pip, but every interpreter brings a wheel of it.
    for wheel in Path(ensurepip.__file__).parent.glob("_bundled/pip-*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(spare)
    return next(iter(metadata.distributions(name="pip", path=[str(spare)])))


def _requirements(distribution: metadata.Distribution) -> list[Requirement]:
    requirements = map(Requirement, distribution.requires or ())
    return [
        each
        for each in requirements
        if each.marker is None or each.marker.evaluate({"extra": ""})
    ]


def _spec(requirement: Requirement) -> str:
    name = canonicalize_name(requirement.name)
    return f"{name} {requirement.specifier}".strip()


def _members(distribution: metadata.Distribution) -> Iterator[Member]:
    files = [
        Member(f"site-packages/{path.as_posix()}", path.read_binary())
        for path in sorted(distribution.files or ())
        if ".." not in path.parts
        and "__pycache__" not in path.parts
        and path.name not in _TRACES
    ]
    about = next(m.path for m in files if m.path.endswith(".dist-info/METADATA"))
    folder = about.removesuffix("METADATA")
    files.append(Member(f"{folder}INSTALLER", b"conda\n"))
    yield from files
    yield Member(f"{folder}RECORD", _record(files, folder))


def _record(files: Iterable[Member], folder: str) -> bytes:
    lines = []
    for file in files:
        digest = base64.urlsafe_b64encode(hashlib.sha256(file.content).digest())
        name = file.path.removeprefix("site-packages/")
        sealed = f"sha256={digest.decode().rstrip('=')},{len(file.content)}"
        lines.append(f"{name},{sealed}\n")
    own = folder.removeprefix("site-packages/")
    return "".join([*lines, f"{own}RECORD,,\n"]).encode()
