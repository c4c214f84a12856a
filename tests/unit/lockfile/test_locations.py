from __future__ import annotations

from pathlib import Path

import pytest

from pypixi.lockfile.locations import (
    Derived,
    build_number_of,
    derive,
    location_to_url,
    noarch_of,
    url_to_location,
)

ROOT = Path("/work/my project")
PAIRS = {
    "https://h.org/c/noarch/a-1-0.conda": "https://h.org/c/noarch/a-1-0.conda",
    "/srv/chan/a-1!2-0.conda": "file:///srv/chan/a-1!2-0.conda",
    "/srv/a b/ché%20#/a-1-0.conda": "file:///srv/a%20b/ch%C3%A9%2520%23/a-1-0.conda",
    r"C:\my chan\a-1-0.conda": "file:///C:/my%20chan/a-1-0.conda",
    r"\\host\s h\a-1-0.conda": "file://host/s%20h/a-1-0.conda",
}
# As the engine encodes them; read from a record it made.
ENCODED = (
    "/srv/a b!c#d?e%f^g|h[i]j{k}l~m'n\"o$p&q(r)*s+t,u;v=w:x@y`z<>/x.conda",
    (
        "file:///srv/a%20b!c%23d%3Fe%25f^g|h[i]j%7Bk%7Dl~m'n%22o$p&q(r)*s+t,u;v=w:x@y"
        "%60z%3C%3E/x.conda"
    ),
)


@pytest.mark.parametrize(("location", "url"), [*PAIRS.items(), ENCODED])
def test_location_and_url_are_two_spellings(location: str, url: str) -> None:
    assert location_to_url(location, ROOT) == url
    assert url_to_location(url) == location


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("./x/a-1-0.conda", "file:///work/my%20project/x/a-1-0.conda"),
        ("../a-1-0.conda", "file:///work/a-1-0.conda"),
        ("c:/x/a-1-0.conda", "file:///c:/x/a-1-0.conda"),
    ],
)
def test_relative_location_starts_at_the_root(location: str, url: str) -> None:
    assert location_to_url(location, ROOT) == url


def test_local_host_of_a_file_url_is_dropped() -> None:
    assert url_to_location("file://localhost/x/a-1-0.conda") == "/x/a-1-0.conda"


@pytest.mark.parametrize(
    ("location", "subdir", "channel"),
    [
        ("https://h.org/c/d/linux-64/a-1-0.conda", "linux-64", "https://h.org/c/d"),
        ("https://h.org/c/d/other/a-1-0.conda", None, "https://h.org/c/d"),
        ("https://h.org/linux-64/a-1-0.conda", "linux-64", "https://h.org"),
        ("https://h.org/a-1-0.conda", None, "https://h.org"),
        ("https://h.org/c/noarch/a-1-0.conda#m", "noarch", "https://h.org/c#m"),
        ("oci://h.org/c/noarch/a-1-0.conda", None, "oci://h.org/c"),
        ("/srv/c/noarch/a-1-0.conda", None, None),
    ],
)
def test_url_tells_subdir_and_channel(
    location: str, subdir: str | None, channel: str | None
) -> None:
    assert derive(location) == Derived(
        file_name="a-1-0.conda",
        name="a",
        version="1",
        build="0",
        subdir=subdir,
        channel=channel,
    )


def test_file_name_with_a_malformed_version_tells_nothing() -> None:
    assert derive("/x/a-b!-0.conda") == Derived(file_name="a-b!-0.conda")


def test_file_that_is_no_archive_tells_nothing() -> None:
    assert derive("/x/a-1-0.zip") == Derived()


@pytest.mark.parametrize(
    ("build", "number"),
    [("py313hb6a6212_1", 1), ("2", 2), ("123_", 0), ("h_0007", 7), ("h" + "9" * 30, 0)],
)
def test_build_string_ends_in_the_build_number(build: str, number: int) -> None:
    assert build_number_of(build) == number


@pytest.mark.parametrize(
    ("subdir", "build", "noarch"),
    [
        ("noarch", "pyhd8ed1ab_0", "python"),
        ("noarch", "hd8ed1ab_0", "generic"),
        ("linux-64", "py313_0", None),
    ],
)
def test_subdir_and_build_tell_noarch(
    subdir: str, build: str, noarch: str | None
) -> None:
    assert noarch_of(subdir, build) == noarch
