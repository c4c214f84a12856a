from __future__ import annotations

import pytest

from pypixi.lockfile.alignment import aligned, named_for_disk, named_for_people
from pypixi.lockfile.model import LockedEnvironment, LockedPlatform, LockFile
from pypixi.specs.platform import Platform, subdir_platform
from pypixi.specs.virtual import VirtualPackage
from unit.lockfile.samples import binary

LINUX = subdir_platform("linux-64")


def rich(name: str, cuda: str = "12.0") -> Platform:
    declared = (VirtualPackage("__cuda", cuda),)
    return Platform(name=name, subdir="linux-64", declared=declared)


def row(name: str, platform: Platform) -> LockedPlatform:
    return LockedPlatform(
        name=name,
        subdir=platform.subdir,
        virtual_packages=tuple(map(str, platform.virtual_packages)),
    )


def lock(**rows: Platform) -> LockFile:
    """Return a lock file with one package on each platform, called after its row."""
    found = {name.replace("_", "-"): platform for name, platform in rows.items()}
    packages = {name: (binary(name=f"for-{name}"),) for name in found}
    return LockFile(
        platforms=tuple(row(name, platform) for name, platform in found.items()),
        environments={"default": LockedEnvironment(channels=(), packages=packages)},
    )


def locked(found: LockFile) -> dict[str, str]:
    """Return platform → its package, after checking that all platforms are listed."""
    packages = found.environments["default"].packages
    assert packages.keys() <= {platform.name for platform in found.platforms}
    return {name: rows[0].name or "" for name, rows in packages.items()}


def align(written: LockFile, *platforms: Platform) -> dict[str, str]:
    return locked(aligned(written, platforms, {"default": platforms}))


def test_rich_platforms_are_numbered_on_disk() -> None:
    written = lock(linux_64=LINUX, gpu=rich("gpu"), new=rich("new", "13"))
    known = (rich("unused", "9"), rich("gpu"), LINUX, rich("new", "13"))
    assert locked(named_for_disk(written, known)) == {
        "linux-64": "for-linux-64",
        "p2": "for-gpu",
        "p3": "for-new",
    }


def test_lock_of_plain_platforms_is_left_alone() -> None:
    written = lock(linux_64=LINUX)
    assert named_for_disk(written, [LINUX]) is written
    assert aligned(written, [LINUX], {"default": [LINUX]}) is written


@pytest.mark.parametrize(
    ("platforms", "expected"),
    [
        pytest.param((rich("gpu"),), {"gpu": "for-p1"}, id="found by what it is"),
        pytest.param(
            (rich("new", "13"), rich("gpu")),
            {"gpu": "for-p1"},
            id="whatever its number is now",
        ),
        pytest.param((rich("p1"),), {"p1": "for-p1"}, id="called as on disk by chance"),
        pytest.param((rich("gpu", "13"),), {"p1": "for-p1"}, id="unknown"),
        pytest.param(
            (rich("one"), rich("other")), {"one": "for-p1"}, id="twins by their number"
        ),
        pytest.param(
            (rich("new", "13"), rich("one"), rich("other")),
            {"p1": "for-p1"},
            id="twins with other numbers",
        ),
    ],
)
def test_platform_gets_its_name_back(
    platforms: tuple[Platform, ...], expected: dict[str, str]
) -> None:
    assert align(lock(p1=rich("gpu")), *platforms) == expected


def test_names_that_are_numbers_of_others_are_told_apart() -> None:
    platforms = (rich("p2"), rich("p1", "13"))
    written = lock(p1=rich("p2"), p2=rich("p1", "13"))
    assert align(written, *platforms) == {"p2": "for-p1", "p1": "for-p2"}


def test_twins_keep_what_is_theirs() -> None:
    platforms = (rich("a"), rich("b"))
    written = lock(a=rich("a"), b=rich("b"))
    again = aligned(named_for_disk(written, platforms), platforms, {})
    assert again == written


def test_row_in_the_way_of_a_name_is_left_out() -> None:
    written = lock(gpu=rich("gpu", "9"), p1=rich("gpu"))
    assert align(written, rich("gpu")) == {"gpu": "for-p1"}


def test_plain_platform_may_be_renamed() -> None:
    named = Platform(name="box", subdir="linux-64")
    assert align(lock(linux_64=LINUX), named) == {"box": "for-linux-64"}


def test_old_format_that_records_no_packages_serves_rich_platforms() -> None:
    written = lock(linux_64=LINUX)
    bare = LockedPlatform(name="linux-64", subdir="linux-64")
    old = LockFile(platforms=(bare,), environments=written.environments, version=6)
    found = align(old, rich("gpu"))
    assert found["gpu"] == "for-linux-64"


def test_row_of_the_subdir_does_not_serve_who_asks_for_more() -> None:
    assert align(lock(linux_64=LINUX), rich("gpu")) == {"linux-64": "for-linux-64"}


@pytest.mark.parametrize(
    ("platforms", "expected"),
    [
        pytest.param((LINUX, rich("gpu", "13")), "gpu", id="changed: by its number"),
        pytest.param((LINUX,), "linux-64-cuda-12", id="gone: by what it is"),
        pytest.param((LINUX, rich("p1", "13")), "p1", id="called so by chance"),
    ],
)
def test_platforms_that_were_not_found_are_not_shown_by_number(
    platforms: tuple[Platform, ...], expected: str
) -> None:
    written = aligned(lock(linux_64=LINUX, p1=rich("gpu")), platforms, {})
    found = locked(named_for_people(written, platforms))
    assert found == {"linux-64": "for-linux-64", expected: "for-p1"}
