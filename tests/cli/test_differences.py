"""How changes of a lock file are shown to a person."""

from __future__ import annotations

import pytest

from pypixi.cli.differences import difference_lines
from pypixi.lockfile.model import LockedEnvironment, LockedPackage, LockFile
from pypixi.locking.diff import lock_difference
from pypixi.values import replace
from unit.lockfile.samples import directory, source
from unit.locking.samples import record

KELP = record("kelp", "1.0", "coral")
APP = directory("./", "app", requires_dist=("kelp",))
REEF = source("reef", "libs/reef")
COMMITS = ("0a1b2c3d" * 5, "4e5f6071" * 5)
WHALES = [
    source(
        "whale",
        f"git+https://git.example.org/whale?branch=main#{commit}",
        version="1.0",
        build="0",
        subdir="noarch",
    )
    for commit in COMMITS
]


def _lines(
    before: LockedPackage, after: LockedPackage, width: int | None = None
) -> list[str]:
    old, new = (
        LockFile(
            environments={
                "default": LockedEnvironment(channels=(), packages={"linux-64": (row,)})
            }
        )
        for row in (before, after)
    )
    difference = lock_difference(old, new, {})
    return list(difference_lines(difference, color=False, width=width))


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (KELP, record("kelp", "2.0"), "~  conda  kelp  1.0 0 -> 2.0 0"),
        (
            KELP,
            replace(KELP, depends=(), sha256="ab" * 32),
            "~  conda  kelp  1.0 0 (hash, requirements changed)",
        ),
        (
            KELP,
            replace(KELP, license="MIT"),
            "~  conda  kelp  1.0 0 (license changed)",
        ),
        (REEF, replace(REEF, location="reef"), "~  conda  reef  libs/reef -> reef"),
        (
            REEF,
            replace(REEF, hash="89abcdef", depends=("kelp",)),
            "~  conda  reef  libs/reef (identity, requirements changed)",
        ),
        (*WHALES, "~  conda  whale  1.0 0a1b2c3d -> 1.0 4e5f6071"),
        (
            APP,
            replace(APP, requires_dist=("kelp>=2",)),
            "~  pypi  app  ./ (requirements changed)",
        ),
        (
            APP,
            replace(APP, requires_dist=(), requires_python=">=3.12"),
            "~  pypi  app  ./ (required Python, requirements changed)",
        ),
    ],
)
def test_row_says_what_changed(
    before: LockedPackage, after: LockedPackage, text: str
) -> None:
    assert _lines(before, after) == ["Environment: default", text]


@pytest.mark.parametrize(
    ("width", "row"),
    [
        (60, "~  conda  kelp  1.0 py312_0 -> 2.0 py312_0"),
        (40, "~  conda  kelp  1.0 -> 2.0"),
        (20, "~  conda  kelp  1.0…"),
    ],
)
def test_rows_fit_the_terminal(width: int, row: str) -> None:
    before = replace(KELP, build="py312_0")
    rows = _lines(before, replace(before, version="2.0"), width)
    assert rows == ["Environment: default", row]
