from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pypixi.conda.client import open_engine
from pypixi.config.caches import cache_dirs
from pypixi.config.load import load_config

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.conda.client import Engine


def _opened(folder: Path, settings: str) -> Engine:
    env = {"HOME": str(folder), "PIXI_CACHE_DIR": str(folder / "c")}
    file = folder / "config.toml"
    file.write_text(settings)
    config = load_config(root=None, env=env, config_file=file)
    return open_engine(config, cache_dirs(config, env), env, machine="linux-64")


@pytest.mark.parametrize(
    ("settings", "solves"),
    [("", os.cpu_count() or 1), ("concurrency.solves = 3\n", 3)],
)
def test_solves_in_parallel_are_as_many_as_told(
    tmp_path: Path, settings: str, solves: int
) -> None:
    assert _opened(tmp_path, settings).concurrent_solves == solves


@pytest.mark.parametrize(
    ("settings", "subdir"), [("", None), ("offline = true\n", "linux-64")]
)
def test_packages_must_be_at_hand_offline(
    tmp_path: Path, settings: str, subdir: str | None
) -> None:
    assert _opened(tmp_path, settings).local_subdir == subdir


def test_packages_lie_below_the_root_whatever_the_setting_says(tmp_path: Path) -> None:
    opened = _opened(tmp_path, "cache.conda-packages = '/elsewhere'\n")
    assert opened.packages == tmp_path / "c" / "pkgs"
