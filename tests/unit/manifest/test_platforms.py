from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.errors import PixiError
from pypixi.manifest.environments import compose_environments
from pypixi.manifest.platforms import known_platforms
from unit.config.recording import Recorder
from unit.manifest.samples import manifest, marked, workspace

if TYPE_CHECKING:
    from pypixi.specs.platform import Platform

RICH = """[
  "linux-64",
  "osx-arm64",
  { name = "gpu", platform = "linux-64", cuda = "12.0" },
  { name = "old", platform = "linux-64", glibc = "2.17" },
]"""
PLAIN = "['linux-64', 'osx-arm64', 'win-64']"


def found(
    features: str, *, platforms: str = PLAIN, environment: str = "test"
) -> tuple[Platform, ...]:
    """Return the platforms of an environment; ``test`` has the features a and b."""
    text = (
        f"[workspace]\nchannels = []\nplatforms = {platforms}\n"
        f"{features}\n[environments]\ntest = ['a', 'b']\n"
    )
    for name in "ab":
        if f"feature.{name}" not in text:
            text = text.replace("[environments]", f"[feature.{name}]\n[environments]")
    return compose_environments(manifest(text))[environment].platforms


def names(features: str, **more: str) -> list[str]:
    return [platform.name for platform in found(features, **more)]


@pytest.mark.parametrize(
    ("features", "expected"),
    [
        pytest.param("", ["linux-64", "osx-arm64", "gpu", "old"], id="all"),
        pytest.param(
            "[feature.a]\nplatforms = ['gpu']", ["gpu"], id="by its exact name"
        ),
        pytest.param(
            "[feature.a]\nplatforms = ['osx-arm64']", ["osx-arm64"], id="by its subdir"
        ),
        pytest.param(
            "[feature.a]\nplatforms = ['linux-64']\n[feature.b]\nplatforms = ['gpu']",
            ["gpu"],
            id="by subdir in one feature and by name in the other",
        ),
        pytest.param(
            "[feature.a]\nplatforms = ['gpu', 'old', 'osx-arm64']",
            ["osx-arm64", "gpu", "old"],
            id="in the order of the workspace",
        ),
        pytest.param(
            "[feature.a]\nplatforms = ['gpu']\n[feature.b]\nplatforms = ['old']",
            [],
            id="none that both know",
        ),
    ],
)
def test_features_choose_among_declared_platforms(
    features: str, expected: list[str]
) -> None:
    assert names(features, platforms=RICH) == expected


def test_pinned_name_leaves_out_others_of_its_subdir() -> None:
    only_rich = RICH.replace('"linux-64",\n', "", 1)
    features = "[feature.a]\nplatforms = ['linux-64', 'gpu']\n[feature.b]\n"
    assert names(features, platforms=only_rich) == ["gpu"]


@pytest.mark.parametrize("name", ["win-64", "gpus"])
def test_unknown_platform_is_refused_where_it_stands(name: str) -> None:
    with pytest.raises(PixiError) as caught:
        found(f"[feature.a]\nplatforms = ['gpu', '{name}']", platforms=RICH)
    assert caught.value.message == (
        f"feature 'a' references platform '{name}' which is not declared in the"
        " workspace"
    )
    assert marked(caught.value.labels[0])[0] == f"'{name}'"
    assert "gpu" in str(caught.value.help)


def test_feature_may_name_a_subdir_the_workspace_does_not() -> None:
    assert names("[feature.a]\nplatforms = ['win-arm64']") == ["win-arm64"]


@pytest.mark.parametrize(
    ("requirements", "expected"),
    [
        pytest.param(
            "cuda = '12'",
            ["linux-64-cuda-12", "osx-arm64", "win-64-cuda-12"],
            id="no CUDA on macOS",
        ),
        pytest.param(
            "libc = '2.34'\nlinux = '5.4'",
            ["linux-64-glibc-2-34-linux-5-4", "osx-arm64", "win-64"],
            id="Linux and its C library on Linux alone",
        ),
        pytest.param(
            "libc = { family = 'musl', version = '1.2' }",
            ["linux-64-musl-1-2", "osx-arm64", "win-64"],
            id="musl on Linux alone",
        ),
        pytest.param(
            "libc = { family = 'eglibc', version = '2.19' }",
            ["linux-64-eglibc-2-19", "osx-arm64", "win-64"],
            id="eglibc on Linux alone",
        ),
        pytest.param(
            "macos = '14.0'",
            ["linux-64", "osx-arm64-macos-14-0", "win-64"],
            id="macOS on macOS alone",
        ),
        pytest.param(
            "archspec = 'zen4'",
            ["linux-64", "osx-arm64", "win-64"],
            id="processors mean nothing to a solve",
        ),
        pytest.param(
            "libc = '2.28'", ["linux-64", "osx-arm64", "win-64"], id="what all have"
        ),
    ],
)
def test_system_requirements_make_platforms(
    requirements: str, expected: list[str]
) -> None:
    assert names(f"[feature.a.system-requirements]\n{requirements}") == expected


def test_highest_requirement_of_all_features_counts() -> None:
    (linux, *_) = found(
        "[feature.a.system-requirements]\ncuda = '11.8'\nlinux = '5.10'\n"
        "[feature.b.system-requirements]\ncuda = '12'\nlinux = '5.4'\n"
    )
    assert list(map(str, linux.declared)) == ["__linux=5.10", "__cuda=12"]


@pytest.mark.parametrize("family", ["musl", "eglibc"])
def test_required_c_library_stands_in_for_glibc(family: str) -> None:
    libc = f"libc = {{ family = '{family}', version = '1.2' }}"
    (linux, *_) = found(f"[feature.a.system-requirements]\n{libc}\n")
    versions = {row.name: row.version for row in linux.virtual_packages}
    assert versions[f"__{family}"] == "1.2"
    assert "__glibc" not in versions


def test_target_may_name_a_platform_that_requirements_make() -> None:
    environment = compose_environments(
        workspace(
            "[system-requirements]\nlinux = '5.0'\n"
            "[target.linux-64-linux-5-0.dependencies]\na = '<2'\n"
        )
    )["default"]
    linux, osx = environment.platforms
    assert list(map(str, environment.dependencies(linux))) == ["a <2"]
    assert environment.dependencies(osx) == ()


def test_environment_without_the_feature_stays_plain() -> None:
    features = "[feature.a.system-requirements]\ncuda = '12'\n"
    every = found(features, environment="default")
    assert all(platform.is_plain for platform in every)


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        (
            "libc = '2.28'",
            "libc = { family = 'musl', version = '1.2' }",
            "different C libraries: glibc, musl",
        ),
        (
            "archspec = 'zen4'",
            "archspec = 'skylake'",
            "different processors: zen4, skylake",
        ),
    ],
)
def test_features_for_different_machines_are_refused(
    one: str, other: str, what: str
) -> None:
    with pytest.raises(PixiError, match=what):
        found(
            f"[feature.a.system-requirements]\n{one}\n"
            f"[feature.b.system-requirements]\n{other}\n"
        )


def test_requirements_beside_rich_platforms_are_refused() -> None:
    with pytest.raises(PixiError) as caught:
        found("[feature.a.system-requirements]\ncuda = '12'\n", platforms=RICH)
    assert caught.value.message == (
        "feature 'a' uses [system-requirements] but the workspace declares"
        " per-platform virtual packages"
    )
    assert marked(caught.value.labels[0])[0].endswith("system-requirements")


@pytest.mark.parametrize("text", ["", "cuda = '12'\n"])
def test_system_requirements_are_called_deprecated(text: str) -> None:
    report = Recorder()
    workspace(f"[system-requirements]\n{text}", report=report)
    (warning,) = report.warnings
    assert "`system-requirements` table is deprecated" in warning


def test_synthesised_platforms_are_known_after_those_of_the_workspace() -> None:
    whole = workspace(
        "[feature.a.system-requirements]\ncuda = '12'\n[environments]\ntest = ['a']\n"
    )
    used = [each.platforms for each in compose_environments(whole).values()]
    listed = [platform.name for platform in known_platforms(whole, used)]
    assert listed == ["linux-64", "osx-arm64", "linux-64-cuda-12"]
