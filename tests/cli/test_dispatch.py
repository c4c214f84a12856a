"""The command line around the commands: help, usage, extensions, ways out."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pypixi.cli.table import PIXI
from pypixi.version import COMPATIBLE_VERSION, __version__

if TYPE_CHECKING:
    from pathlib import Path

    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_version_names_the_one_we_match_first(pixi: Pixi, flag: str) -> None:
    expected = f"pixi {COMPATIBLE_VERSION} (pypixi {__version__})\n"
    assert pixi(flag).ok().stdout == expected
    assert pixi.process(flag).ok().stdout == expected


def test_no_words_show_help_and_fail(pixi: Pixi) -> None:
    failed = pixi().failed(2)
    assert failed.stdout == ""
    assert "Usage: pixi" in failed.stderr


@pytest.mark.parametrize("argv", [("--help",), ("-h",), ("help",)])
def test_help_lists_every_command(pixi: Pixi, argv: tuple[str, ...]) -> None:
    text = pixi(*argv).ok().stdout
    for command in PIXI.shown:
        assert command.name in text
        assert command.summary in text


@pytest.mark.parametrize("command", [row.name for row in PIXI.leaves])
def test_every_command_explains_itself(pixi: Pixi, command: str) -> None:
    words = command.split()
    text = pixi(*words, "--help").ok().stdout
    assert f"Usage: pixi {command}" in text
    assert pixi("help", *words).ok().stdout == text


def test_list_shows_commands_and_extensions(pixi: Pixi, tmp_path: Path) -> None:
    _extension(tmp_path / "bin", "pixi-greet", "echo hi")
    text = _with_path(pixi, tmp_path / "bin")("--list").ok().stdout
    assert text.startswith("Installed Commands:\n")
    assert "    add                 Add dependencies" in text
    assert "    greet               (via pixi-greet)" in text


def test_unknown_command_gets_a_suggestion(pixi: Pixi) -> None:
    failed = pixi("instal").failed(2)
    assert "error: unrecognized subcommand 'instal'" in failed.stderr
    assert "tip: a similar subcommand exists: 'install'" in failed.stderr


def test_unknown_option_gets_a_suggestion(pixi: Pixi) -> None:
    failed = pixi("install", "--frozn").failed(2)
    assert "error: unexpected argument '--frozn' found" in failed.stderr
    assert "tip: a similar argument exists: '--frozen'" in failed.stderr
    assert "Usage: pixi install [OPTIONS]" in failed.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a script with a shebang")
@pytest.mark.parametrize("place", ["path", "home"])
def test_program_called_pixi_name_is_a_command(
    pixi: Pixi, tmp_path: Path, place: str
) -> None:
    folder = tmp_path / "bin" if place == "path" else pixi.home / ".pixi" / "bin"
    _extension(folder, "pixi-greet", 'echo "hi $*"; exit 5')
    done = _with_path(pixi, tmp_path / "bin").process("greet", "--help", "you")
    assert (done.code, done.stdout) == (5, "hi --help you\n")


def test_our_command_wins_over_an_extension(pixi: Pixi, tmp_path: Path) -> None:
    _extension(tmp_path / "bin", "pixi-info", "echo stolen")
    done = _with_path(pixi, tmp_path / "bin").process("info").ok()
    assert "stolen" not in done.stdout


@pytest.mark.parametrize(
    "argv",
    [("-q", "--color=never", "init"), ("init", "--quiet", "--color", "never")],
    ids=["before", "after"],
)
def test_global_options_stand_anywhere(pixi: Pixi, argv: tuple[str, ...]) -> None:
    assert pixi(*argv).ok().stderr == ""


def test_colour_is_forced_by_variable_or_option(
    pixi: Pixi, workspace: WorkspaceBuilder
) -> None:
    workspace.write()
    escape = "\x1b["
    assert escape not in pixi("lock").ok().stderr
    (pixi.cwd / "pixi.lock").unlink()
    assert escape in pixi("--color", "always", "lock").ok().stderr
    (pixi.cwd / "pixi.lock").unlink()
    assert escape in pixi.having(PIXI_COLOR="always")("lock").ok().stderr
    (pixi.cwd / "pixi.lock").unlink()
    none = pixi.having(NO_COLOR="1")("--color", "always", "lock").ok()
    assert escape not in none.stderr


def test_manifest_path_leads_to_a_workspace_elsewhere(
    pixi: Pixi, workspace: WorkspaceBuilder, tmp_path: Path
) -> None:
    manifest = workspace.write()
    elsewhere = pixi.at(tmp_path)
    for path in (manifest, manifest.parent):
        elsewhere("lock", "--manifest-path", str(path)).ok()
    assert (manifest.parent / "pixi.lock").is_file()
    missing = elsewhere("lock", "-m", "nowhere").failed(1)
    assert "unable to canonicalize" in missing.stderr


def test_output_that_nobody_reads_is_no_error(pixi: Pixi) -> None:
    command = f"{sys.executable} -P -m pypixi info | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command],
        env=pixi.environ,
        cwd=pixi.cwd,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "0\n"
    assert done.stderr == ""


def _extension(folder: Path, name: str, script: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def _with_path(pixi: Pixi, folder: Path) -> Pixi:
    return pixi.having(PATH=os.pathsep.join([str(folder), "/usr/bin", "/bin"]))


@pytest.mark.skipif(sys.platform == "win32", reason="signals are a matter of Unix")
def test_interrupt_ends_quietly_and_writes_nothing(
    pixi: Pixi, workspace: WorkspaceBuilder
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/never"
        workspace.channels(url).dependencies(kelp="*").write()
        process = pixi.start("lock")
        connection, _ = silent.accept()  # the engine asks now, and waits
        with connection:
            process.send_signal(signal.SIGINT)
            stdout, stderr = process.communicate(timeout=20)
    assert (process.returncode, stdout, stderr) == (130, "", "")
    assert not (pixi.cwd / "pixi.lock").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of Unix")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_closed_stream_is_no_bug(pixi: Pixi, closed: str) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -P -m pypixi info {closed}"],
        env=pixi.environ,
        cwd=pixi.cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows holds the folder")
def test_folder_that_is_gone_is_named(pixi: Pixi) -> None:
    script = f"rmdir ../gone; {sys.executable} -P -m pypixi info"
    folder = pixi.cwd / "gone"
    folder.mkdir()
    done = subprocess.run(
        ["bash", "-c", script],
        env=pixi.environ,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.endswith("Error: the current folder does not exist any more\n")


def test_manifest_behind_a_link_is_a_workspace_where_the_link_is(
    pixi: Pixi, workspace: WorkspaceBuilder, tmp_path: Path
) -> None:
    real = workspace.write()
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "pixi.toml").symlink_to(real)
    named = ("lock", "-m", str(linked / "pixi.toml"))
    for here, argv in ((pixi.at(linked), ("lock",)), (pixi, named)):
        here(*argv).ok()
        (linked / "pixi.lock").unlink()
        assert not (real.parent / "pixi.lock").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a script without shebang")
def test_extension_that_cannot_be_run_is_named(pixi: Pixi, tmp_path: Path) -> None:
    _extension(tmp_path / "bin", "pixi-greet", "")
    (tmp_path / "bin" / "pixi-greet").write_text("no program")
    failed = _with_path(pixi, tmp_path / "bin").process("greet").failed(1)
    assert "Error launching" in failed.stderr
    assert "Traceback" not in failed.stderr
