from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rattler import BuildString, PackageRecord, RepoDataRecord, Version

from pypixi.conda.convert import (
    record_from_engine,
    record_to_engine,
    virtual_package_to_engine,
)
from pypixi.records.conda import CondaRecord
from pypixi.specs.virtual import VirtualPackage
from pypixi.values import replace
from unit.lockfile.samples import binary
from unit.lockfile.strategies import binaries

FULL = CondaRecord(
    url="https://h.test/c/noarch/a-1!1.0-py_7.conda",
    file_name="a-1!1.0-py_7.conda",
    name="a",
    version="1!1.0",
    build="py_7",
    build_number=7,
    subdir="noarch",
    noarch="python",
    sha256="ab" * 32,
    md5="cd" * 16,
    legacy_bz2_md5="ef" * 16,
    depends=("b >=1", "c[version='>=2']", "__unix"),
    constrains=("d <3",),
    extra_depends={"test": ("pytest",)},
    channel="https://h.test/c",
    features="mkl",
    flags=("cuda",),
    track_features=("x", "y"),
    license="MIT",
    license_family="BSD",
    size=1234,
    legacy_bz2_size=5678,
    timestamp=1700000000123,
    python_site_packages_path="lib/python3.13t/site-packages",
)


def there_and_back(record: CondaRecord) -> CondaRecord:
    return record_from_engine(record_to_engine(record))


def test_every_field_survives_the_engine() -> None:
    assert there_and_back(FULL) == FULL


def test_record_with_nothing_but_its_identity_survives() -> None:
    record = binary("https://h.test/c/linux-64/a-1.0-0.tar.bz2")
    assert there_and_back(record) == record


def test_record_of_an_unknown_channel_gets_the_folder_it_is_in() -> None:
    record = binary("/srv/my chan/noarch/a-1.0-0.conda", subdir="noarch")
    assert record.channel is None
    assert there_and_back(record).channel == "file:///srv/my%20chan"


@pytest.mark.parametrize("timestamp", [0, 1_000, 1_499_999_999_999, 17_411_570_696_481])
def test_timestamp_is_kept_to_the_millisecond(timestamp: int) -> None:
    assert there_and_back(replace(FULL, timestamp=timestamp)).timestamp == timestamp


words = st.lists(st.from_regex(r"[a-z]{1,3}", fullmatch=True), max_size=2).map(tuple)


@given(binaries(), words)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_any_record_survives_the_engine(
    record: CondaRecord, features: tuple[str, ...]
) -> None:
    """All but what the engine does not know: purls, run exports and location."""
    known = replace(
        record,
        channel=record.channel or "https://h.test/c",
        track_features=features,
        purls=None,
        run_exports=None,
        location=None,
    )
    assert there_and_back(known) == known


def test_slash_behind_a_channel_is_dropped() -> None:
    package = PackageRecord("a", "1", BuildString("0"), 0, "noarch")
    record = RepoDataRecord(
        package,
        "a-1-0.conda",
        "https://h.test/c/noarch/a-1-0.conda",
        "https://h.test/c/",
    )
    assert record_from_engine(record).channel == "https://h.test/c"


@pytest.mark.parametrize(
    ("package", "name", "version", "build"),
    [
        (VirtualPackage("__glibc", "2.28"), "__glibc", "2.28", "0"),
        (VirtualPackage("__unix", "0", "0"), "__unix", "0", "0"),
        (VirtualPackage("__archspec", "0", "x86_64"), "__archspec", "1", "x86_64"),
    ],
)
def test_virtual_package_is_given_as_a_solve_sees_it(
    package: VirtualPackage, name: str, version: str, build: str
) -> None:
    found = virtual_package_to_engine(package)
    assert found.name.normalized == name
    assert found.version == Version(version)
    assert str(found.build_string) == build
