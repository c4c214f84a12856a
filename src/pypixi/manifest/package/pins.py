"""Requirements on versions that only the build finds out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.package_model import PinKind, PinnedSpec
from pypixi.manifest.reading.faults import WrongTypeError
from pypixi.manifest.schema.package import PIN
from pypixi.patterns import regex
from pypixi.specs.versions import is_version
from pypixi.values import replace

if TYPE_CHECKING:
    from pypixi.manifest.reading.tables import Table
    from pypixi.specs.names import PackageName

_EXPRESSION = regex(r"x(?:\.x)*")
_ONLY_INEXACT = ("lower-bound", "upper-bound", "build")


def parse_pin(
    name: PackageName, table: Table, kind: PinKind, own: PackageName | None
) -> PinnedSpec | None:
    """Return the pin of an entry, None where it has faults.

    ``pin := { pin-compatible = bounds } | { pin-subpackage = bounds }``, where
    ``bounds := true | { lower-bound, upper-bound, build } | { exact = true }``

    Args:
        name: The package that is pinned.
        table: The table of the entry.
        kind: Its key there.
        own: The name of the package that has the dependency, None if that is not
            known yet.
    """
    others = [key for key in table.data if key != kind]
    if others:
        message = f"`{kind}` cannot be combined with `{others[0]}`"
        table.refuse_key(message, others[0], help=f"leave out `{others[0]}`")
        return None
    _check_name(name, table, kind, own)
    value = table.data[kind]
    if value is True:
        return PinnedSpec(name=name, kind=kind, place=table.at())
    if value is False:
        message = f"`{kind}` cannot be false"
        help_text = f"leave it out, or write `{kind} = true`"
        table.refuse(message, kind, help=help_text)
    elif not isinstance(value, dict):
        table.faults.append(WrongTypeError(table.at(kind), "table or `true`", value))
    else:
        return _bounded(name, table.inner(value, kind), kind)
    return None


def _bounded(name: PackageName, table: Table, kind: PinKind) -> PinnedSpec | None:
    table.finish(PIN)
    lower = _bound(table, "lower-bound")
    upper = _bound(table, "upper-bound")
    build = table.string("build")
    place = table.context.document.at(*table.keys[:-1])
    pin = PinnedSpec(name=name, kind=kind, build=build, place=place)
    if not table.boolean("exact"):
        return replace(
            pin,
            lower_bound=lower or pin.lower_bound,
            upper_bound=upper or pin.upper_bound,
        )
    others = [key for key in _ONLY_INEXACT if key in table.data]
    if others:
        message = f"`exact` cannot be combined with `{others[0]}`"
        help_text = "an exact pin has neither bounds nor a build string of its own"
        table.refuse_key(message, others[0], help=help_text)
        return None
    return replace(pin, lower_bound=None, upper_bound=None, is_exact=True)


def _bound(table: Table, key: str) -> str | None:
    text = table.string(key)
    if text is None or _EXPRESSION.fullmatch(text) or is_version(text):
        return text
    message = f"'{text}' is neither a pin expression nor a version"
    help_text = f'write {key} = "x.x" to keep two segments, or a version'
    table.refuse(message, key, label="expected for example 'x.x'", help=help_text)
    return None


def _check_name(
    name: PackageName, table: Table, kind: PinKind, own: PackageName | None
) -> None:
    """Refuse pins of a package to itself as a dependency, and the other way round."""
    if own is None or (name == own) is (kind is PinKind.SUBPACKAGE):
        return
    if kind is PinKind.COMPATIBLE:
        message = f"`pin-compatible` cannot pin the package '{own}' to itself"
        help_text = "in run-exports, write `pin-subpackage` instead"
    else:
        message = f"`pin-subpackage` only pins the package '{own}' itself"
        help_text = f"write `pin-compatible` to pin '{name}'"
    table.refuse_key(message, kind, help=help_text)
