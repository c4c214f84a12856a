from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pypixi.lockfile.errors import (
    LockFileError,
    MergeConflictError,
    NewerLockFileError,
)
from pypixi.lockfile.model import LockFile, SolveOptions, selector
from pypixi.lockfile.read import parse_lock_file, read_lock_file
from pypixi.lockfile.write import format_lock_file
from pypixi.specs.indexes import FindLinks
from pypixi.specs.solving import SolveStrategy
from pypixi.values import replace
from unit.lockfile.judge import LOCK, canonical_text, parse, unwanted
from unit.lockfile.samples import ZLIB, binary, directory, environment, lock, source
from unit.lockfile.test_write import BUILD_SETS, FULL, FULL_SOURCE

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.errors import PixiError

PLAIN = format_lock_file(lock(binary(sha256="ab" * 32, depends=("a", "b"))))
HEAD = "version: 7\nplatforms:\n- name: linux-64\nenvironments:\n  default:\n"
SOURCED = "conda_source: a[0] @ .\nsource:\n"
DEPENDING = "conda_source: a[0] @ .\nsource_depends:\n  x:\n"
CHANNELS = "    channels:\n    - url: https://h.example.org/c/\n"


def document(entry: str, selector: str = "") -> str:
    """Return a lock file of one package, its entry given as text."""
    text = selector or entry.splitlines()[0]
    return (
        f"{HEAD}{CHANNELS}    packages:\n      linux-64:\n      - {text}\npackages:\n- "
        + entry.replace("\n", "\n  ")
        + "\n"
    )


def from_engine(text: str, path: Path) -> LockFile | None:
    """Read a text from disk, with the engine for all that is not canonical."""
    path.write_bytes(text.encode())
    return read_lock_file(path, canonicalize=canonical_text)


def fault(text: str) -> LockFileError:
    """Return what the strict reader alone says of a text."""
    with pytest.raises(LockFileError) as caught:
        parse(text)
    return caught.value


def marked(error: PixiError) -> list[str]:
    """Return the lines an error points at."""
    spans = [(label.source.text, label.span) for label in error.labels]
    return [text[span.start : span.end] for text, span in spans]


def test_missing_file_is_no_lock_file(tmp_path: Path) -> None:
    path = tmp_path / "pixi.lock"
    assert read_lock_file(path, canonicalize=unwanted) is None


def test_every_field_is_read_back() -> None:
    found = parse(format_lock_file(lock(FULL, FULL_SOURCE)))
    assert found.environments["default"].packages["linux-64"] == (FULL, FULL_SOURCE)


def test_record_is_parsed_once_and_shared() -> None:
    written = lock(environments={"a": environment(FULL), "b": environment(FULL)})
    found = parse(format_lock_file(written)).environments
    first, second = found["a"].packages["linux-64"], found["b"].packages["linux-64"]
    assert first[0] is second[0]


def test_derived_fields_are_restored() -> None:
    assert parse(document(f"conda: {ZLIB}")).environments["default"].packages[
        "linux-64"
    ] == (binary(),)


def test_relative_archive_is_below_the_lock_file() -> None:
    text = document("conda: ./x/a-1-0.conda\nsubdir: noarch")
    (record,) = parse(text).environments["default"].packages["linux-64"]
    assert selector(record) == (
        "conda",
        "file:///work%20space/project/x/a-1-0.conda",
    )


def test_file_url_means_the_same_as_its_path() -> None:
    text = document(
        "conda: /srv/a b/a-1-0.conda\nsubdir: noarch",
        selector="conda: file:///srv/a%20b/a-1-0.conda",
    )
    (record,) = parse(text).environments["default"].packages["linux-64"]
    assert selector(record) == ("conda", "file:///srv/a%20b/a-1-0.conda")


def test_build_sets_are_kept_with_what_they_name() -> None:
    found = parse(format_lock_file(BUILD_SETS))
    kinds = [selector(package)[0] for package in found.build_packages]
    assert kinds == ["conda", "conda_source", "pypi"]
    (mylib,) = [
        package
        for package in found.environments["default"].packages["linux-64"]
        if selector(package)[0] == "conda_source"
    ]
    assert mylib == replace(
        source(),
        build_packages=(
            ("conda", "https://repo.example.org/main/linux-64/cmake-3.30-h_0.conda"),
            ("conda", ZLIB),
        ),
        host_packages=(("conda_source", "y[2] @ y"), ("pypi", "./app")),
    )


def test_options_and_indexes_are_read() -> None:
    written = lock(
        environments={
            "a": environment(
                indexes=("https://pypi.example.org/simple",),
                find_links=(FindLinks(path="x"), FindLinks(url="https://h/y")),
                options=SolveOptions(strategy=SolveStrategy.LOWEST_DIRECT),
            )
        }
    )
    assert parse(format_lock_file(written)) == written


def test_wheel_without_a_version_reads_as_the_original_has_it() -> None:
    text = document("pypi: https://h.org/a.whl\nname: A_b.C\nmd5: " + "AB" * 16)
    (record,) = parse(text).environments["default"].packages["linux-64"]
    assert record == directory(
        "https://h.org/a.whl", "a-b-c", version="0a0.dev0", md5="ab" * 16
    )


@pytest.mark.parametrize(
    ("given", "milliseconds"),
    [
        (0, 0),
        (1_700_000_000, 1_700_000_000_000),
        (1_700_000_000_123, 1_700_000_000_123),
        (-5, -5000),
    ],
)
def test_timestamp_is_in_milliseconds(given: int, milliseconds: int) -> None:
    found = parse(document(f"conda: {ZLIB}\ntimestamp: {given}"))
    assert found.environments["default"].packages["linux-64"] == (
        binary(timestamp=milliseconds),
    )


def test_unknown_keys_and_nulls_are_passed_over() -> None:
    text = document(f"conda: {ZLIB}\nlicense: null\narch: x86_64\nfuture:\n  a: 1")
    assert parse(text).environments["default"].packages["linux-64"] == (binary(),)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("sha256: a", "sha256: x", "packages[0].sha256: failed to parse digest"),
        ("sha256: ", "md5: ", "packages[0].md5: failed to parse digest"),
        ("- b\n", "- 1.0\n", "packages[0].depends[1]: expected a string"),
        ("name: linux-64", "name: p.1", "`p.1` is not the name of a platform"),
        ("name: linux-64", "name: p1", "platforms[0].name: `p1` is not a known subdir"),
        ("  linux-64:", "  osx-64:", "is using an unknown platform `osx-64`"),
        ("  - conda: https", "  - conda: oci", "that does not exist: oci://"),
        ("      - conda:", "      - pypi:", "does not exist: https://repo"),
        ("      - conda:", "      - apt:", "linux-64[0]: expected one of the keys"),
        ("\n- conda:", "\n- apt:", "packages[0]: expected one of the keys"),
        ("    channels:", "    canals:", "environments.default: missing field"),
        ("url: ", "uri: ", "channels[0]: missing field `url`"),
        ("\npackages:", "\nparcels:", "missing field `packages`"),
        ("environments:", "settings:", "missing field `environments`"),
    ],
)
def test_fault_is_named_with_its_place(old: str, new: str, reason: str) -> None:
    error = fault(PLAIN.replace(old, new))
    assert reason in error.message
    assert len(error.labels) == 1
    assert error.help == (
        "restore it from version control, or delete it and run `pixi lock`"
    )


@pytest.mark.parametrize(
    ("entry", "reason", "line"),
    [
        ("conda: https://h.org/c/x/a-1-0.conda", "missing field `subdir`", None),
        ("conda: /srv/noarch/a-1-0.conda", "missing field `subdir`", None),
        ("conda: https://h.org/c/noarch/a-1-0.zip", "valid archive filename", None),
        ("conda: https://h.org/c/noarch/a-b!-0.conda", "missing field `name`", None),
        (f"conda: {ZLIB}\nversion: 1.0", "version: expected a string", "version: 1.0"),
        (f"conda: {ZLIB}\nversion: ''", "malformed version", "version: ''"),
        (f"conda: {ZLIB}\nname: a b", "not a valid package name", "name: a b"),
        (f"conda: {ZLIB}\nchannel: main", "not the URL of a channel", "channel: main"),
        (f"conda: {ZLIB}\nsize: -1", "out of range", "size: -1"),
        (f"conda: {ZLIB}\nsize: '1'", "size: expected an integer", "size: '1'"),
        (f"conda: {ZLIB}\nsize: true", "size: expected an integer", "size: true"),
        (f"conda: {ZLIB}\nnoarch: yes", "expected `python`, `generic`", "noarch: yes"),
        (f"conda: {ZLIB}\ndepends: a", "depends: expected a list", "depends: a"),
        (f"conda: {ZLIB}\npurls:\n- a", "purls[0]: `a` is no package URL", "- a"),
        (f"conda: {ZLIB}\nfile_name: a", "not the name of a package", "file_name: a"),
        (f"conda: {ZLIB}\nrun_exports: []", "expected a mapping", "run_exports: []"),
        (
            f"conda: {ZLIB}\ntimestamp: 253402300799",
            "timestamp 253402300799 is out of range",
            "timestamp: 253402300799",
        ),
        (
            f"conda: {ZLIB}\nsize: 1\nsize: 2",
            'duplicate entry with key "size"',
            "size: 2",
        ),
        ("conda: 1", "conda: expected a string", "- conda: 1"),
        ("conda: []", "conda: expected a string, found a list", "- conda: []"),
        ("conda_source: a @ b", "expected `name[hash] @ location`", None),
        ("conda_source: a[0] @ .\nvariants:\n  x: 1.5", "expected a string", "x: 1.5"),
        ("conda_source: a[0] @ .\nsource: {}", "exactly one of `url`", "source: {}"),
        (
            "conda_source: a[0] @ .\nsource:\n  url: https://h/x",
            "must have `sha256`",
            "source:",
        ),
        (
            "conda_source: a[0] @ .\nsource:\n  git: https://h/x",
            "must have `rev`",
            "source:",
        ),
        (
            f"{SOURCED}  git: a\n  rev: b\n  tag: c\n  branch: d",
            "both `branch` and `tag`",
            "source:",
        ),
        (
            f"{DEPENDING}    path: y\n    subdirectory: z",
            "source_depends.x: `path` can not have",
            "x:",
        ),
        (
            f"{DEPENDING}    git: https://h/x\n    rev: z\n    tag: q",
            "at most one of `branch`",
            "x:",
        ),
        (
            "conda_source: a[0] @ .\nbuild_packages:\n- pypi: ./gone",
            "packages[0]: a build set refers to a package that does not exist: ./gone",
            "- conda_source: a[0] @ .",
        ),
        ("pypi: ./x", "missing field `name`", "- pypi: ./x"),
        ("pypi: ./x\nname: '-'", "not a valid package name", "name: '-'"),
        ("pypi: ./x\nname: a\nsha256: 0", "sha256: expected a string", "sha256: 0"),
    ],
)
def test_wrong_entry_is_shown(entry: str, reason: str, line: str | None) -> None:
    error = fault(document(entry))
    assert reason in error.message
    assert marked(error) == [line or f"- {entry}"]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ("strategy: lowest", "unknown variant `lowest`, expected one of `highest`"),
        ("channel-priority: 1", "options.channel-priority: expected a string"),
        ("pypi-prerelease-mode: no", "unknown variant `no`"),
    ],
)
def test_unknown_option_value_is_shown(options: str, reason: str) -> None:
    text = f"{HEAD}{CHANNELS}    options:\n      {options}\n    packages: {{}}\n"
    error = fault(f"{text}packages: []\n")
    assert reason in error.message
    assert marked(error) == [options]


@pytest.mark.parametrize("links", ["- path: a\n      url: b", "- a: b", "- {}"])
def test_find_link_is_a_path_or_a_url(links: str) -> None:
    text = f"{HEAD}{CHANNELS}    indexes: []\n    find-links:\n    {links}\n"
    error = fault(f"{text}    packages: {{}}\npackages: []\n")
    assert "find-links[0]: expected" in error.message


def test_platform_given_twice_is_refused() -> None:
    text = PLAIN.replace("- name: linux-64\n", "- name: linux-64\n" * 2)
    assert "Duplicate platform name `linux-64` found" in fault(text).message


def test_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pixi.lock"
    path.write_bytes(b"version: 7\n\xff")
    with pytest.raises(LockFileError, match="is not UTF-8 text"):
        read_lock_file(path, canonicalize=unwanted)


def test_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LockFileError):
        read_lock_file(tmp_path, canonicalize=unwanted)


@pytest.mark.parametrize(
    "text",
    [
        f"<<<<<<< HEAD\n{PLAIN}",
        PLAIN.replace("  depends:", "<<<<<<< HEAD\n  depends:"),
        "version: 6\n<<<<<<< HEAD\n",
    ],
)
def test_merge_conflict_is_recognised(text: str) -> None:
    error = fault(text)
    assert isinstance(error, MergeConflictError)
    assert "it holds an unresolved merge conflict" in error.message
    assert marked(error) == ["<<<<<<< HEAD"]


@pytest.mark.parametrize("version", [8, 1000])
def test_newer_file_is_refused_by_version(version: int) -> None:
    error = fault(f"version: {version}\nanything: goes\n")
    assert isinstance(error, NewerLockFileError)
    assert error.version == version
    assert error.message == (
        f"Failed to load lock file from `{LOCK}`: "
        f"found newer lockfile format version {version}, "
        "but only up to including version 7 is supported"
    )


@pytest.mark.parametrize("version", ["0", "-1", "seven", "7.0", "'7'", "7}"])
def test_version_must_be_a_positive_integer(version: str) -> None:
    error = fault(PLAIN.replace("version: 7", f"version: {version}"))
    assert "`version` field in lock file is not an integer" in error.message


@pytest.mark.parametrize(
    "text",
    [
        f"# a note\n{PLAIN}",
        PLAIN.replace("\n", "\r\n"),
        PLAIN + "\n",
        PLAIN.removesuffix("\n"),
        PLAIN.replace("- a\n  - b", '- "\\u0061"\n\n  - >-\n    b'),
        PLAIN.replace("- linux-64", "-   linux-64"),
        PLAIN.replace("version: 7", "version:   7  # seven"),
    ],
    ids=["comment", "line ends", "blank", "no end", "styles", "blanks", "version"],
)
def test_edited_file_is_read_through_the_engine(text: str, tmp_path: Path) -> None:
    found = from_engine(text, tmp_path / "pixi.lock")
    assert found == parse(PLAIN)


def test_json_is_read_through_the_engine(tmp_path: Path) -> None:
    tree = {"version": 7, "platforms": [], "environments": {}, "packages": []}
    assert from_engine(json.dumps(tree), tmp_path / "pixi.lock") == LockFile()


def test_old_file_keeps_its_version(tmp_path: Path) -> None:
    text = (
        "version: 6\nenvironments:\n  default:\n    channels:\n    - url: https://h/c/\n"
        f"    packages:\n      linux-64:\n      - conda: {ZLIB}\n"
        f"packages:\n- conda: {ZLIB}\n  sha256: {'ab' * 32}\n"
    )
    found = from_engine(text, tmp_path / "pixi.lock")
    assert found is not None
    assert found.version == 6
    assert found.environments["default"].packages["linux-64"] == (
        binary(sha256="ab" * 32),
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "missing `version` field in lock file"),
        ("packages: []\n", "missing `version` field in lock file"),
        ("version: 7\nplatforms: []\n", "missing field `packages`"),
        ("version: 7\npackages: [\n", "did not find expected node content"),
        (
            f"# note\n{PLAIN}".replace("sha256: a", "sha256: x"),
            "failed to parse digest",
        ),
    ],
)
def test_engine_tells_what_it_cannot_read(
    text: str, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(LockFileError, match=reason):
        from_engine(text, tmp_path / "pixi.lock")


def test_line_the_engine_names_is_shown(tmp_path: Path) -> None:
    text = "version: 7\nplatforms: []\n# note\npackages: *a\n"
    with pytest.raises(LockFileError) as caught:
        from_engine(text, tmp_path / "pixi.lock")
    assert marked(caught.value) == ["packages: *a"]


def test_text_that_stays_unreadable_is_refused() -> None:
    with pytest.raises(LockFileError, match="pypixi cannot read") as caught:
        parse_lock_file(
            "version: 7\n# note\n", path=LOCK, canonicalize=lambda _: "# note\n"
        )
    assert marked(caught.value) == ["# note"]
