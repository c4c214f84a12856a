"""From ``[activation]`` to its typed value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.model import NO_ACTIVATION, ActivationTable
from pypixi.manifest.reading.faults import WrongTypeError
from pypixi.manifest.schema.environments import ACTIVATION, VARIABLE_NAME
from pypixi.patterns import regex

if TYPE_CHECKING:
    from pypixi.manifest.reading.tables import Table

_NAME = regex(VARIABLE_NAME)


def parse_activation(parent: Table) -> ActivationTable:
    """Return what the ``activation`` table of ``parent`` asks for."""
    table = parent.table("activation")
    if table is None:
        return NO_ACTIVATION
    table.finish(ACTIVATION)
    return ActivationTable(scripts=table.strings("scripts"), env=_env(table))


def _env(parent: Table) -> dict[str, str]:
    found: dict[str, str] = {}
    for table, name, value in parent.entries("env"):
        if not isinstance(value, str):
            table.faults.append(WrongTypeError(table.at(name), "string", value))
        elif not _NAME.fullmatch(name):
            message = f"'{name}' cannot be the name of a variable"
            help_text = "a name has neither `=` nor control characters"
            table.refuse_key(message, name, help=help_text)
        elif "\0" in value:
            message = "the value of a variable cannot hold a NUL character"
            table.refuse(message, name, help="take it out")
        else:
            found[name] = value
    return found
