"""What is said about environments that were installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pypixi.workspace.install import Installed, InstallRequest

_FEW = 5
"""Below so many, packages that were left out are told by name."""


def summary(
    installed: Mapping[str, Installed],
    request: InstallRequest,
    detached: Path | None,
    verb: str = "installed",
) -> str:
    """Return what happened; unlike the original, also where nothing had to change.

    Args:
        installed: What became of environments.
        request: What was asked for.
        detached: Where they are, if not in the workspace.
        verb: What was done.
    """
    names = [*installed]
    if not names:
        return "No environment of the workspace runs on this machine."
    if len(names) == 1:
        start = f"The {names[0]} environment has been {verb}"
    else:
        listed = ", ".join(names)
        start = f"The following environments have been {verb}: {listed}"
    where = "" if detached is None else f" in '{detached}'"
    is_changed = any(each.is_changed for each in installed.values())
    nothing = "" if is_changed else " (nothing to do: already up-to-date)"
    part = _part([*installed.values()], request)
    return f"{start}{part}{where}{nothing}."


def _part(installed: Sequence[Installed], request: InstallRequest) -> str:
    """Return which packages were looked after, and which were not."""
    locked = {name for each in installed for name in each.goal.names}
    left = {name for each in installed for name in each.goal.ignored}
    including = ""
    if request.part.only:
        including = f", including {len(locked - left)} packages"
    if not left:
        return including
    if len(left) < _FEW:
        return f"{including} excluding {_quoted(sorted(left))}"
    named = [name for name in request.part.skipped if name in left]
    others = f"{len(left) - len(named)} other packages"
    if not named:
        return f"{including} excluding {others}"
    return f"{including} excluding {_quoted(named)} and {others}"


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
