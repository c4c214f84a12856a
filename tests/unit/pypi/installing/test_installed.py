from __future__ import annotations

from pathlib import Path

import pytest

from pypixi.pypi.installing.installed import (
    UnreadablePackagesError,
    installed_distributions,
    site_packages,
)
from unit.pypi.installing.site_folder import SiteFolder


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    return SiteFolder(tmp_path / "site-packages")


@pytest.mark.parametrize(
    ("version", "system", "free_threaded", "folder"),
    [
        pytest.param("3.12.4", "linux", False, "lib/python3.12", id="linux"),
        pytest.param("3.13.0rc2", "darwin", True, "lib/python3.13t", id="no gil"),
        pytest.param("3.12.4", "win32", False, "Lib", id="windows"),
    ],
)
def test_site_packages_is_that_of_the_python(
    version: str, system: str, free_threaded: bool, folder: str
) -> None:
    prefix = Path("prefix")
    found = site_packages(prefix, version, system, free_threaded=free_threaded)
    assert found == prefix / folder / "site-packages"


@pytest.mark.parametrize(
    ("stem", "name", "version"),
    [
        pytest.param("six-1.17.0", "six", "1.17.0", id="plain"),
        pytest.param("Ruamel.Yaml_clib-0.2", "ruamel-yaml-clib", "0.2", id="spelling"),
        pytest.param("my-old-name-1.0", "my-old-name", "1.0", id="dashes"),
        pytest.param("torch-2.1.0+cu118", "torch", "2.1.0+cu118", id="local version"),
    ],
)
def test_name_and_version_come_from_the_folder(
    site: SiteFolder, stem: str, name: str, version: str
) -> None:
    (site.path / f"{stem}.dist-info").mkdir()
    (found,) = site.found()
    assert (found.name, found.version) == (name, version)


@pytest.mark.parametrize(
    ("installer", "ours"),
    [
        pytest.param("uv-pixi", True, id="ours"),
        pytest.param("uv-pixi\n", True, id="with a line end"),
        pytest.param("uv", False, id="engine's"),
        pytest.param("conda\n", False, id="conda's"),
        pytest.param("", False, id="empty"),
        pytest.param(None, False, id="missing"),
    ],
)
def test_distribution_is_ours_by_its_installer(
    site: SiteFolder, installer: str | None, ours: bool
) -> None:
    site.add("six", installer=installer)
    (found,) = site.found()
    assert found.is_ours == ours


def test_direct_url_is_read(site: SiteFolder) -> None:
    site.add("fish", direct_url={"url": "https://example.org/fish.whl"})
    site.add("six")
    fish, six = site.found()
    assert fish.direct_url == {"url": "https://example.org/fish.whl"}
    assert six.direct_url is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null"])
def test_unreadable_direct_url_is_not_that_of_an_index(
    site: SiteFolder, text: str
) -> None:
    (site.add("fish") / "direct_url.json").write_text(text)
    assert [each.direct_url for each in site.found()] == [{}]


def test_other_entries_are_no_distributions(site: SiteFolder) -> None:
    for name in ("six", "six-1.0.egg-info", "~ix-1.0.dist-info", "x.dist-info"):
        (site.path / name).mkdir()
    assert site.found() == ()


def test_folder_that_does_not_exist_holds_nothing(tmp_path: Path) -> None:
    assert installed_distributions(tmp_path / "none") == ()


def test_folder_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "site-packages"
    folder.symlink_to(folder)  # even the superuser gets nowhere
    with pytest.raises(UnreadablePackagesError) as caught:
        installed_distributions(folder)
    assert caught.value.message.startswith(f"cannot read the packages in '{folder}': ")
    assert "readable" in (caught.value.help or "")


def test_entry_that_is_just_going_away_is_foreign(site: SiteFolder) -> None:
    (site.path / "six-1.0.dist-info").symlink_to("gone")
    (found,) = site.found()
    assert not found.is_ours
