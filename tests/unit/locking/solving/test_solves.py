from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.locking.judging.verdict import Verdict
from pypixi.locking.solving.solves import completed, plan_solves
from pypixi.locking.solving.stale import stale_lock
from pypixi.records.conda import RunExports
from pypixi.specs.solving import ChannelPriority, SolveStrategy
from pypixi.values import replace
from unit.locking.samples import NOW, locked, record
from unit.manifest.samples import environments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypixi.lockfile.model import LockFile
    from pypixi.locking.solving.solves import PlannedSolve
    from pypixi.records.conda import CondaRecord

FOUND = environments(
    "[dependencies]\na = '>=1'\n"
    "[feature.test]\nplatforms = ['linux-64']\nchannel-priority = 'disabled'\n"
    "solve-strategy = 'lowest'\nchannels = ['extra']\n"
    "[feature.test.dependencies]\nb = '*'\n"
    "[environments]\ntest = ['test']\n"
)
LOCK = locked(FOUND, record("a"), record("b"))
STALE = frozenset({("default", "osx-arm64"), ("test", "linux-64")})


ALL = frozenset((env.name, row.name) for env in FOUND.values() for row in env.platforms)


def _plan(lock: LockFile | None, verdict: Verdict) -> list[PlannedSolve]:
    return plan_solves(stale_lock(environments=FOUND, lock=lock, verdict=verdict), NOW)


def test_every_stale_pair_is_solved_in_the_order_of_the_manifest() -> None:
    plan = _plan(None, Verdict(stale=ALL))
    assert [solve.pair for solve in plan] == [
        ("default", "linux-64"),
        ("default", "osx-arm64"),
        ("test", "linux-64"),
    ]


def test_what_is_true_is_not_solved() -> None:
    plan = _plan(LOCK, Verdict(stale=STALE))
    assert {solve.pair for solve in plan} == STALE
    assert _plan(LOCK, Verdict(stale_pypi=STALE)) == []


def test_job_holds_what_the_environment_asks_for() -> None:
    (planned,) = _plan(LOCK, Verdict(stale=frozenset({("test", "linux-64")})))
    job = planned.job
    assert job.title == "requirements of environment 'test' for platform 'linux-64'"
    assert [channel.text for channel in job.channels] == ["extra", "main"]
    assert job.platform.name == "linux-64"
    assert [str(spec) for spec in job.specs] == ["b", "a >=1"]
    assert job.channel_priority is ChannelPriority.DISABLED
    assert job.strategy is SolveStrategy.LOWEST


def test_locked_packages_are_preferred() -> None:
    plan = _plan(LOCK, Verdict(stale=STALE))
    assert [solve.job.preferred for solve in plan] == 2 * [(record("a"), record("b"))]


def test_disregarded_packages_are_not_preferred() -> None:
    plan = _plan(LOCK, Verdict(stale=STALE, disregarded=frozenset({"test"})))
    assert {solve.pair[0]: solve.job.preferred for solve in plan} == {
        "default": (record("a"), record("b")),
        "test": (),
    }


def test_nothing_is_preferred_without_a_lock_or_its_environment() -> None:
    without_test = locked({"default": FOUND["default"]}, record("a"))
    for lock in (None, without_test):
        plan = _plan(lock, Verdict(stale=frozenset({("test", "linux-64")})))
        assert [solve.job.preferred for solve in plan] == [()]


GROUPED = environments(
    "[dependencies]\na = '>=1'\n"
    "[feature.test]\nplatforms = ['linux-64']\nchannels = ['extra']\n"
    "[feature.test.dependencies]\nb = '*'\n"
    "[feature.test.pypi-dependencies]\nx = '*'\n[environments]\n"
    "prod = { features = [], solve-group = 'default' }\n"
    "test = { features = ['test'], solve-group = 'default' }\n"
)


def _grouped(*names: str) -> list[PlannedSolve]:
    """Plan for environments that are stale on all of their platforms."""
    pairs = {(name, row.name) for name in names for row in GROUPED[name].platforms}
    stale = stale_lock(
        environments=GROUPED, lock=None, verdict=Verdict(stale=frozenset(pairs))
    )
    return plan_solves(stale, NOW)


def test_group_is_solved_once_for_each_platform() -> None:
    plan = _grouped("prod", "test")
    assert [solve.unit.pairs for solve in plan] == [
        (("prod", "linux-64"), ("test", "linux-64")),
        (("prod", "osx-arm64"),),
    ]
    (job, _) = (solve.job for solve in plan)
    assert job.title == "requirements of solve group 'default' for platform 'linux-64'"
    assert sorted(map(str, job.specs)) == ["a >=1", "b"]


def test_group_is_solved_with_the_channels_of_all_members() -> None:
    for solve in _grouped("prod", "test"):
        assert [row.text for row in solve.job.channels] == ["main", "extra"]


def test_group_is_not_taken_for_the_environment_of_its_name() -> None:
    plan = _grouped("default", "prod")
    assert [solve.pair[0] for solve in plan] == ["default", "default", "prod", "prod"]


def test_names_are_looked_up_for_the_whole_group() -> None:
    plan = _grouped("prod", "test")
    linux, osx = (solve.pair for solve in plan)
    results = {linux: (record("a"),), osx: (record("b"),)}
    found = completed(plan, results, _named)
    assert found[linux][0].purls == ("pkg:pypi/a",)
    assert found[osx][0].purls is None


def _named(records: Sequence[CondaRecord]) -> tuple[CondaRecord, ...]:
    """Stand for the look-up of names."""
    return tuple(replace(row, purls=(f"pkg:pypi/{row.name}",)) for row in records)


def _completed(pypi: str, *solved: CondaRecord) -> tuple[CondaRecord, ...]:
    """Return what a solve comes to where ``a`` is locked with all there is to know."""
    old = record("a", purls=("pkg:pypi/old",), run_exports=RunExports(weak=("a",)))
    found = environments(f"[dependencies]\na = '*'\n{pypi}")
    stale = frozenset({("default", "linux-64")})
    lock = locked(found, old)
    plan = plan_solves(
        stale_lock(environments=found, lock=lock, verdict=Verdict(stale=stale)), NOW
    )
    (rows,) = completed(plan, {plan[0].pair: solved}, _named).values()
    return rows


PYPI = "[pypi-dependencies]\nx = '*'\n"


def test_kept_package_keeps_what_the_engine_forgets() -> None:
    (row,) = _completed(PYPI, record("a"))
    assert row.purls == ("pkg:pypi/old",)
    assert row.run_exports == RunExports(weak=("a",))


def test_new_package_is_looked_up() -> None:
    rows = _completed(PYPI, record("a", "2.0"), record("b"))
    assert [row.purls for row in rows] == [("pkg:pypi/a",), ("pkg:pypi/b",)]


def test_names_are_not_looked_up_without_pypi_dependencies() -> None:
    rows = _completed("", record("a"), record("b"))
    assert [row.purls for row in rows] == [("pkg:pypi/old",), None]
