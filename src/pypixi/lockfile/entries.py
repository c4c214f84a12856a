"""The entries of ``packages``, in the order and brevity of the original."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pypixi.records.conda import CondaRecord
from pypixi.records.source import CondaSourceRecord

from . import locations

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pypixi.lockfile.yaml.emitter import Table, Value
    from pypixi.records.conda import RunExports
    from pypixi.records.pypi import PypiRecord

    from .model import LockedPackage, Selector

_SOURCE_KEYS = (
    *("url", "sha256", "git", "branch", "tag", "explicit_rev", "rev", "path", "subdir"),
)
_SOURCE_DEPENDS_KEYS = (
    *("url", "md5", "sha256", "git", "rev", "branch", "tag", "subdirectory", "lfs"),
    "path",
)


_SCHEMES_WITH_PATHS = ("http", "https", "file", "ftp", "ws", "wss")

Spelled = Mapping[str, str]
"""URL → relative location, for archives that have one."""


def entry(package: LockedPackage, spelled: Spelled) -> Table:
    """Return the entry of a package."""
    if isinstance(package, CondaRecord):
        return _binary(package, spelled)
    if isinstance(package, CondaSourceRecord):
        return _source(package, spelled)
    return _pypi(package, spelled)


def selector_entries(selectors: Iterable[Selector], spelled: Spelled) -> list[Value]:
    """Return what refers to packages, each once, in the order of the original."""
    texts = {
        (kind, _location(text, spelled) if kind == "conda" else text)
        for kind, text in selectors
    }
    # By accident of the alphabet the kinds sort as the original orders them.
    return [{kind: text} for kind, text in sorted(texts)]


def _location(url: str, spelled: Spelled) -> str:
    return spelled.get(url) or locations.url_to_location(url)


def _binary(record: CondaRecord, spelled: Spelled) -> Table:
    location = _location(record.url, spelled)
    derived = locations.derive(location)
    noarch = locations.noarch_of(
        derived.subdir or record.subdir, derived.build or record.build
    )
    is_usual_number = record.build_number == locations.build_number_of(record.build)
    table = _known(
        conda=location,
        name=_unless(record.name, derived.name),
        version=_unless(record.version, derived.version),
        build=_unless(record.build, derived.build or ""),
        build_number=None if is_usual_number else record.build_number,
        subdir=_unless(record.subdir, derived.subdir),
        noarch=None if record.noarch == noarch else record.noarch or False,
        sha256=record.sha256,
        md5=record.md5,
        legacy_bz2_md5=record.legacy_bz2_md5,
        depends=record.depends or None,
        constrains=record.constrains or None,
        extra_depends=_sorted(record.extra_depends),
    )
    if record.channel != derived.channel:
        table["channel"] = _channel(record.channel)
    return table | _known(
        features=record.features,
        flags=record.flags or None,
        track_features=record.track_features or None,
        file_name=_unless(record.file_name, derived.file_name),
        license=record.license,
        license_family=record.license_family,
        purls=_sorted_purls(record.purls),
        run_exports=_run_exports(record.run_exports),
        size=record.size,
        legacy_bz2_size=record.legacy_bz2_size,
        timestamp=record.timestamp,
        python_site_packages_path=record.python_site_packages_path,
    )


def _source(record: CondaSourceRecord, spelled: Spelled) -> Table:
    is_full = record.version is not None and record.subdir is not None
    return _known(
        conda_source=record.identifier,
        **(_full_head(record) if is_full else {}),
        variants=_sorted(record.variants),
        depends=record.depends or None,
        constrains=record.constrains or None,
        extra_depends=_sorted(record.extra_depends),
        features=record.features if is_full else None,
        flags=record.flags or None,
        track_features=(record.track_features or None) if is_full else None,
        license=record.license,
        license_family=record.license_family if is_full else None,
        purls=_sorted_purls(record.purls),
        run_exports=_run_exports(record.run_exports) or None,
        size=record.size if is_full else None,
        source=_picked(record.source, _SOURCE_KEYS) if record.source else None,
        source_depends={
            name: _picked(location, _SOURCE_DEPENDS_KEYS)
            for name, location in sorted(record.source_depends.items())
        }
        or None,
        python_site_packages_path=(
            record.python_site_packages_path if is_full else None
        ),
        build_packages=_set(record.build_packages, spelled),
        host_packages=_set(record.host_packages, spelled),
    )


def _full_head(record: CondaSourceRecord) -> Table:
    """Return what only a source package that cannot change keeps."""
    return {
        "version": record.version,
        "build": record.build or None,
        "build_number": record.build_number or None,
        "subdir": record.subdir,
        "noarch": record.noarch,
    }


def _pypi(record: PypiRecord, spelled: Spelled) -> Table:
    is_directory = record.version is None
    return _known(
        pypi=record.location,
        name=record.name,
        version=record.version,
        md5=record.md5,
        sha256=record.sha256,
        index=record.index,
        requires_dist=record.requires_dist or None,
        requires_python=record.requires_python,
        build_packages=_set(record.build_packages, spelled) if is_directory else None,
        host_packages=_set(record.host_packages, spelled) if is_directory else None,
    )


def _set(selectors: tuple[Selector, ...], spelled: Spelled) -> list[Value] | None:
    return selector_entries(selectors, spelled) or None


def _known(**fields: Value) -> Table:
    """Return the fields that have a value, in the order given."""
    return {key: value for key, value in fields.items() if value is not None}


def _unless(value: str | None, expected: str | None) -> str | None:
    """Return a value, unless the reader finds it without help."""
    return None if value == expected else value


def _channel(channel: str | None) -> str | None:
    """Return a channel as its URL is printed: with a path, if only the root."""
    scheme, _, rest = (channel or "").partition("://")
    is_root = scheme in _SCHEMES_WITH_PATHS and "/" not in rest
    return f"{channel}/" if is_root else channel


def _sorted(table: Mapping[str, Value]) -> Table | None:
    return dict(sorted(table.items())) if table else None


def _run_exports(exports: RunExports | None) -> Table | None:
    if exports is None:
        return None
    return _known(
        weak=exports.weak or None,
        strong=exports.strong or None,
        noarch=exports.noarch or None,
        weak_constrains=exports.weak_constrains or None,
        strong_constrains=exports.strong_constrains or None,
    )


def _picked(table: Mapping[str, str | bool], keys: Sequence[str]) -> Table:
    return {key: table[key] for key in keys if key in table}


def _sorted_purls(purls: tuple[str, ...] | None) -> Sequence[str] | None:
    """Return package URLs as a sorted set: by their parts, not by their text."""
    if purls is None or len(purls) == 1:
        return purls
    return sorted(set(purls), key=_purl_parts)


def _purl_parts(purl: str) -> tuple[str | list[str], ...]:
    rest, _, subpath = purl.partition("#")
    rest, _, qualifiers = rest.partition("?")
    rest, _, version = rest.partition("@")
    kind, _, rest = rest.removeprefix("pkg:").partition("/")
    namespace, _, name = rest.rpartition("/")
    return (
        kind,
        unquote(namespace),
        unquote(name),
        unquote(version),
        qualifiers.split("&"),
        subpath,
    )
