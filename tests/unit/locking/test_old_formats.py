from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.locking.old_formats import without_index
from pypixi.values import replace
from unit.lockfile.samples import binary, directory, environment, lock, wheel
from unit.locking.samples import INDEX

if TYPE_CHECKING:
    from pypixi.lockfile.model import LockFile

OTHER = "https://other.example.org/simple"
OLD = lock(
    environments={
        "wheel": environment(wheel(), binary()),
        "known": environment(wheel(index=OTHER)),
        "conda": environment(binary()),
        "places": environment(
            directory(),
            wheel("a", location="./a-1.2-py3-none-any.whl"),
            wheel("b", location="direct+https://u.example.org/b-1.2-py3-none-any.whl"),
            wheel("c", location=f"git+https://g.example.org/c#{'a' * 40}"),
        ),
    },
    version=6,
)


def _found(lock_file: LockFile | None, *indexes: str) -> set[str]:
    by_name = dict.fromkeys(OLD.environments, indexes)
    found = without_index(lock_file, by_name, lambda: INDEX)
    return {name for name, _ in found}


@pytest.mark.parametrize("indexes", [(OTHER,), (INDEX, OTHER)])
def test_only_files_of_an_index_lack_one(indexes: tuple[str, ...]) -> None:
    assert _found(OLD, *indexes) == {"wheel"}


def test_default_index_is_never_named() -> None:
    assert _found(OLD, INDEX) == set()


def test_environment_without_pypi_requirements_needs_none() -> None:
    assert without_index(OLD, {}, lambda: INDEX) == frozenset()


def test_format_of_today_leaves_nothing_open() -> None:
    assert _found(replace(OLD, version=7), OTHER) == set()
    assert _found(None, OTHER) == set()
