from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.locking.assemble import assemble
from pypixi.locking.faults.reasons import sentences
from pypixi.locking.judging.verdict import Verdict, judge
from pypixi.records.pypi import PypiRecord
from pypixi.values import replace
from unit.locking.samples import CONTEXT, INDEX, PYTHON, pypi_context, record
from unit.manifest.samples import PATH, environments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.lockfile.model import LockedPackage, LockFile
    from pypixi.manifest.environments import Environment

TWO = (
    "[environments]\n"
    "prod = { features = [], solve-group = 'g' }\n"
    "test = { features = ['test'], solve-group = 'g' }\n"
)
LINUX = frozenset({("prod", "linux-64"), ("test", "linux-64")})
OSX = frozenset({("prod", "osx-arm64"), ("test", "osx-arm64")})
FILES = "https://example.org"
X = PypiRecord(
    location=f"{FILES}/x-1.0-py3-none-any.whl", name="x", version="1.0", index=INDEX
)
NUMPY = record("numpy", "2.1.0", purls=("pkg:pypi/numpy",))


def _lock(
    found: Mapping[str, Environment], **rows: tuple[LockedPackage, ...]
) -> LockFile:
    """Return a lock file with packages for each environment, the same everywhere."""
    solved = {
        (name, platform.name): packages
        for name, packages in rows.items()
        for platform in found[name].platforms
    }
    return assemble(found, None, solved, dict.fromkeys(found, (INDEX,)))


def _conda(**rows: tuple[LockedPackage, ...]) -> Verdict:
    """Judge members of which ``test`` asks for ``b`` beside the ``a`` of all."""
    text = f"[dependencies]\na = '*'\n[feature.test.dependencies]\nb = '*'\n{TWO}"
    found = environments(text)
    return judge(found, _lock(found, default=(record("a"),), **rows), CONTEXT)


def _pypi(text: str, **rows: tuple[LockedPackage, ...]) -> Verdict:
    """Judge members with Python, for one platform."""
    found = environments(
        "[feature.py]\nplatforms = ['linux-64']\n"
        f"[feature.py.dependencies]\npython = '*'\n{text}"
    )
    lock = _lock(found, **{name: (PYTHON, *more) for name, more in rows.items()})
    return judge(found, lock, pypi_context(PATH.parent))


def _texts(verdict: Verdict) -> list[str]:
    return sentences(verdict.reasons)


def test_members_that_agree_are_true() -> None:
    verdict = _conda(prod=(record("a"),), test=(record("a"), record("b")))
    assert verdict == Verdict()


def test_members_with_different_conda_packages_are_solved_again() -> None:
    a = record("a", "2.0")
    verdict = _conda(prod=(record("a"),), test=(a, record("b")))
    url = a.url.removesuffix("a-2.0-0.conda")
    assert _texts(verdict)[0] == (
        "solve group 'g' (environments 'prod' and 'test') for platforms 'linux-64' and"
        " 'osx-arm64' is out of date because the locked conda packages in solve group"
        " 'g' are not consistent:"
        f" 'a' is {url}a-1.0-0.conda in 'prod' and {url}a-2.0-0.conda in 'test'"
    )
    assert verdict.stale == verdict.stale_pypi == LINUX | OSX
    assert not verdict.disregarded


def test_stale_member_makes_the_others_stale() -> None:
    verdict = _conda(prod=(record("a"),), test=(record("a"),))
    assert {reason.environment for reason in verdict.reasons} == {"test"}
    assert verdict.stale == LINUX | OSX


def test_stale_member_makes_others_stale_on_its_own_platform_only() -> None:
    found = environments(f"[feature.test]\nplatforms = ['linux-64']\n{TWO}")
    lock = _lock(found)
    kept = {name: lock.environments[name] for name in ("default", "prod")}
    verdict = judge(found, replace(lock, environments=kept), CONTEXT)
    assert verdict.stale == LINUX


def test_members_with_different_pypi_packages_are_resolved_again() -> None:
    location = f"{FILES}/x-2.0-py3-none-any.whl"
    newer = replace(X, location=location, version="2.0")
    verdict = _pypi(
        "[feature.py.pypi-dependencies]\nx = '*'\n[environments]\n"
        "prod = { features = ['py'], solve-group = 'g' }\n"
        "test = { features = ['py'], solve-group = 'g' }\n",
        prod=(X,),
        test=(newer,),
    )
    assert "the locked pypi packages in solve group 'g' are not" in _texts(verdict)[0]
    assert verdict.stale_pypi == LINUX
    assert not verdict.stale


def test_missing_pypi_package_of_a_member_makes_all_resolved_again() -> None:
    verdict = _pypi(
        "[feature.py.pypi-dependencies]\nx = '*'\n"
        "[feature.test.pypi-dependencies]\ny = '*'\n[environments]\n"
        "prod = { features = ['py'], solve-group = 'g' }\n"
        "test = { features = ['py', 'test'], solve-group = 'g' }\n",
        prod=(X,),
        test=(X,),
    )
    (text,) = _texts(verdict)
    assert "environment 'test'" in text
    assert "'y' could not be satisfied" in text
    assert verdict.stale_pypi == LINUX
    assert not verdict.stale


@pytest.mark.parametrize(
    ("asked", "record"),
    [
        (
            f"{{ url = '{X.location}' }}",
            replace(X, location=f"direct+{X.location}", index=None),
        ),
        ("{ version = '*', index = 'https://i/x' }", replace(X, index="https://i/x")),
    ],
    ids=["url", "index"],
)
def test_member_accepts_the_place_that_another_asks_for(
    asked: str, record: PypiRecord
) -> None:
    verdict = _pypi(
        f"[feature.sea.pypi-dependencies]\nx = {asked}\n"
        "[feature.web.pypi-dependencies]\nx = '*'\n[environments]\n"
        "sea = { features = ['py', 'sea'], solve-group = 'g' }\n"
        "web = { features = ['py', 'web'], solve-group = 'g' }\n",
        sea=(record,),
        web=(record,),
    )
    assert verdict == Verdict()


_ASKS_OF_PYPI = (
    "[feature.web.pypi-dependencies]\nnumpy = '*'\n"
    "[feature.sea.dependencies]\nnumpy = '*'\n[environments]\n"
    "web = { features = ['py', 'web'], solve-group = 'g' }\n"
)


def test_conda_package_that_another_member_asks_for_may_serve_pypi() -> None:
    verdict = _pypi(
        f"{_ASKS_OF_PYPI}sea = {{ features = ['py', 'sea'], solve-group = 'g' }}\n",
        web=(NUMPY,),
        sea=(NUMPY,),
    )
    assert verdict == Verdict()


def test_conda_package_that_no_member_asks_for_may_not_serve_pypi() -> None:
    verdict = _pypi(_ASKS_OF_PYPI, web=(NUMPY,))
    (text,) = _texts(verdict)
    assert text == (
        "solve group 'g' (environment 'web') for platform 'linux-64' is out of date"
        " because 'numpy' is locked as a conda package but only requested by pypi"
        " dependencies"
    )
    assert verdict.stale == {("web", "linux-64")}


def test_channels_of_a_member_are_held_against_those_of_its_group() -> None:
    text = f"[feature.test]\nchannels = ['extra']\n{TWO}"
    found = environments(text)
    lock = _lock(found)
    assert judge(found, lock, CONTEXT).is_true
    own = tuple(channel.url for channel in found["prod"].channels)
    prod = replace(lock.environments["prod"], channels=own)
    changed = replace(lock, environments={**lock.environments, "prod": prod})
    verdict = judge(found, changed, CONTEXT)
    assert [reason.environment for reason in verdict.reasons] == ["prod"]
    assert verdict.stale == LINUX | OSX
