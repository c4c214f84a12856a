"""``pixi lock``, ``--locked`` and ``--frozen``."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING

import pytest

from pypixi.conda.old_locks import canonical_text
from pypixi.files.hashing import digest
from pypixi.lockfile.read import parse_lock_file
from pypixi.lockfile.write import format_lock_file
from pypixi.records.conda import CondaRecord
from pypixi.values import replace
from support.old_lock import make_version_6

if TYPE_CHECKING:
    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder


@pytest.fixture
def locked(workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` in a workspace with a lock file that is true."""
    channel.package("kelp", "1.0").package("coral", "1.0")
    workspace.channels(channel.url).platforms("linux-64", "win-64")
    workspace.dependencies(kelp="*").write()
    pixi("lock").ok()
    return pixi


def _edit(pixi: Pixi, old: str, new: str) -> None:
    manifest = pixi.cwd / "pixi.toml"
    text = manifest.read_text()
    assert old in text
    manifest.write_text(text.replace(old, new))


def test_lock_file_says_what_the_format_says(
    locked: Pixi, channel: ChannelBuilder
) -> None:
    """Every line of a small lock file, as lock format 7 has it."""
    (archive,) = channel.archives("kelp")
    content = archive.read_bytes()
    url = channel.url.rstrip("/")
    defaults = "  - __archspec=0=x86_64\n"
    assert (locked.cwd / "pixi.lock").read_text() == (
        "version: 7\n"
        "platforms:\n"
        "- name: linux-64\n"
        "  virtual-packages:\n"
        "  - __unix=0=0\n"
        "  - __linux=4.18\n"
        "  - __glibc=2.28\n"
        f"{defaults}"
        "- name: win-64\n"
        "  virtual-packages:\n"
        "  - __win=10.0\n"
        f"{defaults}"
        "environments:\n"
        "  default:\n"
        "    channels:\n"
        f"    - url: {url}/\n"
        "    packages:\n"
        "      linux-64:\n"
        f"      - conda: {archive}\n"
        "      win-64:\n"
        f"      - conda: {archive}\n"
        "packages:\n"
        f"- conda: {archive}\n"
        "  subdir: noarch\n"
        f"  sha256: {hashlib.sha256(content).hexdigest()}\n"
        f"  md5: {hashlib.md5(content).hexdigest()}\n"
        f"  channel: {url}\n"
        f"  size: {len(content)}\n"
    )


def test_newer_packages_do_not_change_a_true_lock(
    locked: Pixi, channel: ChannelBuilder
) -> None:
    before = (locked.cwd / "pixi.lock").read_bytes()
    channel.package("kelp", "2.0").write()
    locked("lock").ok()
    assert (locked.cwd / "pixi.lock").read_bytes() == before


def test_locked_version_is_kept_when_another_package_is_added(
    locked: Pixi, channel: ChannelBuilder
) -> None:
    channel.package("kelp", "2.0").write()
    _edit(locked, "[dependencies]\n", '[dependencies]\ncoral = "*"\n')
    done = locked("lock").ok()
    assert "Updated lock file" in done.stderr
    versions = {row["name"]: row["version"] for row in locked("list", "--json").json()}
    assert versions == {"kelp": "1.0", "coral": "1.0"}


def test_changes_are_told_as_text_and_json(locked: Pixi) -> None:
    _edit(locked, "[dependencies]\n", '[dependencies]\ncoral = "*"\n')
    dry = locked("lock", "--dry-run", "--json").ok()
    assert "Dry-run: lock file would be updated" in dry.stderr
    document = dry.json()
    assert document["version"] == 1
    platforms = document["environment"]["default"]
    assert set(platforms) == {"linux-64", "win-64"}
    (change,) = platforms["linux-64"]
    assert (change["name"], change["type"], change["before"], change["explicit"]) == (
        "coral",
        "conda",
        None,
        True,
    )
    assert change["after"]["version"] == "1.0"
    text = locked("lock").ok().stderr
    assert "Environment: default" in text
    assert "+  conda  coral  1.0 0" in text


def test_dry_run_writes_nothing(locked: Pixi) -> None:
    before = (locked.cwd / "pixi.lock").read_bytes()
    _edit(locked, "[dependencies]\n", '[dependencies]\ncoral = "*"\n')
    locked("lock", "--dry-run").ok()
    assert (locked.cwd / "pixi.lock").read_bytes() == before


@pytest.mark.parametrize(
    "argv", [("install", "--locked"), ("list", "--locked"), ("run", "--locked", "true")]
)
def test_locked_refuses_a_stale_lock_with_the_reason(
    locked: Pixi, argv: tuple[str, ...]
) -> None:
    before = (locked.cwd / "pixi.lock").read_bytes()
    _edit(locked, 'kelp = "*"', 'kelp = ">=2"')
    failed = locked.having(PIXI_NO_WRAP="1")(*argv).failed(1)
    assert "lock file not up-to-date with the workspace" in failed.stderr
    assert (
        "environment 'default' for platforms 'linux-64' and 'win-64' is out of date"
        " because the requirement 'kelp >=2' could not be satisfied (required by"
        " 'default')" in failed.stderr
    )
    assert "run `pixi lock`" in failed.stderr
    assert (locked.cwd / "pixi.lock").read_bytes() == before


def test_check_writes_and_fails_when_something_had_to_change(locked: Pixi) -> None:
    locked("lock", "--check").ok()
    _edit(locked, "[dependencies]\n", '[dependencies]\ncoral = "*"\n')
    locked("lock", "--check").failed(1)
    locked("lock", "--check").ok()


def test_check_tells_the_reasons_as_json(locked: Pixi) -> None:
    assert locked("lock", "--check", "--json").json() == {
        "version": 1,
        "environment": {},
        "reasons": [],
    }
    assert "reasons" not in locked("lock", "--json").json()
    _edit(locked, "[dependencies]\n", '[dependencies]\ncoral = "*"\n')
    failed = locked("lock", "--check", "--json", "--dry-run").failed(1)
    document = json.loads(failed.stdout)
    assert set(document["environment"]["default"]) == {"linux-64", "win-64"}
    reason = {
        "environment": "default",
        "platform": "linux-64",
        "solve-group": None,
        "package": "coral",
        "requirement": "coral",
        "required-by": "default",
        "reason": "the requirement 'coral' could not be satisfied (required by"
        " 'default')",
    }
    assert document["reasons"] == [reason, {**reason, "platform": "win-64"}]


def test_same_reason_of_several_environments_is_told_once(locked: Pixi) -> None:
    manifest = locked.cwd / "pixi.toml"
    manifest.write_text(f"{manifest.read_text()}\n[environments]\nsea = []\n")
    locked("lock").ok()
    _edit(locked, 'kelp = "*"', 'kelp = ">=1,<2"\ncoral = "*"')
    failed = locked.having(PIXI_NO_WRAP="1")("install", "--locked").failed(1)
    assert (
        "environments 'default' and 'sea' for platforms 'linux-64' and 'win-64' are out"
        " of date because the requirement 'coral' could not be satisfied (required by"
        " each of them)" in failed.stderr
    )
    assert failed.stderr.count("out of date") == 1


def test_solve_group_is_told_by_its_name_and_members(locked: Pixi) -> None:
    manifest, path = (locked.cwd / name for name in ("pixi.toml", "pixi.lock"))
    entries = "".join(
        f"{name} = {{ solve-group = 'all' }}\n" for name in ("sea", "air")
    )
    manifest.write_text(f"{manifest.read_text()}\n[environments]\n{entries}")
    locked("lock").ok()
    lock = parse_lock_file(path.read_text(), path=path, canonicalize=canonical_text)
    sea = lock.environments["sea"]
    rows = {
        name: tuple(
            replace(row, url=row.url.replace("1.0", "2.0"))
            for row in found
            if isinstance(row, CondaRecord)
        )
        for name, found in sea.packages.items()
    }
    changed = {**lock.environments, "sea": replace(sea, packages=rows)}
    path.write_text(format_lock_file(replace(lock, environments=changed)))
    failed = locked.having(PIXI_NO_WRAP="1")("list", "--locked").failed(1)
    assert (
        "solve group 'all' (environments 'sea' and 'air') for platforms 'linux-64' and"
        " 'win-64' is out of date because the locked conda packages in solve group"
        " 'all' are not consistent: 'kelp' is " in failed.stderr
    )
    reasons = json.loads(locked("lock", "--check", "--json").failed(1).stdout)[
        "reasons"
    ]
    told = [(each["environment"], each["platform"]) for each in reasons]
    assert told == [
        ("sea", "linux-64"),
        ("air", "linux-64"),
        ("sea", "win-64"),
        ("air", "win-64"),
    ]
    assert {each["solve-group"] for each in reasons} == {"all"}
    assert {each["package"] for each in reasons} == {"kelp"}


@pytest.mark.parametrize("argv", [("install", "--locked"), ("lock", "--check")])
def test_missing_lock_file_is_one_reason(locked: Pixi, argv: tuple[str, ...]) -> None:
    (locked.cwd / "pixi.lock").unlink()
    failed = locked(*argv).failed(1)
    assert "there is no lock file" in failed.stderr
    assert "out of date" not in failed.stderr


def test_frozen_installs_a_stale_lock_as_it_is(locked: Pixi) -> None:
    _edit(locked, 'kelp = "*"', 'kelp = ">=2"')
    locked("install", "--frozen").ok()
    assert (
        locked.cwd / ".pixi" / "envs" / "default" / "conda-meta" / "kelp-1.0-0.json"
    ).is_file()


def test_frozen_without_a_lock_file_cannot_install(locked: Pixi) -> None:
    (locked.cwd / "pixi.lock").unlink()
    failed = locked.having(PIXI_NO_WRAP="1")("install", "--frozen").failed(1)
    assert (
        "the lock file is not up-to-date with requested environment: 'default'"
        in failed.stderr
    )
    assert not (locked.cwd / "pixi.lock").exists()


def test_locked_wins_over_frozen(locked: Pixi) -> None:
    _edit(locked, 'kelp = "*"', 'kelp = ">=2"')
    locked("install", "--frozen", "--locked").failed(1)


@pytest.mark.parametrize("value", ["1", "yes", "TRUE"])
def test_switch_in_a_variable_is_true_or_false(locked: Pixi, value: str) -> None:
    failed = locked.having(PIXI_FROZEN=value)("install").failed(2)
    assert f"invalid value '{value}' for '--frozen'" in failed.stderr


def test_environment_that_is_gone_leaves_the_lock(locked: Pixi) -> None:
    manifest = locked.cwd / "pixi.toml"
    text = manifest.read_text()
    manifest.write_text(f"{text}\n[environments]\nextra = []\n")
    locked("lock").ok()
    assert "  extra:" in (locked.cwd / "pixi.lock").read_text()
    manifest.write_text(text)
    locked("lock", "--check").failed(1)
    assert "  extra:" not in (locked.cwd / "pixi.lock").read_text()


def test_old_lock_file_is_used_and_only_upgraded_when_asked(locked: Pixi) -> None:
    """A true lock file of version 6 is read, warned about, and kept by ``install``."""
    path = locked.cwd / "pixi.lock"
    text = path.read_text()
    old = make_version_6(path)
    done = locked.having(PIXI_NO_WRAP="1")("install").ok()
    assert (
        "the lock file is up-to-date but uses an older format (v6),"
        " run `pixi lock` to upgrade to v7" in done.stderr
    )
    assert path.read_text() == old
    dry = locked("lock", "--dry-run", "--check").failed(1)
    assert "would be updated" in dry.stderr
    assert "the lock file uses an older format (v6)" in dry.stderr
    locked("lock").ok()
    assert path.read_text() == text


def test_upgraded_lock_file_of_version_4_is_true(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    """Formats before 5 name no indexes, and a newer one without them is not true."""
    channel = "https://conda.example.org/main"
    python = f"{channel}/noarch/python-3.12.4-0.conda"
    workspace.channels(channel).platforms("linux-64").dependencies(python="*")
    workspace.pypi_dependencies(boat={"path": "boat"}).write()
    workspace.file("boat/pyproject.toml", "[project]\nname = 'boat'\nversion = '1'\n")
    path = workspace.root / "pixi.lock"
    path.write_text(
        f"""\
version: 4
environments:
  default:
    channels:
    - url: {channel}/
    packages:
      linux-64:
      - conda: {python}
      - pypi: ./boat
packages:
- kind: conda
  name: python
  version: 3.12.4
  build: '0'
  subdir: noarch
  url: {python}
  sha256: {"ab" * 32}
- kind: pypi
  name: boat
  version: 1.0.0
  path: ./boat
"""
    )
    pixi("lock").ok()
    assert path.read_text().startswith("version: 7\n")
    pixi("lock", "--check", "--dry-run").ok()


@pytest.mark.parametrize("flag", ["--dry-run", "--check"])
def test_looking_at_a_true_lock_touches_nothing(locked: Pixi, flag: str) -> None:
    shutil.rmtree(locked.cwd / ".pixi")
    locked("lock", flag).ok()
    assert not (locked.cwd / ".pixi").exists()


def test_dry_run_of_a_stale_lock_touches_nothing(locked: Pixi) -> None:
    shutil.rmtree(locked.cwd / ".pixi")
    _edit(locked, "[dependencies]\n", '[dependencies]\ncoral = "*"\n')
    assert "would be updated" in locked("lock", "--dry-run").ok().stderr
    assert not (locked.cwd / ".pixi").exists()


def test_edit_that_was_killed_between_manifest_and_lock_is_finished(
    locked: Pixi, channel: ChannelBuilder
) -> None:
    manifest, lock = locked.cwd / "pixi.toml", locked.cwd / "pixi.lock"
    before = lock.read_bytes()
    locked("add", "coral", "--no-install").ok()
    after = lock.read_bytes()
    lock.write_bytes(before)
    (locked.cwd / f".pixi.lock.{digest(manifest.read_bytes())}").write_bytes(after)
    channel.remove("coral").write()  # it is not solved for again
    locked("lock", "--check").ok()
    assert lock.read_bytes() == after
    assert [*locked.cwd.glob(".pixi.lock.*")] == []
