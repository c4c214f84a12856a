from __future__ import annotations

from pathlib import Path

import pytest

from pypixi.manifest.package.origin import rebased, rebased_spec
from pypixi.specs.matchspec import CondaSpec
from pypixi.specs.names import PackageName
from pypixi.specs.source import GitSource, PathSource


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("packages/lib", "../lib"),
        ("./lib", "../../lib"),
        ("../lib", "../../../lib"),
        ("packages/foo", "."),
        ("/srv/lib", "/srv/lib"),
        ("~/lib", "~/lib"),
    ],
)
def test_path_of_the_workspace_is_found_from_a_member(path: str, expected: str) -> None:
    assert rebased(path, Path("/ws"), Path("/ws/packages/foo")) == expected


def test_path_stays_as_written_in_the_same_folder() -> None:
    assert rebased("./a/../b", Path("/ws"), Path("/ws")) == "./a/../b"


def test_only_folders_are_rebased() -> None:
    name = PackageName("a")
    folder = CondaSpec(name=name, source=PathSource(path="a"), version="1")
    other = CondaSpec(name=name, source=GitSource(url="https://g.test/a"))
    plain = CondaSpec(name=name, version="1")
    start, end = Path("/ws"), Path("/ws/b")
    assert rebased_spec(folder, start, end).source == PathSource(path="../a")
    assert rebased_spec(folder, start, end).version == "1"
    assert rebased_spec(other, start, end) is other
    assert rebased_spec(plain, start, end) is plain
