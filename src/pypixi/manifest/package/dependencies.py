"""The tables of packages that a package needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from pypixi.manifest.reading.faults import InvalidValueError
from pypixi.manifest.requirements.conda import parse_conda_spec
from pypixi.manifest.requirements.entries import packages_of
from pypixi.manifest.schema.requirements import PIN_KEYS
from pypixi.specs.names import package_name
from pypixi.specs.source import UrlSource

from .conditions import refuse_conditions, split_conditions
from .pins import parse_pin

if TYPE_CHECKING:
    from pypixi.manifest.package_model import PackageRequirement, PinKind
    from pypixi.manifest.reading.tables import Table
    from pypixi.specs.matchspec import CondaSpec
    from pypixi.specs.names import PackageName

_Found_co = TypeVar("_Found_co", covariant=True)
_Requirement = TypeVar("_Requirement", bound="PackageRequirement")

_PLACES = {
    "pin-compatible": "host-dependencies, run-dependencies and run-exports",
    "pin-subpackage": "run-exports",
}
"""Where each kind of pin means something."""


class Reader(Protocol[_Found_co]):
    """Reads one entry of a table of packages; None where it has faults."""

    def __call__(
        self, name: PackageName, table: Table, written: str, value: object
    ) -> _Found_co | None:
        """Return what an entry asks of the package ``name``."""


def parse_packages(
    parent: Table, key: str, read: Reader[_Requirement]
) -> dict[PackageName, _Requirement]:
    """Return what a table that has no conditions asks for."""
    table = parent.table(key)
    if table is None:
        return {}
    advice = "conditions stand right in the tables of a package's dependencies"
    return _packages(refuse_conditions(table, advice), read)


def parse_conditional_packages(
    parent: Table, key: str, read: Reader[_Requirement]
) -> dict[str | None, dict[PackageName, _Requirement]]:
    """Return what a table asks for by condition, None for what always holds."""
    table = parent.table(key)
    found: dict[str | None, dict[PackageName, _Requirement]] = {}
    for condition, part in () if table is None else split_conditions(table):
        inner = part
        if condition is not None:
            advice = f'write one condition for both: "if({condition} and …)"'
            inner = refuse_conditions(part, advice)
        # The same condition may be written twice, with blanks around it.
        found[condition] = found.get(condition, {}) | _packages(inner, read)
    return found


def dependency(
    name: PackageName, table: Table, written: str, value: object
) -> CondaSpec | None:
    """Return a requirement on a package, built or not."""
    if isinstance(value, dict):
        child = table.inner(value, written)
        pins = [key for key in PIN_KEYS if key in value]
        if pins:
            message = f"`{pins[0]}` is only supported in {_PLACES[pins[0]]}"
            help_text = "write the versions that are meant"
            child.refuse_key(message, pins[0], help=help_text)
            return None
        if "package" in value:
            message = "a package cannot be defined in the dependencies of another"
            help_text = "define it in [dependencies] of the workspace"
            child.refuse_key(message, "package", help=help_text)
            return None
    return parse_conda_spec(name, table, written, value)


def constraint(
    name: PackageName, table: Table, written: str, value: object
) -> CondaSpec | None:
    """Return a requirement on a package that has to come from a channel."""
    spec = dependency(name, table, written, value)
    if spec is None or (spec.url is None and spec.source is None):
        return spec
    message = f"the constraint on '{name}' cannot have a location"
    help_text = "write the versions that are allowed"
    table.faults.append(InvalidValueError(spec.place, message, help=help_text))
    return None


class PinReader:
    """Reads entries that may be pins."""

    __slots__ = ("kinds", "others", "own")

    def __init__(
        self,
        own: PackageName | None,
        *kinds: PinKind,
        others: Reader[CondaSpec] = dependency,
    ) -> None:
        self.own = own
        """The name of the package that needs something."""
        self.kinds = kinds
        self.others = others
        """Reads what is no pin."""

    def __call__(
        self, name: PackageName, table: Table, written: str, value: object
    ) -> PackageRequirement | None:
        """Return a pin, or another requirement."""
        for kind in self.kinds:
            if isinstance(value, dict) and kind in value:
                return parse_pin(name, table.inner(value, written), kind, self.own)
        return self.others(name, table, written, value)


def exported(
    name: PackageName, table: Table, written: str, value: object
) -> CondaSpec | None:
    """Return a requirement that others are given: no archive can be handed on."""
    spec = dependency(name, table, written, value)
    if spec is None or (spec.url is None and not isinstance(spec.source, UrlSource)):
        return spec
    message = f"the run-export of '{name}' cannot be an archive"
    help_text = "write the versions that are meant, or its source as `path` or `git`"
    table.faults.append(InvalidValueError(spec.place, message, help=help_text))
    return None


def _packages(
    table: Table, read: Reader[_Requirement]
) -> dict[PackageName, _Requirement]:
    found: dict[PackageName, _Requirement] = {}
    for name, _, written, value in packages_of(table, package_name, "conda"):
        requirement = read(name, table, written, value)
        if requirement is not None:
            found[name] = requirement
    return found
