"""Where the streams of a command lead when it is redirected."""

from __future__ import annotations

import os

from .failures import CommandError, os_message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .expand import Expander
    from .grammar.nodes import Redirect
    from .programs.spawn import Streams
    from .state import State

_MODE = 0o666
_WRITING = {
    ">": os.O_WRONLY | os.O_CREAT | os.O_TRUNC,
    ">|": os.O_WRONLY | os.O_CREAT | os.O_TRUNC,
    ">>": os.O_WRONLY | os.O_CREAT | os.O_APPEND,
}
_OUTPUT, _ERRORS = 1, 2


def redirected(
    redirect: Redirect, streams: Streams, state: State, expander: Expander
) -> tuple[Streams, int | None]:
    """Return the streams of a command, and the one to be closed when it has ended.

    Raises:
        CommandError: If the command cannot be redirected; it is not to be run.
    """
    if redirect.operator == "<":
        opened = _input(redirect, state, expander)
        return (opened, *streams[1:]), opened
    if redirect.source not in (None, "&", _OUTPUT, _ERRORS):
        raise CommandError("only redirecting to stdout (1) and stderr (2) is supported")
    target = redirect.target
    if type(target) is not int:
        opened = _opened(redirect, state, expander, _WRITING[redirect.operator])
        return _leading(redirect.source, opened, streams), opened
    if target not in (_OUTPUT, _ERRORS):
        raise CommandError(
            "output redirecting file descriptors beyond stdout and stderr is not"
            " implemented"
        )
    return _leading(redirect.source, streams[target], streams), None


def _leading(source: int | str | None, target: int, streams: Streams) -> Streams:
    """Return streams of which one output, or both, lead to a descriptor."""
    given, output, errors = streams
    if source == "&":
        return given, target, target
    return (given, output, target) if source == _ERRORS else (given, target, errors)


def _input(redirect: Redirect, state: State, expander: Expander) -> int:
    if redirect.source is not None:
        raise CommandError("input redirects with file descriptors are not supported")
    if type(redirect.target) is int:
        raise CommandError("input redirecting file descriptors is not implemented")
    return _opened(redirect, state, expander, os.O_RDONLY)


def _opened(redirect: Redirect, state: State, expander: Expander, flags: int) -> int:
    target = redirect.target
    assert not isinstance(target, int)  # noqa: S101 - seen to by the callers
    words = expander.words([target])
    if len(words) != 1:
        found = f"{len(words)} ({' '.join(words)})"
        raise CommandError(
            f"redirect path must be 1 argument, but found {found}. Did you mean to"
            " quote it"
        )
    path = state.path(words[0])
    if words[0] == "/dev/null":
        path = os.devnull
    try:
        return os.open(path, flags | getattr(os, "O_BINARY", 0), _MODE)
    except (OSError, ValueError) as error:
        message = f"error opening file for redirect ({path}). {os_message(error)}"
        raise CommandError(message) from None
