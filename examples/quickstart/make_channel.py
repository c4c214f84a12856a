"""Make ``channel/``: three conda packages out of wheels, the same bytes every time.

Run it with the Python of your choice; it downloads the wheels that are named below.
"""

from __future__ import annotations

import bz2
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

CHANNEL = Path(__file__).parent / "channel"

LAUNCHER = '''\
#!/usr/bin/env python3
"""Run {command} with the libraries of this environment."""
import sys
from pathlib import Path

share = Path(__file__).absolute().parent.parent / "share"
sys.path[:0] = [str(share / name) for name in {libraries}]
{call}
'''

BATCH_LAUNCHER = '@python "%~dp0{command}" %*\r\n'

RUN_SCRIPT = """\
import runpy
runpy.run_path(str(share / {name!r} / "scripts" / {command!r}), run_name="__main__")"""


@dataclass(frozen=True)
class Recipe:
    """How one wheel becomes a package."""

    name: str
    version: str
    sha256: str
    """The digest of the wheel."""
    license: str
    commands: dict[str, str]
    """Names of commands, and the Python code that runs each."""
    depends: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    """The packages that ``depends`` makes it find."""


def script(name: str, command: str) -> dict[str, str]:
    """Return a command that the wheel brings as a script."""
    return {command: RUN_SCRIPT.format(name=name, command=command)}


RECIPES = (
    Recipe(
        name="tabulate",
        version="0.9.0",
        sha256="024ca478df22e9340661486f85298cff5f6dcdba14f3813e8830015b9ed1948f",
        license="MIT",
        commands={"tabulate": "from tabulate import _main\n_main()"},
    ),
    Recipe(
        name="jsonpointer",
        version="3.0.0",
        sha256="13e088adc14fca8b6aa8177c044e12701e6ad4b28ff10e65f2267a90109c9942",
        license="BSD-3-Clause",
        commands=script("jsonpointer", "jsonpointer"),
    ),
    Recipe(
        name="jsonpatch",
        version="1.33",
        sha256="0ae28c0cd062bbd8b8ecc26d7d164fbbea9652a1a3693f3b956c1eae5145dade",
        license="BSD-3-Clause",
        commands=script("jsonpatch", "jsonpatch") | script("jsonpatch", "jsondiff"),
        depends=("jsonpointer >=1.9",),
        libraries=("jsonpointer",),
    ),
)


def main() -> None:
    """Download the wheels, write the packages and their index."""
    noarch = CHANNEL / "noarch"
    noarch.mkdir(parents=True, exist_ok=True)
    for old in noarch.iterdir():
        old.unlink()
    records = {}
    with tempfile.TemporaryDirectory() as folder:
        download(Path(folder))
        for recipe in RECIPES:
            (wheel,) = Path(folder).glob(f"{recipe.name}-*.whl")
            content = archive(recipe, wheel)
            file_name = f"{recipe.name}-{recipe.version}-0.tar.bz2"
            (noarch / file_name).write_bytes(content)
            records[file_name] = {
                **index(recipe),
                "md5": hashlib.md5(content, usedforsecurity=False).hexdigest(),
                "sha256": hashlib.sha256(content).hexdigest(),
                "size": len(content),
            }
            print(f"{len(content):8}  {file_name}")
    repodata = {
        "info": {"subdir": "noarch"},
        "packages": records,
        "packages.conda": {},
        "removed": [],
        "repodata_version": 1,
    }
    (noarch / "repodata.json").write_bytes(document(repodata))


def download(folder: Path) -> None:
    """Put the wheels into a folder; pip refuses others than the ones named here."""
    wanted = folder / "requirements.txt"
    lines = [f"{r.name}=={r.version} --hash=sha256:{r.sha256}\n" for r in RECIPES]
    wanted.write_text("".join(lines), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    only = ["--only-binary=:all:", "--require-hashes"]
    subprocess.run([*pip, *only, "-r", wanted, "-d", folder], check=True)


def archive(recipe: Recipe, wheel: Path) -> bytes:
    """Return the package made from a wheel."""
    files = {**library(recipe, wheel), **launchers(recipe)}
    licenses = {
        f"info/licenses/{path.rpartition('/')[2]}": content
        for path, content in files.items()
        if "LICENSE" in path
    }
    paths = {
        "paths": [
            {
                "_path": path,
                "path_type": "hardlink",
                "sha256": hashlib.sha256(content).hexdigest(),
                "size_in_bytes": len(content),
            }
            for path, content in sorted(files.items())
        ],
        "paths_version": 1,
    }
    info = {
        "info/index.json": document(index(recipe)),
        "info/paths.json": document(paths),
        "info/files": "".join(f"{path}\n" for path in sorted(files)).encode(),
    }
    return bz2.compress(tar(info | licenses | dict(sorted(files.items()))))


def index(recipe: Recipe) -> dict[str, object]:
    """Return what the package says about itself."""
    return {
        "build": "0",
        "build_number": 0,
        "depends": list(recipe.depends),
        "license": recipe.license,
        "name": recipe.name,
        "noarch": "generic",
        "subdir": "noarch",
        "version": recipe.version,
    }


def library(recipe: Recipe, wheel: Path) -> dict[str, bytes]:
    """Return the files of a wheel as they lie below ``share/<name>``."""
    scripts = f"{recipe.name}-{recipe.version}.data/scripts/"
    files = {}
    with zipfile.ZipFile(wheel) as source:
        for name in source.namelist():
            if not name.endswith((".dist-info/RECORD", ".dist-info/WHEEL")):
                path = name.replace(scripts, "scripts/")
                files[f"share/{recipe.name}/{path}"] = source.read(name)
    return files


def launchers(recipe: Recipe) -> dict[str, bytes]:
    """Return the commands in ``bin``, for Windows as well."""
    files = {}
    for command, call in recipe.commands.items():
        libraries = (recipe.name, *recipe.libraries)
        text = LAUNCHER.format(command=command, libraries=libraries, call=call)
        files[f"bin/{command}"] = text.encode()
        files[f"bin/{command}.bat"] = BATCH_LAUNCHER.format(command=command).encode()
    return files


def tar(files: dict[str, bytes]) -> bytes:
    """Return an archive of files that knows no time and no owner."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as target:
        for path, content in files.items():
            header = tarfile.TarInfo(path)
            header.size = len(content)
            header.mode = 0o755 if path.startswith("bin/") else 0o644
            target.addfile(header, io.BytesIO(content))
    return buffer.getvalue()


def document(value: object) -> bytes:
    """Return a value as JSON that a person can read."""
    return json.dumps(value, indent=2, sort_keys=True).encode() + b"\n"


if __name__ == "__main__":
    main()
