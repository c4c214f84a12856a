from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pypixi.lockfile.model import LockedEnvironment, LockedPlatform, SolveOptions
from pypixi.locking.judging.verdict import Verdict, judge
from pypixi.manifest.environments import compose_environments
from pypixi.specs.platform import Platform
from pypixi.specs.solving import ChannelPriority, SolveStrategy
from pypixi.specs.virtual import VirtualPackage
from pypixi.values import replace
from unit.lockfile.samples import wheel
from unit.locking.samples import CONTEXT, locked, record
from unit.manifest.samples import environments, manifest

if TYPE_CHECKING:
    from pypixi.lockfile.model import LockFile
    from pypixi.manifest.environments import Environment
    from pypixi.records.conda import CondaRecord

BOTH = frozenset({("default", "linux-64"), ("default", "osx-arm64")})


def changed(lock: LockFile, name: str = "default", **fields: Any) -> LockFile:
    """Return a lock file with fields of an environment replaced."""
    environment = replace(lock.environments[name], **fields)
    return replace(lock, environments={**lock.environments, name: environment})


def texts(verdict: Verdict) -> list[str]:
    return [reason.text for reason in verdict.reasons]


def of_linux(text: str, *records: CondaRecord) -> list[str]:
    """Return the reasons against records locked for one platform."""
    found = compose_environments(
        manifest(f"[workspace]\nchannels = ['main']\nplatforms = ['linux-64']\n{text}")
    )
    verdict = judge(found, locked(found, *records), CONTEXT)
    if verdict.is_true:
        assert not verdict.stale
        return []
    (reason,) = verdict.reasons
    assert (reason.environment, reason.platform) == ("default", "linux-64")
    assert verdict.stale == {("default", "linux-64")}
    assert not verdict.disregarded
    return [reason.text]


TEXT = "[dependencies]\na = '>=1'\n"
TRUE = environments(TEXT)
LOCK = locked(TRUE, record("a", "1.0", "b >=2"), record("b", "2.0"))


def test_lock_that_meets_everything_is_true() -> None:
    verdict = judge(TRUE, LOCK, CONTEXT)
    assert verdict.is_true
    assert verdict == Verdict()


def test_workspace_without_requirements_needs_an_empty_lock() -> None:
    found = environments("")
    assert judge(found, locked(found), CONTEXT).is_true


def test_missing_lock_makes_everything_stale() -> None:
    verdict = judge(TRUE, None, CONTEXT)
    assert texts(verdict) == ["there is no lock file"]
    assert verdict.stale == verdict.stale_pypi == BOTH
    assert not verdict.disregarded


def test_new_environment_makes_only_itself_stale() -> None:
    found = environments(TEXT + "[environments]\ntest = []\n")
    verdict = judge(found, LOCK, CONTEXT)
    assert [(each.environment, each.text) for each in verdict.reasons] == [
        ("test", "it does not exist in the lock file")
    ]
    assert verdict.stale == {("test", "linux-64"), ("test", "osx-arm64")}
    assert not verdict.disregarded


def test_environment_that_is_gone_needs_no_solve() -> None:
    lock = replace(
        LOCK,
        environments={**LOCK.environments, "old": LockedEnvironment(channels=())},
    )
    verdict = judge(TRUE, lock, CONTEXT)
    assert [(each.environment, each.text) for each in verdict.reasons] == [
        ("old", "the manifest does not define it any more")
    ]
    assert not verdict.is_true
    assert not verdict.stale


@pytest.mark.parametrize(
    ("wanted", "urls", "text", "disregard"),
    [
        pytest.param(
            "['main']",
            ("https://other.test/",),
            "the channels in the lock file do not match the environments channels",
            True,
            id="another channel",
        ),
        pytest.param(
            "['a', 'b']",
            ("https://conda.anaconda.org/b/", "https://conda.anaconda.org/a/"),
            "the channels in the lock file do not match the environments channels",
            True,
            id="another order",
        ),
        pytest.param(
            "['a']",
            ("https://conda.anaconda.org/a/", "https://conda.anaconda.org/b/"),
            "the channels in the lock file do not match the environments channels",
            True,
            id="channel removed",
        ),
        pytest.param(
            "['new', 'a']",
            ("https://conda.anaconda.org/a/",),
            "the channels in the lock file do not match the environments channels",
            True,
            id="channel added in front",
        ),
        pytest.param(
            "['a', 'new']",
            ("https://conda.anaconda.org/a/",),
            "channels were extended with additional lower-priority channels",
            False,
            id="channel added behind",
        ),
        pytest.param(
            "['a']",
            (),
            "channels were extended with additional lower-priority channels",
            False,
            id="first channel",
        ),
    ],
)
def test_channels_must_be_those_of_the_lock(
    wanted: str, urls: tuple[str, ...], text: str, disregard: bool
) -> None:
    head = f"[workspace]\nchannels = {wanted}\nplatforms = ['linux-64', 'osx-arm64']\n"
    found = compose_environments(manifest(head))
    verdict = judge(found, changed(locked(found), channels=urls), CONTEXT)
    assert texts(verdict) == [text]
    assert verdict.stale == BOTH
    assert verdict.disregarded == ({"default"} if disregard else set())


def test_name_and_url_of_a_channel_are_the_same() -> None:
    head = "[workspace]\nplatforms = ['linux-64']\nchannels = "
    one, other = (
        compose_environments(manifest(f"{head}['{text}']\n"))
        for text in ("main", "https://conda.anaconda.org/main")
    )
    assert judge(one, locked(other), CONTEXT).is_true


def test_platform_only_in_the_lock_is_told() -> None:
    default = LOCK.environments["default"]
    rows = default.packages["linux-64"]
    packages = {**default.packages, "win-64": rows, "linux-32": rows}
    verdict = judge(TRUE, changed(LOCK, packages=packages), CONTEXT)
    assert texts(verdict) == [
        (
            "platform(s) 'linux-32', 'win-64' present in the lock file but not in the"
            " environment"
        )
    ]
    assert verdict.stale == BOTH
    assert not verdict.disregarded


def with_platform(environment: Environment, platform: Platform) -> Environment:
    return replace(environment, platforms=(platform,))


def test_platform_of_another_subdir_is_told() -> None:
    found = {
        "default": with_platform(
            TRUE["default"], Platform(name="gpu", subdir="linux-64")
        )
    }
    lock = replace(
        locked(found), platforms=(LockedPlatform(name="gpu", subdir="linux-aarch64"),)
    )
    verdict = judge(found, lock, CONTEXT)
    assert texts(verdict) == [
        (
            "the workspace platform 'gpu' uses subdir 'linux-64' but the lock-file was"
            " solved with subdir 'linux-aarch64'"
        )
    ]
    assert verdict.disregarded == {"default"}


def gpu(*declared: VirtualPackage) -> dict[str, Environment]:
    platform = Platform(name="gpu", subdir="emscripten-wasm32", declared=declared)
    return {"default": with_platform(environments("")["default"], platform)}


CUDA_11 = VirtualPackage("__cuda", "11.0")
CUDA_12 = VirtualPackage("__cuda", "12.0")


def test_changed_virtual_packages_are_told() -> None:
    verdict = judge(gpu(CUDA_12), locked(gpu(CUDA_11)), CONTEXT)
    assert texts(verdict) == [
        (
            "the workspace platform 'gpu' declares virtual packages [__cuda=12.0]"
            " but the lock-file was solved with [__cuda=11.0]"
        )
    ]
    assert verdict.disregarded == {"default"}


def test_leftover_row_of_a_known_subdir_does_no_harm() -> None:
    """The next time something is solved it goes."""
    row = LockedPlatform(name="p1", subdir="linux-64", virtual_packages=("__cuda=12",))
    packages = LOCK.environments["default"].packages
    left = changed(LOCK, packages={**packages, "p1": packages["linux-64"]})
    lock = replace(left, platforms=(*LOCK.platforms, row))
    assert judge(TRUE, lock, CONTEXT).is_true


def test_order_of_virtual_packages_does_not_matter() -> None:
    found = gpu(CUDA_12, VirtualPackage("__linux", "5"))
    assert judge(
        found, locked(gpu(VirtualPackage("__linux", "5"), CUDA_12)), CONTEXT
    ).is_true


def test_lock_of_an_old_format_has_no_virtual_packages_to_compare() -> None:
    rows = tuple(replace(row, virtual_packages=()) for row in LOCK.platforms)
    assert judge(TRUE, replace(LOCK, platforms=rows), CONTEXT).is_true
    assert judge(TRUE, replace(LOCK, platforms=()), CONTEXT).is_true


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (
            SolveOptions(strategy=SolveStrategy.LOWEST),
            (
                "the lock file was solved with a different strategy (lowest) than"
                " the one selected (highest)"
            ),
        ),
        (
            SolveOptions(channel_priority=ChannelPriority.DISABLED),
            (
                "the lock file was solved with a different channel priority (disabled)"
                " than the one selected (strict)"
            ),
        ),
    ],
)
def test_other_options_are_told(options: SolveOptions, text: str) -> None:
    verdict = judge(TRUE, changed(LOCK, options=options), CONTEXT)
    assert texts(verdict) == [text]
    assert verdict.stale == verdict.stale_pypi == BOTH
    assert verdict.disregarded == verdict.disregarded_pypi == {"default"}


def test_first_fault_of_an_environment_is_told() -> None:
    """Channels are looked at before options."""
    options = SolveOptions(strategy=SolveStrategy.LOWEST)
    verdict = judge(
        TRUE, changed(LOCK, channels=("https://x/",), options=options), CONTEXT
    )
    assert texts(verdict) == [
        "the channels in the lock file do not match the environments channels"
    ]


def test_every_environment_has_its_own_reason() -> None:
    found = environments(TEXT + "[environments]\ntest = []\n")
    lock = changed(
        locked(found, record("a", "0.5")),
        "test",
        options=SolveOptions(strategy=SolveStrategy.LOWEST),
    )
    assert [str(reason) for reason in judge(found, lock, CONTEXT).reasons] == [
        (
            "environment 'default' for platform 'linux-64' is out of date because the"
            " requirement 'a >=1' could not be satisfied (required by 'default')"
        ),
        (
            "environment 'default' for platform 'osx-arm64' is out of date because the"
            " requirement 'a >=1' could not be satisfied (required by 'default')"
        ),
        (
            "environment 'test' is out of date because the lock file was solved with a"
            " different strategy (lowest) than the one selected (highest)"
        ),
    ]


def unmet(requirement: str, required_by: str) -> str:
    return (
        f"the requirement '{requirement}' could not be satisfied"
        f" (required by '{required_by}')"
    )


@pytest.mark.parametrize(
    ("text", "records", "reason"),
    [
        pytest.param("a = '*'", [], unmet("a", "default"), id="nothing locked"),
        pytest.param(
            "a = '>=2'", [record("a")], unmet("a >=2", "default"), id="tightened"
        ),
        pytest.param(
            "a = { version = '1.*', build = 'py*' }",
            [record("a")],
            unmet("a 1.* py*", "default"),
            id="another build",
        ),
        pytest.param(
            "a = { version = '*', channel = 'other' }",
            [record("a")],
            unmet("a", "default"),
            id="another channel",
        ),
        pytest.param(
            "a = { version = '*', sha256 = '" + "ab" * 32 + "' }",
            [record("a", sha256="cd" * 32)],
            unmet("a", "default"),
            id="another digest",
        ),
        pytest.param(
            "a = '*'\nb = '*'",
            [record("a")],
            unmet("b", "default"),
            id="added requirement",
        ),
        pytest.param(
            "a = '*'",
            [record("a", "1.0", "b >=2")],
            unmet("b >=2", "a-1.0-0.conda"),
            id="dependency missing",
        ),
        pytest.param(
            "a = '*'",
            [record("a", "1.0", "b >=2"), record("b", "1.0")],
            unmet("b >=2", "a-1.0-0.conda"),
            id="dependency too old",
        ),
        pytest.param(
            "a = '*'",
            [record("a", "1.0", "b"), record("b", "1.0", "c"), record("d")],
            unmet("c", "b-1.0-0.conda"),
            id="dependency of a dependency, before what is too much",
        ),
        pytest.param(
            "a = '*'",
            [record("a", "1.0", "__cuda >=12")],
            unmet("__cuda >=12", "a-1.0-0.conda"),
            id="virtual package that the platform lacks",
        ),
        pytest.param(
            "a = '*'",
            [record("a", "1.0", "__glibc >=2.34")],
            unmet("__glibc >=2.34", "a-1.0-0.conda"),
            id="virtual package that is too old",
        ),
        pytest.param(
            "a = '*'",
            [record("a", "1.0", "b >=>2"), record("b")],
            unmet("b >=>2", "a-1.0-0.conda"),
            id="dependency that nobody understands",
        ),
        pytest.param(
            "a = '*'",
            [record("a"), record("a", "2.0")],
            "there was a duplicate entry for 'a'",
            id="duplicate",
        ),
        pytest.param(
            "a = '*'",
            [record("c"), record("a"), record("b", "1.0", "c")],
            "there are more conda packages in the lock file than are used by the"
            " environment: b, c",
            id="too many packages",
        ),
        pytest.param(
            "",
            [record("a")],
            "there are more conda packages in the lock file than are used by the"
            " environment: a",
            id="nothing is asked for",
        ),
    ],
)
def test_fault_of_a_platform_is_told(
    text: str, records: list[CondaRecord], reason: str
) -> None:
    assert of_linux(f"[dependencies]\n{text}\n", *records) == [reason]


def test_everything_that_is_not_met_is_told() -> None:
    """What is too much is not: it may belong to what is missing."""
    found = environments("[dependencies]\na = '>=2'\nb = '*'\n")
    lock = locked(found, record("a", "1.0", "c >=1", "d"), record("e"))
    verdict = judge(found, lock, CONTEXT)
    told = [
        (each.fault.package, each.fault.requirement, each.fault.required_by)
        for each in verdict.reasons
        if each.platform == "linux-64"
    ]
    assert told == [
        ("a", "a >=2", "default"),
        ("b", "b", "default"),
        ("c", "c >=1", "a-1.0-0.conda"),
        ("d", "d", "a-1.0-0.conda"),
    ]
    assert verdict.stale == BOTH


@pytest.mark.parametrize(
    ("text", "records"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("a = '*'", [record("a")], id="any version"),
        pytest.param("a = '1'", [record("a", "1.0")], id="version without a sign"),
        pytest.param(
            "a = { version = '*', channel = 'main' }", [record("a")], id="channel"
        ),
        pytest.param(
            "a = '*'",
            [record("a", "1.0", "b"), record("b", "1.0", "a")],
            id="circle",
        ),
        pytest.param(
            "a = '*'",
            [record("a", "1.0", "__glibc >=2.17,<3.0.a0", "__unix", "__linux")],
            id="virtual packages",
        ),
        pytest.param(
            "a = '*'",
            [record("a", "1.0", "__archspec 1.* x86_64")],
            id="architecture as a solve sees it",
        ),
        pytest.param("__glibc = '>=2.17'", [], id="virtual package is asked for"),
        pytest.param(
            "a = '*'\nb = '*'",
            [record("a", "1.0", "b"), record("b")],
            id="asked for twice",
        ),
    ],
)
def test_packages_that_suffice_are_no_fault(
    text: str, records: list[CondaRecord]
) -> None:
    assert of_linux(f"[dependencies]\n{text}\n", *records) == []


def test_packages_of_one_platform_may_be_wrong() -> None:
    default = LOCK.environments["default"]
    packages = {"osx-arm64": default.packages["osx-arm64"]}
    verdict = judge(TRUE, changed(LOCK, packages=packages), CONTEXT)
    assert [(each.platform, each.text) for each in verdict.reasons] == [
        ("linux-64", unmet("a >=1", "default"))
    ]
    assert verdict.stale == {("default", "linux-64")}


def test_pypi_packages_are_not_asked_for() -> None:
    default = LOCK.environments["default"]
    rows = (*default.packages["linux-64"], wheel())
    packages = {**default.packages, "linux-64": rows}
    verdict = judge(TRUE, changed(LOCK, packages=packages), CONTEXT)
    assert texts(verdict) == [
        (
            "there are more pypi packages in the lock file than are used by the"
            " environment: numpy"
        )
    ]
    assert verdict.stale_pypi == {("default", "linux-64")}
    assert not verdict.stale


def test_platform_without_packages_is_no_fault_where_nothing_is_asked() -> None:
    found = environments("[feature.a.dependencies]\na = '*'\n")
    lock = locked(found)
    assert not lock.environments["default"].packages
    assert judge(found, lock, CONTEXT).is_true
