"""Lock files that are not true: the cases that the original keeps as fixtures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.locking.faults.source_metadata import SourceMetadata, SourceOutput
from unit.lockfile.samples import source, wheel
from unit.locking.judging.cases import Case, check
from unit.locking.samples import INDEX, NOW, PYTHON, record

if TYPE_CHECKING:
    from pathlib import Path

NUMPY = record("numpy", "2.1.0", purls=("pkg:pypi/numpy",))
OTHER = "https://other.example.org/simple"
PYPI = "[dependencies]\npython = '*'\n[pypi-dependencies]\n"
MANYLINUX = "kelp-1.2-cp312-cp312-manylinux_2_28_x86_64.whl"
DARWIN = "\"sys_platform == 'darwin'\""
LATE = int(NOW * 1000)


def unmet(requirement: str, required_by: str = "default") -> tuple[str]:
    text = f"the requirement '{requirement}' could not be satisfied"
    return (f"{text} (required by '{required_by}')",)


def option(what: str, locked: str, wanted: str) -> tuple[str]:
    return (
        (
            f"the lock file was solved with a different {what} ({locked}) than the one"
            f" selected ({wanted})"
        ),
    )


def gpu(cuda: str = "12.0", subdir: str = "linux-64") -> str:
    return f"platforms = [{{ name = 'gpu', platform = '{subdir}', cuda = '{cuda}' }}]\n"


def too_new(cutoff: str) -> tuple[str]:
    return (
        (
            "the locked package 'kelp' has timestamp 2025-06-15 15:06:40 UTC, which is"
            f" newer than the environment's exclude-newer cutoff {cutoff}"
        ),
    )


def plain(name: str, **fields: object) -> SourceOutput:
    known = {"version": "1.0", "build": "0", "subdir": "noarch", "name": name}
    return SourceOutput(**{**known, **fields})  # type: ignore[arg-type]


CASES = {
    "binary-spec-source-record": Case(
        now="[dependencies]\nmylib = '*'",
        was="[dependencies]\nmylib = { path = 'libs/mylib' }",
        rows=(source(),),
        reasons=(
            "package 'mylib' is locked as source, but is only required as binary",
        ),
    ),
    "changed-env-marker": Case(
        now="platforms = ['osx-arm64']\n"
        f"{PYPI}numpy = {{ version = '==2.*', env-markers = {DARWIN} }}",
        rows=(PYTHON,),
        reasons=unmet("numpy==2.* ; sys_platform == 'darwin'"),
        solved="pypi",
    ),
    "changed-platform-subdir": Case(
        now=gpu(subdir="linux-aarch64"),
        was=gpu(),
        keeps_names=True,
        reasons=(
            (
                "the workspace platform 'gpu' uses subdir 'linux-aarch64' but the"
                " lock-file was solved with subdir 'linux-64'"
            ),
        ),
        disregards="all",
    ),
    "changed-platform-virtual-package": Case(
        now=gpu("12.0"),
        was=gpu("11.0"),
        keeps_names=True,
        reasons=(
            (
                "the workspace platform 'gpu' declares virtual packages [__cuda=12.0]"
                " but the lock-file was solved with [__cuda=11.0]"
            ),
        ),
        disregards="all",
    ),
    "conditional-dependency-not-locked": Case(
        now=f"{gpu()}[dependencies]\nkelp = {{ version = '*', when = '__cuda>=12' }}",
        reasons=unmet('kelp[when="__cuda>=12"]'),
    ),
    "explicit-pypi-dependency": Case(
        now=f"{PYPI}numpy = '*'",
        rows=(PYTHON, NUMPY),
        reasons=(
            (
                "'numpy' is locked as a conda package but only requested by pypi"
                " dependencies"
            ),
        ),
    ),
    "mismatch-channel-priority": Case(
        now="channel-priority = 'disabled'",
        was="channel-priority = 'strict'",
        reasons=option("channel priority", "strict", "disabled"),
        disregards="all",
    ),
    "mismatch-channel-priority-2": Case(
        now="channel-priority = 'strict'",
        was="channel-priority = 'disabled'",
        reasons=option("channel priority", "disabled", "strict"),
        disregards="all",
    ),
    "mismatch-exclude-newer": Case(
        now="exclude-newer = '2025-06-14'\n[dependencies]\nkelp = '*'",
        was="[dependencies]\nkelp = '*'",
        rows=(record("kelp", timestamp=LATE),),
        reasons=too_new("2025-06-15 00:00:00 UTC"),
        disregards="all",
    ),
    "mismatch-exclude-newer-2": Case(
        now="exclude-newer = '2025-06-14'\n[dependencies]\nkelp = '*'",
        lock=f"""\
version: 6
environments:
  default:
    channels:
    - url: https://conda.anaconda.org/main/
    options:
      exclude-newer: 2025-06-15T00:00:00Z
    packages:
      linux-64:
      - conda: https://conda.anaconda.org/main/noarch/kelp-1.0-0.conda
packages:
- conda: https://conda.anaconda.org/main/noarch/kelp-1.0-0.conda
  sha256: {"ab" * 32}
  timestamp: {LATE}
""",
        reasons=too_new("2025-06-15 00:00:00 UTC"),
        disregards="all",
    ),
    "mismatch-pypi-prerelease-mode": Case(
        now="[pypi-options]\nprerelease-mode = 'allow'",
        was="",
        reasons=option("PyPI prerelease mode", "if-necessary-or-explicit", "allow"),
        solved="pypi",
        disregards="pypi",
    ),
    "mismatch-solve-strategy": Case(
        now="solve-strategy = 'lowest'",
        was="solve-strategy = 'highest'",
        reasons=option("strategy", "highest", "lowest"),
        disregards="all",
    ),
    "mismatch-solve-strategy-2": Case(
        now="solve-strategy = 'highest'",
        was="solve-strategy = 'lowest'",
        reasons=option("strategy", "lowest", "highest"),
        disregards="all",
    ),
    "mismatched-source-spec": Case(
        now="[dependencies]\nmylib = { git = 'https://git.example.org/mylib' }",
        rows=(source(),),
        reasons=(
            (
                "the locked source package 'mylib' does not match the requested source"
                " package, the locked source type does not match the requested type:"
                " 'path' is locked, 'git' is requested (required by 'default')"
            ),
        ),
    ),
    "mismatched-spec": Case(
        now="[dependencies]\npixi = '<0.15.2'",
        rows=(record("pixi", "0.15.2"),),
        reasons=unmet("pixi <0.15.2"),
    ),
    "missing-dependency": Case(
        now="[dependencies]\nkelp = '*'",
        rows=(record("kelp", "1.0", "coral >=2"),),
        reasons=unmet("coral >=2", "kelp-1.0-0.conda"),
    ),
    "missing-pypi-extra": Case(
        now=f"{PYPI}black = {{ version = '*', extras = ['cli'] }}",
        rows=(PYTHON, wheel("black", requires_dist=("click>=8 ; extra == 'cli'",))),
        reasons=unmet("click>=8 ; extra == 'cli'", "black"),
        solved="pypi",
    ),
    "mixed-pypi-conda": Case(
        now=f"{PYPI}numpy = '*'",
        rows=(PYTHON, record("kelp")),
        reasons=(
            (
                "there are more conda packages in the lock file than are used by the"
                " environment: kelp"
            ),
        ),
    ),
    "non-binary-no-build": Case(
        now=f"{PYPI}six = '*'\n[pypi-options]\nno-build = true",
        rows=(PYTHON, wheel("six", location="https://x.example.org/six-1.2.tar.gz")),
        reasons=(
            (
                "the lock file contains non-binary package: 'six', but the pypi-option"
                " `no-build` is set"
            ),
        ),
        solved="pypi",
        disregards="pypi",
    ),
    "pypi-index-added": Case(
        now=f"{PYPI}six = {{ version = '*', index = '{OTHER}' }}",
        rows=(PYTHON, wheel("six")),
        reasons=(f"'six' requires index {OTHER} but the lock file has {INDEX}",),
    ),
    "pypi-index-mismatch": Case(
        now=f"{PYPI}six = {{ version = '*', index = '{OTHER}' }}",
        rows=(PYTHON, wheel("six", index="https://third.example.org/simple")),
        reasons=(
            (
                f"'six' requires index {OTHER} but the lock file has"
                " https://third.example.org/simple"
            ),
        ),
    ),
    "pypi-index-removed": Case(
        now=f"{PYPI}six = '*'",
        rows=(PYTHON, wheel("six", index=OTHER)),
        reasons=(f"'six' requires index {INDEX} but the lock file has {OTHER}",),
    ),
    "pypi-missing-version": Case(
        now=f"{PYPI}six = '>=1'",
        rows=(PYTHON, wheel("six", version=None)),
        reasons=(
            "'six' with specifiers '>=1' does not match the locked version '0a0.dev0'",
        ),
    ),
    "removed-environment": Case(
        now="",
        was="[environments]\nold = []",
        reasons=("the manifest does not define it any more",),
        solved="",
    ),
    "solve-groups-pypi": Case(
        now=f"{PYPI}six = '*'\n[environments]\n"
        "default = { solve-group = 'g' }\nsea = { features = [], solve-group = 'g' }",
        on={
            "default": (PYTHON, wheel("six", requires_dist=("kelp",)), wheel("kelp")),
            "sea": (PYTHON, wheel("six", requires_dist=("kelp",))),
        },
        reasons=unmet("kelp", "six"),
        solved="pypi",
    ),
    "source-extra-dependency-added": Case(
        now="[dependencies]\nmylib = { path = 'libs/mylib', extras = ['test'] }",
        rows=(source(extra_depends={"test": ("kelp",)}), record("kelp")),
        metadata={
            "libs/mylib": SourceMetadata(
                outputs=(plain("mylib", extra_depends={"test": ("kelp", "coral")}),)
            )
        },
        reasons=(
            (
                "the dependencies of extra 'test' of source package 'mylib' no longer"
                " match what the backend would re-derive from the manifest; added:"
                " coral; removed: none"
            ),
        ),
    ),
    "source-recursive-dependency": Case(
        now="[dependencies]\nmylib = { path = 'libs/mylib' }",
        rows=(
            source(depends=("child",), source_depends={"child": {"path": "../child"}}),
            record("child"),
        ),
        reasons=(
            (
                "required source package 'child' is locked as binary (required by"
                " 'mylib @ libs/mylib')"
            ),
        ),
    ),
    "source-recursive-dependency-changed-dir": Case(
        now="[dependencies]\nmylib = { path = 'libs/mylib' }",
        rows=(
            source(depends=("child",), source_depends={"child": {"path": "../child"}}),
            source("child", "libs/elsewhere"),
        ),
        reasons=(
            (
                "the locked source package 'child' does not match the requested source"
                " package, the locked path 'libs/elsewhere' does not match the"
                " requested path 'libs/child' (required by 'mylib @ libs/mylib')"
            ),
        ),
    ),
    "too-many-platforms": Case(
        now="platforms = ['linux-64']\n[dependencies]\nkelp = '*'",
        was="platforms = ['linux-64', 'win-64']\n[dependencies]\nkelp = '*'",
        rows=(record("kelp"),),
        reasons=(
            "platform(s) 'win-64' present in the lock file but not in the environment",
        ),
    ),
    "wheels-with-wrong-tags": Case(
        now="platforms = [{ platform = 'linux-64', glibc = '2.17' }]\n"
        f"{PYPI}kelp = '*'",
        rows=(
            PYTHON,
            wheel(
                "kelp",
                location=f"https://x.example.org/{MANYLINUX}",
            ),
        ),
        reasons=(
            (
                "the lock file was solved with system requirements incompatible with"
                " the tags on wheel (kelp-1.2-cp312-cp312-manylinux_2_28_x86_64.whl)"
            ),
        ),
        solved="pypi",
        disregards="pypi",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_lock_file_is_not_true(case: Case, tmp_path: Path) -> None:
    check(case, tmp_path / "ws")
