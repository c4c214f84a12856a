from __future__ import annotations

import pytest

from pypixi.conda.virtual import machine_virtual_packages
from pypixi.specs.virtual import VirtualPackage
from support.workspace import current_subdir
from unit.config.recording import Recorder

FAMILY = current_subdir().partition("-")[0]
OWN, OWN_PACKAGE, FOREIGN = {
    "linux": ("CONDA_OVERRIDE_GLIBC", "__glibc", "CONDA_OVERRIDE_OSX"),
    "osx": ("CONDA_OVERRIDE_OSX", "__osx", "CONDA_OVERRIDE_GLIBC"),
    "win": ("CONDA_OVERRIDE_WIN", "__win", "CONDA_OVERRIDE_GLIBC"),
}[FAMILY]


def found(**env: str) -> dict[str, VirtualPackage]:
    packages = machine_virtual_packages(env, current_subdir(), Recorder())
    return {package.name: package for package in packages}


def test_machine_provides_what_belongs_to_its_family() -> None:
    packages = found()
    assert OWN_PACKAGE in packages
    assert "__archspec" in packages
    assert ("__unix" in packages) == (FAMILY != "win")


def test_processor_stands_last_whatever_a_variable_adds() -> None:
    """The original shows ``__cuda`` in front of ``__archspec``."""
    assert list(found(CONDA_OVERRIDE_CUDA="12.0"))[-2:] == ["__cuda", "__archspec"]


def test_variables_of_the_process_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    before = found()
    monkeypatch.setenv(OWN, "1.2.3")
    monkeypatch.setenv("CONDA_OVERRIDE_CUDA", "1.2.3")
    assert found() == before


@pytest.mark.parametrize(
    ("env", "package"),
    [
        ({OWN: "1.2.3"}, VirtualPackage(OWN_PACKAGE, "1.2.3", "0")),
        ({"CONDA_OVERRIDE_CUDA": "12.0"}, VirtualPackage("__cuda", "12.0", "0")),
        (
            {"CONDA_OVERRIDE_ARCHSPEC": "skylake"},
            VirtualPackage("__archspec", "1", "skylake"),
        ),
    ],
)
def test_version_replaces_or_adds_a_package(
    env: dict[str, str], package: VirtualPackage
) -> None:
    before = found()
    assert found(**env) == {**before, package.name: package}


@pytest.mark.parametrize(
    ("variable", "name"),
    [
        (OWN, OWN_PACKAGE),
        ("CONDA_OVERRIDE_CUDA", "__cuda"),
        ("CONDA_OVERRIDE_ARCHSPEC", "__archspec"),
    ],
)
def test_empty_variable_removes_a_package(variable: str, name: str) -> None:
    before = found()
    before.pop(name, None)
    assert found(**{variable: ""}) == before


def test_variable_of_another_family_means_nothing() -> None:
    before = found()
    assert found(**{FOREIGN: "1.2.3"}) == before
    assert found(**{FOREIGN: ""}) == before


@pytest.mark.parametrize("value", ["abc", " ", "v1", "1 2", ">=12", "12..0"])
def test_value_that_is_no_version_is_ignored_with_a_warning(value: str) -> None:
    report = Recorder()
    before = machine_virtual_packages({}, current_subdir(), report)
    assert machine_virtual_packages({OWN: value}, current_subdir(), report) == before
    assert report.warnings == [f"Ignoring {OWN}: '{value}' is not a version"]


def test_architecture_of_a_gpu_needs_its_driver() -> None:
    arch = VirtualPackage("__cuda_arch", "8.6", "0")
    both = found(CONDA_OVERRIDE_CUDA="12.0", CONDA_OVERRIDE_CUDA_ARCH="8.6")
    assert both["__cuda_arch"] == arch
    alone = found(CONDA_OVERRIDE_CUDA="", CONDA_OVERRIDE_CUDA_ARCH="8.6")
    assert "__cuda_arch" not in alone
