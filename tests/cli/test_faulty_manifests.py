"""What a person reads whose manifest has a fault, word for word.

Every folder of `data/faulty_manifests` holds a manifest and the error that comes of it.
After a change of words, `pytest tests/cli/test_faulty_manifests.py --rewrite-errors`
writes the errors anew: read every one of them before it is committed.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.pixi import Pixi

_FOLDERS = sorted((Path(__file__).parents[1] / "data/faulty_manifests").iterdir())
_ERROR = "error.txt"
_WIDTH = "88"


@pytest.mark.parametrize("folder", _FOLDERS, ids=lambda folder: folder.name)
def test_error_is_the_one_that_was_read(
    folder: Path, pixi: Pixi, pytestconfig: pytest.Config
) -> None:
    (manifest,) = folder.glob("*.toml")
    shutil.copy(manifest, pixi.cwd)
    outcome = pixi.having(NO_COLOR="1", COLUMNS=_WIDTH)("lock").failed(1)
    assert outcome.stdout == ""
    assert not (pixi.cwd / "pixi.lock").exists()
    if pytestconfig.option.rewrite_errors:
        _rewrite(folder / _ERROR, outcome.stderr)
    assert outcome.stderr == (folder / _ERROR).read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", _FOLDERS, ids=lambda folder: folder.name)
def test_error_names_a_place_and_a_remedy(folder: Path) -> None:
    (manifest,) = folder.glob("*.toml")
    errors = (folder / _ERROR).read_text(encoding="utf-8").split("Error:")[1:]
    assert errors
    assert all(f"─[{manifest.name}:" in error for error in errors)
    assert all("\n  help: " in error for error in errors)


def _rewrite(path: Path, text: str) -> None:
    """Write an error; one that changed fails, so that no run with this is green."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
        pytest.fail(f"rewritten, now read it:\n{text}", pytrace=False)
