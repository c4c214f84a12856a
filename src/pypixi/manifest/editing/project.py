"""Edits of the standard lists of requirements in a ``pyproject.toml``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomlkit

from pypixi.files.toml_text import rest_held_back, with_plain_lines, with_table
from pypixi.patterns import regex
from pypixi.specs.names import DEFAULT_FEATURE, pypi_name
from pypixi.specs.requirement import IndexSource
from pypixi.specs.source import GitSource, PathSource, UrlSource
from pypixi.values import replace

from .tables import with_pypi_dependencies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypixi.specs.requirement import PypiSource, PypiSpec

_ROOT = ("tool", "pixi")
_GROUPS = "dependency-groups"
_EXTRAS = "optional-dependencies"
_NAME = regex(r"\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)")


def with_project_requirements(
    text: str, feature: str, specs: Sequence[PypiSpec]
) -> str:
    """Return a ``pyproject.toml`` with PyPI requirements added or replaced.

    What PEP 508 can say goes to the standard list of the feature, everything else below
    ``[tool.pixi]``. What stands there already is replaced there.

    Args:
        text: The whole file, line ends and byte order mark as they are.
        feature: The default one is ``project.dependencies``, another a group.
        specs: What to write; of an entry that is replaced the spelling of the name
            stays.
    """

    def change(body: str) -> str:
        document = tomlkit.parse(body).unwrap()
        path = _list_path(document, feature)
        listed = [spec for spec in specs if _is_listed(document, feature, spec)]
        others = [spec for spec in specs if spec not in listed]
        if listed:
            body = _with_listed(body, path, listed)
        if others:
            body = with_pypi_dependencies(body, feature, others, root=_ROOT)
        return body

    return with_plain_lines(text, change)


def _is_listed(document: dict[str, Any], feature: str, spec: PypiSpec) -> bool:
    """Tell whether a requirement can, and shall, stand in a standard list."""
    project = document.get("project")
    if feature == DEFAULT_FEATURE:
        if project is None or "dependencies" in project.get("dynamic", ()):
            return False
    elif pypi_name(feature) is None:
        return False
    if not _is_standard(spec.source):
        return False
    present = _pixi_table(document, feature).get("pypi-dependencies", {})
    return spec.name not in map(pypi_name, present)


def _is_standard(source: PypiSource) -> bool:
    """Tell whether PEP 508 has words for where a package comes from."""
    match source:
        case IndexSource():
            return source.index is None
        case UrlSource():
            return True
        case GitSource():
            return source.lfs is None
        case PathSource():
            return False


def _pixi_table(document: dict[str, Any], feature: str) -> dict[str, Any]:
    table: dict[str, Any] = document.get("tool", {}).get("pixi", {})
    if feature == DEFAULT_FEATURE:
        return table
    found: dict[str, Any] = table.get("feature", {}).get(feature, {})
    return found


def _list_path(document: dict[str, Any], feature: str) -> list[str]:
    """Return what leads to a feature's list.

    An extra that has no group of its name is added to: a new group would take its place
    in the feature.
    """
    if feature == DEFAULT_FEATURE:
        return ["project", "dependencies"]
    extras = document.get("project", {}).get(_EXTRAS, {})
    for path, table in (
        ([_GROUPS], document.get(_GROUPS, {})),
        (["project", _EXTRAS], extras),
    ):
        for name in sorted(table, key=lambda name: name != feature):
            if feature in (name, name.replace("_", "-")):
                return [*path, name]
    return [_GROUPS, feature]


def _with_listed(text: str, path: Sequence[str], specs: Sequence[PypiSpec]) -> str:
    document = tomlkit.parse(with_table(text, path[:-1]))
    parent: Any = document
    for key in path[:-1]:
        parent = parent[key]
    if path[-1] not in parent:
        with rest_held_back(parent):
            parent[path[-1]] = tomlkit.array()
    for spec in specs:
        _put(parent[path[-1]], spec)
    return tomlkit.dumps(document)


def _put(array: Any, spec: PypiSpec) -> None:
    """Write a requirement in the place of all others on its package, or at the end."""
    found = [
        (index, name[1])
        for index, value in enumerate(array)
        if isinstance(value, str) and (name := _NAME.match(value))
        if pypi_name(name[1]) == spec.name
    ]
    if not found:
        array.append(_text(spec))
        return
    first, spelling = found[0]
    array[first] = _text(replace(spec, spelling=spelling))
    for index, _ in reversed(found[1:]):
        del array[index]


def _text(spec: PypiSpec) -> str:
    """Return a requirement without blanks in its version, as the original writes it."""
    if isinstance(spec.source, IndexSource) and spec.source.version:
        version = "".join(spec.source.version.split())
        version = "" if version == "*" else version
        spec = replace(spec, source=replace(spec.source, version=version))
    return str(spec)
