from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pypixi.pypi.installing.clobber import overwritten_files, warn_of_overwritten
from unit.config.recording import Recorder
from unit.pypi.installing.site_folder import SiteFolder

if TYPE_CHECKING:
    from pathlib import Path

SITE = "lib/python3.11/site-packages"


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    (tmp_path / "conda-meta").mkdir()
    return tmp_path


@pytest.fixture
def site(prefix: Path) -> SiteFolder:
    return SiteFolder(prefix / SITE)


def conda_package(prefix: Path, stem: str, *files: str) -> None:
    metadata = {"name": stem, "files": files, "paths_data": {"paths": [{"a": "b"}]}}
    path = prefix / "conda-meta" / f"{stem}.json"
    path.write_text(json.dumps(metadata, indent=2))


def test_shared_files_are_found_by_pair(prefix: Path, site: SiteFolder) -> None:
    conda_package(prefix, "libfish-1-0", f"{SITE}/fish/a.py", f"{SITE}/crab.py")
    conda_package(prefix, "fish-tools-1-0", "bin/fish", "bin/other")
    site.add("fish", files={"fish/a.py": "", "../../../bin/fish": "", "fish/b.py": ""})
    found = overwritten_files(prefix, site.found())
    assert [(each.name, each.conda_package, each.paths) for each in found] == [
        ("fish", "fish-tools-1-0", ("bin/fish",)),
        ("fish", "libfish-1-0", (f"{SITE}/fish/a.py",)),
    ]


def test_packages_that_share_nothing_are_not_mentioned(
    prefix: Path, site: SiteFolder
) -> None:
    conda_package(prefix, "crab-1-0", f"{SITE}/crab.py")
    site.add("fish", files={"fish.py": ""})
    report = Recorder()
    warn_of_overwritten(prefix, site.found(), report)
    assert report.warnings == []


def test_package_may_be_called_like_the_key_of_its_files(
    prefix: Path, site: SiteFolder
) -> None:
    text = f'{{"name": "files", "x": ["files"], "files" : ["{SITE}/fish.py"]}}'
    (prefix / "conda-meta" / "files-1-0.json").write_text(text)
    site.add("fish", files={"fish.py": ""})
    (found,) = overwritten_files(prefix, site.found())
    assert found.paths == (f"{SITE}/fish.py",)


@pytest.mark.parametrize("text", ["", "{}", '{"files": 3}', '{"files": [', "\0"])
def test_damaged_metadata_is_passed_over(
    prefix: Path, site: SiteFolder, text: str
) -> None:
    (prefix / "conda-meta" / "crab-1-0.json").write_text(text)
    site.add("fish", files={"fish.py": ""})
    assert overwritten_files(prefix, site.found()) == []


def test_warning_names_the_packages_and_the_first_files(
    prefix: Path, site: SiteFolder
) -> None:
    names = [f"fish/{number}.py" for number in range(5)]
    conda_package(prefix, "libfish-1-0", *(f"{SITE}/{name}" for name in names))
    site.add("fish", files=dict.fromkeys(names, ""))
    report = Recorder()
    warn_of_overwritten(prefix, site.found(), report)
    (warning,) = report.warnings
    assert warning == (
        "PyPI packages have overwritten files of conda packages:\n"
        "'fish' overwrites 'libfish-1-0':\n"
        f"  {SITE}/fish/0.py\n"
        f"  {SITE}/fish/1.py\n"
        f"  {SITE}/fish/2.py\n"
        "  ... 2 other files"
    )
