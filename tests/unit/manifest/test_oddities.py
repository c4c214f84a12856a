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
                f" '{version}.*', and is taken as '=={version}'"
            ),
            f'write python = "{version}.*" or python = "=={version}"',
        )
    ]


@pytest.mark.parametrize(
    "version", ["*", "3.11.*", "==3.11", ">=3.11", ">=3,<4", "~=3.1", ""]
)
def test_clear_version_is_not_mentioned(version: str) -> None:
    assert warnings(f"[dependencies]\npython = '{version}'\n") == []


def test_credentials_in_a_channel_are_told_without_them() -> None:
    report = Recorder()
    manifest(
        "[workspace]\nchannels = ['https://me:secret@h.test/t/TK/c', 'main']\n"
        "[feature.a]\nchannels = ['https://you@i.test/c']\n"
        "[environments]\ntest = ['a']\n",
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
