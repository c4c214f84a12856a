from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pypixi.pypi.installing.plan import Changes, plan_changes
from pypixi.records.pypi import PypiRecord
from pypixi.specs.names import PypiName
from unit.pypi.installing.site_folder import COMMIT, SiteFolder

if TYPE_CHECKING:
    from collections.abc import Collection

SIX = PypiRecord(
    location="https://example.org/six-1.0-py3-none-any.whl", name="six", version="1.0"
)
DIRECT = PypiRecord(
    location="direct+https://example.org/fish-1.0.whl", name="fish", version="1.0"
)
ARCHIVE = {"url": "https://example.org/fish-1.0.whl", "archive_info": {}}


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    return SiteFolder(tmp_path / "site-packages")


def plan(
    site: SiteFolder, *locked: PypiRecord, editable: Collection[str] = ()
) -> Changes:
    names = [PypiName(name) for name in editable]
    root = site.path.parent
    return plan_changes(site.found(), locked, editable=names, root=root)


def stems(changes: Changes) -> tuple[list[str], list[str], list[str]]:
    """Return the folders that go, those of duplicates, and the names that come."""
    return (
        [each.path.stem for each in changes.remove],
        [each.path.stem for each in changes.duplicates],
        [each.name for each in changes.install],
    )


def git(query: str = "", url: str = "https://example.org/fish") -> PypiRecord:
    location = f"git+{url}{query}#{COMMIT}"
    return PypiRecord(location=location, name="fish", version="1.0")


def commit(
    url: str = "https://example.org/fish", *, subdirectory: str | None = None, **k: Any
) -> dict[str, Any]:
    """Return what the engine notes about a commit."""
    about = {"vcs": "git", "commit_id": COMMIT, "requested_revision": COMMIT, **k}
    more = {} if subdirectory is None else {"subdirectory": subdirectory}
    return {"url": url, "vcs_info": about, **more}


def folder(path: Path, **about: bool) -> dict[str, Any]:
    return {"url": path.as_uri(), "dir_info": about}


def add_project(site: SiteFolder, **about: bool) -> Path:
    """Make a project, install it as the engine does, and return its folder."""
    project = site.path.parent / "my fish"
    project.mkdir()
    (project / "pyproject.toml").touch()
    info = site.add("fish", direct_url=folder(project, **about))
    time = (project / "pyproject.toml").stat().st_ctime_ns
    stamp = {"secs_since_epoch": time // 10**9, "nanos_since_epoch": time % 10**9}
    (info / "uv_cache.json").write_text(json.dumps({"timestamp": stamp}))
    return project


PROJECT = PypiRecord(location="./my fish", name="fish")


def test_nothing_changes_in_an_empty_prefix_without_packages(site: SiteFolder) -> None:
    assert not plan(site)


def test_missing_package_is_installed(site: SiteFolder) -> None:
    assert stems(plan(site, SIX)) == ([], [], ["six"])


def test_same_package_is_kept(site: SiteFolder) -> None:
    site.add("six")
    assert not plan(site, SIX)


@pytest.mark.parametrize(
    ("written", "version"),
    [("1.00_rc1", "1.0rc1"), ("1.00", "1.0"), ("1", "1.0.0"), ("1.10", "1.10.0")],
)
def test_version_in_another_spelling_is_the_same(
    site: SiteFolder, written: str, version: str
) -> None:
    site.add("six", written)
    record = PypiRecord(location=SIX.location, name="six", version=version)
    assert not plan(site, record)


@pytest.mark.parametrize("version", ["2.0", "10", "1.1", "not_a_version"])
def test_other_version_is_replaced(site: SiteFolder, version: str) -> None:
    site.add("six", version)
    assert stems(plan(site, SIX)) == ([f"six-{version}"], [], ["six"])


@pytest.mark.parametrize("installer", ["pip", "conda", "uv", "", None])
def test_package_of_another_installer_is_replaced(
    site: SiteFolder, installer: str | None
) -> None:
    site.add("six", installer=installer)
    assert stems(plan(site, SIX)) == (["six-1.0"], [], ["six"])


def test_package_that_is_not_locked_is_removed(site: SiteFolder) -> None:
    site.add("six")
    assert stems(plan(site)) == (["six-1.0"], [], [])


@pytest.mark.parametrize("installer", ["pip", "conda", "uv", "", None])
def test_package_of_another_installer_is_left_alone(
    site: SiteFolder, installer: str | None
) -> None:
    site.add("six", installer=installer)
    assert not plan(site)


def test_only_our_folder_goes_where_conda_has_the_package_too(
    site: SiteFolder,
) -> None:
    site.add("six", "1.0", installer="conda")
    site.add("six", "2.0")
    assert stems(plan(site)) == ([], ["six-2.0"], [])


def test_package_that_is_there_twice_is_replaced(site: SiteFolder) -> None:
    site.add("six", "1.0")
    site.add("six", "2.0")
    assert stems(plan(site, SIX)) == (["six-1.0", "six-2.0"], [], ["six"])


def test_changes_are_installed_in_the_order_of_the_lock(site: SiteFolder) -> None:
    names = ["six", "fish", "crab"]
    records = [PypiRecord(location=SIX.location, name=name) for name in names]
    assert stems(plan(site, *records))[2] == names


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(DIRECT, id="url"),
        pytest.param(git(), id="git"),
        pytest.param(PROJECT, id="folder"),
        pytest.param(
            PypiRecord(location="./fish-1.0.whl", name="fish", version="1.0"),
            id="archive",
        ),
    ],
)
def test_package_of_an_index_is_replaced_by_one_of_another_source(
    site: SiteFolder, record: PypiRecord
) -> None:
    site.add("fish", "1.0")
    assert stems(plan(site, record)) == (["fish-1.0"], [], ["fish"])


@pytest.mark.parametrize(
    "direct_url",
    [
        pytest.param(ARCHIVE, id="url"),
        pytest.param(commit(), id="git"),
        pytest.param(folder(Path("/fish")), id="folder"),
        pytest.param({}, id="damaged"),
    ],
)
def test_package_of_another_source_is_replaced_by_one_of_an_index(
    site: SiteFolder, direct_url: dict[str, Any]
) -> None:
    site.add("six", direct_url=direct_url)
    assert stems(plan(site, SIX)) == (["six-1.0"], [], ["six"])


def test_archive_of_the_same_url_is_kept(site: SiteFolder) -> None:
    site.add("fish", direct_url=ARCHIVE)
    assert not plan(site, DIRECT)


@pytest.mark.parametrize(
    "location",
    [
        pytest.param("direct+https://example.org/fish-2.0.whl", id="url"),
        pytest.param(f"{DIRECT.location}#sha256=00", id="hash"),
    ],
)
def test_archive_of_another_url_is_replaced(site: SiteFolder, location: str) -> None:
    site.add("fish", direct_url=ARCHIVE)
    record = PypiRecord(location=location, name="fish", version="1.0")
    assert stems(plan(site, record)) == (["fish-1.0"], [], ["fish"])


@pytest.mark.parametrize(
    ("direct_url", "record"),
    [
        pytest.param(commit(), git(), id="default branch"),
        pytest.param(commit(requested_revision=None), git(), id="nothing asked for"),
        pytest.param(commit(), git(f"?rev={COMMIT}"), id="commit asked for"),
        pytest.param(commit(requested_revision="v1"), git("?tag=v1"), id="tag"),
        pytest.param(commit(git_lfs=True), git("?lfs=true"), id="large files"),
        pytest.param(commit(git_lfs=False), git(), id="no large files"),
        pytest.param(commit(subdirectory="a"), git("?subdirectory=a"), id="folder"),
        pytest.param(
            commit("https://example.org/fish.git"), git(), id="address with suffix"
        ),
    ],
)
def test_same_commit_is_kept(
    site: SiteFolder, direct_url: dict[str, Any], record: PypiRecord
) -> None:
    site.add("fish", direct_url=direct_url)
    assert not plan(site, record)


@pytest.mark.parametrize(
    ("direct_url", "record"),
    [
        pytest.param(commit(commit_id=COMMIT[::-1]), git(), id="commit"),
        pytest.param(commit(requested_revision="v1"), git(), id="no tag"),
        pytest.param(commit(requested_revision="v1"), git("?tag=v2"), id="tag"),
        pytest.param(commit(), git("?branch=main"), id="branch"),
        pytest.param(commit(), git("?lfs=true"), id="large files"),
        pytest.param(commit(), git("?subdirectory=a"), id="folder"),
        pytest.param(commit("https://example.org/crab"), git(), id="repository"),
        pytest.param({"vcs_info": {}}, git(), id="damaged"),
    ],
)
def test_other_commit_is_replaced(
    site: SiteFolder, direct_url: dict[str, Any], record: PypiRecord
) -> None:
    site.add("fish", direct_url=direct_url)
    assert stems(plan(site, record)) == (["fish-1.0"], [], ["fish"])


@pytest.mark.parametrize("linked", [True, False])
def test_untouched_project_is_kept(site: SiteFolder, linked: bool) -> None:
    add_project(site, editable=linked)
    assert not plan(site, PROJECT, editable=["fish"] if linked else [])


@pytest.mark.parametrize("linked", [True, False])
def test_project_is_replaced_if_it_shall_be_linked_or_no_longer(
    site: SiteFolder, linked: bool
) -> None:
    add_project(site, editable=linked)
    changes = plan(site, PROJECT, editable=[] if linked else ["fish"])
    assert stems(changes) == (["fish-1.0"], [], ["fish"])


def test_project_of_another_folder_is_replaced(site: SiteFolder) -> None:
    add_project(site)
    record = PypiRecord(location="./fish", name="fish")
    assert stems(plan(site, record)) == (["fish-1.0"], [], ["fish"])


def test_changed_project_is_replaced(site: SiteFolder) -> None:
    (add_project(site) / "setup.py").touch()
    assert stems(plan(site, PROJECT)) == (["fish-1.0"], [], ["fish"])


def test_project_with_inputs_of_its_own_is_left_to_the_engine(
    site: SiteFolder,
) -> None:
    (add_project(site) / "pyproject.toml").write_text("[tool.uv]\ncache-keys = []\n")
    changes = plan(site, PROJECT)
    assert changes
    assert not changes.is_certain
    assert changes.look == (PROJECT,)


def test_archive_of_this_machine_is_kept_until_it_changes(site: SiteFolder) -> None:
    archive = site.path.parent / "fish-1.0.whl"
    archive.touch()
    info = site.add("fish", direct_url={"url": archive.as_uri(), "archive_info": {}})
    (info / "METADATA").touch()
    record = PypiRecord(location="./fish-1.0.whl", name="fish", version="1.0")
    assert not plan(site, record)
    archive.unlink()
    assert stems(plan(site, record)) == (["fish-1.0"], [], ["fish"])


@pytest.mark.parametrize(
    ("sha256", "index"),
    [
        pytest.param("00", None, id="hash"),
        pytest.param(None, "file:///dist", id="folder"),
    ],
)
def test_file_of_a_list_is_kept_by_its_version(
    site: SiteFolder, sha256: str | None, index: str | None
) -> None:
    """The engine leaves no trace of where such a file came from."""
    site.add("fish")
    location = "./dist/fish-1.0.whl"
    record = PypiRecord(
        location=location, name="fish", version="1.0", sha256=sha256, index=index
    )
    assert not plan(site, record)


@pytest.mark.parametrize("module", ["rattler", "tomli", "packaging", "subprocess"])
def test_plan_is_cheap_to_import(module: str) -> None:
    code = (
        f"import sys, pypixi.pypi.installing.plan; sys.exit({module!r} in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
