"""Lock files of all shapes for property tests, in the order a reader returns them."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from pypixi.lockfile.locations import KNOWN_SUBDIRS, url_to_location
from pypixi.lockfile.model import (
    LockedEnvironment,
    LockedPlatform,
    LockFile,
    SolveOptions,
    needed_to_build,
    selector,
)
from pypixi.records.conda import CondaRecord, RunExports
from pypixi.specs.indexes import FindLinks
from pypixi.specs.solving import ChannelPriority, PrereleaseMode, SolveStrategy
from unit.lockfile.samples import binary, source, wheel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypixi.lockfile.model import LockedPackage, Selector
    from pypixi.records.pypi import PypiRecord
    from pypixi.records.source import CondaSourceRecord

HEX = "0123456789abcdef"
INDICATORS = "-?:,[]{}#&*!|>'\"%@` ~.0123456789=<\n\t\\"
# Unicode line separators are spelled otherwise in company of line breaks.
odd_texts = st.text(
    st.sampled_from(INDICATORS + string.ascii_letters)
    | st.characters(exclude_categories=["Cs"], exclude_characters="\u2028\u2029"),
    max_size=12,
)
keys = odd_texts.filter(lambda key: not {*"\n\r\x85"} & {*key})
names = st.text(string.ascii_lowercase + string.digits + "_.-", min_size=1, max_size=8)
dashed = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,4})?", fullmatch=True)
versions = st.from_regex(
    r"([0-9]!)?[0-9]{1,3}(\.[0-9a-z]{1,3}){0,3}(_[0-9a-z])?", fullmatch=True
)
builds = st.from_regex(r"(py|h)?[a-z0-9]{0,4}_?[0-9]{1,3}", fullmatch=True)
subdirs = st.sampled_from(sorted(KNOWN_SUBDIRS))
lists = st.lists(odd_texts, max_size=3).map(tuple)
digests = st.text(HEX, min_size=64, max_size=64)
short_digests = st.text(HEX, min_size=32, max_size=32)
sizes = st.integers(0, 2**64 - 1)
groups = st.dictionaries(keys, lists, max_size=3).map(
    lambda table: dict(sorted(table.items()))
)
run_exports = st.builds(
    RunExports,
    weak=lists,
    strong=lists,
    noarch=lists,
    weak_constrains=lists,
    strong_constrains=lists,
)
purls = st.lists(
    st.from_regex(r"pkg:pypi/[a-z0-9]{1,5}", fullmatch=True), max_size=3
).map(lambda found: tuple(sorted(set(found))))
noarchs = st.sampled_from(["python", "generic", None])
variable_names = st.sampled_from([(), (), (), ("TOKEN",), ("A", "B")])
channel_urls = dashed.map(lambda name: f"https://c.example.org/{name}")


@st.composite
def locations(draw: st.DrawFn) -> tuple[str, str]:
    """Return where an archive is, with its subdir."""
    subdir = draw(subdirs)
    archive = f"{draw(names)}-{draw(versions)}-{draw(builds)}"
    folder = draw(
        st.sampled_from(
            [
                "https://h.example.org/",
                "https://h.example.org/c/",
                "http://user:secret@h.example.org/t/token/c/",
                "oci://h.example.org/c/",
                "/srv/my chan/",
                "../my chan/",
                "chan/",
                "/srv/ché%20#/",
                "C:\\chan\\",
            ]
        )
    )
    ending = draw(st.sampled_from(["conda", "tar.bz2"]))
    separator = "\\" if "\\" in folder else "/"
    return f"{folder}{subdir}{separator}{archive}.{ending}", subdir


@st.composite
def binaries(draw: st.DrawFn) -> CondaRecord:
    """Return any binary record."""
    location, subdir = draw(locations())
    fields = draw(
        st.fixed_dictionaries(
            {"noarch": noarchs},
            optional={
                "name": names,
                "version": versions,
                "build": builds,
                "build_number": sizes,
                "subdir": subdirs,
                "sha256": digests,
                "md5": short_digests,
                "legacy_bz2_md5": short_digests,
                "depends": lists,
                "constrains": lists,
                "extra_depends": groups,
                "channel": channel_urls,
                "features": odd_texts,
                "flags": lists,
                "track_features": lists,
                "file_name": st.just("other-1-0.conda"),
                "license": odd_texts,
                "license_family": odd_texts,
                "purls": purls,
                "run_exports": run_exports,
                "size": sizes,
                "legacy_bz2_size": sizes,
                # Smaller numbers would be read as seconds.
                "timestamp": st.just(0) | st.integers(2**38, 2**47),
                "python_site_packages_path": odd_texts,
            },
        )
    )
    if not location.startswith("http"):
        fields.setdefault("subdir", subdir)
    return binary(location, **fields)


source_code = st.one_of(
    st.fixed_dictionaries({"path": odd_texts}),
    st.fixed_dictionaries(
        {"url": st.just("https://u.example.org/x.zip"), "sha256": digests},
        optional={"subdir": odd_texts},
    ),
    st.fixed_dictionaries(
        {"git": st.just("https://g.example.org/x"), "rev": odd_texts},
        optional={"subdir": odd_texts, "branch": odd_texts},
    ),
    st.fixed_dictionaries(
        {
            "git": st.just("https://g.example.org/x"),
            "rev": odd_texts,
            "explicit_rev": st.just(value=True),
        },
    ),
)
source_places = st.one_of(
    st.fixed_dictionaries({"path": odd_texts}),
    st.fixed_dictionaries(
        {"url": st.just("https://u.example.org/x.zip")},
        optional={"md5": short_digests, "sha256": digests, "subdirectory": odd_texts},
    ),
    st.fixed_dictionaries(
        {"git": st.just("https://g.example.org/x")},
        optional={"tag": odd_texts, "subdirectory": odd_texts, "lfs": st.booleans()},
    ),
)
shared_fields = {
    "variants": st.dictionaries(
        keys, odd_texts | st.booleans() | st.integers(-(2**63), 2**63 - 1), max_size=3
    ),
    "depends": lists,
    "constrains": lists,
    "extra_depends": groups,
    "flags": lists,
    "license": odd_texts,
    "purls": purls,
    "run_exports": run_exports.filter(lambda exports: exports != RunExports()),
    "source": source_code,
    "source_depends": st.dictionaries(keys, source_places, max_size=2),
}
full_fields = {
    "build": builds,
    "build_number": sizes,
    "noarch": noarchs,
    "features": odd_texts,
    "track_features": lists,
    "license_family": odd_texts,
    "size": sizes,
    "python_site_packages_path": odd_texts,
}


@st.composite
def sources(
    draw: st.DrawFn, sets: dict[str, tuple[Selector, ...]]
) -> CondaSourceRecord:
    """Return any source record."""
    partial = st.fixed_dictionaries({}, optional=shared_fields)
    full = st.fixed_dictionaries(
        {"version": versions, "subdir": subdirs},
        optional={**shared_fields, **full_fields},
    )
    return source(
        draw(names),
        draw(st.sampled_from([".", "libs/a", "../b", "/abs/c", "./d e"])),
        hash=draw(st.text(HEX, min_size=8, max_size=8)),
        **draw(partial | full),
        **sets,
    )


@st.composite
def pypis(draw: st.DrawFn, sets: dict[str, tuple[Selector, ...]]) -> PypiRecord:
    """Return any PyPI record, its requirements as the original prints them."""
    needs = ["a", "a>=1,<2", "b[c] ; extra == 'd'", "e @ file:../e", "f @ ./f"]
    shared = {
        "requires_dist": st.lists(st.sampled_from(needs), max_size=3).map(tuple),
        "requires_python": st.sampled_from(["", ">=3.9", ">=3.9,!=3.10.*,<4"]),
    }
    directory = st.fixed_dictionaries(
        {"location": odd_texts, "version": st.none(), "sha256": st.none()},
        optional={**shared, **{name: st.just(found) for name, found in sets.items()}},
    )
    archive = st.fixed_dictionaries(
        {"sha256": st.none() | digests},
        optional={
            **shared,
            "md5": short_digests,
            "index": st.just("https://pypi.example.org/simple"),
        },
    )
    return wheel(draw(dashed), **draw(directory | archive))


options = st.builds(
    SolveOptions,
    strategy=st.sampled_from(SolveStrategy),
    channel_priority=st.sampled_from(ChannelPriority),
    pypi_prerelease_mode=st.sampled_from(PrereleaseMode),
)
platforms = st.builds(
    LockedPlatform,
    name=st.from_regex(r"[a-zé0-9_-]{1,6}", fullmatch=True),
    subdir=subdirs,
    virtual_packages=lists,
)
find_links = st.builds(FindLinks, path=odd_texts) | st.just(
    FindLinks(url="https://files.example.org/flat.html")
)


def spelled(package: LockedPackage) -> str | None:
    """Return the relative location of an archive."""
    return package.location if isinstance(package, CondaRecord) else None


def in_order(packages: Sequence[LockedPackage]) -> tuple[LockedPackage, ...]:
    """Return packages as they are ordered in a file, each once."""
    by_text = {
        (kind, spelled(package) or url_to_location(text)): package
        for package in packages
        for kind, text in [selector(package)]
    }
    return tuple(
        package for _, package in sorted(by_text.items(), key=lambda pair: pair[0])
    )


@st.composite
def package_pools(draw: st.DrawFn) -> tuple[LockedPackage, ...]:
    """Return packages some of which are built with others of them."""
    found: list[LockedPackage] = draw(st.lists(binaries(), max_size=4))
    for _ in range(draw(st.integers(0, 3))):
        chosen = draw(st.lists(st.sampled_from(found), max_size=3)) if found else []
        sets = {"host_packages": tuple(map(selector, in_order(chosen)))}
        found.append(draw(sources(sets) | pypis(sets)))
    return in_order(found)


@st.composite
def environments(
    draw: st.DrawFn, pool: Sequence[LockedPackage], names: Sequence[str]
) -> LockedEnvironment:
    """Return an environment with packages of the pool."""
    chosen = st.lists(st.sampled_from(pool), max_size=4) if pool else st.just([])
    packages = (
        st.dictionaries(st.sampled_from(names), chosen.map(in_order))
        if names
        else st.just({})
    )
    # The engine would add a first index to every package that is written without one.
    indexes = draw(st.sampled_from([None, ()]))
    channels = draw(lists)
    variables = {channel: draw(variable_names) for channel in channels}
    return LockedEnvironment(
        channels=channels,
        used_env_vars={key: names for key, names in variables.items() if names},
        indexes=indexes,
        find_links=()
        if indexes is None
        else draw(st.lists(find_links, max_size=2).map(tuple)),
        options=draw(options),
        packages=draw(packages),
    )


@st.composite
def lock_files(draw: st.DrawFn) -> LockFile:
    """Return any lock file."""
    found = draw(st.lists(platforms, max_size=3, unique_by=lambda row: row.name))
    pool = draw(package_pools())
    table = draw(
        st.dictionaries(
            keys, environments(pool, [row.name for row in found]), max_size=3
        )
    )
    held = [
        package
        for environment in table.values()
        for packages in environment.packages.values()
        for package in packages
    ]
    known = {selector(package): package for package in pool}
    needed = needed_to_build(held, known)
    return LockFile(
        platforms=tuple(sorted(found, key=lambda row: row.name)),
        environments=table,
        build_packages=in_order([package for package in needed if package not in held]),
    )
