"""One fault of a lock file, with what follows from it."""

from __future__ import annotations

from pypixi.values import frozen


@frozen
class Fault:
    """A way in which a lock file is not true; PyPI packages are to be resolved anew."""

    text: str
    conda: bool = True
    """Whether the conda packages must be solved again as well."""
    disregard: bool = False
    """Whether what is locked must not even be preferred."""
