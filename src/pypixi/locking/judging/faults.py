"""One fault of a lock file, with what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable


@frozen
class Fault:
    """A way in which a lock file is not true; PyPI packages are to be resolved anew."""

    text: str
    conda: bool = True
    """Whether the conda packages must be solved again as well."""
    disregard: bool = False
    """Whether what is locked must not even be preferred."""


def too_many(names: Iterable[str]) -> Fault:
    """Return the fault of PyPI packages that nothing asks for."""
    listed = ", ".join(sorted(set(names)))
    return Fault(
        text="there are more pypi packages in the lock file than are used by the"
        f" environment: {listed}",
        conda=False,
    )
