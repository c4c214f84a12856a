"""Metadata that the ``pyproject.toml`` of a project states without a build."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypixi.pypi.project import read_project
from pypixi.specs.names import pypi_name
from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pypixi.pypi.project import Project
    from pypixi.specs.names import PypiName

_NEEDED = frozenset({"dependencies", "optional-dependencies", "requires-python"})


@frozen
class CoreMetadata:
    """What decides whether a package fits; the texts are as written."""

    requires_dist: tuple[str, ...] = ()
    """In the order of the metadata; those of extras carry them in their marker."""
    requires_python: str | None = None


def static_metadata(folder: Path) -> CoreMetadata | None:
    """Return the metadata of the project in a folder, None where a build must tell it.

    The rules are those of uv, which locks directories by the same table.
    """
    return stated_metadata(read_project(folder))


def stated_metadata(project: Project) -> CoreMetadata | None:
    """Return the same of a project that was read already."""
    table = project.table
    if table is None or _is_dynamic(table, project.document or {}):
        return None
    try:
        return CoreMetadata(
            requires_dist=tuple(_requirements(table)),
            requires_python=_text(table, "requires-python"),
        )
    except TypeError:
        return None


def project_fault(project: Project, name: PypiName) -> str | None:
    """Return why a folder cannot be the project of a name; None where it may be."""
    folder = project.folder
    path = folder / "pyproject.toml"
    if project.error is not None:
        return f"'{path}' cannot be read: {project.error}"
    if project.document is None:
        return None if folder.is_dir() else f"there is no folder '{folder}'"
    table = project.table or {}
    written = table.get("name")
    if isinstance(written, str) and pypi_name(written) != name:
        return f"the project in '{folder}' is called '{written}'"
    if not isinstance(table.get("dependencies", []), list):
        return f"`dependencies` in '{path}' is no list"
    return None


def _is_dynamic(project: dict[str, Any], document: dict[str, Any]) -> bool:
    dynamic = project.get("dynamic", [])
    if not isinstance(dynamic, list) or not _NEEDED.isdisjoint(map(str, dynamic)):
        return True
    # Poetry reads its own table where the standard one has no dependencies.
    tools = document.get("tool")
    return (
        "dependencies" not in project and isinstance(tools, dict) and "poetry" in tools
    )


def _requirements(project: dict[str, Any]) -> Iterator[str]:
    yield from _texts(project.get("dependencies", []))
    extras = project.get("optional-dependencies", {})
    if not isinstance(extras, dict):
        raise TypeError
    for extra, requirements in extras.items():
        for requirement in _texts(requirements):
            yield _for_extra(requirement, extra)


def _for_extra(requirement: str, extra: str) -> str:
    """Return a requirement that holds only where an extra is asked for."""
    # The marker of a URL begins after a blank: a semicolon may be part of the URL.
    mark = " ;" if "@" in requirement.partition(";")[0] else ";"
    bare, _, marker = requirement.partition(mark)
    wanted = f"extra == '{extra}'"
    if marker.strip():
        return f"{bare.rstrip()} ; ({marker.strip()}) and {wanted}"
    return f"{bare.rstrip()} ; {wanted}"


def _text(project: dict[str, Any], key: str) -> str | None:
    value = project.get(key)
    if value is not None and not isinstance(value, str):
        raise TypeError
    return value


def _texts(value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise TypeError
    return value
