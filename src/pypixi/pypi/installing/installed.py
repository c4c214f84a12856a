"""The Python distributions that a prefix holds, by their ``dist-info`` folders."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pypixi.errors import PixiError
from pypixi.specs.names import pypi_name
from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pypixi.specs.names import PypiName

INSTALLER = "uv-pixi"
"""What the ``INSTALLER`` file of our packages says, in the original too."""

_SUFFIX = ".dist-info"


class UnreadablePackagesError(PixiError):
    """Nobody can tell what a ``site-packages`` folder holds."""

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(
            f"cannot read the packages in '{folder}': {error.strerror or error}",
            help="make the folder readable, or delete the environment and run"
            " `pixi install`",
        )


@frozen
class Distribution:
    """An installed distribution."""

    path: Path
    """Its ``dist-info`` folder."""
    name: PypiName
    version: str
    """As in the name of the folder: not always in normal form."""
    installer: str
    """Empty where it does not say."""
    direct_url: Mapping[str, Any] | None
    """PEP 610, None for what came from an index."""

    @property
    def is_ours(self) -> bool:
        """Whether we installed it, and so may change or remove it."""
        return self.installer == INSTALLER


def site_packages(
    prefix: Path, python_version: str, system: str, *, free_threaded: bool = False
) -> Path:
    """Return the folder of a prefix for pure and platform-specific packages.

    Args:
        prefix: The prefix.
        python_version: Of its Python: ``3.12.4``.
        system: As ``sys.platform`` names it.
        free_threaded: Whether that Python is one without the GIL.
    """
    if system == "win32":
        return prefix / "Lib" / "site-packages"
    minor = ".".join(python_version.split(".")[:2])
    thread = "t" if free_threaded else ""
    return prefix / "lib" / f"python{minor}{thread}" / "site-packages"


def all_site_packages(prefix: Path, system: str) -> list[Path]:
    """Return the folders for packages of every Python that a prefix has or had."""
    pattern = "Lib" if system == "win32" else "lib/python*"
    # conda's `lib/python3.1` is a link to the folder of the real version.
    return [
        path / "site-packages"
        for path in sorted(prefix.glob(pattern))
        if not path.is_symlink()
    ]


def installed_distributions(
    folder: Path, names: Collection[str] | None = None
) -> tuple[Distribution, ...]:
    """Return what ``site-packages`` holds, sorted.

    Entries that are damaged, closed to us or just going away count as foreign.

    Args:
        folder: That ``site-packages``.
        names: Those that are wanted, the others are not looked into; None for all.

    Raises:
        UnreadablePackagesError: If the folder is there, and cannot be read.
    """
    try:
        with os.scandir(folder) as entries:
            paths = sorted(
                entry.path for entry in entries if entry.name.endswith(_SUFFIX)
            )
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise UnreadablePackagesError(folder, error) from error
    found = (_distribution(path, names) for path in paths)
    return tuple(each for each in found if each is not None)


def _distribution(path: str, names: Collection[str] | None) -> Distribution | None:
    """Return what a folder stands for; None if it is no package, or not wanted."""
    # Older tools leave dashes in names, but none ever did in versions.
    stem = os.path.basename(path).removesuffix(_SUFFIX)  # noqa: PTH119 - 90 of them
    spelling, _, version = stem.rpartition("-")
    name = pypi_name(spelling)
    if name is None or (names is not None and name not in names):
        return None
    return Distribution(
        path=Path(path),
        name=name,
        version=version,
        installer=(_read(f"{path}/INSTALLER") or b"").decode(errors="replace").strip(),
        direct_url=_direct_url(_read(f"{path}/direct_url.json")),
    )


def _direct_url(text: bytes | None) -> Mapping[str, Any] | None:
    if text is None:
        return None
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        fields = None
    # What cannot be read came from somewhere; it must not pass for an index's.
    return fields if isinstance(fields, dict) else {}


def _read(path: str) -> bytes | None:
    try:
        # Neither a Path nor a text file: this runs twice for each package of a prefix.
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            return file.read()
    except OSError:
        return None
