from __future__ import annotations

import pytest

from pypixi.errors import PixiError
from pypixi.specs.platform import Platform
from unit.manifest.samples import manifest, marked

GPU = "{ platform = 'linux-64', cuda = '12.0' }"


def platforms(text: str) -> tuple[Platform, ...]:
    head = "[workspace]\nchannels = ['main']\nplatforms = "
    return manifest(f"{head}[{text}]\n").workspace.platforms


def declared(text: str) -> list[str]:
    (platform,) = platforms(f"{{ name = 'x', platform = 'linux-64', {text} }}")
    return list(map(str, platform.declared))


def fault(text: str) -> PixiError:
    with pytest.raises(PixiError) as caught:
        platforms(text)
    (single,) = caught.value.faults
    return single


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("'linux-64'", "linux-64", id="subdir"),
        pytest.param("{ name = 'linux-64' }", "linux-64", id="table of a subdir"),
        pytest.param("{ platform = 'osx-64' }", "osx-64", id="table without a name"),
        pytest.param(
            "{ platform = 'linux-64', glibc = '2.28' }", "linux-64", id="only defaults"
        ),
    ],
)
def test_platform_without_anything_of_its_own_is_plain(text: str, name: str) -> None:
    assert platforms(text) == (Platform(name=name, subdir=name),)


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ("cuda = '12.0'", "linux-64-cuda-12-0"),
        ("glibc = '2.34', cuda = '12'", "linux-64-cuda-12-glibc-2-34"),
        (
            "glibc = '2.34', cuda = { driver = '12.4', arch = '8.6' }, __zeta = '1'",
            "linux-64-cuda-12-4-cuda-arch-8-6-glibc-2-34-zeta-1",
        ),
        ("archspec = 'x86_64_v3'", "linux-64-archspec-x86-64-v3"),
        ("linux = '5.4', glibc = '2.28'", "linux-64-linux-5-4"),
        ("__zeta = '1', __alpha = '2=b'", "linux-64-alpha-2-b-zeta-1"),
    ],
)
def test_name_is_derived_from_what_is_declared(keys: str, name: str) -> None:
    (platform,) = platforms(f"{{ platform = 'linux-64', {keys} }}")
    assert platform.name == name


@pytest.mark.parametrize(
    ("keys", "packages"),
    [
        ("cuda = '12.0'", ["__cuda=12.0"]),
        (
            "cuda = { driver = '12.0', arch = '8.6' }",
            ["__cuda=12.0", "__cuda_arch=8.6"],
        ),
        ("archspec = 'zen4'", ["__archspec=0=zen4"]),
        ("macos = '14.0'", ["__osx=14.0"]),
        ("osx = '14.0'", ["__osx=14.0"]),
        ("windows = '10.0'", ["__win=10.0"]),
        ("linux = '5.4', glibc = '2.34'", ["__linux=5.4", "__glibc=2.34"]),
        ("__musl = '1.2'", ["__musl=1.2"]),
        ("__foo = '1=bar'", ["__foo=1=bar"]),
    ],
)
def test_key_declares_virtual_packages(keys: str, packages: list[str]) -> None:
    assert declared(keys) == packages


def test_packages_keep_the_order_of_the_manifest() -> None:
    assert declared("glibc = '2.34', cuda = '12'") == ["__glibc=2.34", "__cuda=12"]


@pytest.mark.parametrize(
    ("text", "message", "pointed"),
    [
        pytest.param("'linux-65'", "'linux-65' is not a platform", "'linux-65'"),
        pytest.param("3", "'platforms[0]' must be a string or table", "3"),
        pytest.param(
            "'linux-64', 'linux-64'",
            "platform 'linux-64' is listed twice",
            "'linux-64'",
        ),
        pytest.param(
            "{ platform = 'linux-64', cuda = '12' },"
            " { platform = 'linux-64', __cuda = '12' }",
            "platform 'linux-64-cuda-12' is listed twice",
            "{ platform = 'linux-64', __cuda = '12' }",
            id="two entries that come to be called the same",
        ),
        pytest.param(
            "{ platform = 'linux-64', cuda = '12' },"
            " { name = 'linux-64-cuda-12', platform = 'linux-64', cuda = '11' }",
            "platform 'linux-64-cuda-12' is listed twice",
            "{ name = 'linux-64-cuda-12', platform = 'linux-64', cuda = '11' }",
            id="name that another entry comes to have",
        ),
        pytest.param(
            f"{{ platform = 'linux-64', __a{'b' * 60} = '1' }}",
            f"'linux-64-a{'b' * 60}-1' is not a valid platform name"
            " (allowed: alphanumeric, '-')",
            f"{{ platform = 'linux-64', __a{'b' * 60} = '1' }}",
            id="what is declared makes too long a name",
        ),
        pytest.param(
            "{ cuda = '12' }",
            "missing key 'platform' in 'workspace.platforms[0]'",
            "{ cuda = '12' }",
        ),
        pytest.param(
            "{ name = 'linux-64', glibc = '2.34' }",
            "platform 'linux-64' is a plain subdir and cannot carry virtual packages",
            "'linux-64'",
        ),
        pytest.param(
            "{ name = 'osx-64', platform = 'linux-64' }",
            "platform 'osx-64' has the name of another subdir than 'linux-64'",
            "'osx-64'",
        ),
        pytest.param(
            "{ platform = 'linux-64', cuda = 'new' }", "'new' is not a version", "'new'"
        ),
        pytest.param(
            "{ platform = 'linux-64', __foo = '=x' }", "'=x' is not a version", "'=x'"
        ),
        pytest.param(
            "{ platform = 'linux-64', archspec = 'zen99' }",
            "'zen99' is not a microarchitecture that archspec knows",
            "'zen99'",
        ),
        pytest.param(
            "{ platform = 'osx-64', macos = '13', osx = '13' }",
            "'osx' is an alias for 'macos'; set only one",
            "osx",
        ),
        pytest.param(
            "{ platform = 'osx-64', osx = '13', macos = '13' }",
            "'osx' is an alias for 'macos'; set only one",
            "osx",
        ),
        pytest.param(
            "{ platform = 'osx-64', __osx = '12', osx = '13' }",
            "virtual package '__osx' is declared more than once",
            "osx",
        ),
        pytest.param(
            "{ platform = 'linux-64', cuda = '12', __cuda = '12' }",
            "virtual package '__cuda' is declared more than once",
            "__cuda",
        ),
        pytest.param(
            "{ platform = 'linux-64', __cuda_arch = '8.6' }",
            "'__cuda_arch' means nothing without '__cuda'",
            "__cuda_arch",
        ),
        pytest.param(
            "{ platform = 'linux-64', cuda = { arch = '8.6' } }",
            "missing key 'driver' in 'workspace.platforms[0].cuda'",
            "{ arch = '8.6' }",
        ),
        pytest.param(
            "{ platform = 'linux-64', __Foo = '1' }",
            "'__Foo' is not the name of a virtual package",
            "__Foo",
        ),
    ],
)
def test_fault_is_named_where_it_stands(text: str, message: str, pointed: str) -> None:
    found = fault(text)
    assert found.message == message
    assert marked(found.labels[0])[0].strip("\"'") == pointed.strip("\"'")


@pytest.mark.parametrize(
    "name", ["linux", "unix", "win", "osx", "macos", "1st", "a_b", "a-", "", "x" * 65]
)
def test_name_that_means_something_else_is_refused(name: str) -> None:
    found = fault(f"{{ name = '{name}', platform = 'linux-64' }}")
    assert found.message == (
        f"'{name}' is not a valid platform name (allowed: alphanumeric, '-')"
    )


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("linux", "stands for a family of systems"),
        ("a_b", "expected a letter first, and at most 64 characters"),
    ],
)
def test_refused_name_is_told_why(name: str, reason: str) -> None:
    found = fault(f"{{ name = '{name}', platform = 'linux-64' }}")
    assert marked(found.labels[0]) == (f"'{name}'", reason)


def test_misspelled_key_is_told_what_was_meant() -> None:
    found = fault("{ platform = 'linux-64', cudda = '12' }")
    assert found.help == "did you mean 'cuda'?"
