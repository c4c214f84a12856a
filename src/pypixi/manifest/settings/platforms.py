"""From the platforms of a manifest to their typed values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pypixi.errors import did_you_mean
from pypixi.manifest.reading.faults import (
    InvalidValueError,
    MissingKeyError,
    RepeatedError,
    WrongTypeError,
)
from pypixi.manifest.reading.tables import Table
from pypixi.manifest.schema.settings import (
    CUDA,
    LIBC,
    PLATFORM,
    SYSTEM_REQUIREMENTS,
)
from pypixi.specs.archspec import MICROARCHITECTURES
from pypixi.specs.platform import (
    RESERVED_NAMES,
    SUBDIRS,
    Platform,
    derived_name,
    is_platform_name,
    subdir_platform,
)
from pypixi.specs.versions import is_version
from pypixi.specs.virtual import VirtualPackage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.manifest.document import DocumentPlace

_RAW_VALUE = re.compile(r"(\d[^=]*)(?:=([A-Za-z0-9_.+]+))?")
_RAW_NAME = re.compile(r"__[a-z0-9_]*[a-z0-9]")
_VERSION_KEYS = {
    "cuda": "__cuda",
    "glibc": "__glibc",
    "linux": "__linux",
    "macos": "__osx",
    "osx": "__osx",
    "windows": "__win",
}
_PLATFORM_KEYS = ("cuda", "archspec", "glibc", "linux", "macos", "osx", "windows")
_REQUIREMENT_KEYS = ("linux", "macos", "cuda")
_LIBC_FAMILIES = ("glibc", "musl", "eglibc")
_EXAMPLE = '{ platform = "linux-64", cuda = "12.0" }'


def parse_platforms(table: Table) -> tuple[Platform, ...]:
    """Return the platforms that ``[workspace]`` lists, each name once."""
    found: dict[str, Platform] = {}
    indexes: dict[str, int] = {}
    for index, value in enumerate(table.array("platforms") or []):
        place = table.at("platforms", index)
        platform = _platform(table, place, value)
        if platform is None:
            continue
        if platform.name in found:
            message = f"platform '{platform.name}' is listed twice"
            fault = RepeatedError(
                message,
                again=place,
                first=table.at("platforms", indexes[platform.name]),
                help="list it once, or give one of the two another `name`",
            )
            table.faults.append(fault)
        found.setdefault(platform.name, platform)
        indexes.setdefault(platform.name, index)
    return tuple(found.values())


def parse_system_requirements(table: Table) -> tuple[VirtualPackage, ...]:
    """Return what the deprecated ``[system-requirements]`` ask of a machine.

    They are read for Linux, macOS and CUDA alike; which of them matter on a platform is
    decided when an environment is composed.
    """
    child = table.table("system-requirements")
    if child is None:
        return ()
    found = [_version(child, key) for key in _REQUIREMENT_KEYS]
    found += [_libc(child), _archspec(child)]
    child.finish(SYSTEM_REQUIREMENTS)
    return tuple(package for package in found if package is not None)


def _platform(table: Table, place: DocumentPlace, value: object) -> Platform | None:
    if isinstance(value, str):
        is_known = _check_subdir(table, place, value)
        return subdir_platform(value) if is_known else None
    if not isinstance(value, dict):
        help_text = 'write for example "linux-64"'
        fault = WrongTypeError(place, "string or table", value, help=help_text)
        table.faults.append(fault)
        return None
    return _rich_platform(Table(table.context, value, place.keys))


def _rich_platform(table: Table) -> Platform | None:
    """Return the platform of a table, None where it has faults."""
    before = len(table.faults)
    name, subdir = table.string("name"), table.string("platform")
    if subdir is None and name in SUBDIRS:
        subdir = name
    declared = _declared(table)
    _refuse_unknown(table)
    if subdir is None:
        if "platform" not in table.data:
            table.faults.append(MissingKeyError(table.at(), "platform", _EXAMPLE))
    elif _check_subdir(table, table.at("platform"), subdir):
        named = Platform(
            name=name if name is not None else derived_name(subdir, declared),
            subdir=subdir,
            declared=declared,
        )
        _check_name(table, named, is_written=name is not None)
        if len(table.faults) == before:
            is_plain = named.name == subdir
            return subdir_platform(subdir) if is_plain else named
    return None


def _refuse_unknown(table: Table) -> None:
    known = {key: value for key, value in table.data.items() if key[:2] != "__"}
    table.inner(known).finish(PLATFORM)


def _check_subdir(table: Table, place: DocumentPlace, subdir: str) -> bool:
    if subdir in SUBDIRS:
        return True
    from pypixi.manifest.reading.advice import subdir_advice  # noqa: PLC0415 - for errors

    table.faults.append(
        InvalidValueError(
            place,
            f"'{subdir}' is not a platform",
            label="expected a conda subdir such as 'linux-64'",
            help=subdir_advice(subdir, SUBDIRS),
        )
    )
    return False


def _check_name(table: Table, platform: Platform, *, is_written: bool) -> None:
    name = platform.name
    place = table.at("name") if is_written else table.at()
    if not is_platform_name(name):
        fault = InvalidValueError(
            place,
            f"'{name}' is not a valid platform name (allowed: alphanumeric, '-')",
            label="stands for a family of systems"
            if name in RESERVED_NAMES
            else "expected a letter first, and at most 64 characters",
            help=f"write for example: name = '{platform.subdir}-gpu'",
        )
        table.faults.append(fault)
    elif name in SUBDIRS and name != platform.subdir:
        fault = InvalidValueError(
            place,
            f"platform '{name}' has the name of another subdir than"
            f" '{platform.subdir}'",
            help="give the entry a name that is no subdir",
        )
        table.faults.append(fault)
    elif name == platform.subdir and platform.declared and is_written:
        fault = InvalidValueError(
            place,
            f"platform '{name}' is a plain subdir and cannot carry virtual packages",
            help="either drop the virtual packages or give the entry a name distinct"
            " from its subdir",
        )
        table.faults.append(fault)


def _declared(table: Table) -> tuple[VirtualPackage, ...]:
    """Return the virtual packages of a platform's table, in the order it has them."""
    found: dict[str, VirtualPackage] = {}
    keys: dict[str, str] = {}
    if "osx" in table.data and "macos" in table.data:
        message = "'osx' is an alias for 'macos'; set only one"
        fault = RepeatedError(
            message,
            again=table.at("osx").key,
            first=table.at("macos").key,
            help="keep `macos`",
        )
        table.faults.append(fault)
    for key in table.data:
        for package in _declared_at(table, key):
            if package.name in found and key != "osx":
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


def _declared_at(table: Table, key: str) -> Iterator[VirtualPackage]:
    """Yield what one key of a platform's table declares."""
    if key == "cuda" and isinstance(table.data[key], dict):
        yield from _cuda(table.table(key))
        return
    package = None
    if key == "archspec":
        package = _archspec(table)
    elif key in _PLATFORM_KEYS:
        package = _version(table, key)
    elif key.startswith("__"):
        package = _raw(table, key)
    if package is not None:
        yield package


def _cuda(table: Table | None) -> Iterator[VirtualPackage]:
    if table is None:
        return
    driver, arch = table.string("driver"), table.string("arch")
    if "driver" not in table.data:
        table.faults.append(MissingKeyError(table.at(), "driver", 'driver = "12.0"'))
    for key, name, version in (
        ("driver", "__cuda", driver),
        ("arch", "__cuda_arch", arch),
    ):
        if version is not None and _check_version(table, key, version):
            yield VirtualPackage(name, version)
    table.finish(CUDA)


def _version(table: Table, key: str) -> VirtualPackage | None:
    """Return the virtual package of a key whose value is a version."""
    version = table.string(key)
    if version is None or not _check_version(table, key, version):
        return None
    return VirtualPackage(_VERSION_KEYS[key], version)


def _check_version(table: Table, key: str, version: str) -> bool:
    if version[:1].isdigit() and is_version(version):
        return True
    message = f"'{version}' is not a version"
    label = "expected a version such as '12.0'"
    table.refuse(message, key, label=label, help=_version_advice(key, version))
    return False


def _version_advice(key: str, text: str) -> str:
    """Return the version that stands in a text, or one for example."""
    found = re.search(r"\d+(?:\.\d+)*", text)
    return (
        f'write {key} = "{found[0]}"' if found else f'write for example {key} = "12.0"'
    )


def _archspec(table: Table) -> VirtualPackage | None:
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


def _libc(table: Table) -> VirtualPackage | None:
    """Return the C library asked for: a version of glibc, or a family with one."""
    value: Any = table.data.get("libc")
    if not isinstance(value, dict):
        version = table.string("libc")
        if version is None or not _check_version(table, "libc", version):
            return None
        return VirtualPackage("__glibc", version)
    child = table.table("libc")
    if child is None:
        return None
    family, version = child.string("family") or "glibc", child.string("version")
    child.finish(LIBC)
    if "version" not in child.data:
        child.faults.append(MissingKeyError(child.at(), "version", 'version = "2.28"'))
    if family not in _LIBC_FAMILIES:
        message = f"'{family}' is not a family of C libraries"
        label = "expected one of 'glibc', 'musl', 'eglibc'"
        help_text = did_you_mean(family, _LIBC_FAMILIES) or 'write family = "glibc"'
        child.refuse(message, "family", label=label, help=help_text)
    elif version is not None and _check_version(child, "version", version):
        return VirtualPackage(f"__{family}", version)
    return None
