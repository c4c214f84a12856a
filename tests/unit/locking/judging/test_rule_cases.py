"""Lock files that are not true: one for each rule that no fixture case is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from unit.lockfile.samples import directory, wheel
from unit.locking.judging.cases import Case, check
from unit.locking.samples import CHANNEL, PYTHON, record

if TYPE_CHECKING:
    from pathlib import Path

PYPI = "[dependencies]\npython = '*'\n[pypi-dependencies]\n"
OTHER = "https://other.example.org/simple"
REPO = "https://git.example.org/six"
COMMIT = "ab" * 20
ANOTHER = "https://example.org/six-2-py3-none-any.whl"
KELP = "[dependencies]\nkelp = '*'\n"
TWO = (
    "[environments]\ndefault = { solve-group = 'g' }\n"
    "sea = { features = [], solve-group = 'g' }\n"
)
PROJECT = "[project]\nname = 'app'\ndependencies = ['six']\nrequires-python = '>=3.9'\n"
NUMPY = record("numpy", "2.1.0", purls=("pkg:pypi/numpy",))
V6 = f"""\
version: 6
environments:
  default:
    channels:
    - url: {CHANNEL}/
    packages:
      linux-64:
      - conda: {PYTHON.url}
      - pypi: https://files.example.org/six-1.2-py3-none-any.whl
packages:
- conda: {PYTHON.url}
  sha256: {"ab" * 32}
- pypi: https://files.example.org/six-1.2-py3-none-any.whl
  name: six
  version: '1.2'
  sha256: {"ab" * 32}
"""


def channels(*names: str) -> str:
    """Return a feature with channels of its own, in front of those of the workspace."""
    listed = ", ".join(f"'{name}'" for name in names)
    return (
        f"[feature.sea]\nchannels = [{listed}]\n"
        "[environments]\nsea = { features = ['sea'], no-default-feature = true }\n"
    )


def folder(change: str) -> str:
    return f"metadata for local package 'app' has changed: {change}"


CASES = {
    "environment-added": Case(
        now=f"{KELP}[environments]\nsea = []",
        was=KELP,
        rows=(record("kelp"),),
        pairs=("sea:linux-64",),
        reasons=("it does not exist in the lock file",),
    ),
    "channels-differ": Case(
        now=channels("x", "y"),
        was=channels("y", "x"),
        pairs=("sea:linux-64",),
        reasons=(
            "the channels in the lock file do not match the environments channels",
        ),
        disregards="all",
    ),
    "channels-extended": Case(
        now=channels("x", "y"),
        was=channels("x"),
        pairs=("sea:linux-64",),
        reasons=("channels were extended with additional lower-priority channels",),
    ),
    "indexes-differ": Case(
        now=f"{PYPI}six = '*'\n[pypi-options]\nextra-index-urls = ['{OTHER}']",
        was=f"{PYPI}six = '*'",
        rows=(PYTHON, wheel("six")),
        solved="pypi",
        reasons=(
            (
                "the indexes used to previously solve to lock file do not match the"
                " environments indexes"
            ),
        ),
        disregards="pypi",
    ),
    "indexes-missing": Case(
        now=f"{PYPI}six = '*'",
        lock=V6,
        solved="pypi",
        reasons=("the indexes used to previously solve to lock file are missing",),
        disregards="pypi",
    ),
    "no-build-of-one": Case(
        now=f"{PYPI}app = {{ path = 'app' }}\n[pypi-options]\nno-build = ['app']",
        rows=(PYTHON, directory()),
        solved="pypi",
        reasons=(
            (
                "the lock file contains non-binary package: 'app', but the pypi-option"
                " `no-build` is set"
            ),
        ),
        disregards="pypi",
    ),
    "missing-purls": Case(
        now=f"{PYPI}six = '*'",
        rows=(record("python", "3.12.4"),),
        reasons=("its conda packages are missing purls, the names they have on PyPI",),
    ),
    "duplicate-conda": Case(
        now=KELP,
        rows=(record("kelp"), record("kelp", "2.0")),
        reasons=("there was a duplicate entry for 'kelp'",),
    ),
    "pypi-packages-without-requirements": Case(
        now="[dependencies]\npython = '*'",
        rows=(PYTHON, wheel("six")),
        solved="pypi",
        reasons=(
            (
                "there are more pypi packages in the lock file than are used by the"
                " environment: six"
            ),
        ),
    ),
    "constraint": Case(
        now=f"{KELP}[constraints]\ncoral = '<2'",
        rows=(record("kelp", "1.0", "coral"), record("coral", "2.0")),
        reasons=(
            (
                "the locked package 'coral' with version '2.0' does not satisfy the"
                " constraint 'coral <2'"
            ),
        ),
    ),
    "conda-packages-without-requirements": Case(
        now="",
        rows=(record("kelp"),),
        reasons=(
            (
                "there are more conda packages in the lock file than are used by the"
                " environment: kelp"
            ),
        ),
    ),
    "virtual-package": Case(
        now=KELP,
        rows=(record("kelp", "1.0", "__glibc >=2.34"),),
        reasons=(
            (
                "the requirement '__glibc >=2.34' could not be satisfied (required by"
                " 'kelp-1.0-0.conda')"
            ),
        ),
    ),
    "conda-package-for-pypi": Case(
        now="[dependencies]\npython = '*'\nnumpy = '*'\n"
        "[pypi-dependencies]\nnumpy = '>=3'",
        rows=(PYTHON, NUMPY),
        reasons=(
            (
                "the conda package does not satisfy the pypi requirement 'numpy>=3'"
                " (required by 'default')"
            ),
        ),
    ),
    "no-python": Case(
        now=f"{PYPI}six = '*'",
        rows=(),
        reasons=(
            "the requirement 'python' could not be satisfied (required by 'default')",
        ),
    ),
    "pypi-version": Case(
        now=f"{PYPI}six = '>=2'",
        rows=(PYTHON, wheel("six")),
        reasons=(
            "'six' with specifiers '>=2' does not match the locked version '1.2'",
        ),
    ),
    "pypi-url": Case(
        now=f"{PYPI}six = {{ url = 'https://example.org/six-2.zip' }}",
        rows=(PYTHON, wheel("six", location="direct+https://example.org/six-1.zip")),
        reasons=(
            (
                "the requirement 'six @ https://example.org/six-2.zip' is not met by"
                " what is locked: 'direct+https://example.org/six-1.zip'"
            ),
        ),
    ),
    "pypi-git": Case(
        now=f"{PYPI}six = {{ git = '{REPO}', tag = 'v2' }}",
        rows=(PYTHON, wheel("six", location=f"git+{REPO}?tag=v1#{COMMIT}")),
        reasons=(
            (
                f"the requirement 'six @ git+{REPO}@v2' is not met by what is locked:"
                f" 'git+{REPO}?tag=v1#{COMMIT}'"
            ),
        ),
    ),
    "pypi-path": Case(
        now=f"{PYPI}app = {{ path = 'other' }}",
        rows=(PYTHON, directory()),
        reasons=(
            "the requirement 'app @ other' is not met by what is locked: './app'",
        ),
    ),
    "requires-python": Case(
        now=f"{PYPI}six = '*'",
        rows=(PYTHON, wheel("six", requires_python=">=3.13")),
        solved="pypi",
        reasons=(
            (
                "'six' requires python version >=3.13 but the python interpreter in the"
                " lock file has version 3.12.4"
            ),
        ),
    ),
    "dependencies-of-a-folder": Case(
        now=f"{PYPI}app = {{ path = 'app' }}",
        rows=(PYTHON, directory(requires_python=">=3.9")),
        files={"app/pyproject.toml": PROJECT},
        solved="pypi",
        reasons=(folder("dependencies changed - added: [six], removed: []"),),
    ),
    "python-of-a-folder": Case(
        now=f"{PYPI}app = {{ path = 'app' }}",
        rows=(PYTHON, directory(requires_dist=("six",)), wheel("six")),
        files={"app/pyproject.toml": PROJECT},
        solved="pypi",
        reasons=(folder("requires-python changed from none to >=3.9"),),
    ),
    "folder-locked-as-distribution": Case(
        now=f"{PYPI}app = {{ path = 'app' }}",
        rows=(PYTHON, directory(version="1")),
        files={"app/pyproject.toml": PROJECT},
        solved="pypi",
        reasons=(
            "'app' is locked as a distribution but points to a local source directory",
        ),
    ),
    "unused-pypi-package": Case(
        now=f"{PYPI}six = '*'",
        rows=(PYTHON, wheel("six"), wheel("kelp")),
        solved="pypi",
        reasons=(
            (
                "there are more pypi packages in the lock file than are used by the"
                " environment: kelp"
            ),
        ),
    ),
    "group-of-different-conda-packages": Case(
        now=f"{KELP}{TWO}",
        on={"default": (record("kelp"),), "sea": (record("kelp", "2.0"),)},
        reasons=(
            (
                "the locked conda packages in solve group 'g' are not consistent:"
                f" 'kelp' is {CHANNEL}/noarch/kelp-1.0-0.conda in 'default' and"
                f" {CHANNEL}/noarch/kelp-2.0-0.conda in 'sea'"
            ),
        ),
    ),
    "group-of-different-pypi-packages": Case(
        now=f"{PYPI}six = '*'\n{TWO}",
        on={
            "default": (PYTHON, wheel("six")),
            "sea": (PYTHON, wheel("six", location=ANOTHER)),
        },
        solved="pypi",
        reasons=(
            (
                "the locked pypi packages in solve group 'g' are not consistent:"
                f" 'six' is {wheel('six').location} in 'default' and {ANOTHER} in"
                " 'sea'"
            ),
        ),
    ),
    "group-that-asks-only-for-pypi": Case(
        now=f"{PYPI}numpy = '*'\n{TWO}",
        rows=(PYTHON, NUMPY),
        reasons=(
            (
                "'numpy' is locked as a conda package but only requested by pypi"
                " dependencies"
            ),
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_rule_is_kept(case: Case, tmp_path: Path) -> None:
    check(case, tmp_path / "ws")
