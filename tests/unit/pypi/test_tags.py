"""Orders that are written out here are those of uv, found by elimination."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import Any

import pytest
from packaging import tags as judge

from pypixi.pypi.platform_tags import platform_tags
from pypixi.pypi.tags import (
    UvPlatform,
    _ranks,
    best_wheel,
    fits,
    nameless,
    uv_platform,
)
from pypixi.pypi.target import TargetPython
from pypixi.specs.platform import Platform
from pypixi.specs.virtual import parse_virtual_package


def platform(subdir: str, *declared: str) -> Platform:
    packages = tuple(map(parse_virtual_package, declared))
    return Platform(name="p", subdir=subdir, declared=packages)


def target(subdir: str = "linux-64", *declared: str, **fields: Any) -> TargetPython:
    known = {"version": "3.12.4", "platform": platform(subdir, *declared)}
    return TargetPython(**{**known, **fields})


def name(tag: str, build: str = "") -> str:
    return f"foo-1.0{build}-{tag}.whl"


def ordered(tags: list[str], on: TargetPython) -> list[str]:
    """Return the tags that fit, the best first: what is chosen is taken out."""
    left = {name(tag): tag for tag in reversed(tags)}
    found = []
    while (best := best_wheel(left, on)) is not None:
        found.append(left.pop(best))
    return found


def test_order_is_that_of_uv() -> None:
    tags = [
        "cp312-cp312-manylinux_2_28_x86_64",
        "cp312-cp312-linux_x86_64",
        "cp312-abi3-manylinux_2_28_x86_64",
        "cp312-abi3-linux_x86_64",
        "cp312-none-manylinux_2_28_x86_64",
        "cp312-none-linux_x86_64",
        "cp311-abi3-manylinux_2_28_x86_64",
        "cp311-abi3-linux_x86_64",
        "cp32-abi3-linux_x86_64",
        "py312-none-linux_x86_64",
        "py3-none-linux_x86_64",
        "py311-none-linux_x86_64",
        "cp312-none-any",
        "py312-none-any",
        "py3-none-any",
        "py311-none-any",
        "py30-none-any",
    ]
    strange = [
        "cp311-none-linux_x86_64",
        "cp312-abi3-any",
        "cp311-none-any",
        "cp312-cp312-any",
        "cp312-cp312-manylinux_2_29_x86_64",
        "cp313-abi3-linux_x86_64",
        "py313-none-any",
        "py2-none-any",
        "pp310-pypy310_pp73-linux_x86_64",
    ]
    assert ordered([*strange, *tags], target()) == tags


@pytest.mark.parametrize(
    ("subdir", "declared", "expected"),
    [
        pytest.param(
            "linux-64",
            ["__musl=1.2.5"],
            "musllinux_1_2_x86_64 musllinux_1_1_x86_64 musllinux_1_0_x86_64"
            " linux_x86_64",
            id="musl",
        ),
        pytest.param(
            "linux-aarch64",
            ["__glibc=2.18"],
            "manylinux_2_18_aarch64 manylinux_2_17_aarch64 manylinux2014_aarch64"
            " linux_aarch64",
            id="ARM has no builds for an older glibc",
        ),
        pytest.param(
            "linux-64",
            ["__eglibc=2.6"],
            "manylinux_2_6_x86_64 manylinux_2_5_x86_64 manylinux1_x86_64 linux_x86_64",
            id="glibc of embedded systems",
        ),
        pytest.param(
            "linux-riscv64",
            ["__glibc=2.32"],
            "manylinux_2_32_riscv64 manylinux_2_31_riscv64 linux_riscv64",
            id="RISC-V",
        ),
        pytest.param("linux-armv6l", [], "linux_armv6l", id="no common builds"),
        pytest.param("win-64", [], "win_amd64", id="Windows"),
        pytest.param("win-arm64", [], "win_arm64", id="Windows on ARM"),
        pytest.param("emscripten-wasm32", [], "emscripten_wasm32", id="another"),
        pytest.param(
            "osx-64",
            ["__osx=10.4"],
            "macosx_10_4_x86_64 macosx_10_4_intel macosx_10_4_fat64 macosx_10_4_fat32"
            " macosx_10_4_universal2 macosx_10_4_universal",
            id="first macOS",
        ),
    ],
)
def test_builds_for_a_platform(subdir: str, declared: list[str], expected: str) -> None:
    assert " ".join(platform_tags(platform(subdir, *declared))) == expected


def test_builds_for_the_default_linux() -> None:
    found = platform_tags(platform("linux-64"))
    assert found[0] == "manylinux_2_28_x86_64"
    assert found[11:14] == (
        "manylinux_2_17_x86_64",
        "manylinux2014_x86_64",
        "manylinux_2_16_x86_64",
    )
    assert found[-3:] == ("manylinux_2_5_x86_64", "manylinux1_x86_64", "linux_x86_64")


@pytest.mark.parametrize(
    ("subdir", "machine", "declared", "version"),
    [
        ("osx-64", "x86_64", "__osx=13.0", (13, 0)),
        ("osx-arm64", "arm64", "__osx=13.0", (13, 0)),
        ("osx-arm64", "arm64", "__osx=15.2", (15, 2)),
        ("osx-64", "x86_64", "__osx=11", (11, 0)),
    ],
)
def test_builds_for_macos_are_those_of_the_standard(
    subdir: str, machine: str, declared: str, version: tuple[int, int]
) -> None:
    # What uv calls `fat32` some versions of the judge call `fat3`.
    listed = judge.mac_platforms(version, machine)
    expected = tuple(re.sub(r"fat3$", "fat32", each) for each in listed)
    assert platform_tags(platform(subdir, declared)) == expected


def test_order_is_that_of_the_standard() -> None:
    on = target("win-64")
    platforms = ["win_amd64"]
    expected = itertools.chain(
        judge.cpython_tags((3, 12), ["cp312"], platforms),
        judge.compatible_tags((3, 12), "cp312", platforms),
    )
    assert list(_ranks(on)) == list(map(str, expected))


def test_ranks_are_made_once_for_a_target() -> None:
    assert _ranks(target()) is _ranks(target())
    assert Counter(_ranks(target()).values()).most_common(1)[0][1] == 1


@pytest.mark.parametrize(
    ("version", "tag", "expected"),
    [
        ("3.13.1", "cp313-cp313t", True),
        ("3.13.1", "cp313-cp313", False),
        ("3.13.1", "cp313-abi3", False),
        ("3.13.1", "cp313-none", True),
        ("3.14.0", "cp314-abi3t", False),
        ("3.15.0", "cp315-abi3t", True),
    ],
)
def test_free_threads_have_an_abi_of_their_own(
    version: str, tag: str, *, expected: bool
) -> None:
    on = target(version=version, free_threaded=True)
    assert fits(name(f"{tag}-linux_x86_64"), on) is expected


def test_file_with_several_tags_counts_by_its_best() -> None:
    several = name("py2.py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64")
    names = [name("py3-none-any"), several, name("py3-none-linux_x86_64")]
    assert best_wheel(names, target()) == several


def test_higher_build_number_wins() -> None:
    tag = "py3-none-any"
    names = [name(tag), name(tag, "-2"), name(tag, "-10_a"), name(tag, "-10")]
    assert best_wheel(names, target()) == name(tag, "-10_a")


@pytest.mark.parametrize(
    "text", ["foo-1.0.tar.gz", "foo-1.0.whl", "a-b-c-foo-1.0-py3-none-any.whl", ""]
)
def test_what_is_no_wheel_does_not_fit(text: str) -> None:
    assert not fits(text, target())


def test_no_wheel_may_fit() -> None:
    assert best_wheel([name("cp312-cp312-win_amd64")], target()) is None
    assert best_wheel([], target()) is None


@pytest.mark.parametrize(
    ("subdir", "declared", "expected"),
    [
        ("linux-64", [], "x86_64-manylinux_2_28"),
        ("linux-64", ["__glibc=2.17"], "x86_64-manylinux_2_17"),
        ("linux-aarch64", ["__glibc=2.40"], "aarch64-manylinux_2_40"),
        ("linux-64", ["__glibc=2.18"], "x86_64-manylinux_2_17"),
        ("linux-64", ["__glibc=2.27"], "x86_64-manylinux_2_17"),
        ("linux-aarch64", ["__glibc=2.30"], "aarch64-manylinux_2_28"),
        ("linux-64", ["__glibc=2.41"], "x86_64-manylinux_2_40"),
        ("linux-64", ["__glibc=2.16"], None),
        ("linux-64", ["__musl=1.2"], "x86_64-unknown-linux-musl"),
        ("linux-aarch64", ["__musl=1.1"], None),
        ("linux-riscv64", [], "riscv64-unknown-linux"),
        ("linux-ppc64le", [], None),
        ("win-64", [], "x86_64-pc-windows-msvc"),
        ("win-arm64", [], "aarch64-pc-windows-msvc"),
        ("win-32", [], "i686-pc-windows-msvc"),
    ],
)
def test_platform_in_the_words_of_uv(
    subdir: str, declared: list[str], expected: str | None
) -> None:
    found = uv_platform(target(subdir, *declared))
    assert found == (None if expected is None else UvPlatform(name=expected))


@pytest.mark.parametrize(
    ("subdir", "declared", "machine", "version"),
    [
        ("osx-64", [], "x86_64", "13.0"),
        ("osx-arm64", ["__osx=15"], "aarch64", "15.0"),
        ("osx-64", ["__osx=10.13.6"], "x86_64", "10.13"),
    ],
)
def test_uv_learns_of_the_version_of_macos(
    subdir: str, declared: list[str], machine: str, version: str
) -> None:
    assert uv_platform(target(subdir, *declared)) == UvPlatform(
        name=f"{machine}-apple-darwin", variables={"MACOSX_DEPLOYMENT_TARGET": version}
    )


def test_uv_has_no_word_for_free_threads() -> None:
    assert uv_platform(target(free_threaded=True)) is None


def test_older_glibc_in_the_place_of_one_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    uv_platform(target("linux-64", "__glibc=2.28"))
    assert caplog.messages == []
    uv_platform(target("linux-64", "__glibc=2.30"))
    assert caplog.messages == ["uv has no name for glibc 2.30, but 2.28"]


@pytest.mark.parametrize(
    ("nobodys", "words"),
    [
        (target("linux-s390x"), "the platform 'linux-s390x'"),
        (target("linux-64", "__glibc=2.12"), "glibc 2.12"),
        (target("linux-64", "__musl=1.1"), "musl 1.1"),
        (target(free_threaded=True), "a Python without the global lock"),
    ],
    ids=["machine", "glibc", "musl", "free threads"],
)
def test_what_uv_has_no_name_for_is_told(nobodys: TargetPython, words: str) -> None:
    assert uv_platform(nobodys) is None
    assert nameless(nobodys) == words
