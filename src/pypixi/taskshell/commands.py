"""Running one simple command, built-in or not."""

from __future__ import annotations

import os

from .builtins.table import find_builtin
from .expand import Expander
from .failures import CommandError, os_message
from .lines import asks_for_history
from .programs.find import resolve
from .redirects import redirected

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .builtins.table import BuiltIn
    from .frame import Frame
    from .grammar.nodes import Redirect, Simple

_INTERRUPTED = 130


def run_command(simple: Simple, redirect: Redirect | None, frame: Frame) -> int:
    """Run a command: its words are expanded before anything is opened or set.

    Raises:
        CommandError: If it cannot be run.
    """
    expander = expander_of(frame)
    if asks_for_history(simple.words[0]):
        raise CommandError("History expansion is not supported")
    words = expander.words(simple.words)
    opened = None
    if redirect is not None:
        streams, opened = redirected(redirect, frame.streams, frame.state, expander)
        frame = frame.having(streams=streams)
    try:
        return complaining(frame, lambda: _run_assigning(simple, words, frame))
    finally:
        if opened is not None:
            os.close(opened)


def call(argv: list[str], frame: Frame) -> int:
    """Run a command of these words and return its status."""
    return complaining(frame, lambda: _run_words(argv, frame))


def expander_of(frame: Frame) -> Expander:
    """Return what expands words in a frame."""
    return Expander(frame.state, lambda script: frame.capture(script, frame))


def complaining(frame: Frame, work: Callable[[], int]) -> int:
    """Return the status of something, having said what went wrong."""
    try:
        return work()
    except CommandError as error:
        frame.complain(error.message)
        return error.status


def _run_assigning(simple: Simple, words: list[str], frame: Frame) -> int:
    """Run a command with the variables that are set for it alone."""
    if not simple.assignments:
        return _run_words(words, frame)
    changed = frame.state.copy()
    inner = frame.having(state=changed)
    expander = expander_of(inner)
    for each in simple.assignments:
        changed.export(each.name, expander.value(each.value))
    try:
        return _run_words(words, inner)
    finally:
        for each in simple.assignments:
            changed.restore(each.name, frame.state)
        frame.state.take(changed)


def _run_words(words: list[str], frame: Frame) -> int:
    if not words or not words[0]:
        raise CommandError("command name was empty")
    frame.jobs.check()  # what ran for the words may have been told to stop
    builtin = find_builtin(words[0])
    if builtin is None:
        return _run_program(words, frame)
    return _run_builtin(builtin, words, frame)


def _run_builtin(builtin: BuiltIn, argv: list[str], frame: Frame) -> int:
    # Of those that wait, only what interrupts them from now on counts.
    frame = frame.having()
    try:
        return builtin(argv, frame)
    except CommandError as error:
        frame.complain(f"{argv[0]}: {error.message}")
        return error.status
    except InterruptedError:
        return _INTERRUPTED
    except BrokenPipeError:
        return 1
    except (OSError, ValueError) as error:
        frame.complain(f"{argv[0]}: {os_message(error)}")
        return 1


def _run_program(argv: list[str], frame: Frame) -> int:
    state = frame.state
    resolved = resolve(argv, state)
    try:
        child = frame.jobs.launch(
            lambda: frame.spawner.spawn(
                resolved, state.child_env, state.cwd, frame.streams
            )
        )
    except (OSError, ValueError) as error:
        message = f"Error launching '{argv[0]}': {os_message(error)}"
        raise CommandError(message) from None
    return frame.jobs.wait(child)
