from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.locking.judging.verdict import judge
from pypixi.manifest.environments import compose_environments
from unit.locking.samples import CHANNEL, CONTEXT, NOW, locked, record
from unit.manifest.samples import manifest

if TYPE_CHECKING:
    from pypixi.locking.judging.verdict import Verdict
    from pypixi.records.conda import CondaRecord

DAY = 86_400_000
NOW_MS = int(NOW * 1000)


def verdict(text: str, *records: CondaRecord, channel: str = "'main'") -> Verdict:
    found = compose_environments(
        manifest(
            f"[workspace]\nchannels = [{channel}]\nplatforms = ['linux-64']\n{text}"
        )
    )
    return judge(found, locked(found, *records), CONTEXT)


def reasons(text: str, *records: CondaRecord) -> list[str]:
    return [reason.text for reason in verdict(text, *records).reasons]


APP = "[dependencies]\napp = { extras = ['x'] }\n"
WITH_EXTRA = record("app", extra_depends={"x": ("lib >=2",), "y": ("other",)})


def test_extra_is_followed() -> None:
    assert reasons(APP, WITH_EXTRA, record("lib", "2.0")) == []


def test_unmet_requirement_of_an_extra_is_told() -> None:
    assert reasons(APP, WITH_EXTRA, record("lib", "1.0")) == [
        (
            "the requirement 'lib >=2' could not be satisfied"
            " (required by 'app-1.0-0.conda')"
        )
    ]


def test_package_of_an_extra_that_nobody_asks_for_is_too_many() -> None:
    text = "[dependencies]\napp = '*'\n"
    assert reasons(text, WITH_EXTRA, record("lib", "2.0")) == [
        (
            "there are more conda packages in the lock file than are used by the"
            " environment: lib"
        )
    ]


def test_extra_counts_where_the_package_was_visited_without_it() -> None:
    text = "[dependencies]\napp = '*'\ntool = '*'\n"
    tool = record("tool", "1.0", "app", "app[extras=[x]]")
    assert reasons(text, WITH_EXTRA, tool, record("lib", "2.0")) == []


@pytest.mark.parametrize(
    ("when", "is_asked"),
    [("__linux", True), ("__win", False), ("app >=1", True), ("app >=2", False)],
)
def test_condition_decides_what_is_asked_for(when: str, is_asked: bool) -> None:
    text = f"[dependencies]\napp = '*'\nlib = {{ when = '{when}' }}\n"
    unmet = (
        f"the requirement 'lib[when=\"{when}\"]' could not be satisfied"
        " (required by 'default')"
    )
    assert reasons(text, record("app")) == ([unmet] if is_asked else [])
    superfluous = reasons(text, record("app"), record("lib"))
    assert bool(superfluous) is not is_asked


@pytest.mark.parametrize(
    ("entry", "is_true"),
    [
        (f"url = '{CHANNEL}/noarch/app-1.0-0.conda'", True),
        (f"url = '{CHANNEL}/noarch/app%2D1.0-0.conda'", True),
        ("url = 'https://me:secret@conda.anaconda.org/x.conda'", False),
        ("file-name = 'app-1.0-0.conda'", True),
        ("file-name = 'app-1.0-0.tar.bz2'", False),
        ("flags = ['cuda']", True),
        ("flags = ['rocm']", False),
        ("license-family = 'MIT'", True),
        ("license-family = 'GPL'", False),
    ],
)
def test_fields_are_compared(entry: str, is_true: bool) -> None:
    app = record("app", flags=("cuda",), license_family="MIT")
    assert verdict(f"[dependencies]\napp = {{ {entry} }}\n", app).is_true is is_true


CONSTRAINED = "[dependencies]\napp = '*'\n[constraints]\nlib = "
LOCKED = (record("app", "1.0", "lib"), record("lib", "2.0"))


def test_constraint_that_is_met_is_no_fault() -> None:
    assert reasons(f"{CONSTRAINED}'>=2'\nmissing = '1'", *LOCKED) == []


def test_constraint_that_is_not_met_is_told() -> None:
    assert reasons(f"{CONSTRAINED}'<2'", *LOCKED) == [
        (
            "the locked package 'lib' with version '2.0' does not satisfy the"
            " constraint 'lib <2'"
        )
    ]


@pytest.mark.parametrize(
    ("text", "channel", "is_true"),
    [
        pytest.param("exclude-newer = '1d'", "'main'", False, id="workspace"),
        pytest.param("exclude-newer = '1h'", "'main'", True, id="young enough"),
        pytest.param("[exclude-newer]\napp = '1d'", "'main'", False, id="package"),
        pytest.param("[exclude-newer]\nb = '1d'", "'main'", True, id="another"),
        pytest.param(
            "", "{ channel = 'main', exclude-newer = '1d' }", False, id="channel"
        ),
        pytest.param(
            "exclude-newer = '1d'",
            "{ channel = 'main', exclude-newer = '1h' }",
            True,
            id="channel wins",
        ),
    ],
)
def test_package_must_not_be_newer_than_its_cutoff(
    text: str, channel: str, is_true: bool
) -> None:
    app = record("app", timestamp=NOW_MS - DAY // 2)
    found = verdict(f"{text}\n[dependencies]\napp = '*'\n", app, channel=channel)
    assert found.is_true is is_true
    assert found.disregarded == (frozenset() if is_true else {"default"})


def test_package_without_timestamp_is_old_enough() -> None:
    text = "exclude-newer = '1970-01-01'\n[dependencies]\napp = '*'\n"
    assert reasons(text, record("app")) == []


def test_package_that_is_too_new_is_told_with_its_cutoff() -> None:
    text = "exclude-newer = '2025-06-14'\n[dependencies]\napp = '*'\n"
    assert reasons(text, record("app", timestamp=NOW_MS)) == [
        (
            "the locked package 'app' has timestamp 2025-06-15 15:06:40 UTC, which is"
            " newer"
            " than the environment's exclude-newer cutoff 2025-06-15 00:00:00 UTC"
        )
    ]
