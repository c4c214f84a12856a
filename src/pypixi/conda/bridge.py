"""The only event loop: where coroutines of the engine are awaited."""

from __future__ import annotations

import asyncio
import atexit
import time
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

_T = TypeVar("_T")

_SETTLING_TIME = 0.02
"""Seconds the engine's threads need to let go of the interpreter."""

_is_exit_guarded = False


def run(make: Callable[[], Coroutine[object, object, _T]]) -> _T:
    """Await the coroutine that ``make`` returns and return its result.

    Works inside a running event loop too (notebooks): the coroutine then gets a loop of
    its own in another thread, and this one waits for it.
    """
    _guard_exit()
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(make())
    return _run_in_thread(make)


def _run_in_thread(make: Callable[[], Coroutine[object, object, _T]]) -> _T:
    results: list[_T] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            results.append(asyncio.run(make()))
        except BaseException as error:  # noqa: BLE001 - a worker's edge: raised below
            errors.append(error)

    thread = Thread(target=work, name="pypixi-engine")
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return results[0]


def _guard_exit() -> None:
    """Let the engine settle before the interpreter is torn down.

    A worker thread of the engine that finishes while the interpreter finalises crashes
    the process; programs that use the Python API end the normal way.
    """
    global _is_exit_guarded  # noqa: PLW0603 - once per process
    if not _is_exit_guarded:
        _is_exit_guarded = True
        atexit.register(time.sleep, _SETTLING_TIME)
