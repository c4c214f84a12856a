"""When a prefix is taken as it is, and what is written into it for that."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
import xxhash

from pypixi.lockfile.yaml.canonical import parse_canonical
from support.workspace import current_subdir

if TYPE_CHECKING:
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.pypi_index import IndexBuilder
    from support.workspace import WorkspaceBuilder

RICH = {"name": "rich", "platform": current_subdir(), "cuda": "12.0"}


@pytest.fixture
def installed(workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` in a workspace with an installed package."""
    channel.package("kelp", files={"share/kelp.txt": "one\n"})
    channel.package("coral", depends=["__unix", "__glibc >=2.17", "kelp"])
    workspace.channels(channel.url).dependencies(kelp="*").write()
    pixi("install").ok()
    return pixi


def _meta(pixi: Pixi) -> Path:
    return pixi.cwd / ".pixi" / "envs" / "default" / "conda-meta"


def _fingerprint(pixi: Pixi) -> str:
    return (_meta(pixi) / ".pixi-environment-fingerprint").read_text()


def _marker(pixi: Pixi) -> Any:
    return json.loads((_meta(pixi) / "pixi").read_text())


def _lock(pixi: Pixi) -> Any:
    return parse_canonical((pixi.cwd / "pixi.lock").read_text())


def _text(value: str) -> bytes:
    return value.encode() + b"\xff"


def _digest(value: str) -> bytes:
    content = bytes.fromhex(value)
    return len(content).to_bytes(8, "little") + content


def _run(pixi: Pixi, *options: str) -> bool:
    """Run something; return whether a file that was deleted before is there again."""
    kelp = _meta(pixi).parent / "share" / "kelp.txt"
    kelp.unlink(missing_ok=True)
    pixi("run", *options, "-x", sys.executable, "-c", "").ok()
    return kelp.exists()


def test_run_looks_at_no_file_of_a_package(installed: Pixi) -> None:
    assert not _run(installed)
    assert _run(installed, "--revalidate")


@pytest.mark.parametrize("key", ["pixi_version", "manifest_path", "environment_name"])
def test_marker_of_another_release_or_place_is_accepted(
    installed: Pixi, key: str
) -> None:
    marker = {**_marker(installed), key: "other", "more": 1}
    (_meta(installed) / "pixi").write_text(json.dumps(marker))
    assert not _run(installed)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pixi", None),
        ("pixi", "{"),
        ("pixi", "{}"),
        (".pixi-environment-fingerprint", None),
        (".pixi-environment-fingerprint", ""),
        (".pixi-environment-fingerprint", "pixi:installing!"),
    ],
)
def test_prefix_without_marker_or_fingerprint_is_installed(
    installed: Pixi, file: str, text: str | None
) -> None:
    marker, fingerprint = _marker(installed), _fingerprint(installed)
    path = _meta(installed) / file
    path.unlink()
    if text is not None:
        path.write_text(text)
    assert _run(installed)
    assert (_marker(installed), _fingerprint(installed)) == (marker, fingerprint)


def test_prefix_for_another_lock_file_is_installed(installed: Pixi) -> None:
    marker = {**_marker(installed), "environment_lock_file_hash": "0"}
    (_meta(installed) / "pixi").write_text(json.dumps(marker))
    assert _run(installed)
    assert _marker(installed)["environment_lock_file_hash"] != "0"


def test_environment_without_packages_needs_no_prefix(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.write()
    pixi("run", "-x", sys.executable, "-c", "").ok()
    assert not _meta(pixi).parent.exists()
    pixi("install").ok()
    assert _fingerprint(pixi) == "2d06800538d394c2"


@pytest.mark.skipif(sys.platform != "linux", reason="its packages are for Linux")
def test_marker_and_fingerprint_are_hashes_of_what_is_locked(
    installed: Pixi,
    workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
) -> None:
    """So that the original takes the prefix for its own."""
    assert channel.path.exists()
    workspace.table("workspace", platforms=[RICH]).dependencies(coral="*").write()
    user = installed.having(CONDA_OVERRIDE_CUDA="12.4")
    user("install").ok()
    lock = _lock(user)
    (platform,) = lock["platforms"]
    packages = [row for row in lock["packages"] if "conda" in row]
    assert len(packages) == 2
    fed = b"".join(_text(row["conda"]) + _digest(row["sha256"]) for row in packages)
    fed += _text(platform["subdir"])
    fed += b"".join(map(_text, sorted(platform["virtual-packages"])))
    marker = _marker(user)
    found = marker["environment_lock_file_hash"]
    assert found == f"{xxhash.xxh3_64_intdigest(fed):x}"
    assert marker["resolved_platform"]["subdir"] == current_subdir()
    declared = marker["resolved_platform"]["virtual_packages"]
    assert declared == platform["virtual-packages"]
    assert marker["minimum_supported_platform"] == {
        "subdir": current_subdir(),
        "requirements": ["__glibc >=2.17", "__unix"],
    }
    digests = {row["conda"].rpartition("/")[2]: row["sha256"] for row in packages}
    rows = sorted((name.partition("-")[0], text) for name, text in digests.items())
    fed = b"".join(_text(name) + _digest(text) for name, text in rows)
    assert _fingerprint(user) == f"{xxhash.xxh3_64_intdigest(fed):016x}"


def test_pypi_packages_are_in_the_marker_and_not_in_the_fingerprint(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_workspace.write()
    pixi("install").ok()
    before = _fingerprint(pixi), _marker(pixi)["environment_lock_file_hash"]
    pypi_index.wheel("krill")
    pypi_workspace.pypi_dependencies(krill="*").write()
    pixi("install").ok()
    lock = _lock(pixi)
    (platform,) = lock["platforms"]
    conda = [row for row in lock["packages"] if "conda" in row]
    pypi = [row for row in lock["packages"] if "pypi" in row]
    fed = b"".join(_text(row["conda"]) + _digest(row["sha256"]) for row in conda)
    fed += b"".join(_text(row["pypi"]) for row in pypi)
    fed += _text(platform["name"])
    declared = _marker(pixi)["resolved_platform"]["virtual_packages"]
    fed += b"".join(map(_text, sorted(declared)))
    found = _marker(pixi)["environment_lock_file_hash"]
    assert len(pypi) == 1
    assert found == f"{xxhash.xxh3_64_intdigest(fed):x}"
    assert found != before[1]
    assert _fingerprint(pixi) == before[0]


@pytest.mark.skipif(sys.platform == "win32", reason="another kind of lock")
def test_install_waits_for_the_lock_that_the_original_takes(installed: Pixi) -> None:
    import fcntl  # noqa: PLC0415 - of Unix alone

    (_meta(installed) / "pixi").unlink()
    with (_meta(installed) / ".pixi-environment-fingerprint").open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        waiting = installed.having(PIXI_NO_WRAP="1").start("install")
        time.sleep(1)
        assert waiting.poll() is None
        assert not (_meta(installed) / "pixi").exists()
        fcntl.flock(file, fcntl.LOCK_UN)
    _, said = waiting.communicate(timeout=60)
    assert waiting.returncode == 0
    assert "waiting for another pixi process to finish installing" in said
    assert (_meta(installed) / "pixi").exists()


def test_package_that_no_python_is_locked_for_is_refused(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_index.wheel("krill")
    pypi_workspace.pypi_dependencies(krill="*").write()
    pixi("lock").ok()
    path = pixi.cwd / "pixi.lock"
    lines = path.read_text().splitlines()
    kept = [row for row in lines if not row.startswith("      - conda:")]
    path.write_text("\n".join([*kept, ""]))
    failed = pixi("install", "--frozen").failed()
    assert (
        f"No Python record found in the lock file for platform: {current_subdir()}"
        in (failed.stderr)
    )


def _locked_for(
    platform: str, workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    """Lock a conda package and one of PyPI for a platform, as the original may have."""
    channel.package("kelp", files={"share/kelp.txt": "one\n"})
    workspace.channels(channel.url).platforms(platform).dependencies(kelp="*").write()
    pixi("lock").ok()
    url = "https://files.example/krill-1.0-py3-none-any.whl"
    text = (pixi.cwd / "pixi.lock").read_text()
    first, _, rest = text.partition("\npackages:\n")
    row = f"- pypi: {url}\n  name: krill\n  version: '1.0'\n"
    lock = f"{first}\n      - pypi: {url}\npackages:\n{rest}{row}"
    (pixi.cwd / "pixi.lock").write_text(lock)
    workspace.pypi_dependencies(krill="*").write()


def test_packages_of_pypi_are_passed_over_for_a_runtime(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    _locked_for("emscripten-wasm32", workspace, channel, pixi)
    pixi("install", "--frozen").ok()
    assert (_meta(pixi).parent / "share" / "kelp.txt").exists()
    assert "nothing to do" in pixi("install", "--frozen").ok().stderr


@pytest.mark.skipif(sys.platform == "win32", reason="that is the other system")
def test_packages_of_pypi_are_not_installed_for_another_system(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("python", "3.12.0", subdir="win-64")
    workspace.dependencies(python="*")
    _locked_for("win-64", workspace, channel, pixi)
    words = ("install", "--frozen", "-p", "win-64")
    failed = pixi.having(PIXI_NO_WRAP="1")(*words).failed()
    here = current_subdir()
    assert f"cannot install PyPI packages for 'win-64' on '{here}'" in failed.stderr
    assert (
        "installing for platform 'win-64' (subdir 'win-64'), which this machine"
        f" ('{here}') can not run"
    ) in failed.stderr
    assert not (_meta(pixi) / "pixi").exists()
