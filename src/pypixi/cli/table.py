"""The table of commands, in the order that help lists them."""

from __future__ import annotations

from .command import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_START = "Getting started"
_PACKAGES = "Dependencies and environments"
_RUN = "Running"
_LOOK = "Looking"
_SETTINGS = "Settings and upkeep"

COMMANDS = (
    Command("init", "Create a new workspace", heading=_START),
    Command(
        "add",
        "Add dependencies to the workspace",
        heading=_PACKAGES,
        aliases=("a",),
    ),
    Command(
        "install",
        "Install an environment, updating the lock file where needed",
        heading=_PACKAGES,
        aliases=("i",),
    ),
    Command(
        "reinstall",
        "Install packages of an environment again",
        heading=_PACKAGES,
    ),
    Command(
        "lock",
        "Solve environments and update the lock file without installing",
        heading=_PACKAGES,
    ),
    Command(
        "update",
        "Choose locked packages anew within what the manifest asks for",
        heading=_PACKAGES,
    ),
    Command(
        "upgrade",
        "Let the manifest ask for the newest versions, and lock them",
        heading=_PACKAGES,
    ),
    Command(
        "run",
        "Run a task or a command in an environment",
        heading=_RUN,
        aliases=("r",),
    ),
    Command(
        "shell",
        "Start a shell in an environment",
        heading=_RUN,
        aliases=("s",),
    ),
    Command(
        "shell-hook",
        "Print what activates an environment in the shell that reads it",
        heading=_RUN,
    ),
    Command(
        "task",
        "Show and change the tasks of the workspace",
        heading=_RUN,
        commands=(
            Command(
                "task add", "Add a command as a task to the workspace", aliases=("a",)
            ),
            Command("task remove", "Remove tasks", aliases=("rm",)),
            Command(
                "task alias",
                "Give several tasks one name",
                hidden_aliases=("@",),
            ),
            Command(
                "task list",
                "List the tasks of the workspace",
                aliases=("ls",),
                hidden_aliases=("l",),
            ),
        ),
    ),
    Command(
        "list", "List the packages of an environment", heading=_LOOK, aliases=("ls",)
    ),
    Command(
        "info", "Show the system, the workspace and its environments", heading=_LOOK
    ),
    Command(
        "clean",
        "Remove environments, and what is kept for them",
        heading=_SETTINGS,
        own="workspace",
        commands=(Command("clean cache", "Remove caches that workspaces share"),),
    ),
    Command(
        "config",
        "Show and change the configuration",
        heading=_SETTINGS,
        commands=(
            Command(
                "config edit",
                "Open a configuration file in an editor",
                aliases=("e",),
            ),
            Command(
                "config list",
                "Show what is configured, all layers taken together",
                aliases=("ls", "l"),
            ),
            Command("config prepend", "Add a value at the front of a list"),
            Command("config append", "Add a value at the end of a list"),
            Command("config set", "Set a key"),
            Command("config unset", "Take a key out"),
        ),
    ),
)


PIXI = Command(
    "", "Pixi: workspaces and environments over conda and PyPI", commands=COMMANDS
)
"""The program itself: the group of all commands."""


def headings(group: Command) -> Iterator[tuple[str, list[Command]]]:
    """Yield the headings of a group with their commands, in the order of the table."""
    for heading in dict.fromkeys(command.heading for command in group.shown):
        yield heading, [row for row in group.shown if row.heading == heading]
