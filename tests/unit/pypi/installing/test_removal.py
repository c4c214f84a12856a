from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.pypi.installing.removal import UnchangeablePackagesError, remove_ours
from unit.pypi.installing.site_folder import SiteFolder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    return tmp_path / "prefix"


@pytest.fixture
def site(prefix: Path) -> SiteFolder:
    return SiteFolder(prefix / "lib" / "python3.11" / "site-packages")


def files(prefix: Path) -> list[str]:
    """Return everything below a folder, empty folders included."""
    return sorted(
        path.relative_to(prefix).as_posix()
        for path in prefix.rglob("*")
        if not path.is_dir() or not any(path.iterdir())
    )


def test_all_files_of_our_packages_go(prefix: Path, site: SiteFolder) -> None:
    site.add(
        "fish",
        files={
            "fish/__init__.py": "",
            "fish/deep/sea.py": "",
            "../../../share/fish/man": "",
        },
    )
    assert remove_ours(site.path, prefix)
    assert files(prefix) == ["lib/python3.11/site-packages"]


def test_compiled_modules_go_with_their_source(prefix: Path, site: SiteFolder) -> None:
    site.add("fish", files={"fish/__init__.py": ""})
    compiled = site.path / "fish" / "__pycache__" / "__init__.cpython-311.pyc"
    compiled.parent.mkdir()
    compiled.touch()
    assert remove_ours(site.path, prefix)
    assert not (site.path / "fish").exists()


def test_scripts_go_and_those_beside_them_stay(prefix: Path, site: SiteFolder) -> None:
    site.add("fish", files={"../../../bin/fish": ""})
    (prefix / "bin" / "crab").touch()
    assert remove_ours(site.path, prefix)
    assert files(prefix / "bin") == ["crab"]


def test_packages_of_others_stay(prefix: Path, site: SiteFolder) -> None:
    info = site.add("crab", installer="pip", files={"crab.py": ""})
    assert not remove_ours(site.path, prefix)
    assert (site.path / "crab.py").exists()
    assert (info / "RECORD").exists()


def test_file_that_is_gone_already_is_no_fault(prefix: Path, site: SiteFolder) -> None:
    site.add("fish", files={"fish.py": ""})
    (site.path / "fish.py").unlink()
    assert remove_ours(site.path, prefix)


@pytest.mark.parametrize("name", ["mine.txt", "prefix-2/mine.txt"])
def test_files_outside_the_prefix_stay(
    prefix: Path, site: SiteFolder, tmp_path: Path, name: str
) -> None:
    site.add("fish", files={f"../../../../{name}": "mine"})
    assert remove_ours(site.path, prefix)
    assert (tmp_path / name).read_text() == "mine"
    assert site.found() == ()


def test_absolute_path_in_a_record_stays(
    prefix: Path, site: SiteFolder, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.txt"
    site.add("fish", files={str(mine): "mine"})
    remove_ours(site.path, prefix)
    assert mine.read_text() == "mine"


def test_folder_that_leads_out_of_the_prefix_is_not_followed(
    prefix: Path, site: SiteFolder, tmp_path: Path
) -> None:
    outside = tmp_path / "checkout"
    outside.mkdir()
    (site.path / "fish").symlink_to(outside)
    site.add("fish", files={"fish/__init__.py": "mine"})
    assert remove_ours(site.path, prefix)
    assert (outside / "__init__.py").read_text() == "mine"


def test_empty_folders_outside_the_prefix_stay(
    prefix: Path, site: SiteFolder, tmp_path: Path
) -> None:
    outside = tmp_path / "outside" / "empty" / "deep"
    outside.mkdir(parents=True)
    info = site.add("fish")
    (info / "RECORD").write_text("../../../../outside/empty/deep/x,,\n")
    assert remove_ours(site.path, prefix)
    assert outside.is_dir()


def test_name_in_a_record_is_no_pattern(prefix: Path, site: SiteFolder) -> None:
    site.add("fish", files={"sub/[a-z].py": ""})
    cache = site.path / "sub" / "__pycache__"
    cache.mkdir()
    (cache / "[a-z].cpython-311.pyc").touch()
    (cache / "b.cpython-311.pyc").touch()
    assert remove_ours(site.path, prefix)
    assert files(site.path) == ["sub/__pycache__/b.cpython-311.pyc"]


def test_compiled_modules_outside_the_prefix_stay(
    prefix: Path, site: SiteFolder, tmp_path: Path
) -> None:
    site.add("fish", files={"fish/a.py": ""})
    compiled = tmp_path / "cache" / "a.cpython-311.pyc"
    compiled.parent.mkdir()
    compiled.touch()
    (site.path / "fish" / "__pycache__").symlink_to(compiled.parent)
    assert remove_ours(site.path, prefix)
    assert compiled.exists()


def test_only_those_meant_go(prefix: Path, site: SiteFolder) -> None:
    site.add("fish")
    site.add("crab")
    assert remove_ours(site.path, prefix, goes=lambda name: name == "fish")
    assert [each.name for each in site.found()] == ["crab"]


def test_spared_files_stay(prefix: Path, site: SiteFolder) -> None:
    site.add("fish", files={"fish/a.py": "", "fish/b.py": "", "../../../bin/fish": ""})
    spare = ("bin/fish", "lib/python3.11/site-packages/fish/a.py")
    assert remove_ours(site.path, prefix, spare=spare)
    assert files(prefix) == sorted(spare)


def test_link_is_removed_and_not_its_target(
    prefix: Path, site: SiteFolder, tmp_path: Path
) -> None:
    target = tmp_path / "cached.py"
    target.touch()
    info = site.add("fish")
    (site.path / "fish.py").symlink_to(target)
    (info / "RECORD").write_text("fish.py,,\n")
    assert remove_ours(site.path, prefix)
    assert target.exists()
    assert not (site.path / "fish.py").is_symlink()


def test_folder_that_does_not_exist_has_nothing_to_remove(prefix: Path) -> None:
    assert not remove_ours(prefix / "lib" / "python3.9" / "site-packages", prefix)


def test_file_that_cannot_be_removed_is_reported(
    prefix: Path, site: SiteFolder
) -> None:
    info = site.add("fish")
    (site.path / "sea").mkdir()
    (info / "RECORD").write_text("sea,,\n")  # a folder where a file was
    with pytest.raises(UnchangeablePackagesError, match="site-packages") as caught:
        remove_ours(site.path, prefix)
    assert "pixi install" in (caught.value.help or "")
