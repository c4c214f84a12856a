from __future__ import annotations

import pytest

from pypixi.errors import PixiError
from pypixi.workspace.installing.platforms import (
    best_platform,
    has_dependencies,
    select_platform,
)
from unit.manifest.samples import environments
from unit.workspace.samples import workspace


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("[tasks]\ngo = 'go'\n", False, id="tasks alone"),
        pytest.param("[dependencies]\nzlib = '*'\n", True, id="conda"),
        pytest.param("[pypi-dependencies]\nflask = '*'\n", True, id="PyPI"),
    ],
)
def test_environment_with_packages_is_told(text: str, expected: bool) -> None:
    assert has_dependencies(environments(text)["default"]) is expected


def chosen(platforms: str, machine: str, **env: str) -> str | None:
    """Return the best platform of a workspace on a machine."""
    text = f"platforms = {platforms}\n"
    here = workspace(text, machine=machine, env=env)
    best = best_platform(here, here.environments["default"])
    return None if best is None else best.name


GPU = "{ name = 'gpu', platform = 'linux-64', cuda = '12' }"


@pytest.mark.parametrize(
    ("platforms", "machine", "expected"),
    [
        ("['linux-64', 'osx-64']", "osx-64", "osx-64"),
        ("['osx-64', 'osx-arm64']", "osx-arm64", "osx-arm64"),
        ("['osx-64']", "osx-arm64", "osx-64"),
        ("['win-64']", "win-arm64", "win-64"),
        ("['win-32']", "win-64", "win-32"),
        ("['osx-arm64']", "osx-64", None),
        ("[]", "linux-64", None),
        ("['emscripten-wasm32']", "linux-64", "emscripten-wasm32"),
        ("['emscripten-wasm32', 'osx-64']", "linux-64", None),
        ("['emscripten-wasm32', 'linux-64']", "linux-64", "linux-64"),
    ],
)
def test_best_platform_is_that_of_the_machine(
    platforms: str, machine: str, expected: str | None
) -> None:
    assert chosen(platforms, machine) == expected


@pytest.mark.parametrize(
    ("platforms", "cuda", "expected"),
    [
        (f"[{GPU}, 'linux-64']", "12.1", "gpu"),
        (f"[{GPU}, 'linux-64']", "", "linux-64"),
        (f"['linux-64', {GPU}]", "12.1", "linux-64"),
        (f"[{GPU}]", "", None),
    ],
)
def test_first_declared_platform_that_the_machine_meets_is_best(
    platforms: str, cuda: str, expected: str | None
) -> None:
    assert chosen(platforms, "linux-64", CONDA_OVERRIDE_CUDA=cuda) == expected


def test_subdir_names_the_first_platform_that_has_it() -> None:
    here = workspace(f"platforms = [{GPU}]\n", machine="osx-64")
    environment = here.environments["default"]
    assert select_platform(here, environment, "linux-64").name == "gpu"


def test_unknown_platform_is_refused() -> None:
    here = workspace(f"platforms = [{GPU}]\n", machine="linux-64")
    with pytest.raises(PixiError, match="platform 'win-64' is not part of"):
        select_platform(here, here.environments["default"], "win-64")


def test_platform_of_another_system_is_told_with_its_subdir() -> None:
    here = workspace(f"platforms = [{GPU}]\n", machine="osx-64")
    with pytest.raises(PixiError) as caught:
        select_platform(here, here.environments["default"])
    subject, reasons = caught.value.notes
    assert subject == "The workspace does not support 'osx-64' on this machine."
    assert reasons.splitlines()[1] == (
        "  - gpu (subdir linux-64): requires subdir 'linux-64', which this machine"
        " can't run"
    )
