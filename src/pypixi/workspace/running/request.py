"""What was typed behind ``pixi run``, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.values import frozen

from .line import split_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@frozen
class RunRequest:
    """What was typed behind ``pixi run``, and where."""

    words: tuple[str, ...]
    cwd: Path
    """Where it was typed, which is where a command that is no task runs."""
    environment: str | None = None
    """The one asked for explicitly."""
    platform: str | None = None
    """The one asked for, in place of what fits this machine."""
    executable: bool = False
    """Whether the words are a command in any case."""
    templated: bool = False
    """Whether templates in a command are filled in."""
    clean_env: bool = False
    """Whether variables of the caller stay outside."""
    skip_deps: bool = False
    """Whether tasks that others depend on stay out of it."""
    env_files: tuple[Path, ...] = ()
    """Files of variables for what runs; of those that set one the last counts."""


class NothingToRunError(PixiError):
    """There is not a single word that could be run."""

    def __init__(self) -> None:
        super().__init__(
            "there is nothing to run", help="name a task or a command: pixi run TASK"
        )


def split_words(words: Sequence[str]) -> list[str]:
    """Return the words that are meant: a single one is split like a shell line.

    Raises:
        NothingToRunError: If there are none.
        UnbalancedQuotesError: If quotes in it are not closed.
    """
    if not words:
        raise NothingToRunError
    if len(words) != 1:
        return list(words)
    split = split_line(words[0])
    if not split:
        raise NothingToRunError
    return split
