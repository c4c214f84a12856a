from __future__ import annotations

import hashlib
import json
import shutil
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from support.pixi import Pixi

EXAMPLE = Path(__file__).parents[1] / "examples" / "quickstart"
NOARCH = EXAMPLE / "channel" / "noarch"
REPODATA: dict[str, Any] = json.loads((NOARCH / "repodata.json").read_bytes())
RECORDS: dict[str, dict[str, Any]] = REPODATA["packages"]

TABLE = """\
planet      diameter (km)    day (hours)    year (days)
--------  ---------------  -------------  -------------
Mercury              4879         4222.6           88
Venus               12104         2802            224.7
Earth               12756           24            365.2
Mars                 6792           24.7          687
Jupiter            142984            9.9         4331
Saturn             120536           10.7        10747
Uranus              51118           17.2        30589
Neptune             49528           16.1        59800
"""


@pytest.fixture
def quickstart(pixi: Pixi, tmp_path: Path) -> Pixi:
    if shutil.which("python3", path=pixi.environ["PATH"]) is None:
        pytest.skip("the system has no python3 for the programs of the example")
    copy = tmp_path / "quickstart"
    clean = shutil.ignore_patterns(".pixi", "pixi.lock")
    shutil.copytree(EXAMPLE, copy, ignore=clean)
    return pixi.at(copy)


def test_start_prints_the_planets(quickstart: Pixi) -> None:
    assert quickstart.process("run", "start").ok().stdout == TABLE


def test_diff_prints_a_patch_and_its_own_exit_code(quickstart: Pixi) -> None:
    outcome = quickstart.process("run", "-e", "json", "diff").failed(1)
    changes = {each["path"]: each["value"] for each in json.loads(outcome.stdout)}
    assert changes.keys() == {"/moons", "/visited"}
    assert changes["/moons"] == 274


def test_patch_prints_the_changed_document(quickstart: Pixi) -> None:
    document = quickstart.process("run", "-e", "json", "patch").json()
    assert document["rings"][-1] == "Phoebe"


@pytest.mark.parametrize("file_name", RECORDS)
def test_index_tells_the_truth_about(file_name: str) -> None:
    content = (NOARCH / file_name).read_bytes()
    digests = {
        "md5": hashlib.md5(content).hexdigest(),
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
    }
    with tarfile.open(NOARCH / file_name) as archive:
        index = json.loads(_content(archive, "info/index.json"))
    assert RECORDS[file_name] == index | digests


@pytest.mark.parametrize("file_name", RECORDS)
def test_package_lists_its_files_and_brings_its_licence(file_name: str) -> None:
    with tarfile.open(NOARCH / file_name) as archive:
        paths = json.loads(_content(archive, "info/paths.json"))["paths"]
        for entry in paths:
            content = _content(archive, entry["_path"])
            assert entry["size_in_bytes"] == len(content)
            assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        packed = {name for name in archive.getnames() if not name.startswith("info/")}
        assert any(name.startswith("info/licenses/") for name in archive.getnames())
    assert packed == {entry["_path"] for entry in paths}


def test_channel_holds_nothing_else() -> None:
    assert {path.name for path in NOARCH.iterdir()} == {*RECORDS, "repodata.json"}


def _content(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    assert member is not None
    return member.read()
