"""Lock files of all shapes, made by chance."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any, TypeVar

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
    from collections.abc import Callable, Mapping, Sequence
    from random import Random

    from pypixi.lockfile.model import LockedPackage, Selector
    from pypixi.records.pypi import PypiRecord
    from pypixi.records.source import CondaSourceRecord

    Maker = Callable[[Random], Any]
    TextMaker = Callable[[Random], str]

_T = TypeVar("_T")

_LOWER = string.ascii_lowercase + string.digits
_ODD = (
    "-?:,[]{}#&*!|>'\"%@` ~.0123456789=<\n\t\\abcTruenul\x00\x1b\x85\xa0éß日☃\ufeff🐟"
)
_WORDS = ("", "null", "~", "true", "no", "1.10", "007", "0x1F", "1e3", ".nan", "- a")
_FOLDERS = (
    "https://h.example.org/",
    "https://h.example.org/c/",
    "http://user:secret@h.example.org/t/token/c/",
    "oci://h.example.org/c/",
    "/srv/my chan/",
    "/srv/ché%20#/",
    "C:\\chan\\",
    "../my chan/",
    "chan/",
)
_NEEDS = ("a", "a>=1,<2", "b[c] ; extra == 'd'", "e @ file:../e", "f @ ./f")
_SUBDIRS = sorted(KNOWN_SUBDIRS)


def made_lock(chance: Random) -> LockFile:
    """Return any lock file."""
    names = dict.fromkeys(_platform_name(chance) for _ in range(chance.randrange(4)))
    pool = _packages(chance)
    table = {
        _key(chance): _environment(chance, pool, tuple(names))
        for _ in range(chance.randrange(4))
    }
    held = [
        package
        for environment in table.values()
        for packages in environment.packages.values()
        for package in packages
    ]
    needed = needed_to_build(held, {selector(each): each for each in pool})
    return LockFile(
        platforms=tuple(_platform(chance, name) for name in sorted(names)),
        environments=table,
        build_packages=_in_order([each for each in needed if each not in held]),
    )


def odd_text(chance: Random) -> str:
    """Return a text that may have to be quoted."""
    kind = chance.random()
    if kind < 0.3:
        return chance.choice(_WORDS)
    if kind < 0.5:
        return _of(string.printable[:95], 0, 60)(chance)
    return _of(_ODD, 0, 12)(chance)


def _of(characters: str, least: int, most: int) -> TextMaker:
    """Return a maker of texts of some characters."""

    def make(chance: Random) -> str:
        return "".join(chance.choices(characters, k=chance.randint(least, most)))

    return make


def _list(maker: Maker) -> Maker:
    def make(chance: Random) -> tuple[Any, ...]:
        return tuple(maker(chance) for _ in range(chance.randrange(4)))

    return make


def _one_of(*values: Any) -> Maker:
    return lambda chance: chance.choice(values)


def _key(chance: Random) -> str:
    """Return a key of a map, which stands on one line of not too many bytes."""
    return odd_text(chance).translate(dict.fromkeys(map(ord, "\n\r\x85")))


def _table(maker: Maker) -> Maker:
    def make(chance: Random) -> dict[str, Any]:
        keys = sorted({_key(chance) for _ in range(chance.randrange(4))})
        return {key: maker(chance) for key in keys}

    return make


def _number(largest: int) -> Maker:
    return lambda chance: chance.randint(0, largest) >> chance.randrange(64)


def _some(chance: Random, makers: Mapping[str, Maker]) -> dict[str, Any]:
    """Return some of the fields: often few, at times all of them."""
    share = chance.choice((0.1, 0.3, 0.6, 1))
    return {
        key: make(chance) for key, make in makers.items() if chance.random() < share
    }


_texts = _list(odd_text)
_name = _of(f"{_LOWER}_.-", 1, 8)
_sha256 = _of("0123456789abcdef", 64, 64)
_md5 = _of("0123456789abcdef", 32, 32)
_size = _number(2**64 - 1)


def _dashed(chance: Random) -> str:
    return "-".join(_of(_LOWER, 1, 4)(chance) for _ in range(chance.randint(1, 2)))


def _version(chance: Random) -> str:
    parts = [str(chance.randrange(200)) for _ in range(chance.randint(1, 4))]
    epoch, end = chance.choice(("", "", "2!")), chance.choice(("", "", "rc1", "_a"))
    return f"{epoch}{'.'.join(parts)}{end}"


def _build(chance: Random) -> str:
    text = _of(_LOWER, 0, 4)(chance)
    start, number = chance.choice(("py", "h", "")), chance.randrange(1000)
    return f"{start}{text}{chance.choice(('_', ''))}{number}"


def _purls(chance: Random) -> tuple[str, ...]:
    return tuple(sorted({f"pkg:pypi/{_of(_LOWER, 1, 5)(chance)}" for _ in range(2)}))


def _run_exports(chance: Random) -> RunExports:
    kinds = ("weak", "strong", "noarch", "weak_constrains", "strong_constrains")
    return RunExports(**_some(chance, dict.fromkeys(kinds, _texts)))


_BINARY: dict[str, Maker] = {
    "name": _name,
    "version": _version,
    "build": _build,
    "build_number": _size,
    "subdir": _one_of(*_SUBDIRS),
    "sha256": _sha256,
    "md5": _md5,
    "legacy_bz2_md5": _md5,
    "depends": _texts,
    "constrains": _texts,
    "extra_depends": _table(_texts),
    "channel": lambda chance: f"https://c.example.org/{_dashed(chance)}",
    "features": odd_text,
    "flags": _texts,
    "track_features": _texts,
    "file_name": _one_of("other-1-0.conda"),
    "license": odd_text,
    "license_family": odd_text,
    "purls": lambda chance: chance.choice((_purls(chance), ())),
    "run_exports": _run_exports,
    "size": _size,
    "legacy_bz2_size": _size,
    # Smaller numbers would be read as seconds.
    "timestamp": lambda chance: chance.choice((0, chance.randint(2**38, 2**47))),
    "python_site_packages_path": odd_text,
}


def _binary(chance: Random) -> CondaRecord:
    subdir, folder = chance.choice(_SUBDIRS), chance.choice(_FOLDERS)
    archive = f"{_name(chance)}-{_version(chance)}-{_build(chance)}"
    separator = "\\" if "\\" in folder else "/"
    ending = chance.choice(("conda", "tar.bz2"))
    fields = _some(chance, _BINARY)
    if not folder.startswith("http"):
        fields.setdefault("subdir", subdir)
    return binary(
        f"{folder}{subdir}{separator}{archive}.{ending}",
        noarch=chance.choice(("python", "generic", None)),
        **fields,
    )


_GIT = "https://g.example.org/x"
_ARCHIVE = "https://u.example.org/x.zip"


def _source_code(chance: Random) -> dict[str, Any]:
    subdir = _some(chance, {"subdir": odd_text})
    match chance.randrange(4):
        case 0:
            return {"path": odd_text(chance)}
        case 1:
            return {"url": _ARCHIVE, "sha256": _sha256(chance), **subdir}
        case 2:
            return {"git": _GIT, "rev": odd_text(chance), "explicit_rev": True}
        case _:
            named = {chance.choice(("branch", "tag")): odd_text(chance)}
            return {"git": _GIT, "rev": odd_text(chance), **subdir, **named}


def _source_place(chance: Random) -> dict[str, Any]:
    shared: dict[str, Maker] = {"subdirectory": odd_text}
    match chance.randrange(3):
        case 0:
            return {"path": odd_text(chance)}
        case 1:
            hashes = {"md5": _md5, "sha256": _sha256}
            return {"url": _ARCHIVE, **_some(chance, {**shared, **hashes})}
        case _:
            reference = chance.choice(("tag", "branch", "rev"))
            keys = {**shared, reference: odd_text, "lfs": _one_of(True, False)}
            return {"git": _GIT, **_some(chance, keys)}


def _variant(chance: Random) -> str | int | bool:
    number = chance.randint(-(2**63), 2**63 - 1)
    found: str | int | bool = chance.choice((odd_text(chance), number, True, False))
    return found


_PARTIAL: dict[str, Maker] = {
    "variants": _table(_variant),
    "depends": _texts,
    "constrains": _texts,
    "extra_depends": _table(_texts),
    "flags": _texts,
    "license": odd_text,
    "purls": _purls,
    "run_exports": lambda _: RunExports(weak=("a",)),
    "source": _source_code,
    "source_depends": _table(_source_place),
}
_FULL: dict[str, Maker] = {
    "build": _build,
    "build_number": _size,
    "noarch": _one_of("python", "generic", None),
    "features": odd_text,
    "track_features": _texts,
    "license_family": odd_text,
    "size": _size,
    "python_site_packages_path": odd_text,
}


def _source(chance: Random, sets: Mapping[str, tuple[Selector, ...]]) -> Any:
    fields = _some(chance, _PARTIAL)
    if chance.random() < 0.5:
        fields |= {"version": _version(chance), "subdir": chance.choice(_SUBDIRS)}
        fields |= _some(chance, _FULL)
    location = chance.choice((".", "libs/a", "../b", "/abs/c", "./d e"))
    hash_ = _of("0123456789abcdef", 8, 8)(chance)
    found: CondaSourceRecord = source(
        _name(chance), location, hash=hash_, **fields, **sets
    )
    return found


def _pypi(chance: Random, sets: Mapping[str, tuple[Selector, ...]]) -> PypiRecord:
    fields = _some(
        chance,
        {
            "requires_dist": _list(_one_of(*_NEEDS)),
            "requires_python": _one_of("", ">=3.9", ">=3.9,!=3.10.*,<4"),
        },
    )
    if chance.random() < 0.5:
        place = {"location": odd_text(chance), "version": None, "sha256": None}
        return wheel(_dashed(chance), **place, **fields, **sets)
    index = _one_of("https://pypi.example.org/simple")
    hashes = _some(chance, {"md5": _md5, "index": index})
    sha256 = chance.choice((None, _sha256(chance)))
    return wheel(_dashed(chance), sha256=sha256, **fields, **hashes)


def _packages(chance: Random) -> tuple[LockedPackage, ...]:
    """Return packages some of which are built with others of them."""
    found: list[LockedPackage] = [_binary(chance) for _ in range(chance.randrange(5))]
    for _ in range(chance.randrange(4)):
        sets = {
            key: tuple(map(selector, _in_order(_few(chance, found))))
            for key in ("build_packages", "host_packages")
        }
        found.append(chance.choice((_source, _pypi))(chance, sets))
    return _in_order(found)


def _few(chance: Random, values: Sequence[_T]) -> list[_T]:
    return chance.sample(values, chance.randrange(min(4, len(values)) + 1))


def _in_order(packages: Sequence[LockedPackage]) -> tuple[LockedPackage, ...]:
    """Return packages as they are ordered in a file, each once."""
    by_text = {_place(package): package for package in packages}
    return tuple(package for _, package in sorted(by_text.items(), key=_first))


def _first(pair: tuple[Selector, LockedPackage]) -> Selector:
    return pair[0]


def _place(package: LockedPackage) -> Selector:
    kind, text = selector(package)
    spelled = package.location if isinstance(package, CondaRecord) else None
    return kind, spelled or url_to_location(text)


def _environment(
    chance: Random, pool: Sequence[LockedPackage], platforms: Sequence[str]
) -> LockedEnvironment:
    # The engine would add a first index to every package that is written without one.
    indexes = chance.choice((None, ()))
    channels = _texts(chance)
    variables = chance.choice(((), (), ("TOKEN",), ("A", "B")))
    return LockedEnvironment(
        channels=channels,
        used_env_vars=dict.fromkeys(channels, variables) if variables else {},
        indexes=indexes,
        find_links=() if indexes is None else _list(_find_links)(chance),
        options=SolveOptions(
            strategy=chance.choice([*SolveStrategy]),
            channel_priority=chance.choice([*ChannelPriority]),
            pypi_prerelease_mode=chance.choice([*PrereleaseMode]),
        ),
        packages={
            name: _in_order(_few(chance, pool)) for name in _few(chance, platforms)
        },
    )


def _find_links(chance: Random) -> FindLinks:
    if chance.random() < 0.5:
        return FindLinks(url="https://files.example.org/flat.html")
    return FindLinks(path=odd_text(chance))


def _platform_name(chance: Random) -> str:
    return _of(f"{_LOWER}é_-", 1, 6)(chance)


def _platform(chance: Random, name: str) -> LockedPlatform:
    return LockedPlatform(
        name=name, subdir=chance.choice(_SUBDIRS), virtual_packages=_texts(chance)
    )
