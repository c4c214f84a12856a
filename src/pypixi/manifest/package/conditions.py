"""The keys of package tables that are conditions, not names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypixi.manifest.targets import is_selector
from pypixi.patterns import regex
from pypixi.specs.platform import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.manifest.reading.tables import Table

_CONDITION = regex(r"if\((.*)\)", re.DOTALL)
_LIKE_EXPRESSION = regex(r"[\s=<>!()'\"&|]")
_EXAMPLE = "\"if(host_platform == 'linux-64')\""


def split_conditions(table: Table) -> Iterator[tuple[str | None, Table]]:
    """Yield the packages of a table that are always asked for, then each condition's.

    ``key := package name | "if(" expression ")"``. The expression belongs to the
    recipes of the build backend; nothing here knows what it means.
    """
    conditions = [key for key in table.data if _is_expression(key)]
    yield None, table.without(*conditions)
    for key in conditions:
        expression = _expression(table, key)
        child = table.table(key)
        if expression is not None and child is not None:
            yield expression, child


def refuse_conditions(table: Table, advice: str) -> Table:
    """Return a table of packages that cannot have conditions, without those it has."""
    conditions = [key for key in table.data if key.startswith("if(")]
    for key in conditions:
        message = f"the condition '{key}' cannot stand here"
        table.refuse_key(message, key, label="expected a package", help=advice)
    return table.without(*conditions)


def check_selector(table: Table, selector: str) -> bool:
    """Tell whether a target of a package has a selector, and collect the fault if not.

    Unlike in a workspace, there are no names of platforms that patterns could match.
    """
    if "*" not in selector and is_selector(selector):
        return True
    help_text = f"write {', '.join(FAMILIES)} or a conda subdir such as linux-64"
    message = f"'{selector}' is not a valid target selector"
    if selector.startswith("if("):
        message = f"{message}: expressions stand in the tables of dependencies"
        help_text = f"write for example [package.run-dependencies.{_EXAMPLE}]"
    elif "*" in selector:
        message = f"{message} of a package: patterns are not supported"
    table.refuse_key(message, help=help_text)
    return False


def lowered(selector: str) -> str:
    """Return the condition that means what the selector of a target does."""
    if selector in FAMILIES:
        return "osx" if selector == "macos" else selector
    return f"host_platform == '{selector}'"


def _is_expression(key: str) -> bool:
    return _LIKE_EXPRESSION.search(key) is not None


def _expression(table: Table, key: str) -> str | None:
    found = _CONDITION.fullmatch(key)
    if found is None:
        table.refuse_key(
            f"'{key}' is not a valid selector. Wrap the expression in `if(...)`",
            key,
            label="expected a package name or a condition",
            help=f"write for example {_EXAMPLE}",
        )
        return None
    expression = found[1].strip()
    if expression:
        return expression
    message = f"'{key}' has no expression"
    table.refuse_key(message, key, help=f"write for example {_EXAMPLE}")
    return None
