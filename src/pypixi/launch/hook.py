"""``pixi shell-hook`` where nothing has changed since the last time."""

from __future__ import annotations

import os

from .find import valid_plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SHELLS = ("bash", "zsh")
"""Those whose first line is made here; the others wait for what is known of them."""

_ENTERED = ("CONDA_PREFIX", "CONDA_SHLVL", "PIXI_PROMPT")


class HookWords:
    """What stands behind ``pixi shell-hook``, as far as a plan knows of it."""

    __slots__ = ("environment", "prompt", "shell")

    def __init__(
        self, shell: str = "", environment: str = "", prompt: str = ""
    ) -> None:
        self.shell = shell
        self.environment = environment
        self.prompt = prompt
        """`true`, `false`, or nothing where the settings decide."""

    @property
    def key(self) -> str:
        """What a plan is kept for."""
        return f"hook {self.shell} {self.prompt} {self.environment}"


def planned_hook(argv: Sequence[str], env: Mapping[str, str], cwd: str) -> str | None:
    """Return the text of a hook by a plan, None where none fits.

    Args:
        argv: What stands behind ``pixi shell-hook``.
        env: The variables of this process.
        cwd: Where it was typed.
    """
    words = _understood(argv)
    if words is None or words.shell not in SHELLS:
        return None
    plan = valid_plan(words.key, env, cwd)
    if plan is None or is_entered(plan.variables, env):
        return None
    return f"{path_line(plan.prefix, env)}\n{plan.bash}"


def is_entered(variables: Iterable[str], env: Mapping[str, str]) -> bool:
    """Tell whether a caller has something that a hook keeps or takes back."""
    return any(name in env for name in (*_ENTERED, *variables))


def path_line(prefix: str, env: Mapping[str, str]) -> str:
    """Return the first line of a hook, which every caller has another one of."""
    own = f"{prefix}/bin"
    inherited = env.get("PATH", "").rstrip(":")
    rest = [each for each in inherited.split(":") if each != own] if inherited else []
    text = ":".join([own, *rest]).replace("\\", "\\\\").replace("$", "\\$")
    text = text.replace('"', '\\"').replace("`", "\\`")
    return f'export PATH="{text}"'


def _understood(argv: Sequence[str]) -> HookWords | None:
    """Return the words of a command line that has none but a few options."""
    words = HookWords()
    rest = list(argv)
    while len(rest) > 1:
        option, value, *rest = rest
        if option in ("-s", "--shell"):
            words.shell = value
        elif option in ("-e", "--environment"):
            words.environment = value
        elif option == "--change-ps1" and value in ("true", "false"):
            words.prompt = value
        else:
            return None
    if rest:
        return None
    words.shell = words.shell or _parent()
    return words


def _parent() -> str:
    """Return the shell that we were typed in, if that is plain to see."""
    try:
        descriptor = os.open(f"/proc/{os.getppid()}/cmdline", os.O_RDONLY)
    except OSError:
        return ""
    try:
        content = os.read(descriptor, 4096)
    except OSError:
        return ""
    finally:
        os.close(descriptor)
    name = os.fsdecode(content.split(b"\0")[0]).rpartition("/")[2]
    return name.removeprefix("-")
