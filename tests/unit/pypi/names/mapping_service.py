"""The mapping service on loopback, with records that are looked up there."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from pypixi.conda.client import open_engine
from pypixi.conda.fetch import fetch_all
from pypixi.config.caches import cache_dirs
from pypixi.config.model import Config
from pypixi.manifest.model import ChannelPypiMap, PypiMap
from pypixi.pypi.names.mapping import LookUp, with_purls
from pypixi.terminal.report import SILENT
from pypixi.values import replace
from support.server import FolderServer
from unit.config.recording import Recorder
from unit.lockfile.samples import binary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pypixi.records.conda import CondaRecord

MAIN = "https://repo.example.org/main"
FORGE = "https://repo.example.org/conda-forge"
DAY = 86400
HASH = "ab" * 32
TABLE = "compressed-v0/compressed_mapping.json"


@dataclass(frozen=True, slots=True)
class Service:
    """The mapping service on loopback, and a workspace that asks it."""

    server: FolderServer
    root: Path
    look_up: LookUp
    report: Recorder = field(default_factory=Recorder)

    def has(self, path: str, value: Any) -> None:
        """Serve a JSON document."""
        file = self.server.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(value))

    def purls(self, *records: CondaRecord, **changes: Any) -> list[tuple[str, ...]]:
        """Return the purls of records; changes are those of the look-up."""
        look_up = replace(self.look_up, **changes)
        found = with_purls(records, look_up, self.report)
        # Unlike None, an empty tuple says that something was looked up.
        return [record.purls for record in found if record.purls is not None]

    def mapped(self, *records: CondaRecord, **entry: Any) -> list[tuple[str, ...]]:
        """Return the purls of records of a channel with an entry in the workspace."""
        return self.purls(*records, pypi_map=pypi_map(**entry))


@contextmanager
def mapping_service(tmp_path: Path) -> Iterator[Service]:
    """Serve an empty folder for as long as the context lasts."""
    root = tmp_path / "workspace"
    served = tmp_path / "served"
    root.mkdir()
    served.mkdir()
    config = Config()
    env = {"PIXI_CACHE_DIR": str(tmp_path / "cache")}
    engine = open_engine(config, cache_dirs(config, env), env)
    with FolderServer(served) as server:
        look_up = LookUp(
            pypi_map=PypiMap(),
            root=root,
            cache=tmp_path / "cache" / "mapping",
            fetch=partial(fetch_all, engine, report=SILENT),
            now=1000 * DAY,
            service=server.url,
        )
        yield Service(server, root, look_up)


def pypi_map(channel: str = MAIN, **fields: Any) -> PypiMap:
    """Return what a workspace says about a channel."""
    return PypiMap(channels=(ChannelPypiMap(channel=f"{channel}/", **fields),))


def record(name: str = "kelp", channel: str = MAIN, **fields: Any) -> CondaRecord:
    """Return a package of a channel."""
    url = f"{channel}/noarch/{name}-1.0-0.conda"
    return binary(url, **{"channel": channel, "sha256": HASH, **fields})


def from_hash(name: str) -> tuple[str]:
    """Return the purls of a name that a hash has led to."""
    return (f"pkg:pypi/{name}?source=hash-mapping",)


def from_project(name: str) -> tuple[str]:
    """Return the purls of a name that the workspace knows."""
    return (f"pkg:pypi/{name}?source=project-defined-mapping",)
