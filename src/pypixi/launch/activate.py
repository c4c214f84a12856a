"""The variables of an environment, from a plan and from those of the caller."""

from __future__ import annotations

import os

from pypixi.prefix.dump import MARK, SHOW_ALL, shown_variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .plan import Plan


def planned_environment(plan: Plan, caller: Mapping[str, str]) -> dict[str, str] | None:
    """Return the variables that programs see, None if a script failed.

    In the order of the original, without its script where none is needed.
    """
    env = {**caller}
    own = f"{plan.prefix}/bin"
    inherited = caller.get("PATH", "").rstrip(":")
    rest = [each for each in inherited.split(":") if each != own] if inherited else []
    env["PATH"] = ":".join([own, *rest])
    level = _level(caller)
    env["CONDA_SHLVL"] = str(level)
    for name in ("CONDA_PREFIX", *plan.variables):
        if name in caller:
            env[f"CONDA_ENV_SHLVL_{level}_{name}"] = caller[name]
    env["CONDA_PREFIX"] = plan.prefix
    if not plan.bash:
        env.update(plan.variables)
        return env
    found = _run(plan.bash, env, caller)
    if found is None:
        return None
    # Bash cannot call a variable so; others can.
    odd = {n: v for n, v in plan.variables.items() if not _is_identifier(n)}
    changed = {n: v for n, v in found.items() if caller.get(n) != v}
    return {**caller, **odd, **changed}


def _is_identifier(name: str) -> bool:
    return name.isascii() and name.isidentifier()


def _level(caller: Mapping[str, str]) -> int:
    try:
        return int(caller.get("CONDA_SHLVL", "0")) + 1
    except ValueError:
        return 1


def _run(
    script: str, env: Mapping[str, str], caller: Mapping[str, str]
) -> dict[str, str] | None:
    """Return the variables that bash has after a script."""
    program = _found("bash", caller.get("PATH", ""))
    if program is None:
        return None
    argv = ["bash", "--noprofile", "--norc", "-c", f"{script}\n{SHOW_ALL}"]
    reading, writing = os.pipe()
    nothing = os.open(os.devnull, os.O_RDWR)
    try:
        pid = os.posix_spawn(
            program,
            argv,
            env,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, nothing, 0),
                (os.POSIX_SPAWN_DUP2, writing, 1),
                (os.POSIX_SPAWN_DUP2, nothing, 2),
            ],
            setsigdef=[13, 25],  # Python ignores SIGPIPE and SIGXFSZ
        )
    except OSError:
        os.close(reading)
        return None
    finally:
        os.close(writing)
        os.close(nothing)
    parts = []
    while part := os.read(reading, 1 << 16):
        parts.append(part)
    os.close(reading)
    _, status = os.waitpid(pid, 0)
    _, mark, dump = os.fsdecode(b"".join(parts)).rpartition(MARK)
    if status or not mark:
        return None
    return shown_variables(dump.split("\0"))


def _found(name: str, path: str) -> str | None:
    for folder in path.split(":"):
        candidate = f"{folder}/{name}"
        if folder and os.access(candidate, os.X_OK) and os.path.isfile(candidate):
            return candidate
    return None
