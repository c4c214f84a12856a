from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from pypixi.pypi.installing.takeover import our_files, remove_broken
from unit.pypi.installing.site_folder import SiteFolder

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

SITE = "lib/python3.11/site-packages"


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    return SiteFolder(tmp_path / SITE)


def among(prefix: Path, *files: str) -> Collection[str]:
    """Return which files of a conda package are ours."""
    return our_files(prefix, [prefix / SITE]).among(files)


def add_fish(prefix: Path, site: SiteFolder) -> None:
    """Add a package of two modules whose digests are recorded."""
    info = site.add("fish", files={"fish/a.py": "a", "fish/b.py": "b"})
    lines = [f"{info.name}/INSTALLER,,", f"{info.name}/RECORD,,"]
    for name in ("a", "b"):
        digest = base64.urlsafe_b64encode(hashlib.sha256(name.encode()).digest())
        lines.append(f"fish/{name}.py,sha256={digest.decode().rstrip('=')},1")
    (info / "RECORD").write_text("\n".join(lines))
    (prefix / "conda-meta").mkdir()


def conda_package(prefix: Path, *files: str) -> None:
    path = prefix / "conda-meta" / "reef-1-0.json"
    path.write_text(json.dumps({"name": "reef", "files": files}))


def names(site: SiteFolder) -> list[str]:
    return [each.name for each in site.found()]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(f"{SITE}/fish/a.py", id="module"),
        pytest.param(f"{SITE}/fish/__pycache__/a.cpython-311.pyc", id="compiled"),
        pytest.param(f"{SITE}/fish/__pycache__/a.cpython-311.opt-1.pyc", id="smaller"),
        pytest.param("bin/fish", id="script"),
    ],
)
def test_file_in_our_record_is_ours(
    tmp_path: Path, site: SiteFolder, path: str
) -> None:
    site.add("fish", files={"fish/a.py": "", "../../../bin/fish": ""})
    assert list(among(tmp_path, path, f"{SITE}/fish/c.py")) == [path]


def test_file_of_another_installer_is_not_ours(
    tmp_path: Path, site: SiteFolder
) -> None:
    site.add("fish", installer="pip", files={"fish.py": ""})
    assert not among(tmp_path, f"{SITE}/fish.py", f"{SITE}/fish-1.0.dist-info/RECORD")


@pytest.mark.parametrize(
    "info",
    [
        pytest.param("My_Fish-0.9.dist-info/METADATA", id="wheel"),
        pytest.param("my-fish-0.9.dist-info/METADATA", id="older wheel"),
        pytest.param("my_fish-0.9-py3.11.egg-info/PKG-INFO", id="egg folder"),
        pytest.param("my_fish-0.9-py3.11.egg-info", id="egg file"),
    ],
)
def test_conda_package_whose_distribution_we_replaced_has_lost_all(
    tmp_path: Path, site: SiteFolder, info: str
) -> None:
    """What else the engine uninstalled with it nobody can tell."""
    site.add("my_fish")
    files = (f"{SITE}/{info}", "share/man/fish.1")
    assert among(tmp_path, *files) == files


@pytest.mark.parametrize(
    "info",
    [
        pytest.param(f"{SITE}/crab-1.0.dist-info/METADATA", id="another"),
        pytest.param(f"{SITE}/x/_vendor/fish-1.0.dist-info/METADATA", id="vendored"),
        pytest.param("lib/python3.8/site-packages/fish-1.0.dist-info/X", id="Python"),
        pytest.param(f"{SITE}/fish/some-info/x", id="no metadata"),
    ],
)
def test_conda_package_with_another_distribution_has_lost_nothing(
    tmp_path: Path, site: SiteFolder, info: str
) -> None:
    site.add("fish")
    assert not among(tmp_path, info)


def test_whole_package_is_not_removed(tmp_path: Path, site: SiteFolder) -> None:
    """Though conda has a file of the same content."""
    add_fish(tmp_path, site)
    conda_package(tmp_path, f"{SITE}/fish/a.py")
    remove_broken(site.path, tmp_path)
    assert names(site) == ["fish"]


def test_package_with_an_overwritten_file_is_removed_but_for_that(
    tmp_path: Path, site: SiteFolder
) -> None:
    add_fish(tmp_path, site)
    conda_package(tmp_path, f"{SITE}/fish/a.py")
    (site.path / "fish" / "a.py").write_text("conda")
    remove_broken(site.path, tmp_path)
    assert names(site) == []
    assert [path.name for path in (site.path / "fish").iterdir()] == ["a.py"]


def test_package_that_lost_a_file_is_removed(tmp_path: Path, site: SiteFolder) -> None:
    add_fish(tmp_path, site)
    (site.path / "fish" / "b.py").unlink()
    remove_broken(site.path, tmp_path)
    assert list(site.path.iterdir()) == []


def test_file_that_its_user_changed_breaks_nothing(
    tmp_path: Path, site: SiteFolder
) -> None:
    add_fish(tmp_path, site)
    (site.path / "fish" / "a.py").write_text("print('debugging')")
    remove_broken(site.path, tmp_path)
    assert names(site) == ["fish"]


def test_packages_of_others_are_not_removed(tmp_path: Path, site: SiteFolder) -> None:
    site.add("crab", installer="pip", files={"crab.py": ""})
    (site.path / "crab.py").unlink()
    remove_broken(site.path, tmp_path)
    assert names(site) == ["crab"]
