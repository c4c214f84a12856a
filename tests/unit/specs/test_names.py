from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pypixi.specs.names import (
    is_environment_name,
    package_name,
    pypi_name,
    suggested_environment_name,
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("numpy", "numpy"),
        ("PyYAML", "pyyaml"),
        ("ruamel.yaml", "ruamel.yaml"),
        ("_libgcc_mutex", "_libgcc_mutex"),
        ("__glibc", "__glibc"),
        ("7zip", "7zip"),
        ("libstdcxx-ng", "libstdcxx-ng"),
        ("", None),
        ("a b", None),
        ("-a", None),
        (".a", None),
        ("a>=1", None),
        ("conda-forge::a", None),
        ("a\n", None),
        ("é", None),
    ],
)
def test_package_name_is_compared_in_lower_case(text: str, name: str | None) -> None:
    assert package_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("flask", "flask"),
        ("PyYAML", "pyyaml"),
        ("ruamel.yaml", "ruamel-yaml"),
        ("zope_.-interface", "zope-interface"),
        ("7zip", "7zip"),
        ("", None),
        ("_private", None),
        ("trailing-", None),
        ("a b", None),
        ("a[x]", None),
        ("a\n", None),
        ("é", None),
    ],
)
def test_pypi_name_is_compared_in_its_normal_form(text: str, name: str | None) -> None:
    assert pypi_name(text) == name


@pytest.mark.parametrize("name", ["default", "py311", "test-prod", "-", "3"])
def test_environment_may_be_called_so(name: str) -> None:
    assert is_environment_name(name)
    assert suggested_environment_name(name) in (name, None)


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("test_prod", "test-prod"),
        ("Test", "test"),
        ("py3.11", "py3-11"),
        ("a  b", "a-b"),
        ("_test_", "test"),
        ("é", None),
        ("", None),
        ("test\n", "test"),
    ],
)
def test_nearest_permitted_environment_name_is_offered(
    name: str, suggestion: str | None
) -> None:
    assert not is_environment_name(name)
    assert suggested_environment_name(name) == suggestion


@given(st.text())
@settings(deadline=None)
def test_suggestion_is_always_permitted(name: str) -> None:
    suggestion = suggested_environment_name(name)
    assert suggestion is None or is_environment_name(suggestion)
