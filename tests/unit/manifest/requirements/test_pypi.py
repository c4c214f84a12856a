from __future__ import annotations

import pytest

from pypixi.errors import PixiError
from pypixi.specs.names import PypiName
from pypixi.specs.requirement import IndexSource, PypiSource, PypiSpec
from pypixi.specs.source import GitReference, GitSource, PathSource, UrlSource
from unit.manifest.samples import marked, workspace, workspace_fault

REPOSITORY = "https://g.test/r"
ARCHIVE = "https://u.test/a-1-py3-none-any.whl"
PLACES = {
    "git": f"git = '{REPOSITORY}'",
    "path": "path = '.'",
    "url": f"url = '{ARCHIVE}'",
}
MISFIT = "this does not go with the rest"


def spec(entry: str) -> PypiSpec:
    found = workspace(f"[pypi-dependencies]\n{entry}\n")
    (result,) = found.features["default"].targets[0].pypi_dependencies.values()
    return result


def fault(entry: str) -> PixiError:
    return workspace_fault(f"[pypi-dependencies]\n{entry}\n")


@pytest.mark.parametrize("text", [">=1.2,<2", "==1.9.*", "~=1.1", " != 2 ", "===x"])
def test_text_is_a_version(text: str) -> None:
    assert spec(f"a = '{text}'").source == IndexSource(version=text)


@pytest.mark.parametrize(
    "entry",
    ["a = '*'", "a = ''", "a = ' * '", "a = { version = '*' }", "a = {}"],
)
def test_every_version_may_be_asked_for(entry: str) -> None:
    assert spec(entry) == PypiSpec(name=PypiName("a"), spelling="a")


def test_name_is_compared_in_one_spelling_and_shown_as_written() -> None:
    found = spec("'Ruamel_.Yaml' = '*'")
    assert (found.name, found.spelling) == ("ruamel-yaml", "Ruamel_.Yaml")


@pytest.mark.parametrize(
    ("table", "source"),
    [
        pytest.param("version = '>=1'", IndexSource(version=">=1"), id="version"),
        pytest.param(
            "index = 'https://i.test/simple'",
            IndexSource(index="https://i.test/simple"),
            id="index",
        ),
        pytest.param(f"url = '{ARCHIVE}'", UrlSource(url=ARCHIVE), id="url"),
        pytest.param(
            "url = 'https://u.test/a.zip', subdirectory = 'py'",
            UrlSource(url="https://u.test/a.zip", subdirectory="py"),
            id="url with a subdirectory",
        ),
        pytest.param("path = '.'", PathSource(path="."), id="path"),
        pytest.param(
            "path = '../lib', editable = true",
            PathSource(path="../lib", editable=True),
            id="editable path",
        ),
        pytest.param(f"git = '{REPOSITORY}'", GitSource(url=REPOSITORY), id="git"),
        pytest.param(
            f"git = 'git+{REPOSITORY}'",
            GitSource(url=REPOSITORY),
            id="git with the prefix that pip wants",
        ),
        pytest.param(
            f"git = '{REPOSITORY}', subdirectory = 'py', lfs = false, rev = 'abc'",
            GitSource(
                url=REPOSITORY,
                reference=GitReference(kind="rev", name="abc"),
                subdirectory="py",
                lfs=False,
            ),
            id="all of git",
        ),
    ],
)
def test_table_says_where_a_package_comes_from(table: str, source: PypiSource) -> None:
    assert spec(f"a = {{ {table} }}").source == source


@pytest.mark.parametrize("kind", ["branch", "tag", "rev"])
def test_reference_of_a_repository_keeps_its_kind(kind: str) -> None:
    source = spec(f"a = {{ git = '{REPOSITORY}', {kind} = 'x' }}").source
    assert isinstance(source, GitSource)
    assert source.reference is not None
    assert (source.reference.kind, source.reference.name) == (kind, "x")


@pytest.mark.parametrize(
    "rest", ["version = '>=1'", "path = '.'", f"url = '{ARCHIVE}'"]
)
def test_extras_and_markers_go_with_every_source(rest: str) -> None:
    marker = 'sys_platform == "win32"'
    found = spec(f"a = {{ {rest}, extras = ['X', 'y'], env-markers = '{marker} ' }}")
    assert (found.extras, found.marker) == (("X", "y"), marker)


def test_dependency_knows_its_place() -> None:
    place = spec("a = '>=1.2'").place
    assert place is not None
    assert marked(place.label("here")) == ("'>=1.2'", "here")


def test_feature_has_dependencies_of_its_own() -> None:
    feature = workspace("[feature.x.pypi-dependencies]\na = '>=1'\n").features["x"]
    assert list(map(str, feature.targets[0].pypi_dependencies.values())) == ["a>=1"]


@pytest.mark.parametrize(
    ("entry", "message", "mark", "help_text"),
    [
        pytest.param(
            "torch = '1.9.0'",
            "the version '1.9.0' has no operator",
            ("'1.9.0'", "expected for example '==' before it"),
            'write torch = "==1.9.0"',
            id="bare version",
        ),
        pytest.param(
            "torch = { version = '1.9.*' }",
            "the version '1.9.*' has no operator",
            ("'1.9.*'", "expected for example '==' before it"),
            'write version = "==1.9.*"',
            id="bare version in a table",
        ),
        pytest.param(
            "'ruamel.yaml' = 'v2'",
            "the version 'v2' has no operator",
            ("'v2'", "expected for example '==' before it"),
            'write "ruamel.yaml" = "==v2"',
            id="bare version of a package with a dot",
        ),
        pytest.param(
            "a = './lib'",
            "'./lib' is not a version",
            ("'./lib'", "this belongs to `path`"),
            'write a = { path = "./lib" }',
            id="path",
        ),
        pytest.param(
            "a = 'git+https://g.test/r'",
            "'git+https://g.test/r' is not a version",
            ("'git+https://g.test/r'", "this belongs to `git`"),
            'write a = { git = "https://g.test/r" }',
            id="repository",
        ),
        pytest.param(
            "a = 'https://git.test/a.whl'",
            "'https://git.test/a.whl' is not a version",
            ("'https://git.test/a.whl'", "this belongs to `url`"),
            'write a = { url = "https://git.test/a.whl" }',
            id="archive",
        ),
        pytest.param(
            "a = { version = 'https://u.test/a.zip' }",
            "'https://u.test/a.zip' is not a version",
            ("'https://u.test/a.zip'", "this belongs to `url`"),
            'write url = "https://u.test/a.zip"',
            id="archive as the version of a table",
        ),
        pytest.param(
            "a = 3",
            "'a' must be a string or table",
            ("3", "expected a string or table, found an integer"),
            'put it in quotes: "3"',
            id="number",
        ),
        pytest.param(
            "'a b' = '*'",
            "'a b' is not a PyPI package name",
            ("'a b'", ""),
            "a name is made of letters, digits, '-', '_' and '.'",
            id="no package name",
        ),
        pytest.param(
            "foo_bar = '*'\nFoo-Bar = '*'",
            "'Foo-Bar' is the same package as an earlier entry",
            ("Foo-Bar", "written again"),
            "names are compared in one spelling: write the package once",
            id="package in two spellings",
        ),
        pytest.param(
            "a = { extras = ['x y'] }",
            "'x y' is not the name of an extra",
            ("'x y'", ""),
            'write for example: extras = ["cli", "docs"]',
            id="no extra",
        ),
        pytest.param(
            "a = { ver = '>=1' }",
            "unexpected key 'ver' in [pypi-dependencies.a]",
            ("ver", "'ver' was not expected here"),
            "did you mean 'version'?",
            id="misspelt key",
        ),
        pytest.param(
            "a = { git = 'git@g.test:r' }",
            "'git@g.test:r' is not a URL",
            ("'git@g.test:r'", "expected a URL such as 'https://example.org/path'"),
            "write it as 'ssh://git@g.test/r'",
            id="repository that is no URL",
        ),
    ],
)
def test_fault_is_explained_where_it_stands(
    entry: str, message: str, mark: tuple[str, str], help_text: str | None
) -> None:
    found = fault(entry)
    assert found.message == message
    assert marked(found.labels[0]) == mark
    assert found.help == help_text


@pytest.mark.parametrize(
    ("table", "message", "key"),
    [
        (
            f"path = '.', git = '{REPOSITORY}'",
            "Exactly one of `url`, `path`, `git`, or `version` must be specified",
            "git",
        ),
        *(
            (
                f"{place}, index = 'https://i.test'",
                "Exactly one of `url`, `path`, `git`, or `version` must be specified",
                "index",
            )
            for place in PLACES.values()
        ),
        *(
            (
                f"{place}, version = '>=1'",
                f"`version` cannot be used with `{kind}`",
                "version",
            )
            for kind, place in PLACES.items()
        ),
        (
            f"git = '{REPOSITORY}', branch = 'x', rev = 'y'",
            "Only one of `branch` or `tag` or `rev` can be specified",
            "rev",
        ),
        (
            "version = '>=1', lfs = true",
            "`branch`, `rev`, `tag`, and `lfs` are only valid when `git` is specified",
            "lfs",
        ),
    ],
)
def test_keys_that_do_not_go_together_are_a_fault(
    table: str, message: str, key: str
) -> None:
    found = fault(f"a = {{ {table} }}")
    assert found.message == message
    assert [marked(label) for label in found.labels] == [(key, MISFIT)]


@pytest.mark.parametrize(
    "key", ["editable = false", "editable = true", "subdirectory = 'py'"]
)
def test_keys_without_effect_are_read_over(key: str) -> None:
    assert spec(f"a = {{ version = '*', {key} }}").is_any


def test_faults_of_several_entries_are_found_in_one_go() -> None:
    with pytest.raises(PixiError) as caught:
        workspace("[pypi-dependencies]\na = '1'\nb = { tag = 'x' }\nc = 3\n")
    assert [len(fault.labels) for fault in caught.value.faults] == [1, 1, 1]
