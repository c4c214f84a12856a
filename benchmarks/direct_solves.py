"""The engine asked directly: the solves that ``pixi lock`` is held to.

Run as ``direct_solves.py JOBS FOLDER``, where the document JOBS holds a channel and
pairs of subdir and specs. All solves share what was read of the channel and run at
once; nothing is locked or written.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

from rattler import (
    BuildString,
    Client,
    Gateway,
    GenericVirtualPackage,
    MatchSpec,
    PackageName,
    Subdir,
    Version,
    solve,
)

_VIRTUAL = {
    "linux-64": (("unix", "0"), ("linux", "4.18"), ("glibc", "2.28")),
    "osx-arm64": (("unix", "0"), ("osx", "13.0")),
    "win-64": (("win", "10.0"),),
}


async def _work(channel: str, jobs: list[tuple[str, list[str]]], folder: Path) -> None:
    gateway = Gateway(cache_dir=folder / "repodata", client=Client([]))
    gate = asyncio.Semaphore(os.cpu_count() or 1)

    async def one(subdir: str, texts: list[str]) -> None:
        async with gate:
            found = await solve(
                [channel],
                [MatchSpec(text) for text in texts],
                gateway=gateway,
                platforms=[Subdir(subdir), Subdir("noarch")],
                virtual_packages=[
                    GenericVirtualPackage(
                        PackageName(f"__{name}"), Version(text), BuildString("0")
                    )
                    for name, text in _VIRTUAL[subdir]
                ],
                channel_relations="disabled",
                timestamp_policy="allow-missing",
            )
        if not found:
            raise RuntimeError(f"nothing was solved for {subdir}")

    await asyncio.gather(*(one(*job) for job in jobs))


def main() -> None:
    document, folder = map(Path, sys.argv[1:])
    channel, jobs = json.loads(document.read_text("utf-8"))
    asyncio.run(_work(channel, jobs, folder))
    # The engine's threads crash an interpreter that is being torn down.
    os._exit(0)


if __name__ == "__main__":
    main()
