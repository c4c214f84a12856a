"""Regular expressions that are compiled when they are first used.

A command imports a hundred of them and uses a dozen: compiling the others would be a
tenth of what it takes to start.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_METHODS = ("match", "fullmatch", "search", "sub", "findall", "finditer", "split")


def regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern as ``re.compile`` does; what is wrong with it is found later."""
    made: Any = _Regex(text, flags)
    found: re.Pattern[str] = made
    return found


class _Compiled:
    """Has the methods of a pattern as its own."""

    def __init__(self, text: str, flags: int) -> None:
        self.pattern = text
        self._flags = flags


class _Regex(_Compiled):
    """Stands for a pattern until one of its methods is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        # A class with this method pays for it at each attribute.
        object.__setattr__(self, "__class__", _Compiled)
        return self.__dict__[name]
