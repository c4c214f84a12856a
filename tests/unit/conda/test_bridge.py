from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from pypixi.conda import bridge

if TYPE_CHECKING:
    from pathlib import Path

    from support.channel import ChannelBuilder


async def answer() -> int:
    await asyncio.sleep(0)
    return 42


async def failure() -> int:
    await asyncio.sleep(0)
    raise LookupError("lost")


def test_result_of_a_coroutine_is_returned() -> None:
    assert bridge.run(answer) == 42


def test_error_of_a_coroutine_is_raised() -> None:
    with pytest.raises(LookupError, match="lost"):
        bridge.run(failure)


def test_result_is_returned_inside_a_running_loop() -> None:
    async def main() -> int:
        return bridge.run(answer)

    assert asyncio.run(main()) == 42


def test_error_is_raised_inside_a_running_loop() -> None:
    async def main() -> int:
        return bridge.run(failure)

    with pytest.raises(LookupError, match="lost"):
        asyncio.run(main())


def test_loop_of_the_caller_gets_no_coroutine_of_ours() -> None:
    threads: list[str] = []

    async def note() -> None:
        threads.append(threading.current_thread().name)

    async def main() -> None:
        bridge.run(note)

    asyncio.run(main())
    bridge.run(note)
    assert threads == ["pypixi-engine", threading.current_thread().name]


NOTEBOOK = """\
import asyncio, sys
from pathlib import Path
from rattler import Channel, Gateway, Subdir
from pypixi.conda import bridge

async def names():
    gateway = Gateway(cache_dir=Path(sys.argv[2]))
    return await gateway.names([Channel(sys.argv[1])], [Subdir("noarch")])

async def main():
    return [name.normalized for name in bridge.run(names)]

print(*sorted(asyncio.run(main())))
"""


def test_program_that_awaits_the_engine_in_its_loop_ends_well(
    channel: ChannelBuilder, tmp_path: Path
) -> None:
    url = channel.package("a").package("b").url
    done = subprocess.run(
        [sys.executable, "-c", NOTEBOOK, url, tmp_path / "cache"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "a b\n", "")
