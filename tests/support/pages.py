"""Pages of the documentation: their code blocks, links and transcripts."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_BLOCK = re.compile(
    r"(?:^<!-- file: (?P<file>\S+) -->\n+)?"
    r"^(?P<indent> *)```(?P<language>\w+)\n(?P<text>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
_LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#+ (?P<title>.+)$", re.MULTILINE)
_ELISION = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A fenced block of code."""

    language: str
    text: str
    file: str | None
    """The file that a reader is told to write it into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A command that a page shows, with what it prints."""

    command: str
    output: str
    """A line or word ``…`` stands for anything."""

    def fits(self, printed: str) -> bool:
        """Tell whether the output of a real run is the one shown."""
        parts = (re.escape(part) for part in self.output.split(_ELISION))
        return re.fullmatch(".*".join(parts), printed, re.DOTALL) is not None


def blocks(text: str) -> Iterator[Block]:
    """Yield the code blocks of a page."""
    for found in _BLOCK.finditer(text):
        lines = found["text"].splitlines(keepends=True)
        yield Block(
            language=found["language"],
            text="".join(line.removeprefix(found["indent"]) for line in lines),
            file=found["file"],
        )


def links(text: str) -> list[str]:
    """Return the targets of all links of a page that stay in the repository."""
    found = [match["target"] for match in _LINK.finditer(_without_code(text))]
    return [target for target in found if "://" not in target]


def anchors(text: str) -> set[str]:
    """Return the anchors that the headings of a page have."""
    titles = (match["title"] for match in _HEADING.finditer(_without_code(text)))
    return {
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles
    }


def steps(block: Block) -> Iterator[Step]:
    """Yield the commands of a block of the language ``console``."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield Step(command=command, output=output)


def run_steps(
    text: str, *, cwd: Path, env: Mapping[str, str], home: Path
) -> Iterator[tuple[Step, str]]:
    """Do what a page tells its reader; yield each command with what it printed.

    The reader's home is called ``/home/you`` on pages, and ``home`` here.
    """
    where = home / "where"
    for block in blocks(text):
        if block.file is not None:
            content = block.text.replace("/home/you", str(home))
            (cwd / block.file).write_text(content, encoding="utf-8")
        for step in steps(block) if block.language == "console" else ():
            done = subprocess.run(
                ["bash", "-c", f"{step.command}\npwd > {where}"],
                check=False,
                cwd=cwd,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
            )
            cwd = type(cwd)(where.read_text(encoding="utf-8").strip())
            yield step, done.stdout.replace(str(home), "/home/you")


def _without_code(text: str) -> str:
    return _BLOCK.sub("", text)
