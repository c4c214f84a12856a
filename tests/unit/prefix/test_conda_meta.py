from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pypixi.prefix.conda_meta import damaged_packages, remove_unreadable_metadata
from pypixi.records.conda import CondaRecord

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


def damaged(prefix: Path, *names: str) -> frozenset[str]:
    """Return what is damaged among the packages named, or among those recorded."""
    found = [path.name.partition("-1-0")[0] for path in prefix.rglob("*-1-0.json")]
    return damaged_packages(prefix, [locked(name) for name in names or found])


def locked(name: str) -> CondaRecord:
    return CondaRecord(
        url=f"https://h.test/c/noarch/{name}-1-0.conda",
        file_name=f"{name}-1-0.conda",
        name=name,
        version="1",
        build="0",
        build_number=0,
        subdir="noarch",
    )


def install(prefix: Path, name: str = "tool", **path: Any) -> None:
    """Record a package with one file of four bytes, and write that file."""
    fields = {
        "_path": f"bin/{name}",
        "path_type": "hardlink",
        "size_in_bytes": 4,
        **path,
    }
    record(prefix, name, {"name": name, "paths_data": {"paths": [fields]}})
    file = prefix / "bin" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"1234")


def record(prefix: Path, name: str, fields: object) -> None:
    path = prefix / "conda-meta" / f"{name}-1-0.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(fields), encoding="utf-8")


def test_sound_package_is_not_named(tmp_path: Path) -> None:
    install(tmp_path)
    assert damaged(tmp_path) == frozenset()


def test_empty_prefix_has_no_damage(tmp_path: Path) -> None:
    assert damaged(tmp_path) == frozenset()


def test_deleted_file_names_its_package(tmp_path: Path) -> None:
    install(tmp_path)
    install(tmp_path, "other")
    (tmp_path / "bin" / "tool").unlink()
    assert damaged(tmp_path) == {"tool"}


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        pytest.param({"bin/tool"}, set(), id="that file"),
        pytest.param({"bin/other"}, {"tool"}, id="another file"),
    ],
)
def test_file_that_others_have_taken_is_no_damage(
    tmp_path: Path, taken: set[str], expected: set[str]
) -> None:
    install(tmp_path)
    (tmp_path / "bin" / "tool").unlink()
    found = damaged_packages(tmp_path, [locked("tool")], lambda _: taken)
    assert found == expected


def test_nobody_is_asked_about_files_that_are_whole(tmp_path: Path) -> None:
    install(tmp_path)

    def taken(_: Collection[str]) -> Collection[str]:
        raise AssertionError("all files are there")

    assert damaged_packages(tmp_path, [locked("tool")], taken) == frozenset()


@pytest.mark.parametrize("content", [b"123", b"12345", b""])
def test_file_of_another_size_names_its_package(tmp_path: Path, content: bytes) -> None:
    install(tmp_path)
    (tmp_path / "bin" / "tool").write_bytes(content)
    assert damaged(tmp_path) == {"tool"}


@pytest.mark.parametrize(
    "path",
    [
        pytest.param({"prefix_placeholder": "/opt/x"}, id="prefix written into it"),
        pytest.param({"path_type": "softlink"}, id="link"),
        pytest.param({"path_type": "unix_python_entry_point"}, id="entry point"),
        pytest.param({"size_in_bytes": None}, id="unknown size"),
    ],
)
def test_size_is_compared_for_plain_copies_only(
    tmp_path: Path, path: dict[str, Any]
) -> None:
    install(tmp_path, **path)
    (tmp_path / "bin" / "tool").write_bytes(b"longer than before")
    assert damaged(tmp_path) == frozenset()


def test_link_to_nowhere_is_there(tmp_path: Path) -> None:
    install(tmp_path, path_type="softlink")
    (tmp_path / "bin" / "tool").unlink()
    (tmp_path / "bin" / "tool").symlink_to("nowhere")
    assert damaged(tmp_path) == frozenset()


def test_file_below_what_became_a_file_is_missing(tmp_path: Path) -> None:
    install(tmp_path)
    (tmp_path / "bin" / "tool").unlink()
    (tmp_path / "bin").rmdir()
    (tmp_path / "bin").touch()
    assert damaged(tmp_path) == {"tool"}


@pytest.mark.parametrize(
    "fields",
    [
        [],
        {},
        "x",
        {"name": "tool"},
        {"name": "tool", "paths_data": None},
        {"name": "tool", "paths_data": {"paths": [{}]}},
    ],
)
def test_record_that_does_not_tell_its_files_is_damage(
    tmp_path: Path, fields: object
) -> None:
    record(tmp_path, "tool", fields)
    assert damaged(tmp_path) == {"tool"}


def test_unreadable_record_is_damage_and_can_be_removed(tmp_path: Path) -> None:
    whole = dict.fromkeys(["version", "build", "subdir", "fn", "url"], "x")
    record(
        tmp_path,
        "other",
        {"name": "other", "build_number": 0, "paths_data": {}, **whole},
    )
    broken = tmp_path / "conda-meta" / "tool-1-0.json"
    broken.write_bytes(b"{")
    assert damaged(tmp_path, "tool") == {"tool"}
    remove_unreadable_metadata(tmp_path)
    assert [path.name for path in broken.parent.iterdir()] == ["other-1-0.json"]


def test_missing_record_is_damage(tmp_path: Path) -> None:
    install(tmp_path, "other")
    assert damaged(tmp_path, "tool", "other") == {"tool"}


def test_record_of_another_archive_is_damage(tmp_path: Path) -> None:
    record(tmp_path, "tool", {"name": "tool", "sha256": "ab", "paths_data": {}})
    assert damaged(tmp_path) == {"tool"}
