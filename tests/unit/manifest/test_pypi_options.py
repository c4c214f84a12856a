from __future__ import annotations

from typing import Any

import pytest

from pypixi.errors import PixiError
from pypixi.manifest.environments import compose_environments
from pypixi.specs.indexes import FindLinks, IndexStrategy, PackageChoice, PypiOptions
from pypixi.specs.solving import PrereleaseMode
from pypixi.values import replace
from unit.manifest.samples import environments, manifest, marked

BOTH = "[environments]\ntest = ['a', 'b']\n"


def options(a: str, b: str = "", *, base: str = "") -> PypiOptions:
    """Return the options of an environment of two features and the default one."""
    found = manifest(
        f"[workspace]\nchannels = []\n[workspace.pypi-options]\n{base}\n"
        f"[feature.a.pypi-options]\n{a}\n[feature.b.pypi-options]\n{b}\n{BOTH}"
    )
    return compose_environments(found)["test"].pypi_options


def test_nothing_is_set_where_nobody_sets_it() -> None:
    assert options("") == PypiOptions()


def test_indexes_are_joined_each_once_those_of_the_workspace_first() -> None:
    joined = options(
        "extra-index-urls = ['https://a.test', 'https://base.test']",
        "extra-index-urls = ['https://b.test', 'https://a.test']",
        base="extra-index-urls = ['https://base.test']",
    )
    assert joined.extra_index_urls == (
        "https://base.test",
        "https://a.test",
        "https://b.test",
    )


def test_find_links_are_joined_each_once_those_of_the_workspace_first() -> None:
    joined = options(
        "find-links = [{ path = 'x' }, { url = 'https://f.test' }]",
        "find-links = [{ path = 'y' }, { path = 'x' }]",
        base="find-links = [{ path = 'base' }]",
    )
    assert joined.find_links == (
        FindLinks(path="base"),
        FindLinks(path="x"),
        FindLinks(url="https://f.test"),
        FindLinks(path="y"),
    )


@pytest.mark.parametrize("key", ["no-build", "no-binary"])
@pytest.mark.parametrize(
    ("a", "b", "base", "choice"),
    [
        ("['x']", "['y', 'x']", "false", ("x", "y")),
        ("['x']", "false", "['y']", ("y", "x")),
        ("['x']", "true", "['y']", True),
        ("false", "false", "true", True),
        ("[]", "false", "false", False),
    ],
)
def test_all_packages_win_over_named_ones(
    key: str, a: str, b: str, base: str, choice: PackageChoice
) -> None:
    joined = options(f"{key} = {a}", f"{key} = {b}", base=f"{key} = {base}")
    assert getattr(joined, key.replace("-", "_")) == choice


BASE = (
    "index-url = 'https://base.test'\nindex-strategy = 'first-index'\n"
    "prerelease-mode = 'disallow'"
)


@pytest.mark.parametrize(
    ("setting", "chosen"),
    [
        ("index-url = 'https://a.test'", {"index_url": "https://a.test"}),
        (
            "index-strategy = 'unsafe-best-match'",
            {"index_strategy": IndexStrategy.UNSAFE_BEST_MATCH},
        ),
        ("prerelease-mode = 'allow'", {"prerelease_mode": PrereleaseMode.ALLOW}),
    ],
)
def test_feature_replaces_what_the_workspace_sets(
    setting: str, chosen: dict[str, Any]
) -> None:
    base = PypiOptions(
        index_url="https://base.test",
        index_strategy=IndexStrategy.FIRST_INDEX,
        prerelease_mode=PrereleaseMode.DISALLOW,
    )
    assert options(setting, base=BASE) == replace(base, **chosen)


def test_settings_of_the_workspace_hold_without_the_default_feature() -> None:
    found = manifest(
        "[workspace]\nchannels = []\npypi-options = { no-build = true }\n"
        "[pypi-options]\nno-binary = true\n"
        "[environments]\n"
        "test = { features = [], no-default-feature = true }\n"
    )
    composed = compose_environments(found)
    assert composed["test"].pypi_options == PypiOptions(no_build=True)
    assert composed["default"].pypi_options == PypiOptions(
        no_build=True, no_binary=True
    )


def test_url_of_a_host_is_the_same_with_a_slash_behind_it() -> None:
    bare, slash = "index-url = 'https://a.test'", "index-url = 'https://a.test/'"
    assert options(bare, slash).index_url == "https://a.test"
    assert options(slash, bare).index_url == "https://a.test/"


def test_features_may_agree() -> None:
    setting = "index-url = 'https://a.test'\nindex-strategy = 'first-index'"
    assert options(setting, setting).index_url == "https://a.test"


@pytest.mark.parametrize(
    ("key", "a", "b", "plural"),
    [
        (
            "index-url",
            "https://a.test",
            "https://b.test",
            "primary pypi indexes",
        ),
        (
            "index-url",
            "https://a.test/simple",
            "https://a.test/simple/",
            "primary pypi indexes",
        ),
        ("index-strategy", "first-index", "unsafe-best-match", "index strategies"),
        ("prerelease-mode", "allow", "disallow", "prerelease modes"),
    ],
)
def test_features_that_disagree_are_an_error(
    key: str, a: str, b: str, plural: str
) -> None:
    with pytest.raises(PixiError) as caught:
        options(f"{key} = '{a}'", f"{key} = '{b}'")
    assert caught.value.message == (
        f"multiple {plural} are not supported, found both {a} and {b} across multiple"
        " pypi options"
    )
    assert [marked(label) for label in caught.value.labels] == [
        (f"'{a}'", "set by feature 'a'"),
        (f"'{b}'", "set by feature 'b'"),
    ]
    assert caught.value.help == f"set one `{key}` for the features of 'test'"


def test_default_feature_takes_part_in_a_disagreement() -> None:
    with pytest.raises(PixiError) as caught:
        environments(
            "[pypi-options]\nindex-url = 'https://me:secret@d.test'\n"
            "[feature.a.pypi-options]\nindex-url = 'https://a.test'\n"
            "[environments]\ntest = ['a']\n"
        )
    assert "https://a.test and https://d.test across" in caught.value.message
    assert [label.text for label in caught.value.labels] == [
        "set by feature 'a'",
        "set by feature 'default'",
    ]


def test_disagreement_matters_only_within_an_environment() -> None:
    found = environments(
        "[feature.a.pypi-options]\nindex-url = 'https://a.test'\n"
        "[feature.b.pypi-options]\nindex-url = 'https://b.test'\n"
        "[environments]\none = ['a']\ntwo = ['b']\n"
    )
    urls = [found[name].pypi_options.index_url for name in ("default", "one", "two")]
    assert urls == [None, "https://a.test", "https://b.test"]
