from __future__ import annotations

from pypixi.locking.solves import plan_solves
from pypixi.locking.verdict import Verdict, judge
from pypixi.specs.solving import ChannelPriority, SolveStrategy
from unit.locking.samples import locked, record
from unit.manifest.samples import environments

FOUND = environments(
    "[dependencies]\na = '>=1'\n"
    "[feature.test]\nplatforms = ['linux-64']\nchannel-priority = 'disabled'\n"
    "solve-strategy = 'lowest'\nchannels = ['extra']\n"
    "[feature.test.dependencies]\nb = '*'\n"
    "[environments]\ntest = ['test']\n"
)
LOCK = locked(FOUND, record("a"), record("b"))
STALE = frozenset({("default", "osx-arm64"), ("test", "linux-64")})


def test_every_stale_pair_is_solved_in_the_order_of_the_manifest() -> None:
    plan = plan_solves(FOUND, None, judge(FOUND, None))
    assert [(solve.environment, solve.platform) for solve in plan] == [
        ("default", "linux-64"),
        ("default", "osx-arm64"),
        ("test", "linux-64"),
    ]


def test_what_is_true_is_not_solved() -> None:
    plan = plan_solves(FOUND, LOCK, Verdict(stale=STALE))
    assert {(solve.environment, solve.platform) for solve in plan} == STALE
    assert plan_solves(FOUND, LOCK, Verdict()) == []


def test_job_holds_what_the_environment_asks_for() -> None:
    stale = frozenset({("test", "linux-64")})
    (planned,) = plan_solves(FOUND, LOCK, Verdict(stale=stale))
    job = planned.job
    assert job.title == "requirements of environment 'test' for platform 'linux-64'"
    assert [channel.text for channel in job.channels] == ["extra", "main"]
    assert job.platform.name == "linux-64"
    assert [str(spec) for spec in job.specs] == ["b", "a >=1"]
    assert job.channel_priority is ChannelPriority.DISABLED
    assert job.strategy is SolveStrategy.LOWEST


def test_locked_packages_are_preferred() -> None:
    plan = plan_solves(FOUND, LOCK, Verdict(stale=STALE))
    assert [solve.job.preferred for solve in plan] == 2 * [(record("a"), record("b"))]


def test_disregarded_packages_are_not_preferred() -> None:
    verdict = Verdict(stale=STALE, disregarded=frozenset({"test"}))
    plan = plan_solves(FOUND, LOCK, verdict)
    assert {solve.environment: solve.job.preferred for solve in plan} == {
        "default": (record("a"), record("b")),
        "test": (),
    }


def test_nothing_is_preferred_without_a_lock_or_its_environment() -> None:
    without_test = locked({"default": FOUND["default"]}, record("a"))
    for lock in (None, without_test):
        plan = plan_solves(
            FOUND, lock, Verdict(stale=frozenset({("test", "linux-64")}))
        )
        assert [solve.job.preferred for solve in plan] == [()]
