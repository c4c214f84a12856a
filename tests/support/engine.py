"""The conda engine itself, asked in a process of its own what it makes of a channel.

Run as a program, because an interpreter that ends normally after the engine's
coroutines may crash: this one leaves by ``os._exit``.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class EngineError(Exception):
    """The engine refused; the text is its own."""


def solve_and_install(
    channel: str, specs: Sequence[str], subdir: str, prefix: Path
) -> list[str]:
    """Install what the specs ask for and return the file names of the packages.

    Args:
        channel: Its URL.
        specs: What is wanted.
        subdir: The platform, the running one or a foreign one.
        prefix: A folder that does not exist yet; ``<prefix>.cache`` is the cache.

    Raises:
        EngineError: If it cannot be solved, fetched or linked.
    """
    request = json.dumps([channel, list(specs), subdir, str(prefix)])
    done = subprocess.run(
        [sys.executable, __file__, request],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    if done.returncode:
        raise EngineError(done.stderr)
    return sorted(json.loads(done.stdout))


async def _answer(channel: str, specs: list[str], subdir: str, prefix: str) -> str:
    import rattler  # noqa: PLC0415 - the asking process does without

    client = rattler.Client()
    platform = rattler.Subdir(subdir)
    cache = Path(f"{prefix}.cache")
    records = await rattler.solve(
        [channel],
        [rattler.MatchSpec(spec) for spec in specs],
        gateway=rattler.Gateway(client=client, cache_dir=cache / "repodata"),
        platforms=[platform, "noarch"],
        channel_relations="disabled",
        timestamp_policy="allow-missing",
    )
    await rattler.install(
        records,
        prefix,
        client=client,
        platform=platform,
        package_cache=rattler.PackageCache.new_layered([cache / "pkgs"]),
        show_progress=False,
        execute_link_scripts=False,
    )
    return json.dumps([record.file_name for record in records])


def _main() -> None:
    try:
        print(asyncio.run(_answer(*json.loads(sys.argv[1]))))  # noqa: T201
    except Exception as error:  # noqa: BLE001 - whatever it says is the answer
        print(error, file=sys.stderr)  # noqa: T201
        code = 1
    else:
        code = 0
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    _main()
