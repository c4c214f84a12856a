"""Whatever stands in a script, it is run or refused, and comes to an end.

`pytest -s tests/stress/test_shell_fuzz.py --count 1000` tries 100 000 scripts, and
`--seed` others. Those that can be parsed are run where they find no program but a few
harmless ones.
"""

from __future__ import annotations

import sys
import time
import traceback
from random import Random
from typing import TYPE_CHECKING

from pypixi.taskshell.grammar.nodes import Choices, Node, Range, Script
from pypixi.taskshell.parser import parse
from pypixi.taskshell.run import run_script
from pypixi.taskshell.simple import simple_command
from pypixi.taskshell.syntax_error import ShellSyntaxError
from support.mutations import mutated_text
from support.shell_cases import run_captured, shell_cases

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.taskshell.programs.spawn import Streams

_SCRIPTS = 100
"""How many there are for each case: one takes a tenth of a millisecond."""
_RUN = 0.05
_SLOWEST = 5.0
_MOST_WORDS = 10_000
_SIGNS = "$(`\"'\\{},.~*?[]!|&;<>#=\n \t0123456789abeX"
_PIECES = (
    *("$(", ")", "`", '"', "'", "\\\n", "&&", "||", "|&", "&>", "2>&1", "> f", "< f"),
    *("{a,b}", "{1..9}", "{a,{b", "~", "$X", "$?", "*", "[a-z]", "# c\n", "; ", " & "),
    *(
        "export A=1;",
        "set -e;",
        "cd d;",
        "X=1 ",
        "! ",
        "echo ",
        "cat ",
        "exit 3",
        "(",
        "**/",
    ),
)
_TEXT = (str, int, bool, type(None))


def test_mutated_script_is_run_or_refused(
    tmp_path: Path, count: int, seed: int
) -> None:
    chance = Random(f"scripts {seed}")
    samples = [case.script for case in shell_cases()]
    crashes: dict[str, str] = {}
    sound = 0
    for _ in range(count * _SCRIPTS):
        text = _mutated(chance.choice(samples), chance)
        start = time.monotonic()
        try:
            sound += _tried(text, tmp_path, is_run=chance.random() < _RUN)
        except Exception:  # noqa: BLE001 - this is what is searched
            crash = traceback.format_exc(limit=-3)
            crashes[crash] = min(crashes.get(crash, text), text, key=len)
        if time.monotonic() - start > _SLOWEST:
            crashes["slow"] = text
    found = "\n".join(f"{text!r}\n{crash}" for crash, text in crashes.items())
    assert not crashes, found
    print(f"{sound} of {count * _SCRIPTS} were understood")  # noqa: T201 - with -s
    assert 0 < sound < count * _SCRIPTS


def _mutated(text: str, chance: Random) -> str:
    if chance.random() < 0.1:
        return mutated_text(text, chance)
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(text))
        kind = chance.random()
        if kind < 0.3:
            text = text[:at] + text[at + chance.randint(1, 4) :]
        elif kind < 0.6:
            text = text[:at] + chance.choice(_SIGNS) + text[at:]
        elif kind < 0.95:
            text = text[:at] + chance.choice(_PIECES) + text[at:]
        else:
            text = (
                text[:at] + chance.choice(_SIGNS) * chance.randint(2, 300) + text[at:]
            )
    return text


def _tried(text: str, folder: Path, *, is_run: bool) -> bool:
    try:
        script = parse(text)
    except ShellSyntaxError:
        return False
    repr(script)
    simple_command(script, env={"PATH": "", "HOME": "/home/u"}, cwd=str(folder))
    if is_run and _is_harmless(text) and _words(script) < _MOST_WORDS:
        inner = folder / "folder" / "d"
        inner.mkdir(parents=True, exist_ok=True)
        run_captured(lambda streams: _run(script, str(inner), streams), folder)
    return True


def _is_harmless(text: str) -> bool:
    """Tell whether a script can neither leave its folder nor take long."""
    return not any(each in text for each in ("/", "..", "sleep", "~", "HOME", "PWD"))


def _words(node: object) -> int:
    """Return a number above that of the words that braces make."""
    if isinstance(node, Choices):
        return node.count
    if isinstance(node, Range):
        return len(node.values)
    if isinstance(node, Node):
        names: tuple[str, ...] = node.__slots__
        return _words([getattr(node, name) for name in names])
    if isinstance(node, list | tuple):
        return sum(_words(each) for each in node)
    return 1


def _run(script: Script, folder: str, streams: Streams) -> int:
    return run_script(
        script,
        env={"PATH": "/nowhere", "HOME": "/home/u"},
        cwd=folder,
        system=sys.platform,
        streams=streams,
    )
