"""The engine asked directly: the solve and install that ``pixi install`` is held to.

Run as ``direct.py CHANNEL SUBDIR FOLDER SPEC...``. It makes the calls ``pixi install``
makes, with the same options, and nothing else: no manifest, no lock file, no marker.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from rattler import (
    Client,
    Gateway,
    MatchSpec,
    Subdir,
    VirtualPackage,
    VirtualPackageOverrides,
    install,
    solve,
)
from rattler.networking import (
    AuthenticationMiddleware,
    GCSMiddleware,
    OciMiddleware,
    RetryMiddleware,
)
from rattler.package_cache import PackageCache, ValidationMode


async def _work(channel: str, subdir: str, folder: Path, texts: list[str]) -> None:
    client = Client(
        [
            RetryMiddleware(3),
            OciMiddleware(),
            GCSMiddleware(),
            AuthenticationMiddleware(),
        ]
    )
    specs = [MatchSpec(text) for text in texts]
    detected = VirtualPackage.detect(VirtualPackageOverrides())
    records = await solve(
        [channel],
        specs,
        gateway=Gateway(cache_dir=folder / "cache" / "repodata", client=client),
        platforms=[Subdir(subdir), Subdir("noarch")],
        virtual_packages=[package.into_generic() for package in detected],
        channel_relations="disabled",
        timestamp_policy="allow-missing",
    )
    await install(
        records,
        folder / "prefix",
        platform=Subdir(subdir),
        show_progress=False,
        client=client,
        requested_specs=[spec._match_spec for spec in specs],  # noqa: SLF001
        package_cache=PackageCache.new_layered(
            [folder / "cache" / "pkgs"], validation_mode=ValidationMode.skip()
        ),
    )


def main() -> None:
    channel, subdir, folder, *texts = sys.argv[1:]
    asyncio.run(_work(channel, subdir, Path(folder), texts))
    # The engine's threads crash an interpreter that is being torn down.
    os._exit(0)


if __name__ == "__main__":
    main()
