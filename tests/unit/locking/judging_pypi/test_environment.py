"""What PyPI options and wheel tags make of a lock file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pypixi.lockfile.model import SolveOptions
from pypixi.locking.judging.verdict import Verdict, judge
from pypixi.manifest.environments import compose_environments
from pypixi.specs.indexes import FindLinks
from pypixi.specs.solving import PrereleaseMode, SolveStrategy
from pypixi.values import replace
from unit.lockfile.samples import directory, wheel
from unit.locking.samples import (
    CONTEXT,
    INDEX,
    locked,
    pypi_context,
    pypi_locked,
    pypi_workspace,
    record,
)
from unit.manifest.samples import PATH, environments

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.lockfile.model import LockedPackage

LINUX = frozenset({("default", "linux-64")})
OTHER = "https://other.example.org/simple"
THIRD = "https://third.example.org/simple"


def verdict(
    text: str, /, *rows: LockedPackage, version: int = 7, **fields: Any
) -> Verdict:
    """Return the verdict on `numpy` and more, locked with some ``[pypi-options]``."""
    names = "\n".join(f"{row.name} = '*'" for row in rows) or "numpy = '*'"
    manifest = pypi_workspace(names, more=f"[pypi-options]\n{text}")
    found = compose_environments(manifest)
    lock = replace(pypi_locked(found, *(rows or (wheel(),)), **fields), version=version)
    return judge(found, lock, pypi_context(PATH.parent))


def reasons(found: Verdict) -> list[str]:
    """Return the reasons, which make of the lock nothing but its PyPI part useless."""
    if not found.is_true:
        assert found.stale_pypi == LINUX
        assert found.disregarded_pypi == {"default"}
        assert not found.stale
        assert not found.disregarded
    return [reason.text for reason in found.reasons]


MISMATCH = (
    "the indexes used to previously solve to lock file do not match the environments"
    " indexes"
)


@pytest.mark.parametrize(
    ("options", "fields"),
    [
        pytest.param("", {}, id="default index"),
        pytest.param(f"index-url = '{OTHER}'", {"indexes": (OTHER,)}, id="main index"),
        pytest.param(
            f"index-url = '{OTHER}/'", {"indexes": (OTHER,)}, id="slash at the end"
        ),
        pytest.param(
            f"extra-index-urls = ['{OTHER}', '{THIRD}']",
            {"indexes": (INDEX, OTHER, THIRD)},
            id="extra indexes",
        ),
        pytest.param(
            "find-links = [{ path = 'wheels' }, { url = 'https://example.org/f' }]",
            {
                "find_links": (
                    FindLinks(path="./wheels"),
                    FindLinks(url="https://example.org/f"),
                )
            },
            id="lists of files",
        ),
        *(
            pytest.param(
                f"find-links = [{{ path = '{written}' }}]",
                {"find_links": (FindLinks(path=locked),)},
                id=f"{written} is {locked}",
            )
            for written, locked in (
                ("wheels", "wheels"),
                ("./wheels/", "wheels"),
                ("../ws/wheels", "./wheels"),
                ("wheels", "/work/ws/wheels"),
            )
        ),
    ],
)
def test_same_indexes_are_no_fault(options: str, fields: dict[str, Any]) -> None:
    assert reasons(verdict(options, **fields)) == []


@pytest.mark.parametrize(
    ("options", "fields"),
    [
        pytest.param(f"index-url = '{OTHER}'", {}, id="main index was set"),
        pytest.param("", {"indexes": (OTHER,)}, id="main index was taken out"),
        pytest.param(f"extra-index-urls = ['{OTHER}']", {}, id="index was added"),
        pytest.param(
            f"extra-index-urls = ['{THIRD}', '{OTHER}']",
            {"indexes": (INDEX, OTHER, THIRD)},
            id="another order",
        ),
        pytest.param("find-links = [{ path = 'wheels' }]", {}, id="files were added"),
        pytest.param(
            "find-links = [{ path = 'wheels' }]",
            {"find_links": (FindLinks(url="https://example.org/wheels"),)},
            id="files elsewhere",
        ),
    ],
)
def test_other_indexes_are_told(options: str, fields: dict[str, Any]) -> None:
    assert reasons(verdict(options, **fields)) == [MISMATCH]


def test_lock_without_indexes_is_told() -> None:
    assert reasons(verdict("", indexes=None)) == [
        "the indexes used to previously solve to lock file are missing"
    ]


def test_lock_of_a_format_without_indexes_is_no_fault() -> None:
    assert verdict("", indexes=None, version=4).is_true


def source_is_told(name: str) -> str:
    return (
        f"the lock file contains non-binary package: '{name}', but the pypi-option"
        " `no-build` is set"
    )


SDIST = wheel("six", location="https://files.example.org/six-1.2.tar.gz")


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        pytest.param("true", [source_is_told("six")], id="all"),
        pytest.param("['Six']", [source_is_told("six")], id="named"),
        pytest.param("['numpy']", [], id="another is named"),
        pytest.param("false", [], id="none"),
    ],
)
def test_source_that_must_not_be_built_is_told(
    option: str, expected: list[str]
) -> None:
    assert reasons(verdict(f"no-build = {option}", SDIST, wheel())) == expected


@pytest.mark.parametrize(("editable", "is_true"), [("true", True), ("false", False)])
def test_folder_may_be_built_if_it_is_editable(
    editable: str, is_true: bool, tmp_path: Path
) -> None:
    (tmp_path / "app").mkdir()
    text = f"app = {{ path = 'app', editable = {editable} }}"
    manifest = pypi_workspace(text, more="[pypi-options]\nno-build = true")
    found = compose_environments(manifest)
    lock = pypi_locked(found, directory())
    assert judge(found, lock, pypi_context(tmp_path)).is_true == is_true


@pytest.mark.parametrize(
    ("tag", "fits"),
    [
        ("py3-none-any", True),
        ("cp312-cp312-manylinux_2_17_x86_64", True),
        ("cp312-cp312-manylinux_2_34_x86_64", False),
        ("cp311-cp311-manylinux_2_17_x86_64", False),
    ],
)
def test_wheel_must_run_on_the_declared_platform(tag: str, fits: bool) -> None:
    file = f"numpy-1.2-{tag}.whl"
    found = reasons(verdict("", wheel(location=f"https://files.example.org/{file}")))
    text = (
        "the lock file was solved with system requirements incompatible with the tags"
        f" on wheel ({file})"
    )
    assert found == ([] if fits else [text])


def test_prerelease_mode_must_be_that_of_the_lock() -> None:
    options = SolveOptions(pypi_prerelease_mode=PrereleaseMode.ALLOW)
    assert verdict("prerelease-mode = 'allow'", options=options).is_true
    assert reasons(verdict("", options=options)) == [
        (
            "the lock file was solved with a different PyPI prerelease mode (allow)"
            " than the one selected (if-necessary-or-explicit)"
        )
    ]


def test_prerelease_mode_matters_without_pypi_packages_too() -> None:
    found = environments("[pypi-options]\nprerelease-mode = 'allow'\n")
    lock = locked(found)
    options = SolveOptions()
    default = replace(lock.environments["default"], options=options)
    changed = replace(lock, environments={"default": default})
    assert judge(found, lock, CONTEXT).is_true
    assert not judge(found, changed, CONTEXT).is_true


def test_pypi_part_of_a_useless_lock_is_not_looked_at() -> None:
    options = SolveOptions(strategy=SolveStrategy.LOWEST)
    found = verdict(f"index-url = '{OTHER}'", options=options)
    assert len(found.reasons) == 1
    assert found.disregarded == found.disregarded_pypi == {"default"}
    assert found.stale == found.stale_pypi == LINUX


def test_channel_and_index_that_were_added_are_both_told() -> None:
    found = verdict(f"index-url = '{OTHER}'", channels=())
    assert [reason.text for reason in found.reasons] == [
        "channels were extended with additional lower-priority channels",
        MISMATCH,
    ]
    assert found.stale == LINUX
    assert found.disregarded_pypi == {"default"}
    assert not found.disregarded


def test_conda_packages_are_looked_at_beside_another_index() -> None:
    manifest = pypi_workspace(
        "numpy = '*'", more=f"[pypi-options]\nindex-url='{OTHER}'"
    )
    found = compose_environments(manifest)
    lock = pypi_locked(found, wheel(version="of today"), record("zlib"))
    judged = judge(found, lock, pypi_context(PATH.parent))
    assert [reason.platform for reason in judged.reasons] == [None, "linux-64"]
    assert judged.stale == LINUX
