from __future__ import annotations

import pytest

from pypixi.lockfile.model import LockedEnvironment, LockFile, selector
from pypixi.locking.unlocking import Selection, unlocked
from unit.lockfile.samples import source, wheel
from unit.locking.samples import record

A, B, TOOL = record("a"), record("b"), record("tool")
BUILT = source("mylib", build_packages=(selector(TOOL),), host_packages=(selector(A),))


def _lock() -> LockFile:
    packages = {"linux-64": (A, B, wheel("c")), "win-64": (A,)}
    return LockFile(
        environments={
            "default": LockedEnvironment(channels=(), packages=packages),
            "test": LockedEnvironment(channels=(), packages={"linux-64": (A, BUILT)}),
        },
        build_packages=(TOOL,),
    )


def _names(lock: LockFile | None) -> dict[str, str]:
    assert lock is not None
    return {
        f"{name} {platform}": " ".join(row.name for row in rows)
        for name, locked in lock.environments.items()
        for platform, rows in locked.packages.items()
    }


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        pytest.param(Selection(), {}, id="everything"),
        pytest.param(
            Selection(names=frozenset({"a", "c"})),
            {"default linux-64": "b", "test linux-64": "mylib"},
            id="names",
        ),
        pytest.param(
            Selection(environments=frozenset({"test"})),
            {"default linux-64": "a b c", "default win-64": "a"},
            id="an environment",
        ),
        pytest.param(
            Selection(platforms=frozenset({"linux-64"})),
            {"default win-64": "a"},
            id="a platform",
        ),
        pytest.param(
            Selection(
                names=frozenset({"a"}),
                environments=frozenset({"default"}),
                platforms=frozenset({"linux-64"}),
            ),
            {
                "default linux-64": "b c",
                "default win-64": "a",
                "test linux-64": "a mylib",
            },
            id="all together",
        ),
    ],
)
def test_what_fits_is_taken_out(selection: Selection, expected: dict[str, str]) -> None:
    assert _names(unlocked(_lock(), selection)) == expected


def test_several_selections_add_up() -> None:
    on_windows = Selection(platforms=frozenset({"win-64"}))
    in_test = Selection(environments=frozenset({"test"}))
    found = _names(unlocked(_lock(), on_windows, in_test))
    assert found == {"default linux-64": "a b c"}


def test_no_lock_file_stays_none() -> None:
    assert unlocked(None, Selection()) is None


def test_what_is_taken_out_leaves_build_sets() -> None:
    found = unlocked(_lock(), Selection(names=frozenset({"tool"})))
    assert found is not None
    _, built = found.environments["test"].packages["linux-64"]
    assert built == source("mylib", host_packages=(selector(A),))
