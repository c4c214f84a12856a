"""``pixi add``: manifest and lock file change together or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import tomli

if TYPE_CHECKING:
    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder


@pytest.fixture
def sea(workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` in an empty workspace, with a channel of some packages."""
    for version in ("0.3.1", "1.2.0", "1.4.2"):
        channel.package("kelp", version)
    channel.package("coral", "0.3.1").package("python", "3.12.1", subdir="linux-64")
    channel.package("reef", "2.0", depends=["coral", "kelp >=1"])
    workspace.channels(channel.url).platforms("linux-64", "osx-arm64").write()
    return pixi


def _dependencies(pixi: Pixi) -> dict[str, object]:
    data = tomli.loads((pixi.cwd / "pixi.toml").read_text())
    found: dict[str, object] = data["dependencies"]
    return found


@pytest.mark.parametrize(
    ("spec", "written"),
    [
        pytest.param("kelp", ">=1.4.2,<2", id="no version: semver range"),
        pytest.param("coral", ">=0.3.1,<0.4", id="no version: below 1"),
        pytest.param("kelp=1.2", "1.2.*", id="single sign: prefix"),
        pytest.param("kelp==1.2.0", "==1.2.0", id="double sign: exact"),
        pytest.param("kelp>=1,<1.4", ">=1,<1.4", id="range"),
        pytest.param("kelp >=1 , <1.4", ">=1,<1.4", id="range with blanks"),
        pytest.param("kelp 0.3.1|1.2.*", "==0.3.1|1.2.*", id="alternatives"),
        pytest.param(
            "kelp[version='1.2.0', build='0']",
            {"version": "==1.2.0", "build": "0"},
            id="brackets",
        ),
    ],
)
def test_what_add_writes(sea: Pixi, spec: str, written: object) -> None:
    sea("add", spec).ok()
    ((name, value),) = _dependencies(sea).items()
    assert spec.startswith(name)
    assert value == written


def test_added_package_is_locked_and_installed(sea: Pixi) -> None:
    done = sea("add", "reef").ok()
    assert "Added reef >=2.0,<3" in done.stderr
    rows = sea("list", "--json").json()
    assert [(row["name"], row["is_explicit"]) for row in rows] == [
        ("coral", False),
        ("kelp", False),
        ("reef", True),
    ]
    prefix = sea.cwd / ".pixi" / "envs" / "default"
    assert (prefix / "conda-meta" / "reef-2.0-0.json").is_file()
    sea("lock", "--check").ok()


def test_language_is_pinned_to_its_minor_version(
    sea: Pixi, channel: ChannelBuilder
) -> None:
    channel.package("python", "3.12.1", subdir="osx-arm64").write()
    sea("add", "python").ok()
    assert _dependencies(sea) == {"python": ">=3.12.1,<3.13"}


@pytest.mark.parametrize(
    ("strategy", "written"),
    [
        ("semver", ">=1.4.2,<2"),
        ("minor", ">=1.4.2,<1.5"),
        ("major", ">=1.4.2,<2"),
        ("latest-up", ">=1.4.2"),
        ("exact-version", "==1.4.2"),
        ("no-pin", "*"),
    ],
)
def test_pinning_strategy_decides_the_range(
    sea: Pixi, strategy: str, written: str
) -> None:
    sea("add", "--pinning-strategy", strategy, "kelp", "--no-install").ok()
    assert _dependencies(sea) == {"kelp": written}


def test_add_to_a_feature_keeps_what_is_written(sea: Pixi) -> None:
    manifest = sea.cwd / "pixi.toml"
    before = manifest.read_text() + (
        "\n# tests\n[feature.test.dependencies]  # here\ncoral = '*'  # old\n"
        "\n[environments]\ntest = ['test']\n"
    )
    manifest.write_text(before)
    done = sea("add", "-f", "test", "kelp").ok()
    assert "Added these only for feature: test" in done.stderr
    after = manifest.read_text()
    assert after == before.replace(
        "coral = '*'  # old\n", "coral = '*'  # old\nkelp = \">=1.4.2,<2\"\n"
    )


def test_present_package_is_left_alone(sea: Pixi) -> None:
    sea("add", "kelp=1.2").ok()
    before = (sea.cwd / "pixi.toml").read_bytes()
    done = sea("add", "kelp").ok()
    assert done.stderr == (
        "✔ kelp is already a dependency\n"
        "  for its newest version: pixi upgrade kelp\n"
        "  for another one: pixi add 'kelp>=VERSION'\n"
    )
    assert (sea.cwd / "pixi.toml").read_bytes() == before


def test_failed_solve_changes_nothing(sea: Pixi) -> None:
    sea("add", "coral").ok()
    before = {
        name: (sea.cwd / name).read_bytes() for name in ("pixi.toml", "pixi.lock")
    }
    failed = sea.having(PIXI_NO_WRAP="1")("add", "kelp", "whale").failed(1)
    assert "no package named 'whale'" in failed.stderr
    assert "No candidates were found for whale *." in failed.stderr
    for name, content in before.items():
        assert (sea.cwd / name).read_bytes() == content


def test_text_that_is_no_specification(sea: Pixi) -> None:
    failed = sea.having(PIXI_NO_WRAP="1")("add", "kelp=>1").failed(1)
    assert "'kelp=>1' is not a package specification" in failed.stderr
    assert "write for example:" in failed.stderr
    assert "kelp" not in (sea.cwd / "pixi.toml").read_text()


def test_add_without_words_shows_help(sea: Pixi) -> None:
    failed = sea("add").failed(2)
    assert failed.stdout == ""
    assert "Usage: pixi add" in failed.stderr


def test_frozen_add_edits_the_manifest_only(sea: Pixi) -> None:
    sea("add", "--frozen", "kelp").ok()
    assert _dependencies(sea) == {"kelp": "*"}
    assert not (sea.cwd / "pixi.lock").exists()


def test_feature_nobody_uses_gets_no_range(sea: Pixi) -> None:
    done = sea("add", "-f", "spare", "kelp").ok()
    assert "feature 'spare' is not used by any environment" in done.stderr
    data = tomli.loads((sea.cwd / "pixi.toml").read_text())
    assert data["feature"]["spare"]["dependencies"] == {"kelp": "*"}


def test_parallel_adds_lose_nothing(sea: Pixi, channel: ChannelBuilder) -> None:
    """The original loses edits here."""
    names = ["crab", "prawn", "squid", "whelk"]
    for name in names:
        channel.package(name)
    channel.write()
    running = [sea.start("add", name) for name in names]
    for process in running:
        _, stderr = process.communicate(timeout=120)
        assert process.returncode == 0, stderr
    assert set(_dependencies(sea)) == set(names)
    assert {row["name"] for row in sea("list", "--json").json()} == set(names)
    sea("lock", "--check").ok()


def test_lock_file_that_cannot_be_written_takes_the_edit_back(sea: Pixi) -> None:
    before = (sea.cwd / "pixi.toml").read_bytes()
    (sea.cwd / "pixi.lock").symlink_to(sea.cwd / "nowhere" / "pixi.lock")
    failed = sea("add", "kelp").failed(1)
    assert "cannot write" in failed.stderr
    assert (sea.cwd / "pixi.toml").read_bytes() == before


def test_line_ends_and_byte_order_mark_are_kept(sea: Pixi) -> None:
    manifest = sea.cwd / "pixi.toml"
    before = b"\xef\xbb\xbf" + manifest.read_bytes().replace(b"\n", b"\r\n")
    manifest.write_bytes(before)
    sea("add", "kelp").ok()
    added = b'[dependencies]\r\nkelp = ">=1.4.2,<2"\r\n'
    assert manifest.read_bytes() == before + b"\r\n" + added


def test_added_package_gets_its_newest_version_also_when_locked_before(
    sea: Pixi, channel: ChannelBuilder
) -> None:
    sea("add", "reef").ok()
    channel.package("coral", "0.4").write()
    sea("add", "coral").ok()
    assert _dependencies(sea)["coral"] == ">=0.4,<0.5"


def test_package_given_twice_in_two_ways_is_refused(sea: Pixi) -> None:
    failed = sea("add", "kelp>=1", "kelp<1.2").failed(1)
    assert "'kelp' is given twice, and not in the same way" in failed.stderr
    assert "kelp" not in (sea.cwd / "pixi.toml").read_text()


def test_inherited_package_is_left_alone(sea: Pixi) -> None:
    manifest = sea.cwd / "pixi.toml"
    table = '[workspace.dependencies]\nkelp = "=1.2"\n\n[dependencies]\n'
    text = manifest.read_text().replace(
        "[workspace]\n", f"{table}kelp = {{ workspace = true }}\n\n[workspace]\n"
    )
    manifest.write_text(text)
    done = sea("add", "kelp").ok()
    assert "kelp inherits from [workspace.dependencies], left unchanged" in done.stderr
    assert "already" not in done.stderr
    assert manifest.read_text() == text


def test_what_a_replaced_entry_said_besides_its_version_is_named(sea: Pixi) -> None:
    manifest = sea.cwd / "pixi.toml"
    entry = 'kelp = { version = "1.*", build = "*", subdir = "noarch" }'
    manifest.write_text(f"{manifest.read_text()}\n[dependencies]\n{entry}\n")
    done = sea.having(PIXI_NO_WRAP="1")("add", "kelp >=1.2", "--no-install").ok()
    told = "the entry of 'kelp' is replaced: what it said of `build`, `subdir` is gone"
    assert told in done.stderr
    assert 'kelp = ">=1.2"' in manifest.read_text()


def test_lost_lists_of_a_replaced_entry_are_named(sea: Pixi) -> None:
    manifest = sea.cwd / "pixi.toml"
    entry = 'kelp = { version = "1.*", extras = ["deep"], flags = ["salty"] }'
    manifest.write_text(f"{manifest.read_text()}\n[dependencies]\n{entry}\n")
    done = sea.having(PIXI_NO_WRAP="1")("add", "kelp >=1.2", "--frozen").ok()
    assert "what it said of `extras`, `flags` is gone" in done.stderr
