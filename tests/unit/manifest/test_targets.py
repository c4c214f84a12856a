from __future__ import annotations

import pytest

from pypixi.manifest.targets import is_selector, matching_targets, selects
from pypixi.specs.platform import Platform, subdir_platform
from unit.manifest.samples import environments, workspace

LINUX = subdir_platform("linux-64")
GPU = Platform(name="cuda-12", subdir="linux-64")


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("linux", ["linux-64", "linux-aarch64"]),
        ("osx", ["osx-arm64"]),
        ("macos", ["osx-arm64"]),
        ("win", ["win-64"]),
        ("unix", ["linux-64", "linux-aarch64", "osx-arm64", "emscripten-wasm32"]),
        ("linux-64", ["linux-64"]),
        ("linux-*", ["linux-64", "linux-aarch64"]),
        ("*-64", ["linux-64", "win-64"]),
        (
            "*",
            [
                "linux-64",
                "linux-aarch64",
                "osx-arm64",
                "win-64",
                "emscripten-wasm32",
            ],
        ),
        ("l*x-*4", ["linux-64", "linux-aarch64"]),
        ("linux-6", []),
        ("wasi-wasm32", []),
    ],
)
def test_selector_matches_platforms(selector: str, expected: list[str]) -> None:
    subdirs = ["linux-64", "linux-aarch64", "osx-arm64", "win-64", "emscripten-wasm32"]
    found = [name for name in subdirs if selects(selector, subdir_platform(name))]
    assert found == expected


@pytest.mark.parametrize("selector", ["cuda-12", "cuda-*", "linux-64", "linux", "unix"])
def test_platform_with_a_name_is_selected_by_name_subdir_and_family(
    selector: str,
) -> None:
    assert selects(selector, GPU)


def test_pattern_is_one_of_names_and_not_of_subdirs() -> None:
    assert not selects("linux-*", GPU)


@pytest.mark.parametrize("text", ["linux", "cuda-*", "*", "gpu", "a" * 64])
def test_selector_is_known_as_such(text: str) -> None:
    assert is_selector(text)


@pytest.mark.parametrize("text", ["", "a b", "linux_64", "-x", "x-", "?", "a" * 65])
def test_what_is_no_selector_is_known_as_such(text: str) -> None:
    assert not is_selector(text)


def test_later_targets_override_earlier_ones_however_special_they_are() -> None:
    found = environments(
        "[target.linux-64.dependencies]\na = '1.*'\nb = '1.*'\n"
        "[target.unix.dependencies]\nb = '2.*'\nc = '2.*'\n"
        "[target.win.dependencies]\na = '3.*'\n"
        "[dependencies]\na = '*'\nd = '*'\n"
    )["default"]
    specs = [str(spec) for spec in found.dependencies(LINUX)]
    assert specs == ["a 1.*", "d", "b 2.*", "c 2.*"]


@pytest.mark.parametrize(
    ("key", "weak", "strong", "expected"),
    [
        ("constraints", "{ z = '1.*' }", "{ z = '2.*' }", "z 2.*"),
        ("activation.env", "{ X = 'sub' }", "{ X = 'unix' }", "unix"),
    ],
)
def test_later_target_wins_constraints_and_variables_too(
    key: str, weak: str, strong: str, expected: str
) -> None:
    found = environments(
        f"[target.linux-64]\n{key} = {weak}\n[target.unix]\n{key} = {strong}\n"
    )["default"]
    values = [
        *map(str, found.constraints(LINUX)),
        *found.activation(LINUX).env.values(),
    ]
    assert values == [expected]


@pytest.mark.parametrize(
    ("subdir", "scripts"),
    [("linux-64", ("unix.sh",)), ("osx-arm64", ()), ("win-64", ("all.sh",))],
)
def test_scripts_are_those_of_the_last_target_that_has_any(
    subdir: str, scripts: tuple[str, ...]
) -> None:
    found = environments(
        "[activation]\nscripts = ['all.sh']\n"
        "[target.unix.activation]\nscripts = ['unix.sh']\n"
        "[target.osx.activation]\nscripts = []\n"
        "[target.linux.activation]\nenv = { X = '1' }\n"
    )["default"]
    assert found.activation(subdir_platform(subdir)).scripts == scripts


def test_every_kind_of_content_follows_the_platform() -> None:
    found = environments(
        "[target.linux]\n"
        "constraints = { z = '<2' }\n"
        "pypi-dependencies = { flask = '*' }\n"
        "tasks = { go = 'on linux' }\n"
        "activation = { env = { X = 'linux' }, scripts = ['linux.sh'] }\n"
        "[tasks]\ngo = 'anywhere'\n"
    )["default"]
    osx = subdir_platform("osx-arm64")
    assert [str(spec) for spec in found.constraints(LINUX)] == ["z <2"]
    assert [str(spec) for spec in found.pypi_dependencies(LINUX)] == ["flask"]
    assert found.tasks(LINUX)["go"].command == "on linux"
    assert found.activation(LINUX).env == {"X": "linux"}
    assert found.activation(LINUX).scripts == ("linux.sh",)
    assert not found.constraints(osx)
    assert not found.pypi_dependencies(osx)
    assert found.tasks(osx)["go"].command == "anywhere"
    assert found.activation(osx).env == {}


def test_weakest_target_is_the_one_for_all_platforms() -> None:
    feature = workspace("[target.unix]\n[target.win]\n[target.linux-64]\n").features[
        "default"
    ]
    found = [target.selector for target in matching_targets(feature, LINUX)]
    assert found == [None, "unix", "linux-64"]
