"""Running scripts.

The thread that calls does nothing but wait, so that a signal never finds it between two
steps, or in a call that does not hear of it. The script runs in a second one, but for
members of a pipeline before its last one, background items, and substitutions: each of
these has a thread of its own.
"""

from __future__ import annotations

import os

from .commands import call, complaining, expander_of, run_command
from .failures import CommandError, ScriptExit, os_message
from .frame import Frame
from .grammar.nodes import Assignment, Subshell
from .programs.jobs import Jobs
from .programs.spawn import Spawner
from .programs.threads import Worker
from .redirects import redirected
from .state import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .grammar.nodes import Command, Item, Pipeline, Script, Step
    from .programs.spawn import Streams

_INTERRUPTED = 130
_CHUNK = 1 << 16


def run_script(  # noqa: PLR0913 - the last two are for those who know
    script: Script,
    *,
    env: Mapping[str, str],
    cwd: str,
    system: str,
    streams: tuple[int, int, int] = (0, 1, 2),
    owns_process: bool = False,
    jobs: Jobs | None = None,
) -> int:
    """Run a script to its end and return its status.

    Args:
        script: What to run.
        env: Its environment.
        cwd: The absolute path of the folder it starts in.
        system: The name that Python has for the system.
        streams: Descriptors for input, output and errors.
        owns_process: Whether the working directory of this process may be changed:
            programs start much faster then.
        jobs: What is told about programs, so that signals can be sent to them.

    Raises:
        KeyboardInterrupt: If nobody else hears of it; what runs has ended.
    """
    frame = Frame(
        State(env, cwd, system),
        streams,
        Jobs() if jobs is None else jobs,
        Spawner(owns_process=owns_process),
        (call, _capture),
    )
    worker = Worker(lambda: _run_whole(script, frame))
    try:
        worker.start()
        return worker.join()
    except KeyboardInterrupt:
        frame.jobs.stop(_INTERRUPTED)
        if worker.has_begun:  # else it will find that it is to stop
            worker.join()
        raise


def _run_whole(script: Script, frame: Frame) -> int:
    """Run a script and wait for what it has started in the background."""
    jobs = frame.jobs
    status = _confined(lambda: _run_items(script, frame))
    if status:
        jobs.stop(status)
    jobs.join_background()
    return status if jobs.failure is None else jobs.failure


def _confined(work: Callable[[], int]) -> int:
    """Return the status of something that ``exit`` ends, and nothing around it."""
    try:
        return work()
    except ScriptExit as end:
        return end.status


def _run_items(script: Script, frame: Frame) -> int:
    """Run items one after the other; with ``errexit`` up to one that fails."""
    status = 0
    for item in script.items:
        if item.is_background:
            status = _start_in_background(item, frame)
        else:
            status = _run_item(item, frame)
            if status and "errexit" in frame.state.options:
                break
    return status


def _run_item(item: Item, frame: Frame) -> int:
    """Run the steps of an item that are not skipped."""
    status = _run_step(item.first, frame)
    for operator, step in item.others:
        if (status == 0) is (operator == "&&"):
            status = _run_step(step, frame)
    return status


def _run_step(step: Step, frame: Frame) -> int:
    frame.jobs.check()
    if isinstance(step, Assignment):
        status = complaining(frame, lambda: _assign(step, frame))
    else:
        status = _run_pipeline(step, frame)
        if step.is_negated:
            status = int(status == 0)
    frame.state.status = status
    return status


def _assign(assignment: Assignment, frame: Frame) -> int:
    value = expander_of(frame).value(assignment.value)
    frame.state.assign(assignment.name, value)
    return 0


def _run_pipeline(pipeline: Pipeline, frame: Frame) -> int:
    if len(pipeline.commands) == 1:
        return _run_member(pipeline.commands[0], frame)
    workers: list[Worker] = []
    last = complaining(frame, lambda: _run_members(pipeline, frame, workers))
    statuses = [*(worker.join() for worker in workers), last]
    failed = [status for status in statuses if status]
    if failed and "pipefail" in frame.state.options:
        return failed[-1]
    return last


def _run_members(pipeline: Pipeline, frame: Frame, workers: list[Worker]) -> int:
    """Run the last member of a pipeline, the others in threads.

    Each member closes the ends of pipes that are its own as soon as it has ended:
    nobody else has them open, so that those before and behind it end as well.
    """
    *others, last = pipeline.commands
    given, output, errors = frame.streams
    incoming: int | None = None
    for command, is_merged in zip(others, pipeline.merged, strict=True):
        try:
            reading, writing = os.pipe()
        except OSError as error:
            _close(incoming)
            raise CommandError(f"pipe: {os_message(error)}") from None
        source = given if incoming is None else incoming
        streams = (source, writing, writing if is_merged else errors)
        try:
            workers.append(_member_thread(command, frame, streams, (incoming, writing)))
        except CommandError:
            for each in (incoming, reading, writing):
                _close(each)
            raise
        incoming = reading
    assert incoming is not None  # noqa: S101 - there are two members at least
    try:
        return _run_apart(last, frame, (incoming, output, errors))
    finally:
        _close(incoming)


def _member_thread(
    command: Command, frame: Frame, streams: Streams, own: Sequence[int | None]
) -> Worker:
    def work() -> int:
        try:
            return _run_apart(command, frame, streams)
        finally:
            for descriptor in own:
                _close(descriptor)

    return _thread(work)


def _run_apart(command: Command, frame: Frame, streams: Streams) -> int:
    """Run a command that changes nothing for the others."""
    apart = frame.having(state=frame.state.copy(), streams=streams)
    return _confined(lambda: _run_member(command, apart))


def _run_member(command: Command, frame: Frame) -> int:
    body, redirect = command.body, command.redirect
    if not isinstance(body, Subshell):
        return complaining(frame, lambda: run_command(body, redirect, frame))
    if redirect is None:
        return _run_subshell(body, frame, frame.streams)
    return complaining(frame, lambda: _run_redirected(body, command, frame))


def _run_redirected(subshell: Subshell, command: Command, frame: Frame) -> int:
    assert command.redirect is not None  # noqa: S101 - seen to by the caller
    streams, opened = redirected(
        command.redirect, frame.streams, frame.state, expander_of(frame)
    )
    try:
        return _run_subshell(subshell, frame, streams)
    finally:
        _close(opened)


def _run_subshell(subshell: Subshell, frame: Frame, streams: Streams) -> int:
    inner = frame.having(state=frame.state.copy(), streams=streams)
    return _confined(lambda: _run_items(subshell.script, inner))


def _start_in_background(item: Item, frame: Frame) -> int:
    """Start an item and return the status of having done so.

    Its streams are its own: those it was started with may be closed before it ends.
    """
    frame.jobs.check()
    return complaining(frame, lambda: _start(item, frame))


def _start(item: Item, frame: Frame) -> int:
    streams = _copied(frame.streams)
    apart = frame.having(state=frame.state.copy(), streams=streams)

    def work() -> int:
        try:
            status = _confined(lambda: _run_item(item, apart))
        finally:
            for descriptor in streams:
                _close(descriptor)
        if status:
            frame.jobs.fail(status)
        return status

    try:
        frame.jobs.background.append(_thread(work))
    except CommandError:
        for descriptor in streams:
            _close(descriptor)
        raise
    return 0


def _copied(streams: Streams) -> Streams:
    copies: list[int] = []
    try:
        copies.extend(os.dup(each) for each in streams)
    except OSError as error:
        for descriptor in copies:
            _close(descriptor)
        raise CommandError(os_message(error)) from None
    return copies[0], copies[1], copies[2]


def _thread(work: Callable[[], int]) -> Worker:
    worker = Worker(work)
    try:
        worker.start()
    except RuntimeError as error:
        raise CommandError(str(error)) from None
    return worker


def _capture(script: Script, frame: Frame) -> str:
    """Run the script of a substitution and return what it writes."""
    try:
        reading, writing = os.pipe()
    except OSError as error:
        raise CommandError(f"pipe: {os_message(error)}") from None
    jobs = frame.jobs.part()
    given, _, errors = frame.streams
    streams = (given, writing, errors)
    inner = frame.having(state=frame.state.copy(), streams=streams, jobs=jobs)

    def work() -> int:
        try:
            return _run_whole(script, inner)
        finally:
            _close(writing)

    try:
        worker = _thread(work)
    except CommandError:
        _close(writing)
        _close(reading)
        raise
    try:
        content = b"".join(iter(lambda: os.read(reading, _CHUNK), b""))
    finally:
        _close(reading)
        worker.join()
        frame.jobs.forget(jobs)
    return content.decode(errors="surrogateescape")


def _close(descriptor: int | None) -> None:
    if descriptor is not None:
        os.close(descriptor)
