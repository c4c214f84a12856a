"""Lock files that are true: the cases that the original keeps as fixtures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from unit.lockfile.samples import directory, source, wheel
from unit.locking.judging.cases import Case, check
from unit.locking.samples import CHANNEL, PYTHON, record

if TYPE_CHECKING:
    from pathlib import Path

NUMPY = record("numpy", "2.1.0", purls=("pkg:pypi/numpy",))
OTHER = "https://other.example.org/simple"
PYPI = "[dependencies]\npython = '*'\n[pypi-dependencies]\n"
PROJECT = "[project]\nname = 'app'\nversion = '1'\ndependencies = []\n"
HASH = "ab" * 32
OLD_PYTHON = f"{CHANNEL}/noarch/python-3.12.4-0.conda"
V4 = f"""\
version: 4
environments:
  default:
    channels:
    - url: {CHANNEL}/
    packages:
      linux-64:
      - conda: {OLD_PYTHON}
      - pypi: {{location}}
packages:
- kind: conda
  name: python
  version: 3.12.4
  build: '0'
  subdir: noarch
  url: {OLD_PYTHON}
  sha256: {HASH}
- kind: pypi
  name: app
  version: 0.1.0
  path: {{location}}
  sha256: {HASH}
  editable: true
"""
V6_HEAD = f"""\
version: 6
environments:
  default:
    channels:
    - url: {CHANNEL}/
"""
GPU = (
    "platforms = [{ name = 'gpu', platform = 'linux-64', cuda = '12', glibc = '2.35' }]"
)
GPU_TURNED = (
    "platforms = [{ name = 'gpu', platform = 'linux-64', glibc = '2.35', cuda = '12' }]"
)
KELP = record("kelp", extra_depends={"x": ("lib-x",), "y": ("lib-y",)})
MANYLINUX = "https://x.example.org/kelp-1.2-cp312-cp312-manylinux_2_28_x86_64.whl"

CASES = {
    "absolute-paths": Case(
        now=f"{PYPI}app = {{ path = 'app', editable = true }}",
        lock=V4.replace("{location}", "{root}/app"),
        files={"app/pyproject.toml": PROJECT},
    ),
    "added-env-marker": Case(
        now=f"{PYPI}six = {{ version = '*', env-markers = 'os_name == \"nt\"' }}",
        rows=(PYTHON,),
    ),
    "conda-extras": Case(
        now="[feature.x.dependencies]\nkelp = { version = '*', extras = ['x'] }\n"
        "[feature.y.dependencies]\nkelp = { version = '*', extras = ['y'] }\n"
        "[environments]\nx = { features = ['x'], solve-group = 'g' }\n"
        "y = { features = ['y'], solve-group = 'g' }\n",
        on={
            "default": (),
            "x": (KELP, record("lib-x")),
            "y": (KELP, record("lib-y")),
        },
    ),
    "conda-pypi-dependency-override": Case(
        now="[dependencies]\npython = '*'\nnumpy = '*'\n"
        "[pypi-dependencies]\nkelp = '*'\n"
        "[pypi-options.dependency-overrides]\nnumpy = '>=2'",
        rows=(PYTHON, NUMPY, wheel("kelp", requires_dist=("numpy<2",))),
    ),
    "dependency_overides": Case(
        now=f"{PYPI}kelp = '*'\n"
        "[pypi-options.dependency-overrides]\ncoral = '>=1'\nreef = '*'",
        rows=(
            PYTHON,
            wheel("kelp", requires_dist=("coral<1", "reef ; extra == 'x'")),
            wheel("coral"),
        ),
    ),
    "conditional-dependency-cuda": Case(
        now="platforms = ['linux-64', { name = 'gpu', platform = 'linux-64',"
        " cuda = '12' }]\n"
        "[dependencies]\nkelp = { version = '*', when = '__cuda>=12' }",
        on={"gpu": (record("kelp"),), "linux-64": ()},
    ),
    "editable-non-editable": Case(
        now=f"{PYPI}app = {{ path = 'app', editable = false }}",
        was=f"{PYPI}app = {{ path = 'app', editable = true }}",
        rows=(PYTHON, directory()),
        files={"app/pyproject.toml": PROJECT},
    ),
    "local-wheel": Case(
        now=f"{PYPI}kelp = {{ path = '../ws/kelp-1.2-py3-none-any.whl' }}",
        rows=(
            PYTHON,
            wheel("kelp", location="./kelp-1.2-py3-none-any.whl", sha256=None),
        ),
    ),
    "no-build-editable": Case(
        now=f"{PYPI}app = {{ path = '.', editable = true }}\n"
        "[pypi-options]\nno-build = true",
        rows=(PYTHON, directory("./")),
        files={"pyproject.toml": PROJECT},
    ),
    "old_lock_file": Case(
        file="pyproject.toml",
        now="[project]\nname = 'app'\nversion = '0.1.0'\ndependencies = []\n"
        "[tool.pixi.workspace]\nchannels = ['main']\nplatforms = ['linux-64']\n"
        "[tool.pixi.dependencies]\npython = '*'\n"
        "[tool.pixi.pypi-dependencies]\napp = { path = '.', editable = true }\n",
        lock=V4.replace("{location}", "."),
    ),
    "out-of-tree-source": Case(
        now="[dependencies]\nmylib = { path = 'libs/mylib' }",
        rows=(source(source={"path": "../src"}),),
    ),
    "out-of-tree-source-parent": Case(
        now="[dependencies]\nmylib = { path = '../mylib' }",
        rows=(source(location="../mylib", source={"path": ".."}),),
    ),
    "permuted-virtual-packages": Case(now=GPU, was=GPU_TURNED, keeps_names=True),
    "pypi-dep-requires-python-issue": Case(
        now=f"{PYPI}kelp = '*'",
        rows=(PYTHON, wheel("kelp", requires_python=">=3.8,<3.12")),
    ),
    "pypi-deps-not-in-lock": Case(
        now="[dependencies]\npython = '*'\nnumpy = '*'\n"
        "[pypi-dependencies]\nnumpy = '>=2'",
        rows=(PYTHON, NUMPY),
    ),
    "pypi-dynamic-version": Case(
        now=f"{PYPI}app = {{ path = 'app' }}",
        rows=(PYTHON, directory()),
        files={
            "app/pyproject.toml": "[project]\nname = 'app'\ndynamic = ['version']\n"
            "dependencies = []\n"
        },
    ),
    "pypi-no-longer-dynamic": Case(
        now=f"{PYPI}app = {{ path = 'app' }}",
        rows=(PYTHON, directory()),
        files={"app/pyproject.toml": PROJECT},
    ),
    "pypi-extras": Case(
        now=f"{PYPI}kelp = '*'",
        rows=(
            PYTHON,
            wheel("kelp", requires_dist=("coral[x]",)),
            wheel("coral", requires_dist=("reef ; extra == 'x'",)),
            wheel("reef"),
        ),
    ),
    "pypi-feature-level-index-url": Case(
        now=f"[feature.py.dependencies]\npython = '*'\n"
        f"[feature.py.pypi-dependencies]\nkelp = '*'\n"
        f"[feature.py.pypi-options]\nindex-url = '{OTHER}'\n"
        "[environments]\npy = ['py']",
        on={"default": (), "py": (PYTHON, wheel("kelp", index=OTHER))},
    ),
    "pypi-find-links-index": Case(
        now=f"{PYPI}kelp = '*'\n[pypi-options]\n"
        "find-links = [{ url = 'https://files.example.org/flat' }]",
        rows=(PYTHON, wheel("kelp", index="https://files.example.org/flat")),
    ),
    "pypi-index-match": Case(
        now=f"{PYPI}kelp = {{ version = '*', index = '{OTHER}/' }}",
        rows=(PYTHON, wheel("kelp", index=OTHER)),
    ),
    "pypi-index-transitive": Case(
        now=f"{PYPI}kelp = {{ version = '*', index = '{OTHER}' }}\ncoral = '*'",
        rows=(
            PYTHON,
            wheel("kelp", index=OTHER),
            wheel("coral", requires_dist=("kelp>=1",)),
        ),
    ),
    "solve-groups-pypi": Case(
        now=f"{PYPI}six = '*'\n[environments]\n"
        "default = { solve-group = 'g' }\nsea = { features = [], solve-group = 'g' }",
        rows=(PYTHON, wheel("six", requires_dist=("kelp",)), wheel("kelp")),
    ),
    "source-dependency": Case(
        now="[dependencies]\nmylib = { path = 'libs/mylib' }",
        lock=f"""\
{V6_HEAD}\
    packages:
      linux-64:
      - conda: {CHANNEL}/noarch/kelp-1.0-0.conda
      - conda: libs/mylib
packages:
- conda: {CHANNEL}/noarch/kelp-1.0-0.conda
  sha256: {HASH}
- conda: libs/mylib
  name: mylib
  version: 0.1.0
  build: h_0
  subdir: linux-64
  depends:
  - kelp >=1
  input:
    hash: {HASH}
    globs: []
""",
    ),
    "sysreq-platform-restriction-composition": Case(
        now="platforms = ['linux-64', 'osx-arm64']\n"
        "[system-requirements]\nlibc = '2.35'\n"
        "[feature.linux]\nplatforms = ['linux-64']\n"
        "[feature.linux.dependencies]\nkelp = '*'\n"
        "[environments]\nlinux = ['linux']",
        on={"default": (), "linux": (record("kelp"),)},
    ),
    "v6-editable-no-rewrite": Case(
        now=f"{PYPI}app = {{ path = '.', editable = true }}",
        files={"pyproject.toml": PROJECT},
        lock=f"""\
{V6_HEAD}\
    indexes:
    - https://pypi.example.org/simple
    packages:
      linux-64:
      - conda: {OLD_PYTHON}
      - pypi: ./
packages:
- conda: {OLD_PYTHON}
  sha256: {HASH}
- pypi: ./
  name: app
  version: '1'
  sha256: {HASH}
  editable: true
""",
    ),
    "wheel-with-correct-tags": Case(
        now="platforms = [{ platform = 'linux-64', glibc = '2.28' }]\n"
        f"{PYPI}kelp = '*'",
        rows=(PYTHON, wheel("kelp", location=MANYLINUX)),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_lock_file_is_true(case: Case, tmp_path: Path) -> None:
    check(case, tmp_path / "ws")
