from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pypixi.taskshell.failures import CommandError
from pypixi.taskshell.programs.find import candidates, find_program, resolve
from pypixi.taskshell.state import State

if TYPE_CHECKING:
    from pathlib import Path

unix = pytest.mark.skipif(os.name != "posix", reason="files are programs on Unix")


def program(path: Path, text: str = "") -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


def complaint(argv: list[str], state: State) -> str:
    with pytest.raises(CommandError) as caught:
        resolve(argv, state)
    return caught.value.message


@pytest.mark.parametrize(
    ("name", "env", "found"),
    [
        ("go", {"PATH": "bin:/usr/bin::"}, ["/w/bin/go", "/usr/bin/go"]),
        ("go", {}, []),
        ("./go", {"PATH": "/bin"}, ["/w/go"]),
        ("../go", {"PATH": "/bin"}, ["/w/../go"]),
        ("a/go", {"PATH": "/bin"}, ["/w/a/go"]),
        ("/a/go", {"PATH": "/bin"}, ["/a/go"]),
    ],
)
def test_name_is_looked_up_on_unix(
    name: str, env: dict[str, str], found: list[str]
) -> None:
    assert list(candidates(name, env, "/w", "linux")) == found


@pytest.mark.parametrize(
    ("name", "env", "found"),
    [
        (
            "go",
            {"PATH": "C:\\b", "PATHEXT": ".EXE;.cmd"},
            ["C:\\b\\go.EXE", "C:\\b\\go.cmd"],
        ),
        (
            "go",
            {"PATH": "b;C:\\"},
            [
                f"{each}{end}"
                for each in ("C:\\w\\b\\go", "C:\\go")
                for end in (".EXE", ".CMD", ".BAT", ".COM")
            ],
        ),
        (
            "go.Exe",
            {"PATH": "C:\\b", "PATHEXT": ".exe"},
            ["C:\\b\\go.Exe", "C:\\b\\go.Exe.exe"],
        ),
        ("go.1", {"PATH": "C:\\b", "PATHEXT": ".exe"}, ["C:\\b\\go.1.exe"]),
        (
            "a\\go.exe",
            {"PATHEXT": ".exe"},
            ["C:\\w\\a\\go.exe", "C:\\w\\a\\go.exe.exe"],
        ),
        ("./go", {"PATHEXT": ".exe"}, ["C:\\w\\go.exe"]),
        ("D:/go.exe", {"PATHEXT": ".exe"}, ["D:/go.exe", "D:/go.exe.exe"]),
    ],
)
def test_name_is_looked_up_on_windows(
    name: str, env: dict[str, str], found: list[str]
) -> None:
    assert list(candidates(name, env, "C:\\w", "win32")) == found


@unix
def test_only_files_that_may_be_run_are_programs(tmp_path: Path) -> None:
    (tmp_path / "a" / "go").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "go").touch(0o644)
    third = program(tmp_path / "c" / "go")
    assert find_program("go", {"PATH": "a:b:c"}, str(tmp_path), "linux") == third


@unix
def test_script_by_path_gets_its_interpreter(tmp_path: Path) -> None:
    python = program(tmp_path / "bin" / "python")
    script = program(tmp_path / "t", "#!/usr/bin/env python\nprint()\n")
    state = State({"PATH": "bin"}, str(tmp_path), "linux")
    assert resolve(["./t", "x"], state) == [python, script, "x"]
    assert resolve([script], state) == [python, script]


@unix
def test_interpreter_may_have_arguments(tmp_path: Path) -> None:
    python = program(tmp_path / "bin" / "python")
    script = program(tmp_path / "t", "#!/usr/bin/env -S python -u 'a b' $X\r\n")
    state = State({"PATH": "bin", "X": "y"}, str(tmp_path), "linux")
    assert resolve(["./t"], state) == [python, "-u", "a b", "y", script]


@unix
def test_script_in_path_is_left_to_the_system(tmp_path: Path) -> None:
    script = program(tmp_path / "t", "#!/usr/bin/env python\n")
    state = State({"PATH": "."}, str(tmp_path), "linux")
    assert resolve(["t"], state) == [f"{tmp_path}/./t"]
    other = program(tmp_path / "u", "#! /usr/bin/env python\n")
    assert resolve(["./u"], state) == [other]
    assert script != other


@unix
@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("none", "none: command not found"),
        ("a b", "a b: command not found"),
        ("-S none -u", "none: command not found"),
        ("-S a | b", "a | b: words expected"),
        ("-S X=1 b", "X=1 b: words expected"),
        ("-S 'a", "'a: Expected closing single quote.\n  'a\n  ~"),
        ("-S $NO", "command name was empty"),
        ("", "command name was empty"),
        ("./t", "./t: the interpreters of scripts have no end"),
    ],
)
def test_interpreter_must_be_there(tmp_path: Path, line: str, message: str) -> None:
    program(tmp_path / "t", f"#!/usr/bin/env {line}\n")
    state = State({"PATH": "bin"}, str(tmp_path), "linux")
    assert complaint(["./t"], state) == message


def test_missing_program_has_a_status_of_its_own() -> None:
    with pytest.raises(CommandError) as caught:
        find_program("go", {"PATH": "/nowhere"}, "/", "linux")
    assert (caught.value.message, caught.value.status) == ("go: command not found", 127)
