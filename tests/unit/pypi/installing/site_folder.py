"""A ``site-packages`` folder, filled by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pypixi.pypi.installing.installed import (
    INSTALLER,
    Distribution,
    installed_distributions,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class SiteFolder:
    """Gets distributions whose files exist and are recorded."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True)

    def add(
        self,
        name: str,
        version: str = "1.0",
        *,
        installer: str | None = INSTALLER,
        direct_url: Mapping[str, Any] | None = None,
        files: Mapping[str, str] | None = None,
    ) -> Path:
        """Add a distribution with its files and return its ``dist-info`` folder."""
        info = self.path / f"{name}-{version}.dist-info"
        info.mkdir()
        content = dict(files or {})
        if installer is not None:
            content[f"{info.name}/INSTALLER"] = installer
        if direct_url is not None:
            content[f"{info.name}/direct_url.json"] = json.dumps(direct_url)
        for path, text in content.items():
            target = self.path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        lines = [f"{path},," for path in [*content, f"{info.name}/RECORD"]]
        (info / "RECORD").write_text("\n".join([*lines, ""]), encoding="utf-8")
        return info

    def found(self) -> tuple[Distribution, ...]:
        """Return what is found there."""
        return installed_distributions(self.path)
