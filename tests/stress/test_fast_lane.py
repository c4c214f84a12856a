"""Whatever is edited between runs, a plan makes no difference to what they do."""

from __future__ import annotations

import random
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from support.fast_lane import plans, same, settle

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no plans there yet")

_COMMANDS = (
    ("run", "/usr/bin/env", "-u", "PYPIXI_NO_FAST_LANE"),
    ("run", "show", "more"),
    ("run", "-e", "other", "show"),
    ("run", "script"),
)


def _edits(pixi: Pixi, chance: random.Random) -> dict[str, Callable[[], object]]:
    """Return what somebody may do to a workspace between two runs."""
    manifest = pixi.cwd / "pixi.toml"
    text = manifest.read_text("utf-8")
    meta = pixi.cwd / ".pixi" / "envs" / "default" / "conda-meta"
    number = chance.randrange(1000)
    variables = pixi.cwd / ".pixi/envs/default/etc/conda/env_vars.d"
    scripts = pixi.cwd / ".pixi/envs/default/etc/conda/activate.d"
    own = pixi.home / "config" / "pixi" / "config.toml"

    def write(path: Path, content: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)

    def forget() -> None:
        for path in plans(pixi):
            path.unlink()

    return {
        "task": lambda: write(manifest, f"{text}\n# {number}\n"),
        "another task": lambda: write(
            manifest, text.replace("/bin/echo", f"/bin/echo {number}", 1)
        ),
        "lock file": lambda: (pixi.cwd / "pixi.lock").unlink(missing_ok=True),
        "marker": lambda: (meta / "pixi").unlink(missing_ok=True),
        "prefix": lambda: shutil.rmtree(meta.parent, ignore_errors=True),
        "settings": lambda: write(
            pixi.cwd / ".pixi" / "config.toml",
            f"concurrency.downloads = {number + 1}\n",
        ),
        "own settings": lambda: write(own, f"concurrency.solves = {number + 1}\n"),
        "variables": lambda: write(variables / "z.json", f'{{"Z": "{number} $HOME"}}'),
        "script": lambda: write(scripts / "z.sh", f"export Y={number}$Z\n"),
        "script of the workspace": lambda: write(
            pixi.cwd / "on.sh", f"export X={number}$CALLER\n"
        ),
        "plan": forget,
        "nothing": lambda: None,
    }


def test_plan_makes_no_difference_after_any_edit(
    workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pixi: Pixi,
    count: int,
    seed: int,
) -> None:
    channel.package("tool", files={"share/tool": "tool"})
    workspace.channels(channel.url).dependencies(tool="*")
    workspace.task("show", "/bin/echo said").task("script", "echo $X | cat; echo $Z")
    workspace.file("on.sh", "").table("activation", scripts=["on.sh"])
    workspace.environments(other=[]).write()
    chance = random.Random(seed)
    used = 0
    for number in range(max(2, count // 3)):
        edits = _edits(pixi, chance)
        edits[chance.choice(list(edits))]()
        user = pixi.having(CALLER=str(number))
        # What has to be mended is mended by the first, and warned of by both.
        user.process("run", "-q", "/bin/true")
        command = chance.choice(_COMMANDS)
        same(user, *command)
        settle()
        same(user, *command)
        used += len(plans(pixi))
        same(user, *command)
    assert used
