"""The table of commands: all that help and dispatch need to know of each."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Command:
    """A command: its name, the module that runs it, and how help lists it."""

    __slots__ = ("aliases", "heading", "module", "name", "summary")

    def __init__(
        self, name: str, summary: str, *, heading: str, aliases: tuple[str, ...] = ()
    ) -> None:
        self.name = name
        self.summary = summary
        self.heading = heading
        self.aliases = aliases
        self.module = f"pypixi.cli.{name.replace('-', '_')}"


_START = "Getting started"
_PACKAGES = "Dependencies and environments"
_RUN = "Running"
_LOOK = "Looking"

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
        "list", "List the packages of an environment", heading=_LOOK, aliases=("ls",)
    ),
    Command(
        "info", "Show the system, the workspace and its environments", heading=_LOOK
    ),
)


def find_command(name: str) -> Command | None:
    """Return the command with that name or alias, or None."""
    for command in COMMANDS:
        if name == command.name or name in command.aliases:
            return command
    return None


def headings() -> Iterator[tuple[str, list[Command]]]:
    """Yield headings with their commands, in the order of the table."""
    for heading in dict.fromkeys(command.heading for command in COMMANDS):
        yield heading, [row for row in COMMANDS if row.heading == heading]
