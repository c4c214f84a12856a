"""From ``[pypi-options]`` to typed options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.specs.indexes import FindLinks, IndexStrategy, PypiOptions
from pypixi.specs.names import pypi_name
from pypixi.specs.solving import PrereleaseMode

from .faults import InvalidValueError, WrongTypeError
from .tables import Table

if TYPE_CHECKING:
    from pypixi.specs.indexes import PackageChoice
    from pypixi.specs.names import PypiName

_UNSUPPORTED_OPTIONS = (
    "no-build-isolation",
    "dependency-overrides",
    "skip-wheel-filename-check",
)


def parse_pypi_options(parent: Table) -> PypiOptions:
    """Return the options in a workspace's or a feature's table."""
    table = parent.table("pypi-options")
    if table is None:
        return PypiOptions()
    options = PypiOptions(
        index_url=table.url("index-url"),
        extra_index_urls=table.urls("extra-index-urls"),
        find_links=_find_links(table),
        index_strategy=table.choice("index-strategy", IndexStrategy),
        prerelease_mode=table.choice("prerelease-mode", PrereleaseMode),
        no_build=_packages(table, "no-build"),
        no_binary=_packages(table, "no-binary"),
    )
    table.unsupported(*_UNSUPPORTED_OPTIONS)
    table.finish()
    return options


def _find_links(table: Table) -> tuple[FindLinks, ...]:
    found: list[FindLinks] = []
    for index, value in enumerate(table.array("find-links") or []):
        place = table.at("find-links", index)
        if not isinstance(value, dict):
            table.faults.append(WrongTypeError(place, "table", value))
            continue
        child = Table(table.document, place.keys, value, table.faults)
        found.append(FindLinks(path=child.string("path"), url=child.url("url")))
        child.finish()
        if {"path", "url"} <= value.keys():
            message = "cannot define both 'url' and 'path'"
            table.faults.append(InvalidValueError(place, message))
        if not {"path", "url"} & value.keys():
            message = "either 'url' or 'path' must be defined"
            table.faults.append(InvalidValueError(place, message))
    return tuple(found)


def _packages(table: Table, key: str) -> PackageChoice:
    """Return which packages ``key`` holds for: a boolean or an array of names."""
    value = table.value(key)
    if value is None or isinstance(value, bool):
        return value or False
    if not isinstance(value, list):
        fault = WrongTypeError(table.at(key), "boolean or array", value)
        table.faults.append(fault)
        return False
    names: list[PypiName] = []
    for index, text in enumerate(value):
        name = pypi_name(text) if isinstance(text, str) else None
        place = table.at(key, index)
        if name is not None:
            names.append(name)
        elif isinstance(text, str):
            message = f"'{text}' is not a PyPI package name"
            table.faults.append(InvalidValueError(place, message))
        else:
            table.faults.append(WrongTypeError(place, "string", text))
    return tuple(names)
