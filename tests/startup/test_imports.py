"""What a process loads before it does anything: start-up is paid in imports."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

_PROBE = """
import json, sys
before = set(sys.modules)
{code}
print(json.dumps(sorted(set(sys.modules) - before)), file=sys.stderr)
"""


def _loaded(code: str) -> set[str]:
    """Return the modules that ``code`` adds to a bare interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", _PROBE.format(code=code)],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_version_loads_nothing_but_ourselves() -> None:
    code = (
        "import pypixi.cli.main as m; sys.argv = ['pixi', '--version']\n"
        "m.leave = lambda code: None; m._run = lambda argv: 0; m.main()"
    )
    assert _loaded(code) == {
        "__future__",
        "pypixi",
        "pypixi.cli",
        "pypixi.cli.main",
        "pypixi.version",
    }


def test_package_loads_nothing_until_a_name_is_used() -> None:
    assert _loaded("import pypixi; dir(pypixi)") == {"__future__", "pypixi"}


@pytest.mark.parametrize(
    "heavy", ["rattler", "asyncio", "rich", "tomlkit", "tree_sitter", "logging"]
)
def test_help_and_commands_without_engine_work_load_nothing_heavy(heavy: str) -> None:
    code = (
        "from pypixi.cli.main import invoke\n"
        "from pypixi.cli.world import World\n"
        "from pathlib import Path\n"
        "world = World(env={}, cwd=Path('/'), stdin=sys.stdin, stdout=sys.stdout,"
        " stderr=sys.stderr)\n"
        "invoke(['--help'], world); invoke(['--list'], world)"
    )
    assert heavy not in _loaded(code)


@pytest.mark.parametrize("module", ["conda.matching", "pypi.requirements"])
def test_requirements_load_advice_only_when_one_is_refused(module: str) -> None:
    loaded = _loaded(f"import pypixi.{module}")
    assert f"pypixi.{module}" in loaded
    assert "pypixi.manifest.reading.advice" not in loaded
