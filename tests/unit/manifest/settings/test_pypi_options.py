from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.specs.indexes import FindLinks, IndexStrategy, PackageChoice, PypiOptions
from pypixi.specs.names import PypiName
from pypixi.specs.requirement import IndexSource, PypiSpec
from pypixi.specs.solving import PrereleaseMode
from unit.manifest.samples import manifest, marked, workspace, workspace_fault

if TYPE_CHECKING:
    from pypixi.errors import PixiError


def options(text: str) -> PypiOptions:
    found = workspace(f"[pypi-options]\n{text}\n")
    return found.features["default"].pypi_options


def fault(text: str) -> PixiError:
    return workspace_fault(f"[pypi-options]\n{text}\n")


def test_all_options_are_read() -> None:
    assert options(
        "index-url = 'https://i.test/simple'\n"
        "extra-index-urls = ['https://j.test/simple', 'file:///srv/simple']\n"
        "find-links = [{ path = './wheels' }, { url = 'https://f.test' }]\n"
        "index-strategy = 'unsafe-best-match'\n"
        "prerelease-mode = 'allow'\n"
        "no-build = true\n"
        "no-binary = ['Some_Package']\n"
        "no-build-isolation = ['other']\n"
        "dependency-overrides = { Third = '>=1' }\n"
        "skip-wheel-filename-check = true\n"
    ) == PypiOptions(
        index_url="https://i.test/simple",
        extra_index_urls=("https://j.test/simple", "file:///srv/simple"),
        find_links=(FindLinks(path="./wheels"), FindLinks(url="https://f.test")),
        index_strategy=IndexStrategy.UNSAFE_BEST_MATCH,
        prerelease_mode=PrereleaseMode.ALLOW,
        no_build=True,
        no_binary=(PypiName("some-package"),),
        no_build_isolation=(PypiName("other"),),
        dependency_overrides={
            PypiName("third"): PypiSpec(
                name=PypiName("third"),
                spelling="Third",
                source=IndexSource(version=">=1"),
            )
        },
        skip_wheel_filename_check=True,
    )


@pytest.mark.parametrize("text", ["", "[tasks]\n", "no-build = false\n"])
def test_missing_option_is_unset(text: str) -> None:
    assert options(text) == PypiOptions()


def test_workspace_and_feature_have_options_of_their_own() -> None:
    found = manifest(
        "[workspace]\nchannels = []\npypi-options = { no-build = true }\n"
        "[feature.a.pypi-options]\nno-binary = true\n"
        "[environments]\ntest = ['a']\n"
    )
    assert found.workspace.pypi_options == PypiOptions(no_build=True)
    assert found.features["default"].pypi_options == PypiOptions()
    assert found.features["a"].pypi_options == PypiOptions(no_binary=True)


@pytest.mark.parametrize(
    ("text", "choice"), [("true", True), ("[]", ()), ("['A', 'b']", ("a", "b"))]
)
def test_packages_are_all_or_named(text: str, choice: PackageChoice) -> None:
    assert options(f"no-build = {text}").no_build == choice


@pytest.mark.parametrize(
    ("text", "message", "mark"),
    [
        pytest.param(
            "index-url = 'main'",
            "'main' is not a URL",
            ("'main'", "expected a URL such as 'https://example.org/path'"),
            id="index that is no URL",
        ),
        pytest.param(
            "extra-index-urls = ['https://i.test', './simple']",
            "'./simple' is not a URL",
            ("'./simple'", "expected a URL such as 'https://example.org/path'"),
            id="extra index that is no URL",
        ),
        pytest.param(
            "extra-index-urls = 'https://i.test'",
            "'extra-index-urls' must be an array",
            ("'https://i.test'", "expected an array, found a string"),
            id="extra indexes are no array",
        ),
        pytest.param(
            "extra-index-urls = [3]",
            "'extra-index-urls[0]' must be a string",
            ("3", "expected a string, found an integer"),
            id="extra index is a number",
        ),
        pytest.param(
            "find-links = [{ path = '.', url = 'https://f.test' }]",
            "cannot define both 'url' and 'path'",
            ("{ path = '.', url = 'https://f.test' }", ""),
            id="find-links with both",
        ),
        pytest.param(
            "find-links = [{}]",
            "either 'url' or 'path' must be defined",
            ("{}", ""),
            id="find-links with neither",
        ),
        pytest.param(
            "find-links = ['./wheels']",
            "'find-links[0]' must be a table",
            ("'./wheels'", "expected a table, found a string"),
            id="find-links is a text",
        ),
        pytest.param(
            "index-strategy = 'firstindex'",
            "'firstindex' is not a value of 'index-strategy'",
            (
                "'firstindex'",
                (
                    "expected one of 'first-index', 'unsafe-first-match',"
                    " 'unsafe-best-match'"
                ),
            ),
            id="unknown strategy",
        ),
        pytest.param(
            "prerelease-mode = 'never'",
            "'never' is not a value of 'prerelease-mode'",
            (
                "'never'",
                (
                    "expected one of 'disallow', 'allow', 'if-necessary', 'explicit',"
                    " 'if-necessary-or-explicit'"
                ),
            ),
            id="unknown mode",
        ),
        pytest.param(
            "no-build = 'a'",
            "'no-build' must be a boolean or array",
            ("'a'", "expected a boolean or array, found a string"),
            id="no-build is a text",
        ),
        pytest.param(
            "no-build = ['a b']",
            "'a b' is not a PyPI package name",
            ("'a b'", ""),
            id="no package name",
        ),
        pytest.param(
            "no-binary = [true]",
            "'no-binary[0]' must be a string",
            ("true", "expected a string, found a boolean"),
            id="package is a boolean",
        ),
        pytest.param(
            "index = 'https://i.test'",
            "unexpected key 'index' in [pypi-options]",
            ("index", "'index' was not expected here"),
            id="misspelt key",
        ),
    ],
)
def test_fault_is_explained_where_it_stands(
    text: str, message: str, mark: tuple[str, str]
) -> None:
    found = fault(text)
    assert found.message == message
    assert [marked(label) for label in found.labels] == [mark]
