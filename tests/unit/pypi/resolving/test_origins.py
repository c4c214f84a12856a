from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pypixi.lockfile.pypi_locations import DirectUrl, FileUrl, LocalPath
from pypixi.pypi.indexes import configured_indexes
from pypixi.pypi.resolving.origins import package_origins
from pypixi.pypi.resolving.pylock import Chosen
from pypixi.specs.indexes import FindLinks, PypiOptions
from pypixi.specs.names import PypiName

MAIN = "https://example.org/simple"
OTHER = "https://other.example.org/simple/"
DIST = FindLinks(path="dist")
FLAT = FindLinks(url="https://flat.example.org/")
FETCHED = Chosen(
    name=PypiName("a"),
    version="1",
    location=FileUrl(url="https://files.example.org/a-1-py3-none-any.whl"),
    is_from_index=True,
)
LOCAL = Chosen(
    name=PypiName("b"),
    version="1",
    location=LocalPath(path="./dist/b-1.tar.gz"),
    path=Path("/ws/dist/b-1.tar.gz"),
    is_from_index=True,
)
NAMED = Chosen(
    name=PypiName("c"),
    version="1",
    location=DirectUrl(url="https://example.org/c-1.zip"),
)


def _origins(
    *chosen: Chosen, told: str | None = None, named: str = "", **options: Any
) -> dict[str, str]:
    indexes = configured_indexes(
        PypiOptions(**options),
        lambda: MAIN,
        root=Path("/ws"),
        named=[named] if named else [],
    )

    def annotated() -> str:
        if told is None:
            pytest.fail("uv need not be asked")
        return told

    found = package_origins(chosen, indexes, annotated)
    return {str(name): url for name, url in found.items()}


def test_only_index_is_that_of_all() -> None:
    assert _origins(FETCHED) == {"a": MAIN}


def test_what_was_named_itself_has_no_index() -> None:
    assert _origins(NAMED, extra_index_urls=(OTHER,)) == {}


def test_folder_is_the_index_of_its_files() -> None:
    expected = {"a": MAIN, "b": "file:///ws/dist"}
    assert _origins(FETCHED, LOCAL, find_links=(DIST,), index_url=MAIN) == expected


ANSWER = """\
a==1 ; python_full_version < '4'
    # from https://other.example.org/simple
b==1
    # from file:///ws/dist
/ws/lib
c @ https://example.org/c-1.zip
"""


@pytest.mark.parametrize(
    "options",
    [
        {"extra_index_urls": (OTHER,)},
        {"named": OTHER},
        {"find_links": (FLAT,), "index_url": MAIN},
        {"find_links": (FindLinks(url="https://me:pass@flat.example.org/"),)},
    ],
    ids=["extra index", "index of one package", "list of files", "secret list"],
)
def test_uv_is_asked_where_there_are_several(options: dict[str, Any]) -> None:
    assert _origins(FETCHED, NAMED, told=ANSWER, **options).keys() == {"a"}


def test_index_is_spelled_as_in_the_manifest() -> None:
    found = _origins(FETCHED, told=ANSWER, extra_index_urls=(OTHER,))
    assert found == {"a": OTHER}


def test_list_of_files_is_an_origin_too() -> None:
    answer = "a==1\n    # from https://flat.example.org/\n"
    found = _origins(FETCHED, told=answer, find_links=(FLAT,), index_url=MAIN)
    assert found == {"a": "https://flat.example.org/"}
