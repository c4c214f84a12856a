"""A command, or a group of commands, as help and dispatch need to know it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Command:
    """A command: the words that call it, and how help lists it.

    One with commands below it is a group, which mostly leads to them. The module of any
    other is named by its words: ``config set`` is run by ``pypixi.cli.config.set``.

    Args:
        name: All words behind ``pixi``, the last one being its own.
        summary: What it does, in one sentence without a full stop.
        heading: What help lists it under.
        aliases: Further words for the last one.
        hidden_aliases: Words that are understood, and that nobody is told of.
        is_hidden: Whether nobody is told of the command itself.
        commands: What stands below a group.
        own: The module of what a group does by itself, in the folder of its commands.
    """

    __slots__ = (
        "aliases",
        "commands",
        "heading",
        "hidden_aliases",
        "is_hidden",
        "module",
        "name",
        "runs",
        "summary",
        "word",
    )

    def __init__(  # noqa: PLR0913 - by name, and each is another fact
        self,
        name: str,
        summary: str,
        *,
        heading: str = "Commands",
        aliases: tuple[str, ...] = (),
        hidden_aliases: tuple[str, ...] = (),
        is_hidden: bool = False,
        commands: tuple[Command, ...] = (),
        own: str | None = None,
    ) -> None:
        self.name = name
        self.word = name.rpartition(" ")[2]
        self.summary = summary
        self.heading = heading
        self.aliases = aliases
        self.hidden_aliases = hidden_aliases
        self.is_hidden = is_hidden
        self.commands = commands
        self.runs = own is not None or not commands
        path = name if own is None else f"{name} {own}"
        self.module = f"pypixi.cli.{path.replace('-', '_').replace(' ', '.')}"

    @property
    def prog(self) -> str:
        """What is typed to call it."""
        return f"pixi {self.name}".rstrip()

    @property
    def words(self) -> tuple[str, ...]:
        """The words for it that people are told of."""
        return (self.word, *self.aliases)

    @property
    def shown(self) -> tuple[Command, ...]:
        """The commands below it that people are told of."""
        return tuple(command for command in self.commands if not command.is_hidden)

    @property
    def leaves(self) -> Iterator[Command]:
        """The commands at or below this that do something and that people know."""
        if self.runs:
            yield self
        for command in self.shown:
            yield from command.leaves

    def find(self, word: str) -> Command | None:
        """Return the command directly below this that a word stands for, or None."""
        for command in self.commands:
            if word in command.words or word in command.hidden_aliases:
                return command
        return None
