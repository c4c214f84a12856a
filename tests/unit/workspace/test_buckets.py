from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.config.model import S3Options
from pypixi.terminal.report import SILENT
from pypixi.workspace.workspace import Caller, ConfigSource, open_workspace

if TYPE_CHECKING:
    from pathlib import Path


def _bucket(name: str, region: str) -> str:
    return (
        f"{name} = {{ endpoint-url = 'https://s3.test', region = '{region}',"
        " force-path-style = false }\n"
    )


def test_bucket_of_the_manifest_replaces_that_of_the_settings(tmp_path: Path) -> None:
    settings = tmp_path / "config.toml"
    settings.write_text(
        f"[s3-options]\n{_bucket('mine', 'settings')}{_bucket('other', 'settings')}"
    )
    (tmp_path / "pixi.toml").write_text(
        "[workspace]\nchannels = []\n"
        f"[workspace.s3-options]\n{_bucket('mine', 'manifest')}"
    )
    caller = Caller(
        cwd=tmp_path,
        env={"HOME": str(tmp_path)},
        system="linux",
        architecture="x86_64",
        now=0,
        config_source=ConfigSource(config_file=settings),
    )
    found = open_workspace(caller, SILENT).config.s3_options
    assert {name: options.region for name, options in found.items()} == {
        "mine": "manifest",
        "other": "settings",
    }
    assert found["mine"] == S3Options(
        endpoint_url="https://s3.test", region="manifest", force_path_style=False
    )
