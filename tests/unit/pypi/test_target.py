from __future__ import annotations

import pytest
from packaging.markers import default_environment

from pypixi.pypi.target import TargetPython, marker_environment, target_python
from pypixi.specs.platform import subdir_platform
from unit.locking.samples import record

LINUX = subdir_platform("linux-64")


def markers(subdir: str, version: str = "3.12.4") -> dict[str, str]:
    target = TargetPython(version=version, platform=subdir_platform(subdir))
    return marker_environment(target)


def test_python_is_the_package_of_that_name() -> None:
    records = [record("python_abi", "3.13"), record("python", "3.12.4")]
    assert target_python(records, LINUX) == TargetPython(
        version="3.12.4", platform=LINUX
    )


def test_environment_may_have_no_python() -> None:
    assert target_python([record("python_abi", "3.13")], LINUX) is None


@pytest.mark.parametrize(
    ("depends", "expected"),
    [
        ("python_abi 3.13.* *_cp313t", True),
        ("python_abi 3.13.* *cp313t", True),
        ("python_abi 3.13.* *_cp313", False),
        ("python_abi 3.13.*", False),
        ("other 1 *_cp313t", False),
    ],
)
def test_threads_are_free_if_the_abi_says_so(depends: str, *, expected: bool) -> None:
    target = target_python([record("python", "3.13.1", "libffi", depends)], LINUX)
    assert target is not None
    assert target.free_threaded is expected


@pytest.mark.parametrize(
    ("version", "release"),
    [("3.12.4", (3, 12)), ("3.14.0rc2", (3, 14)), ("3.9", (3, 9)), ("3", (3, 0))],
)
def test_release_is_major_and_minor(version: str, release: tuple[int, int]) -> None:
    assert TargetPython(version=version, platform=LINUX).release == release


@pytest.mark.parametrize(
    ("subdir", "expected"),
    [
        ("linux-64", ("posix", "linux", "Linux", "x86_64")),
        ("linux-32", ("posix", "linux", "Linux", "i386")),
        ("linux-aarch64", ("posix", "linux", "Linux", "aarch64")),
        ("linux-ppc64le", ("posix", "linux", "Linux", "ppc64le")),
        ("osx-64", ("posix", "darwin", "Darwin", "x86_64")),
        ("osx-arm64", ("posix", "darwin", "Darwin", "arm64")),
        ("win-64", ("nt", "win32", "Windows", "AMD64")),
        ("win-32", ("nt", "win32", "Windows", "x86")),
        ("win-arm64", ("nt", "win32", "Windows", "ARM64")),
    ],
)
def test_system_and_machine_are_those_of_the_target(
    subdir: str, expected: tuple[str, ...]
) -> None:
    names = ("os_name", "sys_platform", "platform_system", "platform_machine")
    values = markers(subdir)
    assert tuple(values[name] for name in names) == expected


def test_versions_are_those_of_the_target() -> None:
    values = markers("linux-64", "3.9.10")
    assert values["python_version"] == "3.9"
    assert values["python_full_version"] == values["implementation_version"] == "3.9.10"


def test_nothing_of_this_machine_shows() -> None:
    """Whatever a marker may ask for is given: nothing is filled in for us."""
    assert markers("win-64").keys() == default_environment().keys()
    assert markers("win-64")["platform_release"] == ""
    assert markers("win-64")["platform_version"] == ""
