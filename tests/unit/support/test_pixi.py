from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.pixi import Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from support.pixi import Pixi


def test_environment_is_isolated(
    pixi: Pixi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PIXI_FROM_OUTSIDE", "CONDA_PREFIX", "UV_INDEX"):
        monkeypatch.setenv(name, "1")
    environ = pixi.environ
    assert not environ.keys() & {"PIXI_FROM_OUTSIDE", "CONDA_PREFIX", "UV_INDEX"}
    assert environ["PATH"] == "/usr/bin:/bin"
    for name in ("HOME", "PIXI_HOME", "PIXI_CACHE_DIR", "XDG_CONFIG_HOME"):
        assert environ[name].startswith(str(tmp_path))


def test_variables_and_folder_can_be_given(pixi: Pixi, tmp_path: Path) -> None:
    other = pixi.at(tmp_path).having(CI="1").sharing(tmp_path / "shared")
    assert other.cwd == tmp_path
    assert other.environ["CI"] == "1"
    assert other.environ["PIXI_CACHE_DIR"] == str(tmp_path / "shared")
    assert "CI" not in pixi.environ


def test_expected_outcome_is_returned() -> None:
    success, failure = Outcome(("x",), 0, "[1]", ""), Outcome(("x",), 2, "", "no")
    assert success.ok() is success
    assert success.json() == [1]
    assert failure.failed(2) is failure


def test_unexpected_outcome_shows_all_there_is() -> None:
    outcome = Outcome(("run", "two words"), 3, "", "error: no\n")
    with pytest.raises(AssertionError) as caught:
        outcome.ok()
    assert str(caught.value) == (
        "expected exit code 0\n"
        "$ pixi run 'two words'\n"
        "exit code 3\n"
        "--- stdout ---\n(nothing)\n"
        "--- stderr ---\nerror: no"
    )
