"""Real shells, as judges of what our text means to them."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_STARTED = {
    "bash": ("bash", "--noprofile", "--norc"),
    "dash": ("dash",),
    "zsh": ("zsh", "-f"),
    "fish": ("fish", "--no-config"),
    "xonsh": ("xonsh", "--no-rc"),
}
REAL_SHELLS = tuple(_STARTED)
"""Those that tests are run against, where a machine has them."""

_ENDINGS = {"fish": "fish", "xonsh": "xsh"}


def need_shell(name: str) -> None:
    """Skip the test on a machine without a shell."""
    if shutil.which(name) is None:
        pytest.skip(f"there is no {name} on this machine")


def variables_after(
    name: str, script: str, env: Mapping[str, str], folder: Path
) -> dict[str, str]:
    """Return the variables that programs see after a shell read a script.

    Args:
        name: The shell.
        script: What it reads; it must not write anything.
        env: The variables it starts with.
        folder: Where to keep files, and where it runs.
    """
    need_shell(name)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"script.{_ENDINGS.get(name, 'sh')}"
    file.write_bytes(os.fsencode(f"{script}\n/usr/bin/env -0\n"))
    argv = [*_STARTED[name], str(file)]
    done = subprocess.run(argv, env=env, cwd=folder, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b""), done
    rows = os.fsdecode(done.stdout).split("\0")[:-1]
    return {key: value for key, _, value in (row.partition("=") for row in rows)}


def printed(
    name: str, words: Iterable[str], env: Mapping[str, str], folder: Path
) -> list[str]:
    """Return what a shell takes each piece of its text for."""
    listed = list(words)
    if name == "xonsh":
        lines = [f"${{'W{at}'}} = {word}" for at, word in enumerate(listed)]
    elif name == "fish":
        lines = [f"set -gx W{at} {word}" for at, word in enumerate(listed)]
    else:
        lines = [f"export W{at}={word}" for at, word in enumerate(listed)]
    found = variables_after(name, "\n".join(lines), env, folder)
    return [found[f"W{at}"] for at in range(len(listed))]
