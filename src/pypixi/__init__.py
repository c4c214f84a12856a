"""Pixi, the workspace and environment manager over conda and PyPI, in Python.

The names below are the public API; everything else is internal and may change.
They are loaded when first used, so that ``import pypixi`` costs nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pypixi.api import Workspace
    from pypixi.errors import PixiError
    from pypixi.processes import Completed
    from pypixi.version import __version__
    from pypixi.workspace.looking.inspect import ListedPackage

__all__ = ["Completed", "ListedPackage", "PixiError", "Workspace", "__version__"]

_HOMES = {
    "Completed": "pypixi.processes",
    "ListedPackage": "pypixi.workspace.looking.inspect",
    "PixiError": "pypixi.errors",
    "Workspace": "pypixi.api",
    "__version__": "pypixi.version",
}


def _load(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'pypixi' has no attribute '{name}'")
    from importlib import import_module  # noqa: PLC0415 - the point of all this

    return getattr(import_module(_HOMES[name]), name)


if not TYPE_CHECKING:  # else a type checker would believe in every name
    __getattr__ = _load


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
