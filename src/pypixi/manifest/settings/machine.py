"""From the keys that ask something of a machine to virtual packages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypixi.errors import did_you_mean
from pypixi.manifest.reading.faults import (
    InvalidValueError,
    RepeatedError,
)
from pypixi.manifest.schema.settings import CUDA, VIRTUAL_NAME
from pypixi.patterns import regex
from pypixi.specs.archspec import MICROARCHITECTURES
from pypixi.specs.versions import is_version
from pypixi.specs.virtual import VirtualPackage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.manifest.reading.tables import Table

_RAW_VALUE = regex(r"(\d[^=]*)(?:=([A-Za-z0-9_.+]+))?")
_RAW_NAME = regex(VIRTUAL_NAME)
_VERSION_KEYS = {
    "cuda": "__cuda",
    "glibc": "__glibc",
    "linux": "__linux",
    "macos": "__osx",
    "osx": "__osx",
    "windows": "__win",
}
_ALIASES = {"osx", "macos"}


def parse_virtual_packages(table: Table) -> tuple[VirtualPackage, ...]:
    """Return the virtual packages of a platform's table, in the order it has them."""
    found: dict[str, VirtualPackage] = {}
    keys: dict[str, str] = {}
    if table.data.keys() >= _ALIASES:
        message = "'osx' is an alias for 'macos'; set only one"
        fault = RepeatedError(
            message,
            again=table.at("osx").key,
            first=table.at("macos").key,
            help="keep `macos`",
        )
        table.faults.append(fault)
    for key in table.data:
        for package in _at_key(table, key):
            if package.name in found and {key, keys[package.name]} != _ALIASES:
                fault = RepeatedError(
                    f"virtual package '{package.name}' is declared more than once",
                    again=table.at(key).key,
                    first=table.at(keys[package.name]).key,
                    help=f"keep `{keys[package.name]}` or `{key}`",
                )
                table.faults.append(fault)
            found.setdefault(package.name, package)
            keys.setdefault(package.name, key)
    if "__cuda_arch" in table.data and "__cuda" not in found:
        message = "'__cuda_arch' means nothing without '__cuda'"
        help_text = "declare the driver too: cuda = { driver = '12.0', arch = '8.6' }"
        place = table.at("__cuda_arch").key
        table.faults.append(InvalidValueError(place, message, help=help_text))
    return tuple(found.values())


def parse_versioned(table: Table, key: str) -> VirtualPackage | None:
    """Return the virtual package of a key whose value is a version."""
    version = table.string(key)
    if version is None or not check_version(table, key, version):
        return None
    return VirtualPackage(_VERSION_KEYS[key], version)


def parse_archspec(table: Table) -> VirtualPackage | None:
    """Return the virtual package of ``archspec``, None where it is missing."""
    name = table.string("archspec")
    if name is None:
        return None
    if name not in MICROARCHITECTURES:
        fault = InvalidValueError(
            table.at("archspec"),
            f"'{name}' is not a microarchitecture that archspec knows",
            label="expected a name such as 'x86_64_v3' or 'zen4'",
            help=did_you_mean(name, MICROARCHITECTURES)
            or "write for example archspec = 'x86_64_v3'",
        )
        table.faults.append(fault)
        return None
    return VirtualPackage("__archspec", "0", name)


def check_version(table: Table, key: str, version: str) -> bool:
    """Tell whether the text at ``key`` is a version, and collect the fault if not."""
    if version[:1].isdigit() and is_version(version):
        return True
    message = f"'{version}' is not a version"
    label = "expected a version such as '12.0'"
    table.refuse(message, key, label=label, help=_version_advice(key, version))
    return False


def _at_key(table: Table, key: str) -> Iterator[VirtualPackage]:
    """Yield what one key of a platform's table declares."""
    if key == "cuda" and isinstance(table.data[key], dict):
        yield from _cuda(table.table(key))
        return
    package = None
    if key == "archspec":
        package = parse_archspec(table)
    elif key in _VERSION_KEYS:
        package = parse_versioned(table, key)
    elif key.startswith("__"):
        package = _raw(table, key)
    if package is not None:
        yield package


def _cuda(table: Table | None) -> Iterator[VirtualPackage]:
    if table is None:
        return
    driver, arch = table.string("driver"), table.string("arch")
    table.require("driver", 'driver = "12.0"')
    for key, name, version in (
        ("driver", "__cuda", driver),
        ("arch", "__cuda_arch", arch),
    ):
        if version is not None and check_version(table, key, version):
            yield VirtualPackage(name, version)
    table.finish(CUDA)


def _raw(table: Table, key: str) -> VirtualPackage | None:
    """Return the virtual package of a key that is its name: ``__glibc = "2.34"``."""
    if not _RAW_NAME.fullmatch(key):
        message = f"'{key}' is not the name of a virtual package"
        help_text = "a name is made of lower-case letters, digits and `_`: __glibc"
        table.refuse_key(message, key, help=help_text)
    text = table.string(key)
    if text is None:
        return None
    parts = _RAW_VALUE.fullmatch(text)
    if parts is None or not is_version(parts[1]):
        message = f"'{text}' is not a version"
        label = "expected 'version' or 'version=build'"
        help_text = f'write for example {key} = "1.0", or {key} = "1.0=x86_64"'
        table.refuse(message, key, label=label, help=help_text)
        return None
    return VirtualPackage(key, parts[1], parts[2])


def _version_advice(key: str, text: str) -> str:
    """Return the version that stands in a text, or one for example."""
    found = re.search(r"\d+(?:\.\d+)*", text)
    return (
        f'write {key} = "{found[0]}"' if found else f'write for example {key} = "12.0"'
    )
