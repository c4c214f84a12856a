from __future__ import annotations

import pytest

from pypixi.specs.virtual import VirtualPackage, parse_virtual_package


@pytest.mark.parametrize(
    ("text", "package"),
    [
        ("__glibc=2.28", VirtualPackage("__glibc", "2.28")),
        ("__unix=0=0", VirtualPackage("__unix", "0", "0")),
        ("__archspec=0=x86_64", VirtualPackage("__archspec", "0", "x86_64")),
        ("__cuda=12.0=a=b", VirtualPackage("__cuda", "12.0", "a=b")),
    ],
)
def test_text_of_the_lock_is_read_and_written(
    text: str, package: VirtualPackage
) -> None:
    assert parse_virtual_package(text) == package
    assert str(package) == text


@pytest.mark.parametrize("text", ["__cuda", "__cuda=", "__cuda=0", "__cuda=0="])
def test_package_without_a_version_has_version_zero(text: str) -> None:
    assert parse_virtual_package(text) == VirtualPackage("__cuda", "0")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("__archspec=0=x86_64", ("__archspec", "1", "x86_64")),
        ("__linux=4.18", ("__linux", "4.18", "0")),
        ("__unix=0=0", ("__unix", "0", "0")),
        ("__win=10.0", ("__win", "10.0", "0")),
    ],
)
def test_solver_sees_other_fields_than_the_lock_stores(
    text: str, fields: tuple[str, str, str]
) -> None:
    assert parse_virtual_package(text).solver_fields() == fields
