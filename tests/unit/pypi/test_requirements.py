from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from pypixi.pypi.requirements import (
    admits,
    admits_python,
    applies,
    check_requirements,
    parse_requirement,
)
from pypixi.specs.names import PypiName
from pypixi.specs.requirement import IndexSource, PypiSpec
from pypixi.specs.source import GitReference, GitSource, PathSource, UrlSource
from unit.manifest.samples import environments, marked

if TYPE_CHECKING:
    from pypixi.errors import PixiError
    from pypixi.specs.requirement import PypiSource

LINUX = {"sys_platform": "linux", "platform_release": "", "python_version": "3.12"}


def spec(version: str | None = None, **fields: Any) -> PypiSpec:
    known = {
        "name": PypiName("my-torch"),
        "spelling": "My_Torch",
        "source": IndexSource(version=version),
    }
    return PypiSpec(**{**known, **fields})


def fault(asked: PypiSpec) -> PixiError:
    (found,) = check_requirements([asked])
    return found


def test_requirement_has_all_parts() -> None:
    asked = spec(">=1.9, <2", extras=("Cuda", "x"), marker='python_version < "3.13"')
    found = parse_requirement(asked)
    assert found.name == "my-torch"
    assert found.extras == {"Cuda", "x"}
    assert found.specifier == SpecifierSet(">=1.9,<2")
    assert str(found.marker) == 'python_version < "3.13"'


@pytest.mark.parametrize(
    "source",
    [
        IndexSource(),
        UrlSource(url="https://example.org/x.whl"),
        PathSource(path="../x"),
        GitSource(url="https://e.org/x", reference=GitReference(kind="tag", name="1")),
    ],
    ids=["any version", "url", "path", "git"],
)
def test_requirement_without_specifiers(source: PypiSource) -> None:
    found = parse_requirement(spec(source=source, marker="os_name == 'nt'"))
    assert not found.specifier
    assert found.url is None
    assert str(found.marker) == 'os_name == "nt"'


@pytest.mark.parametrize(
    ("version", "meant"),
    [
        ("1.9.0", "==1.9.0"),
        ("=1.2", "==1.2"),
        ("1.2.*", "==1.2.*"),
        ("~1.2", "~=1.2"),
        ("^1.2", ">=1.2,<2"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0", ">=0,<1"),
        (">=1.0.*", ">=1.0"),
        (">=1 <2", ">=1,<2"),
        ("1.2 ,<3", "==1.2,<3"),
        ("1.2|1.3", ">=1.2,<2"),
        ("latest", ">=1.2,<2"),
    ],
)
def test_version_that_is_not_understood(version: str, meant: str) -> None:
    found = fault(spec(version))
    assert found.message == f"'{version}' is not a version specification for 'My_Torch'"
    assert found.help == f'write: My_Torch = "{meant}"'


@pytest.mark.parametrize("marker", ["sys_platform", "system == 'linux'", "a b"])
def test_marker_that_is_not_understood(marker: str) -> None:
    found = fault(spec("*", source=IndexSource(), marker=marker))
    assert found.message == f"`{marker}` is not an environment marker"
    assert found.help == "write for example: env-markers = \"python_version < '3.11'\""


def test_extra_that_is_not_understood() -> None:
    found = fault(spec(extras=("a b",)))
    assert found.message == "'a b' is not the name of an extra of 'My_Torch'"


def test_fault_points_at_its_place() -> None:
    found = environments("[pypi-dependencies]\nnumpy = '=>1'")["default"]
    (label,) = fault(found.pypi_dependencies(found.platforms[0])[0]).labels
    assert marked(label) == ("'=>1'", "not understood")


def test_fault_in_a_table_points_at_its_key() -> None:
    entry = "tomli = { version = '*', env-markers = 'python < 3' }"
    found = environments(f"[pypi-dependencies]\n{entry}")["default"]
    (label,) = fault(found.pypi_dependencies(found.platforms[0])[0]).labels
    assert marked(label) == ("'python < 3'", "not understood")


def test_all_faults_are_found() -> None:
    found = check_requirements([spec("1"), spec(">=1"), spec("2")])
    assert [each.message[:3] for each in found] == ["'1'", "'2'"]


@pytest.mark.parametrize(
    ("text", "extras", "expected"),
    [
        ("a", (), True),
        ("a ; sys_platform == 'linux'", (), True),
        ("a ; sys_platform == 'win32'", (), False),
        ("a ; extra == 'x'", (), False),
        ("a ; extra == 'X_y'", ("z", "x-y"), True),
        ("a ; extra == 'x' and sys_platform == 'win32'", ("x",), False),
        ("a ; sys_platform == 'linux'", ("x",), True),
        ("a ; platform_release >= '5'", (), False),
        ("a ; sys_platform ~= 'linux'", (), False),
    ],
)
def test_marker_decides(text: str, extras: tuple[str, ...], *, expected: bool) -> None:
    assert applies(Requirement(text), LINUX, extras) is expected


@pytest.mark.parametrize(
    ("specifiers", "version", "expected"),
    [
        (">=1", "1.2", True),
        (">=1", "2.0a1", True),
        ("", "0a0.dev0", True),
        ("==1.0", "1.0+cpu", True),
        ("<1", "1.2", False),
        ("", "of today", False),
    ],
)
def test_locked_version_is_admitted(
    specifiers: str, version: str, *, expected: bool
) -> None:
    assert admits(SpecifierSet(specifiers), version) is expected


@pytest.mark.parametrize(
    ("requires", "expected"),
    [
        (">=3.8", True),
        (">=3.12.4", True),
        (">=3.12.5", False),
        (">3.12.4", False),
        (">=3.8,<3.12", True),
        ("<4", True),
        ("!=3.12.*,>=3.9", True),
        ("~=3.9", True),
        ("~=3.13", False),
        ("==3.13.*", False),
        ("==3.11.*", True),
        ("of any kind", True),
    ],
)
def test_only_lower_bounds_of_python_count(requires: str, *, expected: bool) -> None:
    assert admits_python(requires, "3.12.4") is expected


def test_candidate_of_python_counts_as_the_release() -> None:
    assert admits_python(">=3.14", "3.14.0rc2")


@pytest.mark.parametrize("version", [">=1,<{}", "^{}", "=={}.*,!={}"])
def test_number_that_python_does_not_read_is_not_understood(version: str) -> None:
    text = version.replace("{}", "9" * 5000)
    assert "is not a version specification for" in fault(spec(text)).message
