"""The public Python API, from inside this process and from programs of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import pypixi
from support.workspace import current_subdir

if TYPE_CHECKING:
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder


@pytest.fixture
def sea(workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` in a workspace with a package that brings a program."""
    script = "#!/bin/sh\necho kelp $1\n"
    channel.package("kelp", "1.0", executables={"bin/kelp": script})
    channel.package("coral", "0.5")
    workspace.channels(channel.url).platforms(current_subdir(), "win-64")
    workspace.dependencies(kelp="*").task("grow", "kelp grows")
    workspace.environments({"extra": []}).write()
    return pixi


def _workspace(pixi: Pixi) -> pypixi.Workspace:
    return pypixi.Workspace.discover(pixi.cwd, env=pixi.environ)


def test_workspace_is_found_from_a_folder_below(sea: Pixi) -> None:
    below = sea.cwd / "a" / "b"
    below.mkdir(parents=True)
    found = pypixi.Workspace.discover(below, env=sea.environ)
    assert found.root == sea.cwd
    assert found.name == "workspace"
    assert found.environments == ("default", "extra")


def test_lock_and_install_say_whether_something_changed(sea: Pixi) -> None:
    workspace = _workspace(sea)
    assert workspace.lock() is True
    assert workspace.lock() is False
    assert workspace.install() is True
    assert workspace.install() is False


def test_update_returns_the_changes(sea: Pixi, channel: ChannelBuilder) -> None:
    workspace = _workspace(sea)
    workspace.lock()
    channel.package("kelp", "2.0").write()
    changes = workspace.update("kelp", environments=["extra"], platforms=["win-64"])
    assert list(changes) == ["extra"]
    (change,) = changes["extra"]["win-64"]
    assert change.before is not None
    assert change.after is not None
    assert (change.before.version, change.after.version) == ("1.0", "2.0")
    assert workspace.update("kelp", environments=["extra"]) != {}
    assert workspace.update() != {}
    assert workspace.update() == {}


def test_upgrade_returns_the_changes(sea: Pixi, channel: ChannelBuilder) -> None:
    workspace = _workspace(sea)
    workspace.lock()
    channel.package("kelp", "2.0").write()
    assert workspace.upgrade(exclude=["kelp"]) == {}
    changes = workspace.upgrade("kelp", feature="default")
    assert list(changes) == ["default", "extra"]
    assert 'kelp = ">=2.0,<3"' in (sea.cwd / "pixi.toml").read_text()
    with pytest.raises(pypixi.PixiError, match="does not define any content inline"):
        workspace.upgrade(environment="extra")


def test_packages_are_typed_values(sea: Pixi) -> None:
    (kelp,) = _workspace(sea).packages()
    assert (kelp.name, kelp.version, kelp.requested_spec) == (
        "kelp",
        "1.0",
        "*",
    )
    (foreign,) = _workspace(sea).packages("extra", "win-64")
    assert foreign.package == kelp.package


def test_run_returns_what_the_program_wrote(sea: Pixi) -> None:
    done = _workspace(sea).run("grow")
    assert (done.code, done.stdout) == (0, b"kelp grows\n")
    assert _workspace(sea).run("sh", "-c", "exit 3").code == 3


def test_add_returns_what_was_written(sea: Pixi) -> None:
    assert _workspace(sea).add("coral") == ("coral >=0.5,<0.6",)


def test_errors_are_one_type_with_parts(sea: Pixi) -> None:
    with pytest.raises(pypixi.PixiError) as caught:
        _workspace(sea).add("coarl")
    assert caught.value.message.startswith("no package named 'coarl'")
    assert caught.value.help == "did you mean 'coral'?"


def test_report_hears_of_warnings(sea: Pixi, workspace: WorkspaceBuilder) -> None:
    from pypixi.terminal.console import Console  # noqa: PLC0415

    workspace.feature("spare", dependencies={"coral": "*"}).write()
    with (sea.cwd / "err").open("w+") as stderr:
        console = Console(stdout=stderr, stderr=stderr, env={})
        pypixi.Workspace.discover(sea.cwd, env=sea.environ, report=console)
        stderr.seek(0)
        assert "The feature 'spare' is defined but not used" in stderr.read()


_PROGRAM = """
import json
import pypixi

workspace = pypixi.Workspace.discover({root!r})
workspace.install()
print(json.dumps([row.name for row in workspace.packages()]))
"""


def _run_program(sea: Pixi, code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env=sea.environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_program_that_ends_normally_survives_its_end(sea: Pixi) -> None:
    """The engine's threads crash an interpreter that ends too soon after them."""
    done = _run_program(sea, _PROGRAM.format(root=str(sea.cwd)))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == ["kelp"]


def test_works_inside_a_running_event_loop(sea: Pixi) -> None:
    """As in a notebook."""
    body = _PROGRAM.format(root=str(sea.cwd)).replace("\n", "\n    ")
    code = f"import asyncio\nasync def main():\n    {body}\nasyncio.run(main())\n"
    done = _run_program(sea, code)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == ["kelp"]


def test_public_names_are_listed_and_nothing_else() -> None:
    assert dir(pypixi) == [
        "Completed",
        "ListedPackage",
        "PixiError",
        "Workspace",
        "__version__",
    ]
    with pytest.raises(AttributeError, match="has no attribute 'Wokspace'"):
        pypixi.Wokspace  # type: ignore[attr-defined]  # noqa: B018


def test_package_ships_its_types() -> None:
    from importlib.resources import files  # noqa: PLC0415

    typed: Path = files("pypixi") / "py.typed"  # type: ignore[assignment]
    assert typed.is_file()


def test_workspace_is_a_value(sea: Pixi) -> None:
    assert len({_workspace(sea), _workspace(sea)}) == 1
    with pytest.raises(pypixi.PixiError, match="nothing to run"):
        _workspace(sea).run()
