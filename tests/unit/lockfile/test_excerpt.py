from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from pypixi.lockfile.excerpt import excerpt
from pypixi.lockfile.model import LockedPlatform, LockFile, build_sets
from pypixi.lockfile.read import parse_excerpt
from pypixi.lockfile.write import format_lock_file
from pypixi.values import replace
from unit.lockfile.judge import LOCK, parse
from unit.lockfile.samples import (
    CHANNEL,
    LINUX,
    binary,
    environment,
    lock,
    source,
    wheel,
)
from unit.lockfile.strategies import lock_files

OSX = LockedPlatform(name="osx-arm64", subdir="osx-arm64")
FLAX = binary(f"{CHANNEL}/osx-arm64/flax-1.0-0.conda")
TWO = LockFile(
    platforms=(LINUX, OSX),
    environments={
        "311": environment(binary()),
        "default": environment(
            packages={"linux-64": (binary(), wheel()), "osx-arm64": (FLAX,)}
        ),
        "default-not": environment(wheel("flask")),
    },
)
TEXT = format_lock_file(TWO)


def test_environment_is_cut_out() -> None:
    part = excerpt(TEXT, {"311": None})
    assert part == format_lock_file(
        replace(TWO, environments={"311": TWO.environments["311"]})
    )


def test_platform_of_an_environment_is_cut_out() -> None:
    found = parse_excerpt(TEXT, {"default": "osx-arm64"}, path=LOCK)
    only = replace(TWO.environments["default"], packages={"osx-arm64": (FLAX,)})
    assert found == replace(TWO, environments={"default": only})


def test_platform_without_packages_is_cut_out() -> None:
    found = parse_excerpt(TEXT, {"311": "osx-arm64"}, path=LOCK)
    empty = replace(TWO.environments["311"], packages={})
    assert found == replace(TWO, environments={"311": empty})


def test_nothing_is_cut_out() -> None:
    assert parse_excerpt(TEXT, {}, path=LOCK) == replace(TWO, environments={})


def test_environment_that_is_not_there_is_not_guessed() -> None:
    assert excerpt(TEXT, {"default": None, "other": None}) is None


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("version: 7", "version: 6"),
        TEXT.replace("packages:\n- ", "packages: # all\n- "),
        TEXT.partition("\npackages:")[0] + "\n",
        TEXT.removesuffix("\n"),
        "",
    ],
    ids=["line ends", "version", "comment", "no packages", "no end", "empty"],
)
def test_text_that_is_laid_out_otherwise_is_not_guessed(text: str) -> None:
    assert excerpt(text, {"default": None}) is None


def test_part_that_only_the_engine_can_read_is_left_to_it() -> None:
    text = TEXT.replace("  sha256: ab", "  sha256:  ab")
    assert parse_excerpt(text, {"default": None}, path=LOCK) is None
    assert parse_excerpt(text, {"311": None}, path=LOCK) is not None


def test_package_that_is_missing_is_left_to_whoever_reads_all() -> None:
    text = TEXT.replace(f"- conda: {FLAX.url}\n  ", "- conda: x-1-0.conda\n  ")
    assert parse_excerpt(text, {"default": None}, path=LOCK) is None


def test_source_package_is_left_to_whoever_reads_all() -> None:
    zlib = binary()
    built = source(host_packages=(("conda", zlib.url),))
    text = format_lock_file(lock(built, build_packages=(zlib,)))
    assert excerpt(text, {"default": None}) is None


@given(lock_files())
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_excerpt_says_the_same_as_the_whole(whole: LockFile) -> None:
    text = format_lock_file(whole)
    read = parse(text)
    for name, locked in read.environments.items():
        rows = [row for packages in locked.packages.values() for row in packages]
        found = parse_excerpt(text, {name: None}, path=Path(LOCK))
        if not rows or any(map(build_sets, rows)):
            continue  # told by the whole alone
        assert found is not None
        assert found.platforms == read.platforms
        assert found.environments == {name: locked}
