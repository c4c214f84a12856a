"""Which index a locked PyPI package must be from."""

from __future__ import annotations

from typing import Any

import pytest

from pypixi.locking.judging.verdict import judge
from pypixi.manifest.environments import compose_environments
from pypixi.specs.indexes import FindLinks
from pypixi.values import replace
from unit.lockfile.samples import wheel
from unit.locking.samples import INDEX, pypi_context, pypi_locked, pypi_workspace
from unit.manifest.samples import PATH

OTHER = "https://other.example.org/simple"
FLAT = "https://example.org/flat"
FOLDER = "./wheels/numpy-1.2-py3-none-any.whl"

ANY = "'*'"
OF_OTHER = f"{{ version = '*', index = '{OTHER}' }}"
OF_DEFAULT = f"{{ version = '*', index = '{INDEX}' }}"
OPTIONS = f"""
[pypi-options]
extra-index-urls = ['{OTHER}']
find-links = [{{ url = '{FLAT}' }}]
"""
RECORDED: dict[str, Any] = {
    "indexes": (INDEX, OTHER),
    "find_links": (FindLinks(url=FLAT),),
}


def texts(
    spec: str, fields: dict[str, Any], *, more: str = "", version: int = 7, **of: Any
) -> list[str]:
    """Return what is wrong with `numpy` as it is locked for a requirement."""
    found = compose_environments(pypi_workspace(f"numpy = {spec}", more=more))
    lock = pypi_locked(found, wheel(**fields), **of)
    verdict = judge(found, replace(lock, version=version), pypi_context(PATH.parent))
    return [reason.text for reason in verdict.reasons]


@pytest.mark.parametrize(
    ("spec", "fields"),
    [
        pytest.param(ANY, {}, id="default"),
        pytest.param(ANY, {"index": INDEX}, id="default that is written out"),
        pytest.param(OF_DEFAULT, {}, id="default is asked for"),
        pytest.param(OF_OTHER, {"index": OTHER}, id="one is asked for"),
        pytest.param(OF_OTHER, {"index": f"{OTHER}/"}, id="slash at the end"),
        pytest.param(
            f"{{ version = '*', index = '{OTHER.replace('://', '://me:pw@')}' }}",
            {"index": OTHER},
            id="one with credentials is asked for",
        ),
        pytest.param(
            ANY,
            {"location": FOLDER, "index": "file:///moved/wheels"},
            id="folder of files",
        ),
    ],
)
def test_file_from_the_right_index_is_no_fault(
    spec: str, fields: dict[str, Any]
) -> None:
    assert texts(spec, fields) == []


@pytest.mark.parametrize("index", [None, INDEX, OTHER, FLAT, f"{FLAT}/"])
def test_file_from_any_of_the_indexes_is_no_fault(index: str | None) -> None:
    assert texts(ANY, {"index": index}, more=OPTIONS, **RECORDED) == []


def fault(wanted: str, found: str) -> str:
    return f"'numpy' requires index {wanted} but the lock file has {found}"


@pytest.mark.parametrize(
    ("spec", "fields", "text"),
    [
        pytest.param(OF_OTHER, {}, fault(OTHER, INDEX), id="added"),
        pytest.param(OF_OTHER, {"index": INDEX}, fault(OTHER, INDEX), id="another"),
        pytest.param(ANY, {"index": OTHER}, fault(INDEX, OTHER), id="removed"),
        pytest.param(
            OF_OTHER,
            {"location": FOLDER, "index": "file:///wheels"},
            fault(OTHER, "file:///wheels"),
            id="added for a folder of files",
        ),
    ],
)
def test_file_from_the_wrong_index_is_told(
    spec: str, fields: dict[str, Any], text: str
) -> None:
    assert texts(spec, fields) == [text]


def test_packages_may_require_what_is_from_an_index_of_its_own() -> None:
    text = f"a = '*'\nnumpy = {OF_OTHER}"
    found = compose_environments(pypi_workspace(text))
    rows = (wheel("a", requires_dist=("numpy>=1",)), wheel(index=OTHER))
    lock = pypi_locked(found, *rows)
    assert judge(found, lock, pypi_context(PATH.parent)).is_true


def test_formats_before_the_seventh_know_no_index_of_a_package() -> None:
    assert texts(OF_OTHER, {}, version=6) == []


def test_passwords_are_not_told() -> None:
    secret = OTHER.replace("://", "://me:pw@")
    (text,) = texts(f"{{ version = '*', index = '{secret}' }}", {"index": INDEX})
    assert text == fault(OTHER, INDEX)
