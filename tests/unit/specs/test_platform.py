from __future__ import annotations

import platform

import pytest

from pypixi.specs.platform import (
    SUBDIRS,
    Platform,
    derived_name,
    is_platform_name,
    machine_subdir,
    runnable_subdirs,
    subdir_platform,
    this_architecture,
)
from pypixi.specs.virtual import VirtualPackage

LINUX = ("__unix=0=0", "__linux=4.18", "__glibc=2.28")
CUDA = VirtualPackage("__cuda", "12.0")

# The table of the lock format: families, then the architecture where it has a name.
DEFAULTS: dict[str, tuple[str, ...]] = {
    "linux-32": (*LINUX, "__archspec=0=x86"),
    "linux-64": (*LINUX, "__archspec=0=x86_64"),
    "linux-aarch64": (*LINUX, "__archspec=0=aarch64"),
    "linux-armv6l": (*LINUX, "__archspec=0=aarch64"),
    "linux-armv7l": (*LINUX, "__archspec=0=aarch64"),
    "linux-loongarch64": (*LINUX, "__archspec=0=loongarch64"),
    "linux-ppc64": (*LINUX, "__archspec=0=ppc64"),
    "linux-ppc64le": (*LINUX, "__archspec=0=ppc64le"),
    "linux-riscv32": (*LINUX, "__archspec=0=riscv32"),
    "linux-riscv64": (*LINUX, "__archspec=0=riscv64"),
    "linux-s390x": (*LINUX, "__archspec=0=s390x"),
    "osx-64": ("__unix=0=0", "__osx=13.0", "__archspec=0=x86_64"),
    "osx-arm64": ("__unix=0=0", "__osx=13.0", "__archspec=0=m1"),
    "win-32": ("__win=10.0", "__archspec=0=x86"),
    "win-64": ("__win=10.0", "__archspec=0=x86_64"),
    "win-arm64": ("__win=10.0", "__archspec=0=aarch64"),
    "emscripten-wasm32": ("__unix=0=0",),
    "wasi-wasm32": (),
    "zos-z": (),
    "noarch": (),
}


def virtual_packages(platform: Platform) -> tuple[str, ...]:
    return tuple(map(str, platform.virtual_packages))


@pytest.mark.parametrize("subdir", SUBDIRS)
def test_plain_platform_has_the_defaults_of_its_subdir(subdir: str) -> None:
    platform = subdir_platform(subdir)
    assert virtual_packages(platform) == DEFAULTS[subdir]
    assert platform.is_plain


def test_declared_packages_stand_before_the_defaults() -> None:
    glibc = VirtualPackage("__glibc", "2.34")
    platform = Platform(name="gpu", subdir="linux-64", declared=(CUDA, glibc))
    assert virtual_packages(platform) == (
        "__cuda=12.0",
        "__glibc=2.34",
        "__unix=0=0",
        "__linux=4.18",
        "__archspec=0=x86_64",
    )


@pytest.mark.parametrize("libc", ["__musl", "__eglibc"])
def test_another_libc_takes_the_place_of_glibc(libc: str) -> None:
    declared = (VirtualPackage(libc, "1.2"),)
    platform = Platform(name="alpine", subdir="linux-64", declared=declared)
    assert virtual_packages(platform) == (
        f"{libc}=1.2",
        "__unix=0=0",
        "__linux=4.18",
        "__archspec=0=x86_64",
    )


def test_platform_is_plain_unless_it_has_more_than_its_subdir() -> None:
    assert not Platform(name="gpu", subdir="linux-64").is_plain
    assert not Platform(name="linux-64", subdir="linux-64", declared=(CUDA,)).is_plain


@pytest.mark.parametrize(
    ("machine", "runnable"),
    [
        ("linux-64", ("linux-64",)),
        ("osx-64", ("osx-64",)),
        ("osx-arm64", ("osx-arm64", "osx-64")),
        ("win-arm64", ("win-arm64", "win-64")),
        ("win-64", ("win-64", "win-32")),
    ],
)
def test_machine_runs_its_own_programs_and_what_it_emulates(
    machine: str, runnable: tuple[str, ...]
) -> None:
    assert runnable_subdirs(machine) == runnable


@pytest.mark.parametrize(
    ("system", "machine", "subdir"),
    [
        ("linux", "x86_64", "linux-64"),
        ("linux", "i686", "linux-32"),
        ("linux", "aarch64", "linux-aarch64"),
        ("linux", "arm64", "linux-aarch64"),
        ("linux", "armv7l", "linux-armv7l"),
        ("linux", "ppc64le", "linux-ppc64le"),
        ("linux", "riscv64", "linux-riscv64"),
        ("linux", "s390x", "linux-s390x"),
        ("darwin", "x86_64", "osx-64"),
        ("darwin", "arm64", "osx-arm64"),
        ("win32", "AMD64", "win-64"),
        ("win32", "ARM64", "win-arm64"),
        ("win32", "x86", "win-32"),
        ("linux", "mips", None),
        ("freebsd14", "amd64", None),
        ("darwin", "ppc64", None),
    ],
)
def test_machine_has_a_subdir(system: str, machine: str, subdir: str | None) -> None:
    assert machine_subdir(system, machine) == subdir


def test_architecture_of_this_machine_is_known() -> None:
    assert this_architecture() == platform.machine()


def test_identity_is_what_differs_from_the_subdir() -> None:
    glibc, default = (
        VirtualPackage("__glibc", "2.34"),
        VirtualPackage("__linux", "4.18"),
    )
    one = Platform(name="a", subdir="linux-64", declared=(glibc, CUDA, default))
    other = Platform(name="b", subdir="linux-64", declared=(CUDA, glibc))
    assert one.identity == other.identity == ("linux-64", (CUDA.shortest, glibc))
    assert one.customised == (glibc, CUDA)
    assert subdir_platform("linux-64").identity == ("linux-64", ())


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("12", "12.0", True),
        ("12.0.0", "12", True),
        ("12.10", "12.1", False),
        ("120", "12", False),
    ],
)
def test_zeros_at_the_end_of_a_version_make_no_other_platform(
    one: str, other: str, is_same: bool
) -> None:
    identities = [
        Platform(
            name="gpu", subdir="linux-64", declared=(VirtualPackage("__cuda", text),)
        ).identity
        for text in (one, other)
    ]
    assert (identities[0] == identities[1]) is is_same


def test_default_with_another_number_of_zeros_is_the_default() -> None:
    declared = (VirtualPackage("__osx", "13"),)
    platform = Platform(name="mac", subdir="osx-64", declared=declared)
    assert platform.customised == ()
    assert platform.identity == subdir_platform("osx-64").identity


@pytest.mark.parametrize(
    ("packages", "name"),
    [
        ((), "linux-64"),
        ((VirtualPackage("__glibc", "2.28"),), "linux-64"),
        ((VirtualPackage("__win", "10.0"),), "linux-64-windows-10-0"),
        ((VirtualPackage("__glibc", "2.34"), CUDA), "linux-64-cuda-12-0-glibc-2-34"),
        ((VirtualPackage("__foo", "1", "a_b"),), "linux-64-foo-1-a-b"),
    ],
)
def test_name_is_made_of_what_is_declared(
    packages: tuple[VirtualPackage, ...], name: str
) -> None:
    assert derived_name("linux-64", packages) == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gpu", True),
        ("a", True),
        ("linux-64-cuda-12-0", True),
        ("x" * 64, True),
        ("x" * 65, False),
        ("unix", False),
        ("-a", False),
        ("a-", False),
        ("a.b", False),
        ("\u00e9", False),
        ("", False),
    ],
)
def test_name_of_a_platform_is_told(text: str, expected: bool) -> None:
    assert is_platform_name(text) is expected
