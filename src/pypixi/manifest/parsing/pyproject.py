"""What the standard tables of a ``pyproject.toml`` add to a manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.manifest.model import Feature, Target
from pypixi.manifest.reading.faults import WrongTypeError
from pypixi.manifest.reading.tables import Table
from pypixi.manifest.schema.pyproject import PROJECT
from pypixi.specs.matchspec import CondaSpec
from pypixi.specs.names import DEFAULT_FEATURE, PackageName
from pypixi.values import field, frozen, replace

from .groups import read_groups

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pypixi.manifest.document import DocumentPlace
    from pypixi.manifest.model import WorkspaceTable
    from pypixi.manifest.reading.context import Context
    from pypixi.specs.requirement import PypiSpec

_PYTHON = PackageName("python")


@frozen
class Project:
    """A project as its standard tables, or else those of poetry, describe it."""

    name: str | None = None
    version: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    python: CondaSpec = CondaSpec(name=_PYTHON, version="*")
    """What is asked of Python where nothing else asks for it."""
    dependencies: tuple[PypiSpec, ...] = ()
    groups: Mapping[str, tuple[PypiSpec, ...]] = field(default_factory=dict)
    """Further requirements, by the feature that they belong to."""

    def described(self, workspace: WorkspaceTable, table: Table) -> WorkspaceTable:
        """Return a workspace that is called and described as its project.

        Args:
            workspace: What ``[tool.pixi.workspace]`` says.
            table: That table, for what is wrong.
        """
        name = workspace.name or self.name
        if name is None:
            table.faults.append(NamelessWorkspaceError(table.at()))
        return replace(
            workspace,
            name=name,
            version=workspace.version or self.version,
            description=workspace.description or self.description,
            authors=workspace.authors or self.authors,
        )

    def extended(self, features: Mapping[str, Feature]) -> dict[str, Feature]:
        """Return features with the requirements of the project among them."""
        found = dict(features)
        default = _extended(found[DEFAULT_FEATURE], self.dependencies)
        found[DEFAULT_FEATURE] = _with_python(default, self.python)
        for name, specs in self.groups.items():
            found[name] = _extended(found.get(name) or Feature(name=name), specs)
        return found


class NamelessWorkspaceError(PixiError):
    """No table of a ``pyproject.toml`` says what the workspace is called."""

    def __init__(self, place: DocumentPlace) -> None:
        super().__init__(
            "the workspace has no name",
            labels=[place.label("`name` is required here")],
            help='write name = "…" here, or in [project]',
        )


def read_project(context: Context) -> Project | None:
    """Return what the standard tables say, None where the manifest has none.

    Only a ``pyproject.toml`` has such tables.
    """
    document = context.document
    if not document.root_keys:
        return None
    top = Table(context, document.data)
    tool = top.table("tool")
    poetry = None if tool is None else tool.table("poetry")
    table = top.table("project") or Table(context, {}, ("project",))
    other = _Poetry(poetry)
    name = table.string("name")
    found = Project(
        name=name or other.string("name"),
        version=table.string("version") or other.string("version"),
        description=table.string("description") or other.string("description"),
        authors=tuple(_authors(table)) or other.strings("authors"),
        python=_python(table),
        dependencies=tuple(_dependencies(table)),
        groups=read_groups(top, table, name),
    )
    table.finish(PROJECT)
    return found


class _Poetry:
    """The metadata of poetry, of which nothing is wrong: it is not ours."""

    def __init__(self, table: Table | None) -> None:
        self._data = {} if table is None else table.data

    def string(self, key: str) -> str | None:
        value = self._data.get(key)
        return value if isinstance(value, str) else None

    def strings(self, key: str) -> tuple[str, ...]:
        values = self._data.get(key)
        listed = values if isinstance(values, list) else []
        return tuple(value for value in listed if isinstance(value, str))


def _authors(table: Table) -> Iterator[str]:
    for index, value in enumerate(table.array("authors") or []):
        if not isinstance(value, dict):
            place = table.at("authors", index)
            help_text = 'write { name = "Ann", email = "ann@example.org" }'
            fault = WrongTypeError(place, "table", value, help=help_text)
            table.faults.append(fault)
            continue
        author = table.inner(value, "authors", index)
        name, address = author.string("name"), author.string("email")
        yield f"{name} <{address}>" if name and address else name or address or ""


def _python(table: Table) -> CondaSpec:
    text = table.string("requires-python")
    if text is None:
        return CondaSpec(name=_PYTHON, version="*")
    # The door of the parser of PEP 440: only such manifests need it.
    from pypixi.manifest.requirements.standard import python_version  # noqa: PLC0415

    place = table.at("requires-python")
    try:
        version = python_version(text, place)
    except PixiError as fault:
        table.faults.append(fault)
        version = "*"
    return CondaSpec(name=_PYTHON, version=version, place=place)


def _dependencies(table: Table) -> Iterator[PypiSpec]:
    for index, text in enumerate(table.array("dependencies") or []):
        place = table.at("dependencies", index)
        if not isinstance(text, str):
            table.faults.append(WrongTypeError(place, "string", text))
            continue
        # The door of the parser of PEP 508: only such manifests need it.
        from pypixi.manifest.requirements.standard import requirement_or_none  # noqa: PLC0415

        spec = requirement_or_none(text, place, table.faults)
        if spec is not None:
            yield spec


def _with_python(feature: Feature, python: CondaSpec) -> Feature:
    everywhere, *others = feature.targets
    if _PYTHON in everywhere.dependencies:
        return feature
    dependencies = {**everywhere.dependencies, _PYTHON: python}
    target = replace(everywhere, dependencies=dependencies)
    return replace(feature, targets=(target, *others))


def _extended(feature: Feature, specs: Sequence[PypiSpec]) -> Feature:
    """Return a feature that asks for more on every platform."""
    everywhere, *others = feature.targets or (Target(),)
    target = replace(everywhere, further_pypi=(*everywhere.further_pypi, *specs))
    return replace(feature, targets=(target, *others))
