"""The documentation is true: generated, linked, typed, and typed off a terminal."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pypixi.cli.table import PIXI
from support.pages import anchors, blocks, links, run_steps, steps

if TYPE_CHECKING:
    from support.pages import Block
    from support.pixi import Pixi

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
}
TOLD = [name for name, text in PAGES.items() if "```console" in text]
CODE = ROOT / "src" / "pypixi"
NO_VARIABLES = {"PIXI_BUILD", "PIXI_FOLDER", "PIXI_NO"}
"""What our code calls so that is no variable."""
API_GUIDE = "docs/how-to/python-api.md"


def _python(*argv: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *argv],
        check=False,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )


def _blocks(name: str, language: str) -> list[Block]:
    return [block for block in blocks(PAGES[name]) if block.language == language]


def _clone(home: Path) -> Path:
    """Return a folder with what the pages use of a clone of this repository."""
    clone = home / "pypixi"
    clean = shutil.ignore_patterns(".pixi", "pixi.lock")
    shutil.copytree(ROOT / "examples", clone / "examples", ignore=clean)
    return clone


def _with_programs(pixi: Pixi, folder: Path) -> Pixi:
    """Return a user who has ``pixi`` and ``python3`` of this test on PATH."""
    folder.mkdir()
    for name, words in {"pixi": "-P -m pypixi", "python3": ""}.items():
        program = folder / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n')
        program.chmod(0o755)
    return pixi.having(
        PATH=f"{folder}:/usr/bin:/bin",
        PIXI_OVERRIDE_PLATFORM="linux-64",
        PYTHONUNBUFFERED="1",
    )


def test_generated_pages_are_up_to_date() -> None:
    done = _python(DOCS / "generate.py", "--check", cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_pages_and_headings(name: str) -> None:
    for target in links(PAGES[name]):
        file, _, anchor = target.partition("#")
        path = (ROOT / name).parent / file if file else ROOT / name
        assert path.exists(), target
        if anchor:
            assert anchor in anchors(path.read_text(encoding="utf-8")), target


@pytest.mark.parametrize("name", PAGES)
def test_commands_shown_exist(name: str) -> None:
    shown = [block for block in blocks(PAGES[name]) if block.language == "console"]
    lines = [step.command for block in shown for step in steps(block)]
    lines += [block.text for block in _blocks(name, "sh")]
    words = re.findall(r"(?:^|[\s/])pixi ([a-z-]+)", "\n".join(lines), re.MULTILINE)
    unknown = [word for word in words if PIXI.find(word) is None]
    assert not [word for word in unknown if not word.startswith("-")]


def test_every_variable_of_ours_is_documented() -> None:
    sources = [path.read_text(encoding="utf-8") for path in CODE.rglob("*.py")]
    named = set(re.findall(r"\bPIXI_[A-Z_]+[A-Z]\b", "\n".join(sources)))
    page = PAGES["docs/reference/environment-variables.md"]
    assert not {name for name in named - NO_VARIABLES if f"`{name}`" not in page}


def test_readme_names_every_command() -> None:
    _, _, named = PAGES["README.md"].partition("These commands exist: ")
    listed = re.findall(r"`([a-z-]+)`", named.partition(".")[0])
    assert listed == [command.name for command in PIXI.shown]


def test_no_existing_command_is_called_missing() -> None:
    _, _, missing = PAGES["docs/differences.md"].partition("**Commands**:")
    listed = re.findall(r"`([a-z-]+)`", missing.partition("**Options**")[0])
    assert not [word for word in listed if PIXI.find(word) is not None]


@pytest.mark.skipif(sys.platform == "win32", reason="the pages are typed into bash")
@pytest.mark.parametrize("name", TOLD)
def test_terminal_shows_what_the_page_shows(
    name: str, pixi: Pixi, tmp_path: Path
) -> None:
    user = _with_programs(pixi, tmp_path / "programs")
    cwd = _clone(user.home)
    if name == "docs/how-to/local-channels.md":
        cwd = user.home / "greetings"
        cwd.mkdir()
    for step, printed in run_steps(
        PAGES[name], cwd=cwd, env=user.environ, home=user.home
    ):
        assert step.fits(printed), f"$ {step.command}\n{printed}"


def test_examples_are_strictly_typed(tmp_path: Path) -> None:
    files = []
    for page in PAGES:
        for number, block in enumerate(_blocks(page, "python")):
            path = tmp_path / f"{Path(page).stem.replace('-', '_').lower()}_{number}.py"
            path.write_text(block.text, encoding="utf-8")
            files.append(path)
    options = ["--strict", "--config-file=", f"--cache-dir={tmp_path / 'cache'}"]
    done = _python("-m", "mypy", *options, *files, cwd=tmp_path)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("page", ["README.md", API_GUIDE])
def test_first_example_runs(page: str, pixi: Pixi, tmp_path: Path) -> None:
    user = _with_programs(pixi, tmp_path / "programs")
    script = tmp_path / "example.py"
    script.write_text(_blocks(page, "python")[0].text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-P", script],
        check=False,
        cwd=_clone(user.home),
        env=user.environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    if page == API_GUIDE:
        assert done.stdout == _blocks(page, "text")[0].text
    else:
        assert "Saturn" in done.stdout
