"""Lists of further requirements in a ``pyproject.toml``, which become features."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pypixi.errors import did_you_mean
from pypixi.manifest.reading.faults import InvalidValueError, WrongTypeError
from pypixi.manifest.schema.pyproject import INCLUDED_GROUP
from pypixi.specs.names import pypi_name
from pypixi.specs.requirement import PypiSpec

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from pypixi.errors import PixiError
    from pypixi.manifest.document import DocumentPlace
    from pypixi.manifest.reading.tables import Table

_EXTRAS = "optional-dependencies"
_GROUPS = "dependency-groups"


class _Key(NamedTuple):
    """Which list of requirements; names are compared in their normal form."""

    table: str
    name: str


class _Reference(NamedTuple):
    """Another list that one takes in."""

    key: _Key
    place: DocumentPlace


_Items = dict[_Key, list[PypiSpec | _Reference]]


class UnknownGroupError(InvalidValueError):
    """A list takes in another one that is not there."""

    def __init__(self, reference: _Reference, known: Sequence[_Key]) -> None:
        table, name = reference.key
        names = [key.name for key in known if key.table == table]
        super().__init__(
            reference.place,
            f"there is no '{name}' in [{_shown(table)}]",
            label="this is not defined",
            help=did_you_mean(name, names) or f"add it there: {name} = []",
        )


class CircularGroupError(InvalidValueError):
    """A list takes in itself."""

    def __init__(self, reference: _Reference) -> None:
        table, name = reference.key
        super().__init__(
            reference.place,
            f"'{name}' in [{_shown(table)}] includes itself",
            label="this closes the circle",
            help="take one of the references out",
        )


def read_groups(
    top: Table, project: Table, name: str | None
) -> dict[str, tuple[PypiSpec, ...]]:
    """Return the requirements of each extra and group by the name of its feature.

    A group wins over the extra of the same name. As in the original, a name with ``_``
    is that of a second feature, too, which has ``-`` in place of it.

    Args:
        top: The table of the whole document.
        project: Its ``[project]`` table.
        name: The project's name: a requirement on it means extras of its own.
    """
    items: _Items = {}
    written: list[tuple[str, _Key]] = []
    for kind, parent in ((_EXTRAS, project), (_GROUPS, top)):
        for table, group, _ in parent.entries(kind):
            key = _Key(kind, pypi_name(group) or group)
            items[key] = list(_read(table, group, kind, name))
            written.append((group, key))
    resolution = _Resolution(items, top.faults)
    found = {group: tuple(resolution.specs(key)) for group, key in written}
    twins = {group.replace("_", "-"): specs for group, specs in found.items()}
    return {**twins, **found}


class _Resolution:
    """The lists with those that they take in, and which of them go in circles."""

    def __init__(self, items: _Items, faults: list[PixiError]) -> None:
        self._items = items
        self._faults = faults
        self._told: set[_Key] = set()

    def specs(self, key: _Key) -> Iterator[PypiSpec]:
        """Yield the requirements of a list, with those of the lists that it takes in.

        Without recursion: there is no limit to how many lists stand between.
        """
        trail = {key: iter(self._items[key])}
        while trail:
            current = next(reversed(trail))
            item = next(trail[current], None)
            if item is None:
                del trail[current]
            elif isinstance(item, PypiSpec):
                yield item
            elif item.key not in self._items:
                self._tell(UnknownGroupError(item, [*self._items]), [item.key])
            elif item.key in trail:
                self._tell(CircularGroupError(item), trail)
            else:
                trail[item.key] = iter(self._items[item.key])

    def _tell(self, fault: PixiError, about: Collection[_Key]) -> None:
        """Collect a fault, unless it was found on another way already."""
        if self._told.isdisjoint(about):
            self._faults.append(fault)
        self._told.update(about)


def _read(
    table: Table, group: str, kind: str, project: str | None
) -> Iterator[PypiSpec | _Reference]:
    """Yield what a list asks for; in groups a table can take in another group."""
    for index, value in enumerate(table.array(group) or []):
        place = table.at(group, index)
        if isinstance(value, str):
            yield from _requirement(table, value, place, project)
        elif isinstance(value, dict) and kind == _GROUPS:
            yield from _include(table.inner(value, group, index))
        else:
            table.faults.append(WrongTypeError(place, "string", value))


def _requirement(
    table: Table, text: str, place: DocumentPlace, project: str | None
) -> Iterator[PypiSpec | _Reference]:
    # The door of the parser of PEP 508: only such manifests need it.
    from pypixi.manifest.requirements.standard import requirement_or_none  # noqa: PLC0415

    spec = requirement_or_none(text, place, table.faults)
    if spec is None:
        return
    if spec.name != project:  # compared like this by the original, normalised or not
        yield spec
        return
    for extra in spec.extras:
        yield _Reference(_Key(_EXTRAS, pypi_name(extra) or extra), place)


def _include(table: Table) -> Iterator[_Reference]:
    group = table.string("include-group")
    table.finish(INCLUDED_GROUP)
    if group is not None:
        key = _Key(_GROUPS, pypi_name(group) or group)
        yield _Reference(key, table.at("include-group"))


def _shown(table: str) -> str:
    return f"project.{table}" if table == _EXTRAS else table
