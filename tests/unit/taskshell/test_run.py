from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pypixi.taskshell.parser import parse
from pypixi.taskshell.run import run_script
from support.shell_cases import run_captured

if TYPE_CHECKING:
    from support.shell import Shell

SIZE = 10 << 20
PYTHON = f"'{sys.executable}'"
WRITE = f"{PYTHON} -c 'import sys; sys.stdout.write(\"x\" * {SIZE})'"
WRITE_ERRORS = f"{PYTHON} -c 'import sys; sys.stderr.write(\"x\" * {SIZE})'"
COUNT = f"{PYTHON} -c 'import sys; print(len(sys.stdin.buffer.read()))'"
unix = pytest.mark.skipif(os.name != "posix", reason="needs the programs of Unix")


@pytest.mark.parametrize(
    "script",
    [
        f"{WRITE} | {COUNT}",
        f"cat big | {COUNT}",
        f"cat big | cat | {COUNT}",
        f"{WRITE} | cat | {COUNT}",
        f"(cat big) | (cat; cat) | {COUNT}",
        f"(echo -n; {WRITE}) | head -n -1 | cat | head -n 1; echo {SIZE}",
        f"{WRITE_ERRORS} 2>&1 | {COUNT}",
        f"{WRITE_ERRORS} |& cat |& {COUNT}",
        f"cat big |& {COUNT}",
        f"(cat big >&2) 2>&1 | {COUNT}",
        f"X=$(cat big) && echo {SIZE}",
        f'export X="$({WRITE} | cat)"; echo {SIZE}',
        f"cat big | head -n 1 | {COUNT}",
        f"{WRITE} | cat > copy; {COUNT} < copy",
        f"cat < big | {COUNT}",
        f"{WRITE} | true; echo {SIZE}",
        f"cat big | true; echo {SIZE}",
        f"cat big big big | sleep 0; echo {SIZE}",
        f"(cat big &) | {COUNT}",
        f"cat big | xargs -0 test -n; echo {SIZE}",
    ],
)
def test_much_goes_through(shell: Shell, script: str) -> None:
    (shell.cwd / "big").write_bytes(b"x" * SIZE)
    ended = shell(script)
    assert ended.stdout.strip().removeprefix("-n").strip() == str(SIZE)


def test_members_of_a_pipeline_run_at_the_same_time(shell: Shell) -> None:
    start = time.monotonic()
    shell("sleep 0.4 | sleep 0.4 | sleep 0.4")
    assert time.monotonic() - start < 1.1


def test_words_are_expanded_before_a_redirect_is_opened(shell: Shell) -> None:
    assert shell.output("echo a > f; echo $(cat f) b > f; cat f") == "a b\n"


@unix
@pytest.mark.parametrize(
    ("script", "stdout", "stderr"),
    [
        ("(sh -c 'echo e >&2; echo o' > f) 2>&1", "e\n", ""),
        ("(sh -c 'echo e >&2; echo o' 2>&1) > f", "", ""),
        ("(sh -c 'echo e >&2; echo o' >&2) 2> f", "", ""),
        ("(sh -c 'echo e >&2; echo o' >&2) 2>&1", "e\no\n", ""),
        ("(sh -c 'echo e >&2; echo o' 2> f) >&2", "", "o\n"),
    ],
)
def test_streams_may_be_swapped(
    shell: Shell, script: str, stdout: str, stderr: str
) -> None:
    ended = shell(script)
    assert (ended.stdout, ended.stderr) == (stdout, stderr)


@unix
def test_low_descriptors_may_be_swapped(tmp_path: Path) -> None:
    code = (
        "import os; from pypixi.taskshell.parser import parse;"
        "from pypixi.taskshell.run import run_script;"
        "run_script(parse('sh -c \"echo e >&2; echo o\"'), env={'PATH': '/bin'},"
        " cwd='/', system='linux', streams=(0, 2, 1), owns_process=True)"
    )
    ended = run_captured(
        lambda streams: os.waitstatus_to_exitcode(
            os.waitpid(
                os.posix_spawn(
                    sys.executable,
                    [sys.executable, "-c", code],
                    dict(os.environ),
                    file_actions=[
                        (os.POSIX_SPAWN_DUP2, each, target)
                        for target, each in enumerate(streams)
                    ],
                ),
                0,
            )[1]
        ),
        tmp_path,
    )
    assert (ended.stdout, ended.stderr) == ("e\n", "o\n")


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("!true", "History expansion is not supported"),
        ("! !true", ""),
        ("'!true'", "!true: command not found"),
        ("''", "command name was empty"),
        ("X=1 $NOPE", "command name was empty"),
        (
            "echo a >&0",
            "output redirecting file descriptors beyond stdout and stderr is",
        ),
        ("echo a <&1", "input redirecting file descriptors is not implemented"),
        ("echo a > $NOPE", "redirect path must be 1 argument, but found 0 (). Did you"),
        ("shopt -s failglob; echo *.x; ", "glob: no matches found '*.x'"),
        ("shopt -s failglob; X=*.x", "glob: no matches found '*.x'"),
        ("./nothing", "Error launching './nothing': No such file or directory (os err"),
        ("echo | xargs nothing", "nothing: command not found"),
        ("echo a b | xargs cd", "cd: too many arguments"),
    ],
)
def test_command_that_cannot_run_says_why(
    shell: Shell, script: str, message: str
) -> None:
    assert message in shell(script).stderr


def test_redirect_that_cannot_be_opened_is_told_by_its_path(shell: Shell) -> None:
    assert shell.errors("cat < gone") == (
        f"error opening file for redirect ({shell.cwd}{os.sep}gone). No such file or"
        " directory (os error 2)\n"
    )


@unix
@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("x\n", "Exec format error (os error 8)"),
        ("#!/no\n", "No such file or directory"),
    ],
)
def test_file_that_is_no_program_says_so(
    shell: Shell, content: str, message: str
) -> None:
    (shell.cwd / "t").write_text(content)
    (shell.cwd / "t").chmod(0o755)
    assert message in shell.errors("./t")


def test_variables_of_one_command_are_gone_after_it(shell: Shell) -> None:
    script = "A=1; export B=1; A=2 B=2 C=2 true; echo $A$B$C; PWD=/ true; pwd"
    assert shell.output(script) == f"11\n{shell.cwd}\n"


def test_built_in_command_changes_more_than_the_variables_it_was_given(
    shell: Shell,
) -> None:
    assert shell.output("mkdir d; A=1 cd d; A=1 export B=2; pwd; echo $A$B") == (
        f"{shell.cwd}{os.sep}d\n2\n"
    )


@pytest.mark.parametrize(
    ("script", "status"),
    [
        ("exit 3 | true", 0),
        ("true | exit 3", 3),
        ("set -o pipefail; exit 3 | exit 4 | true", 4),
        ("! exit 3", 3),
        ("(exit 3); true", 0),
        ("() && exit 4", 4),
        ("exit 3 & sleep 5", 3),
        ("false & sleep 5; echo no", 1),
        ("(sleep 5; exit 3) & exit 4", 4),
        ("X=$(false & sleep 5); echo $?", 0),
        ("true &", 0),
        ("set -e; false & true", 1),
        ("set -e; X=$(false; echo a); test $X = a", 2),
        ("! false | true", 1),
        ("echo 3 | xargs exit", 3),
    ],
)
def test_status_is_that_of_the_script(shell: Shell, script: str, status: int) -> None:
    start = time.monotonic()
    assert shell(script).status == status
    assert time.monotonic() - start < 4


def test_background_item_keeps_its_streams(shell: Shell) -> None:
    assert shell.output("(sleep 0.2 && echo late &) > f; echo early") == "early\n"
    assert (shell.cwd / "f").read_text() == "late\n"


def test_background_item_of_a_substitution_is_waited_for(shell: Shell) -> None:
    assert shell.output("echo $(sleep 0.2 && echo late & echo early)") == "early late\n"


def test_nothing_is_left_open(shell: Shell) -> None:
    descriptors = Path("/proc/self/fd")
    if not descriptors.is_dir():
        pytest.skip("the open files of a process cannot be listed here")
    before = len(list(descriptors.iterdir()))
    shell(
        "cat no | cat | (cat no; exit 1) > f; X=$(echo a | no &); echo < no & no > no/x"
    )
    shell(
        "echo a | cat < no; sh -c true | echo $(no > no/x); shopt -s failglob; a *.x &"
    )
    assert len(list(descriptors.iterdir())) == before


def test_surrogates_and_zeros_are_no_reason_to_fail(shell: Shell) -> None:
    assert shell("echo '\ud800'").stdout == "?\n"
    assert shell("printf 'a\0b'").status == 1
    assert shell("cat 'a\0b'; echo a > 'a\0b'; cd 'a\0b'; rm -f 'a\0b'").status == 1
    assert shell("echo '\udcff' | cat").stdout == "\udcff\n"


def test_folder_of_the_process_stays(shell: Shell) -> None:
    before = Path.cwd()
    run_script(
        parse("cd /; cd /tmp || true"),
        env={},
        cwd=str(shell.cwd),
        system=sys.platform,
    )
    assert Path.cwd() == before
