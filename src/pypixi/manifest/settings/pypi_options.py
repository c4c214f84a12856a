"""From ``[pypi-options]`` to typed options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.reading.faults import WrongTypeError
from pypixi.manifest.requirements.pypi import parse_pypi_dependencies
from pypixi.manifest.schema.settings import FIND_LINKS, PYPI_OPTIONS
from pypixi.specs.indexes import NO_OPTIONS, FindLinks, IndexStrategy, PypiOptions
from pypixi.specs.names import pypi_name
from pypixi.specs.solving import PrereleaseMode

if TYPE_CHECKING:
    from pypixi.manifest.reading.tables import Table
    from pypixi.specs.indexes import PackageChoice
    from pypixi.specs.names import PypiName


def parse_pypi_options(parent: Table) -> PypiOptions:
    """Return the options in a workspace's or a feature's table."""
    table = parent.table("pypi-options")
    if table is None:
        return NO_OPTIONS
    table.finish(PYPI_OPTIONS)
    return PypiOptions(
        place=table.at(),
        index_url=table.url("index-url"),
        extra_index_urls=table.urls("extra-index-urls"),
        find_links=_find_links(table),
        index_strategy=table.choice("index-strategy", IndexStrategy),
        prerelease_mode=table.choice("prerelease-mode", PrereleaseMode),
        no_build=_packages(table, "no-build"),
        no_binary=_packages(table, "no-binary"),
        no_build_isolation=_packages(table, "no-build-isolation"),
        dependency_overrides=parse_pypi_dependencies(table, "dependency-overrides"),
        skip_wheel_filename_check=table.boolean("skip-wheel-filename-check"),
    )


def _find_links(table: Table) -> tuple[FindLinks, ...]:
    found: list[FindLinks] = []
    for index, value in enumerate(table.array("find-links") or []):
        if not isinstance(value, dict):
            place = table.at("find-links", index)
            fault = WrongTypeError(place, "table", value, help=_link_advice(value))
            table.faults.append(fault)
            continue
        child = table.inner(value, "find-links", index)
        child.finish(FIND_LINKS)
        found.append(FindLinks(path=child.string("path"), url=child.url("url")))
        if {"path", "url"} <= value.keys():
            message = "cannot define both 'url' and 'path'"
            table.refuse(message, "find-links", index, help="write an entry for each")
        if not {"path", "url"} & value.keys():
            message = "either 'url' or 'path' must be defined"
            help_text = 'write for example { path = "./wheels" }'
            table.refuse(message, "find-links", index, help=help_text)
    return tuple(found)


def _link_advice(value: object) -> str:
    if not isinstance(value, str):
        return 'write for example { path = "./wheels" }'
    return f'write {{ {"url" if "://" in value else "path"} = "{value}" }}'


def _packages(table: Table, key: str) -> PackageChoice:
    """Return which packages ``key`` holds for: a boolean or an array of names."""
    value = table.data.get(key)
    if value is None or isinstance(value, bool):
        return value or False
    if not isinstance(value, list):
        fault = WrongTypeError(table.at(key), "boolean or array", value)
        table.faults.append(fault)
        return False
    names: list[PypiName] = []
    for index, text in enumerate(value):
        name = pypi_name(text) if isinstance(text, str) else None
        if name is not None:
            names.append(name)
        elif isinstance(text, str):
            message = f"'{text}' is not a PyPI package name"
            help_text = "write the name alone, without versions and extras"
            table.refuse(message, key, index, help=help_text)
        else:
            fault = WrongTypeError(table.at(key, index), "string", text)
            table.faults.append(fault)
    return tuple(names)
