"""One fault of a lock file, with what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.values import frozen, replace

if TYPE_CHECKING:
    from collections.abc import Iterable


@frozen
class Fault:
    """A way in which a lock file is not true; PyPI packages are to be resolved anew."""

    what: str
    """What is wrong, who requires it left out."""
    conda: bool = True
    """Whether the conda packages must be solved again as well."""
    disregard: bool = False
    """Whether what is locked must not even be preferred."""
    package: str | None = None
    """The name of the package that this is about; None for what is about several."""
    requirement: str | None = None
    """What is asked of that package, as it is written."""
    required_by: str | None = None
    """Who asks: an environment, an archive, ``name @ source`` or a PyPI package."""
    tells_requirer: bool = False
    """Whether a person is told who that is."""
    is_direct: bool = False
    """Whether it is the manifest that asks, for each environment of its own."""

    @property
    def text(self) -> str:
        """What a person is told."""
        return self.told(f"'{self.required_by}'")

    def told(self, required_by: str) -> str:
        """Return the text with other words for who requires it."""
        if not self.tells_requirer:
            return self.what
        return f"{self.what} (required by {required_by})"

    @property
    def alike(self) -> Fault:
        """The same whoever has it that a person is not told of."""
        if self.tells_requirer and not self.is_direct:
            return self
        return replace(self, required_by=None)


def unmet(
    requirement: str,
    package: str,
    required_by: str,
    *,
    is_direct: bool = False,
    what: str | None = None,
) -> Fault:
    """Return the fault of a conda requirement that nothing locked meets.

    Args:
        requirement: As it is written.
        package: Of which name.
        required_by: Who asks.
        is_direct: Whether that is the manifest.
        what: What is wrong, where that is more than that nothing meets it.
    """
    return Fault(
        what=what or f"the requirement '{requirement}' could not be satisfied",
        package=package,
        requirement=requirement,
        required_by=required_by,
        tells_requirer=True,
        is_direct=is_direct,
    )


def duplicate(name: str) -> Fault:
    """Return the fault of a package that is locked twice."""
    return Fault(what=f"there was a duplicate entry for '{name}'", package=name)


def too_many(kind: str, names: Iterable[str]) -> Fault:
    """Return the fault of packages that nothing asks for.

    Args:
        kind: ``conda`` or ``pypi``.
        names: Of the packages.
    """
    listed = sorted(set(names))
    return Fault(
        what=f"there are more {kind} packages in the lock file than are used by the"
        f" environment: {', '.join(listed)}",
        conda=kind == "conda",
        package=listed[0] if len(listed) == 1 else None,
    )
