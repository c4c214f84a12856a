from __future__ import annotations

import hashlib
import json
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from support.channel import ChannelBuilder
from support.engine import EngineError, solve_and_install

if TYPE_CHECKING:
    from pathlib import Path


def records(channel: ChannelBuilder, subdir: str = "noarch") -> dict[str, Any]:
    text = (channel.path / subdir / "repodata.json").read_text()
    document: dict[str, dict[str, Any]] = json.loads(text)
    return document["packages"] | document["packages.conda"]


def test_empty_channel_has_an_index_for_noarch(channel: ChannelBuilder) -> None:
    assert channel.write() == channel.path
    assert records(channel) == {}


def test_url_writes_the_index(channel: ChannelBuilder) -> None:
    assert channel.package("a").url == channel.path.as_uri()
    assert "a-1.0-0.tar.bz2" in records(channel)


def test_later_package_appears_in_the_index(channel: ChannelBuilder) -> None:
    channel.package("a").write()
    channel.package("a", "2.0", subdir="linux-64", archive="conda").write()
    assert list(records(channel)) == ["a-1.0-0.tar.bz2"]
    assert list(records(channel, "linux-64")) == ["a-2.0-0.conda"]


def test_record_holds_what_was_said(channel: ChannelBuilder) -> None:
    channel.package(
        "a",
        build="h1_2",
        build_number=2,
        depends=["b >=1"],
        constrains=["c <2"],
        license="MIT",
        timestamp=1_700_000_000_000,
        track_features=["slow", "old"],
    ).write()
    record = records(channel)["a-1.0-h1_2.tar.bz2"]
    assert {"size", "md5", "sha256"} <= record.keys()
    assert record["build_number"] == 2
    assert record["depends"] == ["b >=1"]
    assert record["constrains"] == ["c <2"]
    assert record["license"] == "MIT"
    assert record["timestamp"] == 1_700_000_000_000
    assert record["track_features"] == "slow old"
    assert record["noarch"] == "generic"


@pytest.mark.parametrize("archive", ["tar.bz2", "conda"])
def test_same_package_has_the_same_bytes(tmp_path: Path, archive: Any) -> None:
    both = [
        ChannelBuilder(tmp_path / place).package("a", archive=archive).archives("a")[0]
        for place in ("here", "there")
    ]
    assert both[0].read_bytes() == both[1].read_bytes()


def test_corrupt_archive_keeps_its_size(channel: ChannelBuilder) -> None:
    (archive,) = channel.package("a").archives("a")
    channel.write()
    record = records(channel)["a-1.0-0.tar.bz2"]
    channel.corrupt("a")
    content = archive.read_bytes()
    assert len(content) == record["size"]
    assert hashlib.sha256(content).hexdigest() != record["sha256"]


def test_forged_archive_is_sound_but_not_the_indexed_one(
    channel: ChannelBuilder,
) -> None:
    (archive,) = channel.package("a").archives("a")
    channel.write()
    record = records(channel)["a-1.0-0.tar.bz2"]
    channel.forge("a")
    assert hashlib.sha256(archive.read_bytes()).hexdigest() != record["sha256"]
    with tarfile.open(archive) as tar:
        assert "share/a/forged.txt" in tar.getnames()


def test_removed_package_is_gone(channel: ChannelBuilder) -> None:
    (archive,) = channel.package("a").package("b").archives("a")
    channel.remove("a").write()
    assert list(records(channel)) == ["b-1.0-0.tar.bz2"]
    assert not archive.exists()


def test_unknown_name_is_refused(channel: ChannelBuilder) -> None:
    with pytest.raises(KeyError, match="no package 'a'"):
        channel.corrupt("a")


@pytest.mark.parametrize("archive", ["tar.bz2", "conda"])
def test_engine_installs_from_it(
    channel: ChannelBuilder, tmp_path: Path, archive: Any
) -> None:
    channel.package("base", "1.0").package("base", "2.0", archive=archive).package(
        "tool",
        subdir="linux-64",
        depends=["base <2"],
        executables={"bin/tool": "#!/bin/sh\necho tool\n"},
        links={"bin/alias": "tool"},
        archive=archive,
    )
    prefix = tmp_path / "prefix"
    installed = solve_and_install(channel.url, ["tool"], "linux-64", prefix)
    assert installed == ["base-1.0-0.tar.bz2", f"tool-1.0-0.{archive}"]
    assert (prefix / "share/base/version.txt").read_text() == "base 1.0 0\n"
    assert (prefix / "bin/tool").stat().st_mode & 0o111
    assert (prefix / "bin/alias").readlink().name == "tool"


def test_engine_refuses_corrupt_archive(
    channel: ChannelBuilder, tmp_path: Path
) -> None:
    url = channel.package("a", files={"share/a.txt": "a" * 9999}).url
    channel.corrupt("a")
    with pytest.raises(EngineError):
        solve_and_install(url, ["a"], "linux-64", tmp_path / "prefix")


def test_engine_follows_paths_json_out_of_the_prefix(
    channel: ChannelBuilder, tmp_path: Path
) -> None:
    # The link makes the path lead to a file in the package, but out of the prefix.
    entry = {
        "_path": "up/../../escape",
        "path_type": "hardlink",
        "sha256": hashlib.sha256(b"escaped").hexdigest(),
        "size_in_bytes": len(b"escaped"),
    }
    channel.package(
        "a",
        files={"a/escape": "escaped", "a/b/c/file": ""},
        links={"up": "a/b/c"},
        paths_json={"paths": [entry], "paths_version": 1},
    )
    solve_and_install(channel.url, ["a"], "linux-64", tmp_path / "prefix")
    assert (tmp_path / "escape").read_text() == "escaped"
