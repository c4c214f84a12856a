"""``pixi install`` of some packages only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.pypi_index import IndexBuilder
    from support.workspace import WorkspaceBuilder


@pytest.fixture
def chain(workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` where `app` needs `lib` and `log`; `lib` and `tool` need `base`."""
    needs = {
        "app": ["lib >=1", "log"],
        "lib": ["base >=1,<3"],
        "tool": ["base"],
        "log": [],
        "base": [],
    }
    for name, depends in needs.items():
        files = {f"share/{name}": name}
        channel.package(name, "1.0", depends=depends, files=files)
    workspace.channels(channel.url).dependencies(app="*", tool="*").write()
    return pixi


def _there(pixi: Pixi) -> str:
    """Return the first letters of the packages that are installed."""
    found = pixi.cwd.glob(".pixi/envs/default/share/*")
    return " ".join(sorted(path.name for path in found))


ALL = "app base lib log tool"


@pytest.mark.parametrize(
    ("options", "there", "told"),
    [
        (["--skip", "lib"], "app base log tool", " excluding 'lib'"),
        (["--skip-with-deps", "lib"], "app base log tool", " excluding 'lib'"),
        (["--skip-with-deps", "app"], "base tool", " excluding 'app', 'lib', 'log'"),
        (["--only", "lib"], "base lib", None),
        (["--only", "lib", "--skip", "base"], "lib", None),
        (["--only", "app", "--skip-with-deps", "lib"], "app log", None),
        (["--skip", "app", "--skip", "tool"], "base lib log", None),
    ],
)
def test_some_packages_are_installed_and_all_by_the_next_command(
    chain: Pixi, options: list[str], there: str, told: str | None
) -> None:
    done = chain("install", *options).ok()
    assert _there(chain) == there
    if told is not None:
        message = f"The default environment has been installed{told}."
        assert message in done.stderr
    marker = chain.cwd / ".pixi/envs/default/conda-meta/pixi"
    assert json.loads(marker.read_text())["environment_lock_file_hash"] == (
        "invalid-hash"
    )
    chain("run", "-x", "/bin/true").ok()
    assert _there(chain) == ALL
    assert "nothing to do" in chain("install").ok().stderr


def test_packages_left_out_are_counted_where_they_are_many(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    parts = [f"part{number}" for number in range(6)]
    for name in parts:
        channel.package(name)
    channel.package("whole", depends=parts)
    channel.package("other")
    workspace.channels(channel.url).dependencies(whole="*", other="*").write()
    said = pixi("install", "--skip-with-deps", "whole").ok().stderr
    assert "installed excluding 'whole' and 6 other packages." in said
    said = pixi("install", "--only", "other").ok().stderr
    assert ", including 1 packages excluding 7 other packages" in said


def test_installed_package_that_is_left_out_stays_as_it_is(
    chain: Pixi, channel: ChannelBuilder
) -> None:
    chain("install").ok()
    channel.package("lib", "2.0", depends=["base"], files={"share/lib": "lib two"})
    channel.package("log", "2.0", files={"share/log": "log two"})
    channel.write()
    chain("update").ok()
    chain("install", "--skip", "lib").ok()
    share = chain.cwd / ".pixi/envs/default/share"
    assert (share / "lib").read_text() == "lib"
    assert (share / "log").read_text() == "log two"
    chain("install").ok()
    assert (share / "lib").read_text() == "lib two"
    assert _there(chain) == ALL


def test_filter_on_a_complete_environment_changes_nothing(chain: Pixi) -> None:
    chain("install").ok()
    done = chain("install", "--skip", "lib").ok()
    assert "nothing to do" in done.stderr
    assert _there(chain) == ALL
    assert "nothing to do" in chain("install").ok().stderr


def test_package_that_is_not_locked_any_more_goes(
    chain: Pixi, workspace: WorkspaceBuilder
) -> None:
    chain("install").ok()
    text = (chain.cwd / "pixi.toml").read_text().replace('tool = "*"\n', "")
    (chain.cwd / "pixi.toml").write_text(text)
    chain("install", "--skip", "log").ok()
    assert _there(chain) == "app base lib log"
    assert workspace.root == chain.cwd


def test_interrupted_install_is_completed_by_a_filtered_one(chain: Pixi) -> None:
    chain("install").ok()
    meta = chain.cwd / ".pixi/envs/default/conda-meta"
    (meta / ".pixi-environment-fingerprint").write_text("pixi:installing!")
    chain("install", "--only", "log").ok()
    assert _there(chain) == "log"
    chain("install").ok()
    assert _there(chain) == ALL


def test_unknown_only_package_is_refused(chain: Pixi) -> None:
    said = chain("install", "--only", "whelk", "--only", "app").failed().stderr
    assert "the following `--only` packages do not exist: 'whelk'" in said
    assert "try finding the correct package with `pixi list`" in said
    assert _there(chain) == ""


def test_unknown_skipped_package_is_warned_of(chain: Pixi) -> None:
    said = chain("install", "--skip", "whelk", "--skip-with-deps", "krill").ok().stderr
    assert "The skipped arg(s) 'krill', 'whelk' did not match any packages" in said
    assert _there(chain) == ALL


def test_packages_of_a_circle_are_not_lost(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("hen", depends=["egg"], files={"share/hen": ""})
    channel.package("egg", depends=["hen"], files={"share/egg": ""})
    channel.package("log", files={"share/log": ""})
    workspace.channels(channel.url).dependencies(hen="*", log="*").write()
    pixi("install", "--skip", "log").ok()
    assert _there(pixi) == "egg hen"


def test_python_stays_where_pypi_packages_are_wanted(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    for name in ("shrimp", "krill"):
        requires = ["krill"] if name == "shrimp" else []
        pypi_index.wheel(name, "1.0", requires=requires, files={f"{name}.py": ""})
    pypi_workspace.pypi_dependencies(shrimp="*").write()

    def there() -> set[str]:
        found = pixi.cwd.glob(".pixi/envs/default/lib/python*/site-packages/*.py")
        return {path.stem for path in found} & {"shrimp", "krill"}

    pixi("install", "--only", "krill").ok()
    assert there() == {"krill"}
    assert [*pixi.cwd.glob(".pixi/envs/default/bin/python*")]
    pixi("install", "--skip", "krill").ok()
    assert there() == {"shrimp", "krill"}
    pixi("run", "-x", "true").ok()
    assert there() == {"shrimp", "krill"}
    assert "nothing to do" in pixi("install").ok().stderr
