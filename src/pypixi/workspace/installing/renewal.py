"""Which packages are installed again although they are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable


@frozen
class Renewal:
    """What is not taken to be in order just because nothing is missing."""

    by_content: bool = False
    """Packages with files that are not what was installed."""
    names: frozenset[str] | None = frozenset()
    """Packages of these names; None for all."""

    def __bool__(self) -> bool:
        """Tell whether anything may have to be installed again."""
        return self.by_content or self.names is None or bool(self.names)

    def among(self, names: Iterable[str]) -> frozenset[str]:
        """Return those of some packages that are to be installed in any case."""
        return frozenset(
            name for name in names if self.names is None or name in self.names
        )


AS_NEEDED = Renewal()
"""What is there, and of the right size, stays."""
ALTERED = Renewal(by_content=True)
"""What was altered is installed again as well."""
EVERYTHING = Renewal(names=None)
"""All packages are installed again."""
