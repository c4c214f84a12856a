from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import tomli

from pypixi.pypi.indexes import ConfiguredIndexes, configured_indexes
from pypixi.specs.indexes import FindLinks, PypiOptions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

DEFAULT = "https://default.example.org/simple"
MAIN = "https://main.example.org/simple"
EXTRA = "https://extra.example.org/simple"


def configured(
    root: Path, *, named: Iterable[str] = (), **options: Any
) -> ConfiguredIndexes:
    return configured_indexes(
        PypiOptions(**options), lambda: DEFAULT, root=root, named=named
    )


def document(indexes: ConfiguredIndexes) -> dict[str, Any]:
    """Return the settings and tables as uv reads them."""
    return tomli.loads(indexes.settings + indexes.tables)


def test_without_options_the_default_index_is_the_only_one(tmp_path: Path) -> None:
    assert document(configured(tmp_path)) == {
        "index": [{"name": "pixi-default", "url": DEFAULT, "default": True}]
    }


def test_main_index_comes_after_the_extra_ones(tmp_path: Path) -> None:
    indexes = configured(tmp_path, index_url=MAIN, extra_index_urls=(EXTRA,))
    assert document(indexes)["index"] == [
        {"name": "pixi-1", "url": EXTRA},
        {"name": "pixi-default", "url": MAIN, "default": True},
    ]


def test_extra_index_leaves_the_default_one_in_place(tmp_path: Path) -> None:
    indexes = configured(tmp_path, extra_index_urls=(EXTRA,))
    assert [each.url for each in indexes.indexes] == [EXTRA, DEFAULT]


def test_find_links_alone_mean_no_index(tmp_path: Path) -> None:
    places = (FindLinks(path="dist"), FindLinks(url="https://example.org/files"))
    assert document(configured(tmp_path, find_links=places)) == {
        "find-links": [str(tmp_path / "dist"), "https://example.org/files"],
        "no-index": True,
    }


def test_find_links_with_an_index_leave_it_on(tmp_path: Path) -> None:
    indexes = configured(tmp_path, find_links=(FindLinks(path="d"),), index_url=MAIN)
    assert "no-index" not in document(indexes)


def test_named_index_beside_find_links_keeps_the_default_one_out(
    tmp_path: Path,
) -> None:
    """One that is default and explicit is asked for what names it, and no other is."""
    indexes = configured(tmp_path, find_links=(FindLinks(path="d"),), named=[EXTRA])
    (table,) = document(indexes)["index"]
    assert (table["default"], table["explicit"]) == (True, True)
    assert "no-index" not in document(indexes)


def test_named_index_is_explicit_and_there_once(tmp_path: Path) -> None:
    indexes = configured(tmp_path, named=[EXTRA, EXTRA])
    assert document(indexes)["index"][1:] == [
        {"name": "pixi-named-1", "url": EXTRA, "explicit": True}
    ]


def test_credentials_go_into_variables_and_no_file(tmp_path: Path) -> None:
    secret = "https://me:p%40ss@extra.example.org/simple"
    indexes = configured(tmp_path, extra_index_urls=(secret,))
    assert indexes.variables == {
        "UV_INDEX_PIXI_1_USERNAME": "me",
        "UV_INDEX_PIXI_1_PASSWORD": "p@ss",
    }
    assert document(indexes)["index"][0]["url"] == EXTRA


def test_token_without_a_password_is_a_user_name(tmp_path: Path) -> None:
    indexes = configured(tmp_path, index_url="https://token@main.example.org/simple")
    assert indexes.variables == {"UV_INDEX_PIXI_DEFAULT_USERNAME": "token"}


def test_find_links_with_credentials_are_in_no_file(tmp_path: Path) -> None:
    secret = "https://me:pw@example.org/files"
    places = (FindLinks(url=secret), FindLinks(path="dist"))
    indexes = configured(tmp_path, find_links=places)
    assert indexes.variables == {"UV_FIND_LINKS": secret}
    assert "pw" not in indexes.settings + indexes.tables


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(EXTRA, id="same"),
        pytest.param(f"{EXTRA}/", id="slash at the end"),
        pytest.param("https://me:pw@extra.example.org/simple", id="with credentials"),
    ],
)
def test_index_is_found_by_its_url(tmp_path: Path, url: str) -> None:
    found = configured(tmp_path, extra_index_urls=(EXTRA,)).index_of(url)
    assert found is not None
    assert found.name == "pixi-1"


def test_unknown_index_is_not_found(tmp_path: Path) -> None:
    assert configured(tmp_path).index_of(EXTRA) is None


def test_default_index_is_not_asked_for_in_vain(tmp_path: Path) -> None:
    def default() -> str:
        raise AssertionError

    options = PypiOptions(index_url=MAIN)
    indexes = configured_indexes(options, default, root=tmp_path)
    assert [each.url for each in indexes.indexes] == [MAIN]
