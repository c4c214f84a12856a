"""Our values become the engine's, and back."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from rattler import (
    BuildString,
    GenericVirtualPackage,
    NoArchType,
    PackageName,
    PackageRecord,
    RepoDataRecord,
    Version,
)

from pypixi.records.conda import CondaRecord, RunExports

if TYPE_CHECKING:
    from pypixi.records.conda import NoArch
    from pypixi.specs.virtual import VirtualPackage

_EPOCH = dt.datetime.fromtimestamp(0, dt.UTC)


def record_from_engine(record: PackageRecord) -> CondaRecord:
    """Return a record of the engine as ours.

    ``purls`` stay unknown: they are looked up only where PyPI packages need them.
    """
    fields: dict[str, Any] = json.loads(record.to_json())
    channel = fields.get("channel")
    return CondaRecord(
        url=fields["url"],
        file_name=fields["fn"],
        name=fields["name"],
        version=fields["version"],
        build=fields["build"],
        build_number=fields["build_number"],
        subdir=fields["subdir"],
        noarch=_noarch(fields.get("noarch")),
        sha256=fields.get("sha256"),
        md5=fields.get("md5"),
        legacy_bz2_md5=fields.get("legacy_bz2_md5"),
        depends=tuple(fields.get("depends", ())),
        constrains=tuple(fields.get("constrains", ())),
        extra_depends={
            group: tuple(specs)
            for group, specs in fields.get("extra_depends", {}).items()
        },
        channel=channel.rstrip("/") if channel else None,
        features=fields.get("features"),
        flags=tuple(fields.get("flags", ())),
        track_features=_words(fields.get("track_features")),
        license=fields.get("license"),
        license_family=fields.get("license_family"),
        run_exports=_run_exports(fields.get("run_exports")),
        size=fields.get("size"),
        legacy_bz2_size=fields.get("legacy_bz2_size"),
        timestamp=fields.get("timestamp"),
        python_site_packages_path=fields.get("python_site_packages_path"),
    )


def record_to_engine(record: CondaRecord) -> RepoDataRecord:
    """Return one of our records as the engine's."""
    # The engine wants one: what the lock file would derive from the location.
    channel = record.channel or record.url.rsplit("/", 2)[0]
    package = package_to_engine(record)
    return RepoDataRecord(package, record.file_name, record.url, channel)


def package_to_engine(record: CondaRecord) -> PackageRecord:
    """Return what the engine knows of a package wherever it is."""
    package = PackageRecord(
        name=record.name,
        version=record.version,
        build=BuildString(record.build),
        build_number=record.build_number,
        subdir=record.subdir,
        noarch=NoArchType(record.noarch),
        depends=list(record.depends),
        constrains=list(record.constrains),
        sha256=_digest(record.sha256),
        md5=_digest(record.md5),
        size=record.size,
        legacy_bz2_md5=_digest(record.legacy_bz2_md5),
        legacy_bz2_size=record.legacy_bz2_size,
        license=record.license,
        license_family=record.license_family,
        python_site_packages_path=record.python_site_packages_path,
        extra_depends={name: [*specs] for name, specs in record.extra_depends.items()},
        flags=list(record.flags),
    )
    package.features = record.features
    package.track_features = list(record.track_features)
    if record.timestamp is not None:
        # Half a millisecond more: the engine cuts off what floating point left of one.
        time = _EPOCH + dt.timedelta(milliseconds=record.timestamp, microseconds=500)
        package.timestamp = time
    return package


def virtual_package_to_engine(package: VirtualPackage) -> GenericVirtualPackage:
    """Return a virtual package as a solve sees it."""
    name, version, build = package.solver_fields()
    return GenericVirtualPackage(
        PackageName(name), Version(version), BuildString(build)
    )


def _noarch(value: object) -> NoArch | None:
    match value:
        case "python":
            return "python"
        case "generic" | True:
            return "generic"
        case _:
            return None


def _words(value: str | list[str] | None) -> tuple[str, ...]:
    """Return a list that old repodata writes as one text with blanks."""
    return tuple(value.split() if isinstance(value, str) else value or ())


def _run_exports(value: dict[str, list[str]] | None) -> RunExports | None:
    if value is None:
        return None
    return RunExports(**{kind: tuple(specs) for kind, specs in value.items()})


def _digest(text: str | None) -> bytes | None:
    return None if text is None else bytes.fromhex(text)
