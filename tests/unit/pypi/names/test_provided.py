from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pypixi.pypi.names.provided import is_conda_forge, provided_packages
from pypixi.terminal.report import SILENT
from unit.config.recording import Recorder
from unit.lockfile.samples import binary

if TYPE_CHECKING:
    from pypixi.records.conda import CondaRecord

FORGE = "https://conda.example.org/conda-forge"


def record(name: str = "numpy", version: str = "2.1.0", **fields: Any) -> CondaRecord:
    url = f"https://repo.example.org/main/linux-64/{name}-{version}-0.conda"
    return binary(url, name=name, version=version, **fields)


def provided(*records: CondaRecord) -> dict[str, str]:
    """Return the versions of what is provided, by name."""
    found = provided_packages(records, SILENT)
    return {name: package.version for name, package in found.items()}


@pytest.mark.parametrize(
    ("purl", "name", "version"),
    [
        pytest.param("pkg:pypi/numpy", "numpy", "2.1.0", id="version of the record"),
        pytest.param("pkg:pypi/numpy@2.2", "numpy", "2.2", id="version of its own"),
        pytest.param("pkg:pypi/numpy@1%212.0%2Bcpu", "numpy", "1!2.0+cpu", id="epoch"),
        pytest.param("pkg:pypi/a?source=hash-mapping", "a", "2.1.0", id="qualifier"),
        pytest.param("pkg:pypi/a@3?b=c#d/e", "a", "3", id="all parts"),
        pytest.param(
            "pkg:pypi/Ruamel_Yaml.Clib", "ruamel-yaml-clib", "2.1.0", id="case"
        ),
        pytest.param("pkg:pypi/a%2Db", "a-b", "2.1.0", id="encoded name"),
        pytest.param("pkg:PyPI/a", "a", "2.1.0", id="case of the type"),
    ],
)
def test_purl_names_a_package(purl: str, name: str, version: str) -> None:
    assert provided(record(purls=(purl,))) == {name: version}


def test_package_knows_where_it_comes_from() -> None:
    found = provided_packages([record("pytorch", purls=("pkg:pypi/torch",))], SILENT)
    assert [each.conda_name for each in found.values()] == ["pytorch"]


def test_record_can_provide_several_packages() -> None:
    purls = ("pkg:pypi/airflow", "pkg:pypi/apache-airflow")
    assert provided(record(purls=purls)) == {
        "airflow": "2.1.0",
        "apache-airflow": "2.1.0",
    }


def test_version_becomes_normal() -> None:
    assert provided(record(version="2024a", purls=("pkg:pypi/tzdata",))) == {
        "tzdata": "2024a0"
    }


def test_record_known_to_be_on_pypi_under_no_name_provides_nothing() -> None:
    assert provided(record(channel=FORGE, purls=())) == {}


def test_purl_of_another_ecosystem_is_nothing_on_pypi() -> None:
    assert provided(record(channel=FORGE, purls=("pkg:cran/numpy@1.0",))) == {}


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        pytest.param(FORGE, {"numpy": "2.1.0"}, id="conda-forge"),
        pytest.param("https://repo.example.org/main", {}, id="other"),
        pytest.param(None, {}, id="unknown"),
    ],
)
def test_record_without_purls_provides_its_own_name(
    channel: str | None, expected: dict[str, str]
) -> None:
    assert provided(record(channel=channel)) == expected


@pytest.mark.parametrize(
    ("name", "version"),
    [("openssl", "1.1.1w"), ("_libgcc_mutex", "0.1")],
    ids=["version", "name"],
)
def test_own_name_that_means_nothing_on_pypi_is_passed_over_in_silence(
    name: str, version: str
) -> None:
    report = Recorder()
    found = provided_packages([record(name, version, channel=FORGE)], report)
    assert (found, report.warnings) == ({}, [])


@pytest.mark.parametrize(
    ("purl", "version"),
    [
        pytest.param("pkg:pypi/lib", "1.1.1w", id="of the record"),
        pytest.param("pkg:pypi/lib@9_x", "9_x", id="of the purl"),
    ],
)
def test_version_that_means_nothing_on_pypi_is_told(purl: str, version: str) -> None:
    report = Recorder()
    odd = record("odd", "1.1.1w", purls=(purl,))
    found = provided_packages([odd, record(purls=("pkg:pypi/numpy",))], report)
    assert list(found) == ["numpy"]
    [warning] = report.warnings
    assert warning == (
        "conda package 'odd' does not count as PyPI package 'lib':"
        f" 'lib=={version}' means nothing on PyPI"
    )


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ("https://conda.anaconda.org/conda-forge", True),
        ("https://conda.anaconda.org/conda-forge/label/dev", True),
        ("https://mirror.example.org:8443/conda-forge/", True),
        ("https://me:word@mirror.example.org/conda-forge", True),
        ("file:///conda-forge", True),
        ("https://mirror.example.org/channels/conda-forge", False),
        ("https://conda-forge.example.org/main", False),
        ("https://example.org/main?a=/conda-forge", False),
        ("/conda-forge", False),
        ("conda-forge", False),
        (None, False),
    ],
)
def test_path_of_a_channel_makes_it_conda_forge(
    channel: str | None, expected: bool
) -> None:
    assert is_conda_forge(channel) is expected
