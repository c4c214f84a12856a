from __future__ import annotations

import pytest

from pypixi.workspace.installing.machine import (
    missing_packages,
    mock_advice,
    provided,
    unmet,
    warn_of_overrides,
)
from support.workspace import current_subdir
from unit.config.recording import Recorder
from unit.workspace.samples import workspace

HERE = current_subdir()


def declaring(keys: str, **env: str) -> list[str]:
    """Return what a platform with these keys asks beyond this machine."""
    text = f"platforms = [{{ name = 'box', platform = '{HERE}', {keys} }}]\n"
    here = workspace(text, machine=HERE, env=env)
    (platform,) = here.manifest.workspace.platforms
    return list(map(str, missing_packages(here, platform)))


def asking(*requirements: str, **env: str) -> list[str]:
    """Return which requirements of packages this machine does not meet."""
    here = workspace("platforms = []\n", machine=HERE, env=env)
    return unmet(here, requirements)


@pytest.mark.parametrize(
    ("found", "missing"),
    [
        pytest.param("", ["__cuda=12.0"], id="without it"),
        pytest.param("11.8", ["__cuda=12.0"], id="older"),
        pytest.param("12.0", [], id="the same"),
        pytest.param("12", [], id="the same in other words"),
        pytest.param("12.10", [], id="newer"),
    ],
)
def test_machine_must_have_at_least_what_is_declared(
    found: str, missing: list[str]
) -> None:
    assert declaring("cuda = '12.0'", CONDA_OVERRIDE_CUDA=found) == missing


def test_every_lack_is_told() -> None:
    lacks = declaring("cuda = '12', __foo = '1'", CONDA_OVERRIDE_CUDA="")
    assert lacks == ["__cuda=12", "__foo=1"]


def test_defaults_of_a_subdir_are_not_looked_for() -> None:
    glibc = declaring("glibc = '2.28'", CONDA_OVERRIDE_GLIBC="2.12")
    assert glibc == []


@pytest.mark.parametrize(
    ("requirement", "cuda", "is_met"),
    [
        ("__cuda", "12.1", True),
        ("__cuda >=12", "12.1", True),
        ("__cuda >=12,<12.1", "12.1", False),
        ("__cuda 12.*", "12.1", True),
        ("__cuda >=12", "", False),
        ("__cuda", "", False),
        ("__cuda >=12 0", "12.1", True),
        ("__archspec 1 nonesuch", "", True),
        ("__foo >=1", "", True),
    ],
)
def test_requirements_that_count_are_compared(
    requirement: str, cuda: str, is_met: bool
) -> None:
    open_ones = asking(requirement, CONDA_OVERRIDE_CUDA=cuda)
    assert (open_ones == []) is is_met


@pytest.mark.parametrize(
    "name", ["cuda", "eglibc", "glibc", "linux", "musl", "osx", "win"]
)
def test_what_a_machine_lacks_is_told(name: str) -> None:
    assert asking(f"__{name} >=99") == [f"__{name} >=99"]


@pytest.mark.skipif(not HERE.startswith("linux"), reason="glibc is that of Linux")
@pytest.mark.parametrize(
    ("requirement", "is_met"),
    [
        ("__glibc >=2.17,<3.0.a0", True),
        ("__glibc", True),
        ("__linux >=3.10", True),
        ("__glibc >=99", False),
        ("__glibc nonsense =", False),
    ],
)
def test_requirements_on_linux_are_compared(requirement: str, is_met: bool) -> None:
    assert (asking(requirement) == []) is is_met


def test_machine_that_is_only_claimed_is_not_checked() -> None:
    env = {"PIXI_OVERRIDE_PLATFORM": HERE, "CONDA_OVERRIDE_CUDA": ""}
    assert asking("__cuda >=12", **env) == []
    assert declaring("cuda = '12'", **env) == []


def test_claim_of_no_subdir_means_nothing() -> None:
    env = {"PIXI_OVERRIDE_PLATFORM": "toaster-8", "CONDA_OVERRIDE_CUDA": ""}
    assert asking("__cuda >=12", **env) == ["__cuda >=12"]


@pytest.mark.parametrize(
    ("machine", "name"),
    [
        ("linux-64", "cuda"),
        ("linux-64", "glibc"),
        ("linux-64", "linux"),
        ("osx-64", "osx"),
        ("win-64", "win"),
    ],
)
def test_overrides_belong_to_what_a_machine_provides(machine: str, name: str) -> None:
    env = {f"CONDA_OVERRIDE_{name.upper()}": "9.9"}
    here = workspace("platforms = []\n", machine=machine, env=env)
    assert f"__{name}=9.9=0" in map(str, provided(here))


def test_processor_may_be_overridden() -> None:
    env = {"CONDA_OVERRIDE_ARCHSPEC": "m9"}
    here = workspace("platforms = []\n", machine=HERE, env=env)
    assert "__archspec=1=m9" in map(str, provided(here))


def test_overrides_that_mean_nothing_are_warned_of() -> None:
    env = {
        "CONDA_OVERRIDE_CUDA": "new",
        "CONDA_OVERRIDE_GLIBC": "2..1",
        "CONDA_OVERRIDE_LINUX": "",
        "CONDA_OVERRIDE_ARCHSPEC": "zen4",
        "CONDA_OVERRIDE_OSX": "14.0",
    }
    report = Recorder()
    here = workspace("platforms = []\n", machine=HERE, env=env)
    warn_of_overrides(here, report)
    assert report.warnings == [
        "Ignoring CONDA_OVERRIDE_CUDA: 'new' is not a version",
        "Ignoring CONDA_OVERRIDE_GLIBC: '2..1' is not a version",
    ]


def test_advice_names_the_variables_that_help() -> None:
    advice = mock_advice([("__cuda", "12"), ("__osx", "14.0")])
    assert str(advice).endswith("`CONDA_OVERRIDE_CUDA=12` `CONDA_OVERRIDE_OSX=14.0`")


@pytest.mark.parametrize(
    "packages",
    [
        pytest.param([], id="nothing is missing"),
        pytest.param([("__musl", "1.2")], id="no variable"),
        pytest.param([("__cuda", "12.0"), ("__musl", "1.2")], id="not for all"),
    ],
)
def test_there_is_no_advice_where_variables_do_not_suffice(
    packages: list[tuple[str, str]],
) -> None:
    assert mock_advice(packages) is None
