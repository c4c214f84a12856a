"""How bash shows the variables that it has in the end."""

from __future__ import annotations

MARK = "____PYPIXI_ENVIRONMENT____"
"""Stands between what scripts write and the variables."""

SHOW_ALL = f"printf %s {MARK}\n/usr/bin/env -0"
"""What bash is told at the end of an activation."""

_SHELL_OWN = frozenset({"_", "SHLVL", "PWD", "OLDPWD", "PROMPT"})
"""Variables that any shell changes; they say nothing about an activation."""


def shown_variables(rows: list[str]) -> dict[str, str]:
    """Return the variables in rows of names with their values."""
    pairs = (row.partition("=") for row in rows)
    return {n: value for n, sign, value in pairs if sign and n not in _SHELL_OWN}
