"""Pipes whose lines are passed on with a prefix."""

from __future__ import annotations

import os
import time

import pytest

from pypixi.terminal.prefixed import PrefixedPipe


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([], b""),
        ([b"one\n", b"two\n"], b"> one\n> two\n"),
        ([b"on", b"e\ntw", b"o"], b"> one\n> two\n"),
        ([b"\n\n"], b"> \n> \n"),
        ([b"\xff\r\n"], b"> \xff\r\n"),
        ([b"x" * 100_000] * 5, b"> " + b"x" * 500_000 + b"\n"),
    ],
)
def test_lines_are_passed_on_whole(parts: list[bytes], expected: bytes) -> None:
    passed: list[bytes] = []
    pipe = PrefixedPipe(b"> ", passed.append)
    for part in parts:
        rest = part
        while rest:
            rest = rest[os.write(pipe.writing, rest) :]
    pipe.finish()
    assert b"".join(passed) == expected
    assert all(each.endswith(b"\n") for each in passed)


def test_who_holds_the_pipe_open_is_not_waited_for() -> None:
    passed: list[bytes] = []
    pipe = PrefixedPipe(b"> ", passed.append)
    other = os.dup(pipe.writing)
    os.write(other, b"early\n")
    pipe.finish()
    assert passed == [b"> early\n"]
    os.write(other, b"late\n")
    os.close(other)
    deadline = time.monotonic() + 10
    while len(passed) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert passed[1] == b"> late\n"


def test_reader_that_is_gone_closes_the_pipe() -> None:
    def write(lines: bytes) -> None:
        raise BrokenPipeError(lines)

    pipe = PrefixedPipe(b"> ", write)
    with pytest.raises(BrokenPipeError):
        _write_for_ever(pipe.writing)
    pipe.finish()


def _write_for_ever(descriptor: int) -> None:
    while True:
        os.write(descriptor, b"more\n")
