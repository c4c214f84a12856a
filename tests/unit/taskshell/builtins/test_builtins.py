"""What the built-in commands do, as scripts see it."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import pytest

from pypixi.taskshell.builtins.table import find_builtin, is_builtin
from support.shell import Shell

if TYPE_CHECKING:
    from pathlib import Path

unix = pytest.mark.skipif(os.name != "posix", reason="needs the files of Unix")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell in a folder with a few files."""
    cwd = tmp_path / "folder"
    for name, text in {
        "a": "1\n2\n3\n",
        "b": "bee",
        "d/c": "see\n",
        "d/e/f": "",
    }.items():
        path = cwd / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Shell(cwd=cwd, streams=tmp_path)


def test_built_in_commands_are_known_by_exact_name() -> None:
    assert is_builtin("echo")
    assert find_builtin("Echo") is None
    assert not is_builtin("printf")


@pytest.mark.parametrize(
    ("script", "output"),
    [
        ("cat a - b < d/c", "1\n2\n3\nsee\nbee"),
        ("cat < b", "bee"),
        ("cat -- a", "1\n2\n3\n"),
        ("echo -n  -- x; echo", "-n -- x\n\n"),
        ("head -n 0 a", ""),
        ("head -n 2 < a", "1\n2\n"),
        ("head --lines=-2 a", "1\n"),
        ("head -n -9 a", ""),
        ("head b", "bee"),
        ("export A=1 B C= D=a=b =x; echo $A$B$C$D", "1a=b\n"),
        ("A=1; export B=2; unset A B C; echo [$A$B]", "[]\n"),
        ("set -e -o pipefail; set -o", "errexit\ton\npipefail\ton\n"),
        ("set -o errexit; set +o", "set -o errexit\nset +o pipefail\n"),
        ("set -e +e; set; set -o", "errexit\toff\npipefail\toff\n"),
        (
            "shopt -s nullglob failglob; shopt -u globstar; shopt nullglob",
            "nullglob\ton\n",
        ),
        ("sleep -5 0.01s 0m", ""),
        ("mkdir x x/y; mkdir -p x/y/z x; test -d x/y/z && echo ok", "ok\n"),
        ("rm -d d/e/f; rm -d d/e; rm -r d; rm a; echo *", "b\n"),
        ("rm -rf no d; echo *", "a b\n"),
        ("mv a x; mv x d; cat d/x", "1\n2\n3\n"),
        ("mv a b; cat b", "1\n2\n3\n"),
        ("mv d x; cat x/c", "see\n"),
        ("cp a x; cp a b d; cat x d/b", "1\n2\n3\nbee"),
        ("cp -r d x; cp -R d x; cat x/c x/d/c", "see\nsee\n"),
        ("mkdir x; cp -r d/. x; cat x/c", "see\n"),
        ("cp -r a b d; cat d/b", "bee"),
        ("echo 'a b' | xargs", "a b\n"),
        ("echo 'a,b,' | xargs -d , echo x", "x a b \n\n"),
        ("cat a | xargs -d '\\n' echo", "1 2 3\n"),
        ("cat a | xargs --delimiter=2 echo", "1\n \n3\n\n"),
        ("xargs echo x < d/e/f", "x\n"),
        ("cat b | xargs -0 echo -0", "-0 bee\n"),
    ],
)
def test_command_does_its_work(shell: Shell, script: str, output: str) -> None:
    assert shell.output(script) == output


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("cat no d b", "cat: no: GONE"),
        ("cat d", "cat: d: Is a directory (os error 21)\n"),
        ("cat a --x", "cat: unsupported flag: --x\n"),
        ("cd a", "cd: a: Not a directory\n"),
        ("cd ''", "cd: : Not a directory\n"),
        ("cd -x", "cd: unsupported flag: -x\n"),
        ("pwd -x", "pwd: unsupported flag: -x\n"),
        ("cp", "cp: missing file operand\n"),
        ("cp a", "cp: missing destination file operand after 'a'\n"),
        ("cp a b no", "cp: target 'no' is not a directory\n"),
        (
            "cp d x",
            "cp: could not copy d to x: source was a directory; maybe specify -r\n",
        ),
        ("cp -r d a", "cp: could not copy d to a: destination was a file\n"),
        (
            "cp -r d d/x",
            "cp: could not copy d to d/x: destination is inside of the source\n",
        ),
        ("cp -r .. x", "cp: cannot copy '..': refusing to copy '..'\n"),
        ("cp a a", "cp: could not copy a to a: source and destination are the same\n"),
        ("cp no x", "cp: could not copy no to x: GONE"),
        ("cp a no/x", "cp: could not copy a to no/x: GONE"),
        ("mv a", "mv: missing destination file operand after 'a'\n"),
        ("mv no x", "mv: could not move no to x: GONE"),
        ("mv d/. x", "mv: cannot move '.': refusing to move '.'\n"),
        ("mv d/.. x", "mv: cannot move '..': refusing to move '..'\n"),
        ("rm", "rm: missing operand\n"),
        ("rm no", "rm: cannot remove 'no': GONE"),
        ("rm -d d", "rm: cannot remove 'd': Directory not empty (os error 39)\n"),
        ("mkdir", "mkdir: missing operand\n"),
        ("mkdir a", "mkdir: cannot create directory 'a': File exists\n"),
        ("mkdir -p a", "mkdir: cannot create directory 'a': File exists\n"),
        ("mkdir no/x", "mkdir: cannot create directory 'no/x': GONE"),
        ("head no", "head: no: GONE"),
        ("head d", "head: d: Is a directory (os error 21)\n"),
        ("head -n x a", "head: invalid number of lines: 'x'\n"),
        (
            "sleep x",
            "sleep: error parsing argument 'x' to number: invalid float literal\n",
        ),
        (
            "sleep inf",
            "sleep: error parsing argument 'inf' to number: invalid float literal\n",
        ),
        ("set -eo pipefail", "set: invalid option: -eo\n"),
        ("set -o x", "set: unknown option: x\n"),
        ("shopt -s", "shopt: option name required\n"),
        (
            "shopt -s -u nullglob",
            "shopt: cannot set and unset options simultaneously\n",
        ),
        ("unset -x A", "unset: unsupported flag: -x\n"),
        (
            'echo "\'" | xargs',
            (
                "xargs: unmatched quote; by default quotes are special to xargs unless"
                " you use the -0 option\n"
            ),
        ),
        (
            "xargs -d ab < b",
            "xargs: the delimiter must be one character, but found 'ab'\n",
        ),
    ],
)
def test_command_says_what_is_wrong(shell: Shell, script: str, message: str) -> None:
    if ("os error" in message or "GONE" in message) and sys.platform != "linux":
        pytest.skip("the words are those of Linux")
    message = message.replace("GONE", "No such file or directory (os error 2)\n")
    ended = shell(script)
    assert (ended.status, ended.stderr.splitlines(keepends=True)[0]) == (1, message)


@pytest.mark.parametrize(
    "script", ["cat no b", "rm no b; cat b; echo bee", "mkdir a x; test -d x && cat b"]
)
def test_what_is_possible_is_done(shell: Shell, script: str) -> None:
    ended = shell(script)
    assert "bee" in ended.stdout
    assert ended.stderr


@pytest.mark.parametrize(
    ("script", "status"),
    [
        ("exit", 1),
        ("exit -1", 255),
        ("exit 1 2", 2),
        ("exit x", 2),
        ("shopt nullglob globstar", 1),
        ("test", 1),
        ("test ''", 1),
        ("test -x", 0),
        ("test !", 0),
        ("test ! ''", 0),
        ("test ! -e no", 0),
        ("test ! a = a", 1),
        ("test -f a", 0),
        ("test -f d", 1),
        ("test -d d", 0),
        ("test -s a", 0),
        ("test -s d/e/f", 1),
        ("test -e no", 1),
        ("test 1 -eq 01", 0),
        ("test 1 -ne 1", 1),
        ("test -2 -lt 1", 0),
        ("test 2 -ge 3", 1),
        ("test -x a", 2),
        ("test a == a", 2),
        ("test a -eq 1", 2),
        ("test 1 2 3 4", 2),
        ("true --no", 0),
        (": x", 0),
        ("false --no", 1),
    ],
)
def test_command_has_a_status(shell: Shell, script: str, status: int) -> None:
    assert shell(script).status == status


@unix
def test_working_directory_is_told_with_and_without_links(shell: Shell) -> None:
    (shell.cwd / "link").symlink_to("d")
    assert shell.output("cd link; pwd; pwd -P x; pwd -L; cd ..; pwd") == (
        f"{shell.cwd}/link\n{shell.cwd}/link\n{os.path.realpath(shell.cwd)}/d\n"
        f"{shell.cwd}\n"
    )


@unix
def test_copies_keep_permissions_and_leave_links_out(shell: Shell) -> None:
    (shell.cwd / "d" / "c").chmod(0o751)
    (shell.cwd / "d" / "link").symlink_to("c")
    assert shell.output("cp -r d x; cp d/link y; echo x/*") == "x/c x/e\n"
    assert [(shell.cwd / each).stat().st_mode & 0o777 for each in ("x/c", "y")] == [
        0o751,
        0o751,
    ]


@unix
def test_folders_are_not_copied_through_links(shell: Shell) -> None:
    (shell.cwd / "link").symlink_to("d")
    (shell.cwd / "broken").symlink_to("gone")
    assert "no support for copying from symlinks" in shell.errors("cp -r link x")
    assert "no support for copying to symlinks" in shell.errors("cp -r d broken")


@unix
def test_only_the_link_to_a_folder_is_removed(shell: Shell) -> None:
    (shell.cwd / "link").symlink_to("d")
    assert shell.output("rm -r link; echo *; cat d/c") == "a b d\nsee\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a full device")  # noqa: PTH110
def test_full_disk_is_told(shell: Shell) -> None:
    message = "echo: No space left on device (os error 28)\n"
    assert shell.errors("echo a > /dev/full") == message


def test_nobody_reading_is_no_reason_for_words(shell: Shell) -> None:
    ended = shell("set -o pipefail; cat a a a a a a | true; (sleep 0.1; echo x) | true")
    assert (ended.status, ended.stderr) == (1, "")


def test_sleep_lasts_the_sum(shell: Shell) -> None:
    start = time.monotonic()
    shell("sleep 0.1 0.2s")
    assert 0.3 <= time.monotonic() - start < 1.5
