from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.taskshell.state import State

if TYPE_CHECKING:
    from pathlib import Path


def test_environment_comes_first() -> None:
    state = State({"A": "env"}, "/", "linux")
    state.assign("A", "new")
    state.assign("B", "own")
    assert state.env == {"A": "new", "PWD": "/"}
    assert state.variables == {"B": "own"}
    assert (state.lookup("A"), state.lookup("B"), state.lookup("C")) == (
        "new",
        "own",
        None,
    )


def test_exported_variable_is_no_other_any_more() -> None:
    state = State({}, "/", "linux")
    state.assign("A", "1")
    state.export("A", "2")
    assert (state.env["A"], state.variables) == ("2", {})
    state.unset("A")
    assert state.lookup("A") is None


def test_copy_changes_by_itself() -> None:
    state = State({}, "/", "linux")
    state.status = 3
    copy = state.copy()
    copy.assign("A", "1")
    copy.export("B", "1")
    copy.options.add("errexit")
    copy.enter("/tmp")
    assert (state.variables, state.env, state.cwd) == ({}, {"PWD": "/"}, "/")
    assert state.options == {"globstar"}
    assert copy.status == 3


def test_folder_follows_pwd_if_it_can(tmp_path: Path) -> None:
    state = State({}, "/", "linux")
    state.export("PWD", f"{tmp_path}/../{tmp_path.name}")
    assert (state.cwd, state.env["PWD"]) == (str(tmp_path), str(tmp_path))
    for unusable in ("relative", "/nowhere", "/\0"):
        state.assign("PWD", unusable)
        assert state.cwd == state.lookup("PWD") == str(tmp_path)


def test_last_status_is_handed_to_programs() -> None:
    state = State({}, "/", "linux")
    assert "?" not in state.child_env
    state.status = 3
    assert state.child_env["?"] == "3"
    assert "?" not in state.env


def test_names_have_no_case_on_windows() -> None:
    state = State({"Path": "x"}, "C:\\", "win32")
    state.assign("path", "y")
    state.assign("own", "1")
    assert state.env == {"PATH": "y", "PWD": "C:\\"}
    assert state.lookup("OWN") == "1"
    state.unset("Own")
    assert state.lookup("own") is None
    assert state.path("a") == "C:\\a"


def test_variable_is_given_back(tmp_path: Path) -> None:
    former = State({"A": "1"}, "/", "linux")
    former.assign("B", "2")
    state = former.copy()
    for name in "ABC":
        state.export(name, "new")
    state.export("PWD", str(tmp_path))
    for name in ("A", "B", "C", "PWD"):
        state.restore(name, former)
    assert (state.env, state.variables, state.cwd) == (
        {"A": "1", "PWD": "/"},
        {"B": "2"},
        "/",
    )
