from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.lockfile.pypi_locations import LockedGit
from pypixi.pypi.uv_tables import choice_keys, vcs_table
from pypixi.specs.names import PypiName
from pypixi.specs.source import GitReference

if TYPE_CHECKING:
    from pypixi.specs.indexes import PackageChoice


@pytest.mark.parametrize(
    ("choice", "keys"),
    [
        (True, {"no-build": True}),
        (False, {"no-build": None}),
        ((PypiName("a"),), {"no-build-package": (PypiName("a"),)}),
        ((), {"no-build-package": None}),
    ],
    ids=["all", "none", "one", "an empty list"],
)
def test_choice_is_a_key_of_its_own(
    choice: PackageChoice, keys: dict[str, object]
) -> None:
    assert choice_keys("no-build", choice) == keys


def test_commit_is_told_with_what_was_asked_for() -> None:
    tag = GitReference(kind="tag", name="v1")
    location = LockedGit(
        url="https://h.test/x", commit="ab" * 20, reference=tag, subdirectory="lib"
    )
    assert vcs_table(location) == {
        "type": "git",
        "url": "https://h.test/x",
        "requested-revision": "v1",
        "commit-id": "ab" * 20,
        "subdirectory": "lib",
    }
