from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.lockfile.model import LockedEnvironment, LockFile
from pypixi.locking.diff import Change, lock_difference, package_fields
from unit.lockfile.samples import wheel
from unit.locking.samples import CHANNEL, record

if TYPE_CHECKING:
    from pypixi.lockfile.model import LockedPackage


def lock(**environments: dict[str, tuple[LockedPackage, ...]]) -> LockFile:
    """Return a lock file: environment → platform → packages."""
    return LockFile(
        environments={
            name: LockedEnvironment(channels=(), packages=packages)
            for name, packages in environments.items()
        }
    )


def change(
    before: LockedPackage | None, after: LockedPackage | None, *, explicit: bool = False
) -> Change:
    package = after or before
    assert package is not None
    return Change(
        name=package.name,
        kind="conda",
        before=before,
        after=after,
        explicit=explicit,
    )


A1, A2, B, C = record("a", "1.0"), record("a", "2.0"), record("b"), record("c")


def test_packages_come_go_and_change() -> None:
    found = lock_difference(
        lock(default={"linux-64": (A1, B)}),
        lock(default={"linux-64": (A2, C)}),
        {"default": frozenset({"a", "z"})},
    )
    assert found == {
        "default": {
            "linux-64": (
                change(A1, A2, explicit=True),
                change(B, None),
                change(None, C),
            )
        }
    }


def test_equal_locks_do_not_differ() -> None:
    same = lock(default={"linux-64": (A1, B)}, test={})
    assert lock_difference(same, same, {}) == {}


def test_order_of_packages_is_no_difference() -> None:
    one, other = (lock(default={"linux-64": rows}) for rows in ((A1, B), (B, A1)))
    assert lock_difference(one, other, {}) == {}


def test_everything_is_new_without_an_old_lock() -> None:
    found = lock_difference(None, lock(default={"linux-64": (A1,)}), {})
    assert found == {"default": {"linux-64": (change(None, A1),)}}


def test_environments_and_platforms_come_and_go() -> None:
    found = lock_difference(
        lock(old={"linux-64": (A1,)}, both={"linux-64": (A1,)}),
        lock(both={"win-64": (A1,)}, new={"linux-64": (A1,)}),
        {"new": frozenset({"a"})},
    )
    assert found == {
        "old": {"linux-64": (change(A1, None),)},
        "both": {"linux-64": (change(A1, None),), "win-64": (change(None, A1),)},
        "new": {"linux-64": (change(None, A1, explicit=True),)},
    }


def test_conda_and_pypi_package_of_one_name_are_two() -> None:
    found = lock_difference(
        lock(default={"linux-64": (record("numpy"),)}),
        lock(default={"linux-64": (wheel("numpy"),)}),
        {},
    )
    changes = found["default"]["linux-64"]
    assert [(row.name, row.kind) for row in changes] == [
        ("numpy", "conda"),
        ("numpy", "pypi"),
    ]
    assert [(row.before is None, row.after is None) for row in changes] == [
        (False, True),
        (True, False),
    ]


def test_known_fields_of_a_package_are_shown() -> None:
    package = record("a", "1.0", "b >=2", size=7, sha256="ab" * 32)
    assert package_fields(package) == {
        "conda": f"{CHANNEL}/noarch/a-1.0-0.conda",
        "file_name": "a-1.0-0.conda",
        "name": "a",
        "version": "1.0",
        "build": "0",
        "build_number": 0,
        "subdir": "noarch",
        "sha256": "ab" * 32,
        "depends": ["b >=2"],
        "channel": CHANNEL,
        "size": 7,
    }
    assert package_fields(wheel("numpy")) == {
        "pypi": "https://files.example.org/numpy-1.2-py3-none-any.whl",
        "name": "numpy",
        "version": "1.2",
        "sha256": "ab" * 32,
    }
