from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.lockfile.model import LockFile
from pypixi.values import replace
from pypixi.workspace.locking.remembered import evidence, is_remembered, remember
from unit.lockfile.samples import directory, lock
from unit.workspace.samples import workspace

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.workspace.workspace import Workspace

MANIFEST = 'platforms = ["linux-64"]\nexclude-newer = "7d"\n'
TEXT = "version: 7\n"


@pytest.fixture
def reef(tmp_path: Path) -> Workspace:
    """A workspace whose lock file was found to be true at the second 1000."""
    env = {"HOME": str(tmp_path / "home")}
    found = workspace(
        MANIFEST, machine="linux-64", root=tmp_path / "workspace", env=env
    )
    found = at(found, 1000)
    remember(found, evidence(found, TEXT, LockFile()))
    return found


def at(found: Workspace, now: float) -> Workspace:
    return replace(found, caller=replace(found.caller, now=now))


def test_verdict_is_remembered(reef: Workspace) -> None:
    assert is_remembered(reef, TEXT)
    assert is_remembered(at(reef, 2000), TEXT)


def test_verdict_is_not_believed_before_it_was_given(reef: Workspace) -> None:
    """A cutoff of an age is earlier than it was then."""
    assert not is_remembered(at(reef, 999), TEXT)


def test_verdict_is_about_one_text_for_one_manifest(reef: Workspace) -> None:
    assert not is_remembered(reef, f"{TEXT}#")
    other = workspace(
        MANIFEST.replace("7d", "6d"),
        machine="linux-64",
        root=reef.root,
        env=dict(reef.env),
    )
    assert not is_remembered(at(other, 1000), TEXT)


def test_digests_of_one_text_are_different_each_time(reef: Workspace) -> None:
    found = [evidence(reef, TEXT, LockFile()) for _ in range(2)]
    assert found[0].digest != found[1].digest


def test_project_is_part_of_the_evidence(reef: Workspace) -> None:
    def is_known() -> bool:
        return is_remembered(reef, TEXT)

    project = reef.root / "app" / "pyproject.toml"
    remember(reef, evidence(reef, TEXT, lock(directory("./app"))))
    assert is_known()
    project.parent.mkdir(parents=True)
    assert not is_known()
    remember(reef, evidence(reef, TEXT, lock(directory("./app"))))
    assert is_known()
    project.write_text("[project]\n", "utf-8")
    assert not is_known()
    remember(reef, evidence(reef, TEXT, lock(directory("./app"))))
    assert is_known()
    project.write_text("[project]\nname = 'app'\n", "utf-8")
    assert not is_known()


def test_nothing_is_remembered_for_a_user_without_a_home(tmp_path: Path) -> None:
    homeless = workspace(MANIFEST, machine="linux-64", root=tmp_path)
    remember(homeless, evidence(homeless, TEXT, LockFile()))
    assert not is_remembered(homeless, TEXT)
    assert [*tmp_path.iterdir()] == []
