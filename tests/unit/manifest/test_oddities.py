from __future__ import annotations

import pytest

from unit.config.recording import Recorder
from unit.manifest.samples import manifest, workspace


def warnings(text: str) -> list[tuple[str, str | None]]:
    report = Recorder()
    workspace(text, report=report)
    return list(zip(report.warnings, report.helps, strict=True))


def test_unused_feature_is_told() -> None:
    text = "[feature.a]\n[feature.b]\n[environments]\ntest = ['b']\n"
    assert warnings(text) == [
        (
            "The feature 'a' is defined but not used in any environment",
            'list it under [environments], for example: test = ["a"]',
        )
    ]


@pytest.mark.parametrize(
    "version", ["3.11", "3", "1.2rc1", "2024a", "1!2.0", "1.2+cu12"]
)
def test_bare_version_is_told_to_be_ambiguous(version: str) -> None:
    assert warnings(f"[dependencies]\npython = '{version}'\n") == [
        (
            (
                f"the version '{version}' of 'python' is ambiguous: it could mean"
                f" '{version}.*', and is taken as '=={version}'; this will become an"
                " error"
            ),
            f'write python = "{version}.*" or python = "=={version}"',
        )
    ]


@pytest.mark.parametrize(
    "version", ["*", "3.11.*", "==3.11", ">=3.11", ">=3,<4", "~=3.1", ""]
)
def test_clear_version_is_not_mentioned(version: str) -> None:
    assert warnings(f"[dependencies]\npython = '{version}'\n") == []


def test_credentials_in_a_channel_are_told_once_and_without_them() -> None:
    report = Recorder()
    manifest(
        "[workspace]\nchannels = ['https://me:secret@h.test/t/TK/c', 'main']\n"
        "[feature.a]\nchannels = ['https://you@i.test/c']\n"
        "[environments.test]\n"
        "features = ['a']\n"
        "channels = ['https://us@j.test/c', 'https://you@i.test/c']\n",
        report=report,
    )
    assert report.warnings == [
        (
            "the channel 'https://h.test/c' is written with credentials, which will be"
            " in pixi.lock too"
        ),
        (
            "the channel 'https://i.test/c' is written with credentials, which will be"
            " in pixi.lock too"
        ),
        (
            "the channel 'https://j.test/c' is written with credentials, which will be"
            " in pixi.lock too"
        ),
    ]
    assert report.helps[0] == (
        "keep them in a file that RATTLER_AUTH_FILE names, and out of the URL"
    )


def test_credentials_in_an_index_are_told_once_and_without_them() -> None:
    report = Recorder()
    manifest(
        "[workspace]\nchannels = []\n"
        "pypi-options = { index-url = 'https://me:secret@i.test/simple' }\n"
        "[pypi-options]\n"
        "extra-index-urls = ['https://me:secret@i.test/simple', 'https://j.test']\n"
        "find-links = [{ url = 'https://you@f.test' }, { path = 'wheels' }]\n",
        report=report,
    )
    assert report.warnings == [
        (
            "the index 'https://i.test/simple' is written with credentials, which will"
            " be in pixi.lock too"
        ),
        (
            "the index 'https://f.test' is written with credentials, which will be in"
            " pixi.lock too"
        ),
    ]
    assert report.helps[0] == "keep them in your netrc file, and out of the URL"


@pytest.mark.parametrize("value", ["false", "{ main = false }"])
def test_clear_conda_pypi_map_is_not_mentioned(value: str) -> None:
    report = Recorder()
    manifest(f"[workspace]\nchannels = []\nconda-pypi-map = {value}\n", report=report)
    assert report.warnings == []


def test_empty_conda_pypi_map_is_told_to_be_deprecated() -> None:
    report = Recorder()
    manifest("[workspace]\nchannels = []\nconda-pypi-map = {}\n", report=report)
    assert report.warnings == [
        "an empty `conda-pypi-map` is deprecated: it means `false`"
    ]
    assert report.helps == ["write conda-pypi-map = false"]


def test_project_is_told_to_be_deprecated() -> None:
    report = Recorder()
    manifest("[project]\nchannels = []\nconda-pypi-map = {}\n", report=report)
    assert report.warnings == [
        "The `project` field is deprecated. Use `workspace` instead.",
        "an empty `conda-pypi-map` is deprecated: it means `false`",
    ]
    assert report.helps[0] == "write `workspace` in its place"


def test_outdated_dependencies_are_told_wherever_they_are() -> None:
    found = warnings(
        "[host-dependencies]\n[target.unix.build-dependencies]\n"
        "[feature.a.build-dependencies]\n[feature.a.target.unix.host-dependencies]\n"
        "[environments]\ntest = ['a']\n"
    )
    assert [message for message, _ in found] == [
        "The `host-dependencies` field is deprecated. Use `dependencies` instead.",
        "The `build-dependencies` field is deprecated. Use `dependencies` instead.",
        "The `build-dependencies` field is deprecated. Use `dependencies` instead.",
        "The `host-dependencies` field is deprecated. Use `dependencies` instead.",
    ]


def test_outdated_dependencies_in_an_environment_are_told() -> None:
    found = warnings("[environments.test.target.unix.host-dependencies]\n")
    assert [message for message, _ in found] == [
        "The `host-dependencies` field is deprecated. Use `dependencies` instead."
    ]


@pytest.mark.parametrize(
    "table",
    [
        "tasks",
        "target.unix.tasks",
        "feature.a.tasks",
        "feature.a.target.unix.tasks",
        "environments.test.tasks",
        "environments.test.target.unix.tasks",
    ],
)
def test_old_name_of_depends_on_is_told_wherever_it_is(table: str) -> None:
    report = Recorder()
    text = (
        f"[{table}]\nt = {{ depends_on = [] }}\nu = {{ depends-on = [] }}\nv = 'v'\n"
        "[environments]\nother = ['a']\n[feature.a]\n"
    )
    workspace(text, report=report)
    assert report.warnings == [
        "The `depends_on` field is deprecated. Use `depends-on` instead."
    ]
    assert report.helps == ["write `depends-on` in its place"]


@pytest.mark.parametrize(
    ("text", "owner", "advice"),
    [
        pytest.param(
            "[target.win-64]\n",
            "workspace",
            "add 'win-64' to `platforms` of the workspace",
            id="subdir",
        ),
        pytest.param(
            "[target.linux64]\n",
            "workspace",
            "did you mean 'linux-64' or 'linux'?",
            id="misspelt",
        ),
        pytest.param(
            "[target.win]\n",
            "workspace",
            "add for example 'win-64' to `platforms` of the workspace",
            id="family",
        ),
        pytest.param(
            "[feature.a]\nplatforms = ['linux-64']\n[feature.a.target.osx-arm64]\n"
            "[environments]\ntest = ['a']\n",
            "feature 'a'",
            "add 'osx-arm64' to `platforms` of the feature 'a'",
            id="platform that a feature leaves out",
        ),
        pytest.param(
            "[feature.a]\nplatforms = ['win-64']\n[feature.a.target.linux]\n"
            "[environments]\ntest = ['a']\n",
            "feature 'a'",
            "add for example 'linux-64' to `platforms` of the feature 'a'",
            id="family beside a platform that only the feature names",
        ),
        pytest.param(
            "[environments.test]\nplatforms = ['linux-64']\ntarget.osx-arm64 = {}\n",
            "environment 'test'",
            "add 'osx-arm64' to `platforms` of the environment 'test'",
            id="platform that an environment leaves out",
        ),
        pytest.param(
            "[target.win]\n[system-requirements]\nlinux = '5.0'\n",
            "workspace",
            "add for example 'win-64' to `platforms` of the workspace",
            id="family beside requirements on the system",
        ),
        pytest.param(
            "[target.linux-64-linux-5-0]\n",
            "workspace",
            "did you mean 'linux-64'?",
            id="name that nothing makes",
        ),
        pytest.param(
            "[environments.test]\ntarget.'cuda-*' = {}\n",
            "workspace",
            "the platforms are: linux-64, osx-arm64",
            id="pattern in an environment",
        ),
    ],
)
def test_selector_that_matches_nothing_is_told(
    text: str, owner: str, advice: str
) -> None:
    *_, (message, found) = warnings(text)
    assert message.startswith("The target selector '")
    assert message.endswith(
        f"' does not match any of the platforms supported by the {owner}"
    )
    assert found == advice


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[target.linux-64]\n[target.unix]\n", id="of the workspace"),
        pytest.param(
            "[feature.a]\nplatforms = ['win-64']\n[feature.a.target.win]\n"
            "[environments]\ntest = ['a']\n",
            id="that only the feature names",
        ),
    ],
)
def test_selector_that_matches_a_platform_is_not_mentioned(text: str) -> None:
    assert warnings(text) == []


@pytest.mark.parametrize("selector", ["linux-64-linux-5-0", "'*-linux-5-0'"])
def test_selector_of_what_requirements_on_the_system_make_is_not_mentioned(
    selector: str,
) -> None:
    (only,) = warnings(
        f"[target.{selector}.dependencies]\na = '*'\n"
        "[system-requirements]\nlinux = '5.0'\n"
    )
    assert "`system-requirements` table is deprecated" in only[0]


def test_selectors_are_not_judged_where_no_platforms_are_declared() -> None:
    report = Recorder()
    manifest("[workspace]\nchannels = []\n[target.win]\n", report=report)
    assert report.warnings == []


@pytest.mark.parametrize(
    ("name", "advice"),
    [("pixi-bulid", "did you mean 'pixi-build'?"), ("lasers", "take it out")],
)
def test_unknown_preview_is_told(name: str, advice: str) -> None:
    report = Recorder()
    manifest(f"[workspace]\nchannels = []\npreview = ['{name}']\n", report=report)
    assert report.warnings == [
        f"The preview flag: {name} is defined in the manifest but un-used in pixi"
    ]
    assert report.helps == [advice]


def test_bare_version_is_told_in_targets_constraints_and_environments() -> None:
    found = warnings(
        "[target.unix.dependencies]\na = '1'\n[constraints]\nb = '2'\n"
        "[environments.test.dependencies]\nc = '3'\n"
    )
    assert len(found) == 3
    assert all("is ambiguous" in message for message, _ in found)


def test_bare_version_in_a_table_is_told_without_losing_its_other_keys() -> None:
    ((_, advice),) = warnings("[dependencies]\na = { version = '3', build = '0' }\n")
    assert advice == 'write version = "3.*" or version = "==3"'


def test_bare_version_is_told_where_it_is_shared_from() -> None:
    report = Recorder()
    text = "dependencies.a = '1'\n[dependencies]\na = { workspace = true }\n"
    workspace(text, report=report)
    (message,) = report.warnings
    assert message.startswith("the version '1' of 'a' is ambiguous")


def test_bare_version_is_told_in_packages() -> None:
    report = Recorder()
    text = "[package]\nbuild.backend.name = 'b'\nrun-dependencies.a = '1'\n"
    workspace(f"preview = ['pixi-build']\n{text}", report=report)
    (message,) = report.warnings
    assert message.startswith("the version '1' of 'a' is ambiguous")


def test_many_tables_of_requirements_are_one_warning() -> None:
    tables = "".join(
        f"[feature.f{number}.system-requirements]\nlinux = '5.{number}'\n"
        for number in range(5)
    )
    names = ", ".join(f"'f{number}'" for number in range(5))
    found = warnings(f"{tables}[environments]\ntest = [{names}]\n")
    assert len(found) == 1
    assert str(found[0][1]).endswith("; there are 2 more of these tables")


def test_requirements_that_are_an_error_are_not_told_to_be_deprecated() -> None:
    report = Recorder()
    manifest(
        "[workspace]\nchannels = []\n"
        "platforms = [{ platform = 'linux-64', cuda = '12' }]"
        "\n[system-requirements]\nlibc = '2.34'\n",
        report=report,
    )
    assert report.warnings == []
