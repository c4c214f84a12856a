from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.locking.judging.verdict import Verdict
from pypixi.locking.solving.resolutions import NoPythonError, plan_resolutions
from pypixi.locking.solving.stale import stale_lock
from pypixi.manifest.environments import compose_environments
from pypixi.records.pypi import PypiRecord
from pypixi.specs.solving import SolveStrategy
from pypixi.terminal.report import SILENT
from unit.locking.samples import locked, pypi_context, record
from unit.manifest.samples import environments, manifest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pypixi.locking.solving.resolutions import PlannedResolution
    from pypixi.manifest.environments import Environment
    from pypixi.records.conda import CondaRecord

FOUND = environments(
    "[dependencies]\npython = '*'\n"
    "[feature.web]\nsolve-strategy = 'lowest'\nplatforms = ['linux-64']\n"
    "[feature.web.pypi-dependencies]\nflask = '>=3'\n"
    "[environments]\nweb = ['web']\n"
)
PYTHON = record("python", "3.12.4")
NUMPY = record("numpy", "2.1.0", purls=("pkg:pypi/numpy",))
FLASK = PypiRecord(
    location="https://example.org/flask-3.0-py3-none-any.whl",
    name="flask",
    version="3.0",
)
WEB = ("web", "linux-64")
STALE = Verdict(stale_pypi=frozenset({WEB, ("default", "linux-64")}))


def _plan(root: Path, verdict: Verdict, *conda: CondaRecord) -> list[PlannedResolution]:
    lock = locked(FOUND, PYTHON, NUMPY, FLASK)
    stale = stale_lock(environments=FOUND, lock=lock, verdict=verdict)
    return plan_resolutions(stale, lambda *_: conda, pypi_context(root), SILENT)


def test_only_stale_pairs_that_ask_for_pypi_are_resolved(tmp_path: Path) -> None:
    plan = _plan(tmp_path, STALE, PYTHON)
    assert [planned.pair for planned in plan] == [WEB]
    assert _plan(tmp_path, Verdict(), PYTHON) == []


def test_job_holds_what_is_asked_for_and_what_conda_provides(tmp_path: Path) -> None:
    (planned,) = _plan(tmp_path, STALE, PYTHON, NUMPY)
    job = planned.job
    assert job.title == "environment 'web' for platform 'linux-64'"
    assert job.target.version == "3.12.4"
    assert [str(spec) for spec in job.specs] == ["flask>=3"]
    assert {name: row.version for name, row in job.provided.items()} == {
        "numpy": "2.1.0"
    }
    assert job.strategy is SolveStrategy.LOWEST
    assert job.root == tmp_path


@pytest.mark.parametrize(
    ("setting", "text"), [("", None), ("exclude-newer = '3d'\n", "3d")]
)
def test_cutoff_of_a_channel_is_none_of_pypi_packages(
    tmp_path: Path, setting: str, text: str | None
) -> None:
    found = compose_environments(
        manifest(
            "[workspace]\nplatforms = ['linux-64']\n"
            f"channels = [{{ channel = 'main', exclude-newer = '7d' }}]\n{setting}"
            "[dependencies]\npython = '*'\n[pypi-dependencies]\nflask = '*'\n"
        )
    )
    verdict = Verdict(stale_pypi=frozenset({("default", "linux-64")}))
    stale = stale_lock(environments=found, lock=None, verdict=verdict)
    rows = (PYTHON,)
    (planned,) = plan_resolutions(stale, lambda _: rows, pypi_context(tmp_path), SILENT)
    rules = planned.job.exclude_newer
    assert (rules.default and rules.default.text) == text
    assert rules.pypi_packages == {}


def test_locked_packages_are_preferred_unless_disregarded(tmp_path: Path) -> None:
    (planned,) = _plan(tmp_path, STALE, PYTHON)
    assert planned.job.preferred == (FLASK,)
    verdict = Verdict(stale_pypi=STALE.stale_pypi, disregarded_pypi=frozenset({"web"}))
    (planned,) = _plan(tmp_path, verdict, PYTHON)
    assert planned.job.preferred == ()


GROUPED = environments(
    "[dependencies]\npython = '*'\n"
    "[pypi-dependencies]\nflask = '>=3'\n"
    "[feature.test.pypi-dependencies]\npytest = '*'\n"
    "[environments]\n"
    "prod = { features = [], solve-group = 'g' }\n"
    "test = { features = ['test'], solve-group = 'g' }\n"
)


def _grouped(root: Path, found: Mapping[str, Environment]) -> list[PlannedResolution]:
    pair = frozenset({("prod", "linux-64")})
    verdict = Verdict(stale_pypi=pair)
    stale = stale_lock(
        environments=found, lock=locked(found, PYTHON, FLASK), verdict=verdict
    )
    rows = (PYTHON,)
    return plan_resolutions(stale, lambda _: rows, pypi_context(root), SILENT)


def test_group_is_resolved_once(tmp_path: Path) -> None:
    (planned,) = _grouped(tmp_path, GROUPED)
    assert planned.pair == ("prod", "linux-64")
    assert planned.job.title == "solve group 'g' for platform 'linux-64'"
    assert sorted(map(str, planned.job.specs)) == ["flask>=3", "pytest"]
    assert planned.job.preferred == (FLASK,)
    assert [each.name for each in planned.builders] == ["prod", "test"]


def test_member_without_python_is_refused_beside_one_that_has_it(
    tmp_path: Path,
) -> None:
    bare = environments(
        "[dependencies]\npython = '*'\n"
        "[feature.bare.pypi-dependencies]\nrich = '*'\n[environments]\n"
        "prod = { features = [], solve-group = 'g' }\n"
        "bare = { features = ['bare'], no-default-feature = true, solve-group = 'g' }\n"
    )
    with pytest.raises(NoPythonError, match="environment 'bare'") as caught:
        _grouped(tmp_path, bare)
    assert caught.value.help == "Try: pixi add --feature bare python"


def test_environment_without_python_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoPythonError, match="'web' for platform 'linux-64'") as caught:
        _plan(tmp_path, STALE, NUMPY)
    assert caught.value.help == "Try: pixi add python"
    (label,) = caught.value.labels
    assert label.source.text[label.span.start : label.span.end] == "'>=3'"
