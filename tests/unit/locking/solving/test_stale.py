from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.locking.assemble import assemble
from pypixi.locking.judging.verdict import Verdict
from pypixi.locking.solving.stale import StaleLock, stale_lock
from pypixi.records.pypi import PypiRecord
from pypixi.values import replace
from unit.locking.samples import record
from unit.manifest.samples import environments

if TYPE_CHECKING:
    from pypixi.lockfile.model import LockedPackage
    from pypixi.locking.groups import SolveUnit

FOUND = environments(
    "[environments]\n"
    "prod = { features = [], solve-group = 'g' }\n"
    "test = { features = [], solve-group = 'g' }\n"
)


def _wheel(name: str, version: str) -> PypiRecord:
    location = f"https://example.org/{name}-{version}-py3-none-any.whl"
    return PypiRecord(location=location, name=name, version=version)


def _stale(
    prod: tuple[LockedPackage, ...],
    test: tuple[LockedPackage, ...],
    verdict: Verdict | None = None,
) -> tuple[StaleLock, SolveUnit]:
    rows = {("prod", "linux-64"): prod, ("test", "linux-64"): test}
    lock = assemble(FOUND, None, rows, {})
    stale = stale_lock(environments=FOUND, lock=lock, verdict=verdict or Verdict())
    prod_environment = FOUND["prod"]
    return stale, stale.unit(prod_environment, prod_environment.platforms[0])


def test_packages_of_all_members_are_preferred() -> None:
    stale, unit = _stale((record("a"), _wheel("x", "1")), (record("a"), record("b")))
    assert stale.preferred_conda(unit) == (record("a"), record("b"))
    assert stale.preferred_pypi(unit) == (_wheel("x", "1"),)


def test_highest_version_is_preferred_where_members_differ() -> None:
    stale, unit = _stale(
        (record("a", "1.9"), record("b", "2.0"), _wheel("x", "1.10")),
        (record("a", "1.10"), record("b", "1.0"), _wheel("x", "1.9")),
    )
    versions = [row.version for row in stale.preferred_conda(unit)]
    assert versions == ["1.10", "2.0"]
    assert stale.preferred_pypi(unit) == (_wheel("x", "1.10"),)


def test_highest_build_is_preferred_among_equal_versions() -> None:
    later = replace(record("a"), url="https://x/a-1.0-1.conda", build_number=1)
    for prod, test in ((later, record("a")), (record("a"), later)):
        stale, unit = _stale((prod,), (test,))
        assert stale.preferred_conda(unit) == (later,)


def test_pypi_package_with_a_version_is_preferred_to_a_folder() -> None:
    folder = PypiRecord(location="./x", name="x")
    odd = replace(_wheel("x", "1"), location="https://x/odd", version="odd one")
    for prod, test in ((folder, _wheel("x", "1")), (_wheel("x", "1"), odd)):
        stale, unit = _stale((prod,), (test,))
        assert stale.preferred_pypi(unit) == (_wheel("x", "1"),)


def test_packages_of_disregarded_members_are_not_preferred() -> None:
    test = frozenset({"test"})
    verdict = Verdict(disregarded=test, disregarded_pypi=test)
    rows = (record("a", "1.0"), _wheel("x", "1")), (record("a", "2.0"),)
    stale, unit = _stale(*rows, verdict)
    assert stale.preferred_conda(unit) == (record("a", "1.0"),)
    assert stale.preferred_pypi(unit) == (_wheel("x", "1"),)


def test_conda_packages_of_all_members_are_kept_once() -> None:
    stale, unit = _stale((record("a"), _wheel("x", "1")), (record("a"), record("b")))
    assert stale.kept_conda(unit) == (record("a"), record("b"))


def test_nothing_is_kept_of_a_lock_that_is_not_there() -> None:
    stale = stale_lock(environments=FOUND, lock=None, verdict=Verdict())
    for unit in stale.units:
        assert stale.kept_conda(unit) == stale.preferred_conda(unit) == ()


def test_units_are_found_by_any_of_their_pairs() -> None:
    stale, unit = _stale((), ())
    for pair in unit.pairs:
        assert stale.units_with([pair]) == [unit]
    assert stale.units_with([("test", "osx-64")]) == []
