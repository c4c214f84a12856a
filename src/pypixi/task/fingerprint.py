"""Hashes of runs of tasks, fed byte by byte as the original feeds its own.

Both may keep their entries in one folder and find each other's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.files.hashing import Xxh3

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pypixi.manifest.model import ActivationTable

    from .arguments import Arguments

_BITS = 64


def name_hash(
    arguments: Arguments,
    inputs: tuple[str, ...] | None = None,
    outputs: tuple[str, ...] | None = None,
) -> str:
    """Return what tells the entries of one task from each other.

    Args:
        arguments: What the run was given.
        inputs: Patterns of files, None where there are none.
        outputs: Patterns of files, None where there are none.
    """
    state = Xxh3()
    if arguments.values is None:
        state.long(0)
    else:
        state.long(1)
        state.long(len(arguments.values))
        for name, value in arguments.values.items():
            state.text(name)
            state.text(value)
    _feed_texts(state, arguments.extra)
    for patterns in (inputs, outputs):
        if patterns is not None:
            _feed_texts(state, patterns)
    return _hex(state)


def environment_hash(
    platform: str, activation: ActivationTable, locations: Iterable[str]
) -> str:
    """Return the hash of what is in an environment.

    Args:
        platform: The name of the one that it is for.
        activation: What it runs and sets when it is activated.
        locations: Where its locked packages come from.
    """
    state = Xxh3()
    state.text(platform)
    for script in activation.scripts or ():
        state.text(script)
    for name, value in sorted(activation.env.items()):
        state.text(name)
        state.text(value)
    _feed_texts(state, sorted(locations))
    return _hex(state)


def run_hash(
    command: str,
    inputs: Mapping[str, str] | None,
    outputs: Mapping[str, str] | None,
    environment: str,
) -> str:
    """Return the hash of a run and of all it depends on.

    Args:
        command: As people read it.
        inputs: The hash of each file by its path, in order; None where no patterns are
            given.
        outputs: The same for what it makes.
        environment: The hash of the environment.
    """
    state = Xxh3()
    state.long(1)
    state.text(command)
    for files in (inputs, outputs):
        state.long(files is not None)
        for path, content in (files or {}).items():
            _feed_path(state, path)
            state.text(content)
    state.text(environment)
    return _hex(state)


def _feed_texts(state: Xxh3, texts: Iterable[str]) -> None:
    listed = list(texts)
    state.long(len(listed))
    for text in listed:
        state.text(text)


def _feed_path(state: Xxh3, path: str) -> None:
    """Feed the names on a path, then a number that tells where they end."""
    mixed = 0
    for name in path.split("/"):
        content = name.encode(errors="surrogateescape")
        state.raw(content)
        # Rotated to the right by two bits.
        mixed = (mixed + len(content)) % (1 << _BITS)
        mixed = (mixed >> 2) | (mixed << (_BITS - 2)) % (1 << _BITS)
    state.long(mixed)


def _hex(state: Xxh3) -> str:
    return f"{state.number():x}"
