"""The running interpreter as a package that works wherever it is installed."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from support.archive import Member

NAME = f"python{sys.version_info.major}.{sys.version_info.minor}"

_ORIGIN = b"$ORIGIN/../lib"
_LEFT_OUT = shutil.ignore_patterns(
    *("__pycache__", "site-packages", "dist-packages", "config-*", "test", "tests"),
    *("ensurepip", "idlelib", "lib2to3", "pydoc_data", "tkinter", "turtledemo"),
    *("_test*", "_tkinter*", "xx*"),
)
_LOOK = """
import json, pathlib, site, sys
maps = pathlib.Path("/proc/self/maps").read_text().splitlines()
libraries = {line.split()[-1] for line in maps if "/libpython" in line}
print(json.dumps([sys.prefix, site.getsitepackages(), sorted(libraries)]))
"""


class NotPortableError(RuntimeError):
    """The running interpreter cannot be moved to another folder."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"no package can be made of {sys.base_prefix}: {reason}")


def interpreter_members(folder: Path) -> tuple[Member, ...]:
    """Return what the package holds, copied to and tried out in an empty folder.

    Raises:
        NotPortableError: If the copy does not work, or leans on the original.
    """
    if platform.system() != "Linux":
        raise NotPortableError("this is done on Linux alone")
    program = _copy_program(folder)
    shutil.copytree(
        sysconfig.get_path("stdlib"), folder / "lib" / NAME, ignore=_LEFT_OUT
    )
    _strip([program, *folder.glob("lib/**/*.so*")])
    _try_out(program, folder)
    return _members(folder)


def _copy_program(folder: Path) -> Path:
    """Copy the executable, and libpython if it needs one; return the copy."""
    source = Path(sys.base_prefix, "bin", NAME)
    if not source.is_file():
        raise NotPortableError(f"{source} is missing")
    content = source.read_bytes()
    library = str(sysconfig.get_config_var("INSTSONAME"))
    program = folder / "bin" / NAME
    for part in ("bin", "lib"):
        (folder / part).mkdir()
    # A static interpreter does not name the library, whatever its configuration says.
    if b".so" in library.encode() and library.encode() in content:
        shutil.copyfile(_library(library), folder / "lib" / library)
        content = _relocated(content)
    program.write_bytes(content)
    program.chmod(0o755)
    return program


def _library(name: str) -> Path:
    for folder in _library_folders():
        if (folder / name).is_file():
            return folder / name
    raise NotPortableError(f"{name} was not found")


def _library_folders() -> list[Path]:
    return [
        Path(sys.base_prefix, "lib"),
        Path(str(sysconfig.get_config_var("LIBDIR"))),
    ]


def _relocated(program: bytes) -> bytes:
    """Return the executable looking for libpython beside itself."""
    if _ORIGIN in program:
        return program
    for folder in dict.fromkeys(_library_folders()):
        # The string table of the executable ends each of its strings by NUL.
        old = b"\0" + str(folder).encode() + b"\0"
        if program.count(old) == 1 and len(old) >= len(_ORIGIN) + 2:
            new = (b"\0" + _ORIGIN).ljust(len(old), b"\0")
            return program.replace(old, new)
    raise NotPortableError("the place of libpython in it could not be changed")


def _strip(files: list[Path]) -> None:
    """Take debugging symbols out, where the system has the tool for it."""
    strip = shutil.which("strip")
    if strip is not None:
        subprocess.run([strip, "--strip-unneeded", *files], check=True)


def _try_out(program: Path, folder: Path) -> None:
    done = subprocess.run(
        [program, "-I", "-B", "-c", _LOOK],
        check=False,
        capture_output=True,
        text=True,
        env={},
    )
    if done.returncode:
        raise NotPortableError(f"its copy fails: {done.stderr.strip()}")
    prefix, site_packages, libraries = json.loads(done.stdout)
    expected = str(folder.resolve() / "lib" / NAME / "site-packages")
    if Path(prefix).resolve() != folder.resolve() or expected not in site_packages:
        raise NotPortableError(f"its copy looks for packages in {site_packages}")
    if foreign := [each for each in libraries if not each.startswith(str(folder))]:
        raise NotPortableError(f"its copy still loads {', '.join(foreign)}")


def _members(folder: Path) -> tuple[Member, ...]:
    links = [Member(f"bin/{name}", link=NAME) for name in ("python", "python3")]
    files = [
        Member(
            path.relative_to(folder).as_posix(),
            path.read_bytes(),
            executable=path.parent.name == "bin",
        )
        for path in folder.rglob("*")
        if path.is_file()
    ]
    return tuple(sorted([*links, *files], key=lambda member: member.path))
