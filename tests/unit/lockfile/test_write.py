from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from pypixi.lockfile.model import LockedPlatform, LockFile, SolveOptions
from pypixi.lockfile.write import format_lock_file
from pypixi.records.conda import RunExports
from pypixi.specs.indexes import FindLinks
from pypixi.specs.solving import ChannelPriority, PrereleaseMode, SolveStrategy
from pypixi.values import replace
from unit.lockfile.judge import judged, parse
from unit.lockfile.samples import (
    CHANNEL,
    LINUX,
    ZLIB,
    binary,
    directory,
    environment,
    lock,
    source,
    wheel,
)

if TYPE_CHECKING:
    from pypixi.records.conda import CondaRecord

DIGEST = "ab" * 32
SHORT = "cd" * 16
LOCAL = "/srv/my chan/noarch/bar-1.10-py_0.conda"
FULL = binary(
    name="ZLib",
    version="1.30",
    build="other_9",
    build_number=3,
    subdir="osx-64",
    noarch="python",
    sha256=DIGEST,
    md5=SHORT,
    legacy_bz2_md5="0" * 32,
    depends=("b >=1", "a", "a"),
    constrains=("c <3",),
    extra_depends={"z": ("q",), "a": (), "x: y": ("1",)},
    channel="https://elsewhere.example.org",
    features="f",
    flags=("blas:mkl", "2"),
    track_features=("t", ""),
    file_name="zlib-1.3-h1_4.tar.bz2",
    license="",
    license_family="GPL",
    purls=("pkg:pypi/zlib",),
    run_exports=RunExports(
        weak=("a",),
        strong=("b",),
        noarch=("c",),
        weak_constrains=("d",),
        strong_constrains=("e",),
    ),
    size=0,
    legacy_bz2_size=2**64 - 1,
    timestamp=1_700_000_000_123,
    python_site_packages_path="lib/python3.13t/site-packages",
)
GIT = "git+https://g.example.org/x?branch=main#" + "a" * 40
FULL_SOURCE = source(
    location=GIT,
    version="1.0",
    build="h_3",
    build_number=3,
    subdir="noarch",
    noarch="generic",
    variants={"z": "2.28", "a": 1, "b": True, "c": "x", "d": -5},
    depends=("b", "a"),
    constrains=("c",),
    extra_depends={"dev": ("d",)},
    features="f",
    flags=("g",),
    track_features=("t",),
    license="MIT",
    license_family="OTHER",
    purls=(),
    run_exports=RunExports(weak=("mylib",)),
    size=4,
    source={"rev": "abc", "git": "https://g.example.org/s", "subdir": "s", "tag": "1"},
    source_depends={
        "z": {"path": "../q"},
        "b": {"lfs": False, "git": "https://g.example.org/x", "branch": "main"},
        "c": {"url": "https://u.example.org/a.tar.gz", "sha256": DIGEST, "md5": SHORT},
    },
    python_site_packages_path="p",
)
BUILDER = binary(f"{CHANNEL}/linux-64/cmake-3.30-h_0.conda")
BUILD_SETS = lock(
    source(
        build_packages=(("conda", BUILDER.url), ("conda", ZLIB)),
        host_packages=(("conda_source", "y[2] @ y"), ("pypi", "./app")),
    ),
    binary(),
    build_packages=(
        BUILDER,
        source("y", "y", hash="2", host_packages=(("conda", BUILDER.url),)),
        directory(build_packages=(("pypi", "./app"),)),
    ),
)
CASES = {
    "nothing": LockFile(),
    "no packages": lock(),
    "no platforms locked": lock(environments={"a": environment(packages={})}),
    "bare binary": lock(binary()),
    "binary with every field": lock(FULL),
    "known to be empty": lock(binary(purls=(), run_exports=RunExports())),
    "usual noarch": lock(binary(f"{CHANNEL}/noarch/a-1-py_0.conda", noarch="python")),
    "unusual noarch": lock(binary(f"{CHANNEL}/noarch/a-1-py_0.conda", noarch=None)),
    "channel at the root of a host": lock(
        binary(channel="https://elsewhere.example.org"),
        binary("https://h.example.org/linux-64/a-1-0.conda"),
        binary("https://h.example.org/a-1-0.conda", subdir="linux-64"),
    ),
    "local channel": lock(
        binary(
            LOCAL, subdir="noarch", noarch="python", channel="file:///srv/my%20chan"
        ),
        binary("/x/a-1-0.conda", subdir="linux-64"),
        binary(r"C:\chan\a-1-0.conda", subdir="win-64"),
        binary(r"\\host\chan\a-1-0.conda", subdir="win-64"),
    ),
    "file name that tells nothing": lock(
        binary(f"{CHANNEL}/linux-64/a-b!-0.conda", name="a", version="1", build="x_3")
    ),
    "partial source": lock(source(purls=(), license="MIT", flags=("a",))),
    "full source": lock(FULL_SOURCE),
    "source from an archive": lock(
        source(
            source={"url": "https://u.example.org/x.zip", "sha256": DIGEST},
        )
    ),
    "source from a path": lock(source(source={"path": "../x"})),
    "source at a revision": lock(
        source(source={"git": "file:///x/y", "explicit_rev": True, "rev": "1"})
    ),
    "build sets": BUILD_SETS,
    "wheels": lock(
        wheel(),
        wheel(
            "a-b",
            md5=SHORT,
            index="https://pypi.example.org/simple",
            requires_dist=("x>=1,<2", "c[d,e] ; extra == 'f'", "o @ file:../other"),
            requires_python=">=3.9",
        ),
        wheel("direct", location="direct+https://u.example.org/x.whl", sha256=None),
        wheel("git", location=GIT, sha256=None),
    ),
    "directories": lock(
        directory("."), directory("./", "b"), directory("../c", "c", requires_python="")
    ),
    "rich platforms": lock(
        platforms=(
            LockedPlatform(
                name="p1", subdir="linux-64", virtual_packages=("__cuda=12.0",)
            ),
            LINUX,
            LockedPlatform(
                name="é_1",
                subdir="osx-64",
                virtual_packages=("__unix=0=0", "__linux=4.18", "__unix=0=0"),
            ),
            LockedPlatform(name="1", subdir="noarch"),
        ),
    ),
    "options": lock(
        environments={
            f"e{at}": environment(options=options)
            for at, options in enumerate(
                [
                    SolveOptions(strategy=SolveStrategy.LOWEST),
                    SolveOptions(strategy=SolveStrategy.LOWEST_DIRECT),
                    SolveOptions(channel_priority=ChannelPriority.DISABLED),
                    SolveOptions(channel_priority=ChannelPriority.FLEXIBLE),
                    SolveOptions(pypi_prerelease_mode=PrereleaseMode.DISALLOW),
                    SolveOptions(
                        strategy=SolveStrategy.LOWEST,
                        channel_priority=ChannelPriority.FLEXIBLE,
                        pypi_prerelease_mode=PrereleaseMode.IF_NECESSARY,
                    ),
                ]
            )
        }
    ),
    "indexes": lock(
        environments={
            "b": environment(channels=(), indexes=()),
            "B": environment(
                indexes=("https://pypi.example.org/simple",),
                find_links=(
                    FindLinks(path="./wheels"),
                    FindLinks(url="https://files.example.org/flat.html"),
                    FindLinks(path=""),
                ),
            ),
            "a": environment(channels=("conda-forge", "/srv/chan", "file:///c/")),
        }
    ),
    "order": lock(
        *(directory("./z", "z"), source("b"), source("Q"), source("a", "./x")),
        *(
            binary(f"{CHANNEL}/{name}")
            for name in (
                *(
                    "noarch/a-1-0.conda",
                    "linux-64/a-1-0.tar.bz2",
                    "linux-64/_a-1-0.conda",
                ),
                *(
                    "linux-64/A-1-0.conda",
                    "linux-64/a-1.0-0.conda",
                    "noarch/é-1-0.conda",
                ),
            )
            if "é" not in name
        ),
        wheel(),
    ),
}


@pytest.mark.parametrize("written", CASES.values(), ids=list(CASES))
def test_engine_writes_the_same_bytes(written: LockFile) -> None:
    text = format_lock_file(written)
    assert judged(text) == text


@pytest.mark.parametrize("written", CASES.values(), ids=list(CASES))
def test_canonical_text_survives_reading_and_writing(written: LockFile) -> None:
    text = format_lock_file(written)
    assert format_lock_file(parse(text)) == text


def test_document_has_the_shape_of_the_original() -> None:
    record = binary(sha256=DIGEST, depends=("libc >=2", ">=odd"), timestamp=0)
    assert format_lock_file(lock(record)) == dedent(
        f"""\
        version: 7
        platforms:
        - name: linux-64
        environments:
          default:
            channels:
            - url: {CHANNEL}/
            packages:
              linux-64:
              - conda: {ZLIB}
        packages:
        - conda: {ZLIB}
          sha256: {DIGEST}
          depends:
          - libc >=2
          - '>=odd'
          timestamp: 0
        """
    )


def test_record_without_a_channel_says_so() -> None:
    assert "\n  channel: null\n" in format_lock_file(lock(binary(channel=None)))


def test_find_links_without_indexes_are_not_written() -> None:
    found = environment(find_links=(FindLinks(path="./x"),))
    assert "find-links" not in format_lock_file(lock(environments={"a": found}))


def test_package_urls_are_sorted_by_their_parts() -> None:
    shuffled = (
        "pkg:pypi/b",
        "pkg:pypi/a-b",
        "pkg:pypi/ns/a",
        "pkg:pypi/a@1.0#sub",
        "pkg:pypi/a%40b",
        "pkg:pypi/a?x=1",
        "pkg:pypi/a@1.0",
        "pkg:conda/a@1",
        "pkg:pypi/a",
        "pkg:pypi/a@1-0",
        "pkg:pypi/b",
    )
    text = format_lock_file(lock(binary(purls=shuffled)))
    assert judged(text) == text
    assert text.count("pkg:") == len(set(shuffled))


@pytest.mark.parametrize(
    ("first", "second", "merged"),
    [
        (
            binary(md5=SHORT, license="MIT"),
            binary(md5="0" * 32, sha256=DIGEST, license="BSD", purls=()),
            binary(md5=SHORT, sha256=DIGEST, license="MIT", purls=()),
        ),
        (
            binary(purls=("pkg:pypi/a",), run_exports=RunExports()),
            binary(purls=(), run_exports=RunExports(weak=("x",))),
            binary(purls=("pkg:pypi/a",), run_exports=RunExports()),
        ),
        (
            wheel(requires_dist=("a", "b")),
            wheel(requires_dist=("c", "b"), md5=SHORT),
            wheel(requires_dist=("a", "b", "c")),
        ),
        (source(license="MIT"), source(license="BSD"), source(license="MIT")),
    ],
    ids=["binary", "empty is known", "pypi", "source"],
)
def test_two_sightings_become_one_entry(
    first: CondaRecord, second: CondaRecord, merged: CondaRecord
) -> None:
    seen = {"a": environment(first), "b": environment(second)}
    expected = {"a": environment(merged), "b": environment(merged)}
    text = format_lock_file(lock(environments=seen))
    assert text == format_lock_file(lock(environments=expected))


def test_unused_packages_are_dropped() -> None:
    assert format_lock_file(lock(build_packages=(BUILDER,))) == format_lock_file(lock())


def test_selector_given_twice_is_written_once() -> None:
    assert format_lock_file(lock(binary(), binary())).count("- conda:") == 2


def test_build_set_with_a_missing_package_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        format_lock_file(lock(source(build_packages=(("conda", ZLIB),))))


def test_partial_source_keeps_nothing_that_may_change() -> None:
    partial = replace(FULL_SOURCE, version=None)
    text = format_lock_file(lock(partial))
    assert judged(text) == text
    assert "build_number" not in text
    assert "license_family" not in text
