"""What a process loads before it does anything: start-up is paid in imports."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from support.fast_lane import settle

if TYPE_CHECKING:
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder

OWN = {
    "pypixi.errors",
    "pypixi.launch",
    *(
        f"pypixi.launch.{name}"
        for name in ("activate", "facts", "find", "go", "place", "plan")
    ),
    "pypixi.prefix",
    "pypixi.prefix.dump",
    "pypixi.taskshell",
    *("pypixi.taskshell.builtins", "pypixi.taskshell.builtins.table"),
    *(f"pypixi.taskshell.{name}" for name in ("expand", "failures", "lines")),
    *(f"pypixi.taskshell.{name}" for name in ("literal", "parser", "simple", "state")),
    "pypixi.taskshell.grammar",
    *(f"pypixi.taskshell.grammar.{name}" for name in ("braces", "cursor")),
    *(f"pypixi.taskshell.grammar.{name}" for name in ("nodes", "words")),
    "pypixi.taskshell.programs",
    "pypixi.taskshell.programs.find",
    "pypixi.values",
    "pypixi.version",
}
"""What a run by a plan may load of ours."""

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


_FAST_LANE = """
import os
def _seen(*_):
    loaded = sorted(set(sys.modules) - before)
    import json
    print(json.dumps(loaded), file=sys.stderr)
    sys.stderr.flush()
    os._exit(0)
os.execve = _seen
import pypixi
program = os.path.join(os.path.dirname(pypixi.__file__), "__main__.py")
sys.argv = [program, "run", "-q", "-x", "/bin/true"]
from pypixi.cli.main import main
before = set(sys.modules)
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such lane yet")
def test_run_by_a_plan_loads_hardly_anything(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.write()
    pixi("lock").ok()
    pixi.process("run", "-q", "-x", "/bin/true").ok()
    settle()
    pixi.process("run", "-q", "-x", "/bin/true").ok()
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{_FAST_LANE}"],
        capture_output=True,
        text=True,
        check=True,
        cwd=pixi.cwd,
        env=pixi.environ,
    )
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    assert {name for name in loaded if not name.startswith("pypixi")} <= {
        "__future__",
        "_operator",
        "itertools",
        "operator",
        "zlib",
    }
    assert not {name for name in loaded if name.startswith("pypixi")} - OWN
