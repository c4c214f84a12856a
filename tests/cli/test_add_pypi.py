"""``pixi add --pypi``: what is typed, and what the manifest says then."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from support.git_repository import GitRepository
from support.pypi_index import module, pyproject
from support.tinybuild import About

if TYPE_CHECKING:
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.pypi_index import IndexBuilder
    from support.workspace import WorkspaceBuilder

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the session channel's Python runs on Linux"
)


@pytest.fixture
def pixi(
    pixi: Pixi,
    package_cache: Path,
    pypi_workspace: WorkspaceBuilder,
    pypi_index: IndexBuilder,
) -> Pixi:
    """``pixi`` in a workspace with Python, beside an index with some packages."""
    pypi_index.backend().wheel("kelp", "1.2.3").wheel("kelp", "2.0.1")
    pypi_index.wheel("Reef.Fish", "1.0", extras={"shoal": ["kelp"]})
    pypi_workspace.write()
    return pixi.sharing(package_cache)


def _noted_sizes(record: Path) -> list[int]:
    rows = (line.split(",") for line in record.read_text().splitlines())
    return [int(row[-1]) for row in rows if row[-1]]


def _manifest(pixi: Pixi) -> str:
    """Return what the manifest says of PyPI dependencies."""
    text = (pixi.cwd / "pixi.toml").read_text()
    return text.partition("[pypi-dependencies]\n")[2]


def _project(folder: Path, name: str) -> None:
    files = {
        "pyproject.toml": pyproject(About(name=name, version="1.0")),
        **module(name, "1.0"),
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def test_package_without_a_version_is_pinned(pixi: Pixi) -> None:
    done = pixi("add", "--pypi", "kelp", "--no-install").ok()
    assert _manifest(pixi) == 'kelp = ">=2.0.1, <3"\n'
    assert "Added kelp >=2.0.1, <3\nAdded these as pypi-dependencies." in done.stderr


def test_spelling_extras_version_and_marker_are_written(pixi: Pixi) -> None:
    typed = "Reef.Fish[shoal]>=0.5 ; sys_platform != 'win32'"
    pixi("add", "--pypi", typed, "--no-install").ok()
    assert _manifest(pixi) == (
        '"Reef.Fish" = { version = ">=0.5", extras = ["shoal"],'
        " env-markers = \"sys_platform != 'win32'\" }\n"
    )


def test_package_of_one_index_is_pinned_there(
    pixi: Pixi, pypi_index: IndexBuilder
) -> None:
    pixi("add", "--pypi", "kelp", "--index", pypi_index.url, "--no-install").ok()
    assert _manifest(pixi) == (
        f'kelp = {{ version = ">=2.0.1, <3", index = "{pypi_index.url}" }}\n'
    )


def test_pinning_follows_the_strategy(pixi: Pixi) -> None:
    pixi(
        "add", "--pypi", "kelp<2", "reef-fish", "--pinning-strategy", "exact-version"
    ).ok()
    assert _manifest(pixi) == 'kelp = "<2"\nreef-fish = "==1.0"\n'


def test_path_typed_in_a_folder_starts_at_the_workspace(pixi: Pixi) -> None:
    _project(pixi.cwd / "libs" / "crab", "crab")
    below = pixi.at(pixi.cwd / "libs")
    below("add", "--pypi", "crab @ ./crab", "--editable", "--no-install").ok()
    assert _manifest(pixi) == 'crab = { path = "./libs/crab", editable = true }\n'


def test_repository_is_written_with_what_was_asked_of_it(
    pixi: Pixi, tmp_path: Path
) -> None:
    repository = GitRepository(tmp_path / "repository")
    files = {
        "pyproject.toml": pyproject(About(name="crab", version="1.0")),
        **module("crab", "1.0"),
    }
    repository.commit({f"py/{path}": text for path, text in files.items()})
    repository.tag("v1")
    options = ("--git", repository.url, "--tag", "v1", "--subdirectory", "py")
    pixi("add", "--pypi", "crab", *options, "--no-install").ok()
    assert _manifest(pixi) == (
        f'crab = {{ git = "{repository.url}", tag = "v1", subdirectory = "py" }}\n'
    )


def test_package_that_is_there_already_is_left_alone(pixi: Pixi) -> None:
    pixi("add", "--pypi", "kelp<2", "--no-install").ok()
    again = pixi("add", "--pypi", "Kelp").ok()
    assert "kelp is already a dependency" in again.stderr
    assert "pixi add --pypi 'kelp>=VERSION'" in again.stderr
    assert _manifest(pixi) == 'kelp = "<2"\n'


def test_only_what_a_replaced_entry_loses_is_named(pixi: Pixi) -> None:
    manifest = pixi.cwd / "pixi.toml"
    marker = "python_version > '3'"
    entry = f'{{ version = ">=1", extras = ["deep"], env-markers = "{marker}" }}'
    text = f"{manifest.read_text()}[pypi-dependencies]\nkelp = {entry}\n"
    manifest.write_text(text)
    unwrapped = pixi.having(PIXI_NO_WRAP="1")
    done = unwrapped("add", "--pypi", f"kelp<2 ; {marker}", "--frozen").ok()
    assert "'kelp' is replaced: what it said of `extras` is gone" in done.stderr
    again = unwrapped("add", "--pypi", f"kelp<3 ; {marker}", "--frozen").ok()
    assert "is replaced" not in again.stderr


def test_feature_gets_its_own_table(pixi: Pixi) -> None:
    done = pixi("add", "--pypi", "kelp==1.2.3", "--feature", "sea").ok()
    text = (pixi.cwd / "pixi.toml").read_text()
    assert text.endswith('[feature.sea.pypi-dependencies]\nkelp = "==1.2.3"\n')
    assert "Added these only for feature: sea" in done.stderr


def test_local_build_is_pinned_by_its_public_version(
    pixi: Pixi, pypi_index: IndexBuilder
) -> None:
    pypi_index.wheel("torch", "2.1.0+cu118")
    pixi("add", "--pypi", "torch", "--no-install").ok()
    assert _manifest(pixi) == 'torch = ">=2.1.0, <3"\n'
    pixi("lock", "--check").ok()


@pytest.mark.parametrize("text", ["kelp>=1 kelp<2", "kelp Kelp<2"])
def test_package_is_asked_for_in_one_way(pixi: Pixi, text: str) -> None:
    said = pixi("add", "--pypi", *text.split()).failed().stderr
    assert "'kelp' is given twice" in said


def test_failed_resolution_leaves_everything_as_it_was(pixi: Pixi) -> None:
    before = (pixi.cwd / "pixi.toml").read_text()
    failed = pixi("add", "--pypi", "kelp>=7").failed()
    assert "kelp" in failed.stderr
    assert (pixi.cwd / "pixi.toml").read_text() == before
    assert not (pixi.cwd / "pixi.lock").exists()


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("kelp", "--editable"), "'--editable' needs '--pypi'"),
        (("kelp", "--index", "https://example.org"), "'--index' needs '--pypi'"),
        (("kelp", "--git", "https://example.org"), "'--git' needs '--pypi'"),
        (("--pypi", "kelp", "--tag", "v1"), "'--tag' needs '--git'"),
        (("--pypi", "kelp", "--subdirectory", "x"), "needs '--git'"),
        (
            ("--pypi", "a", "--git", "u", "--tag", "x", "--rev", "y"),
            "not allowed with argument --tag",
        ),
        (
            ("--pypi", "a", "--git", "u", "--index", "v"),
            "not allowed with argument",
        ),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_options_that_do_not_go_together_are_a_usage_error(
    pixi: Pixi, argv: tuple[str, ...], message: str
) -> None:
    assert message in pixi("add", *argv).failed(2).stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kelp=2", "'kelp=2' is not a requirement on a PyPI package"),
        ("crab @ ./nowhere", "nowhere"),
    ],
)
def test_what_cannot_be_added_is_told(pixi: Pixi, text: str, message: str) -> None:
    before = (pixi.cwd / "pixi.toml").read_text()
    assert message in pixi("add", "--pypi", text).failed().stderr
    assert (pixi.cwd / "pixi.toml").read_text() == before


def test_list_and_info_show_what_is_from_pypi(pixi: Pixi) -> None:
    _project(pixi.cwd / "crab", "crab")
    both = ("add", "--pypi", "kelp", "crab @ ./crab", "--editable", "--no-install")
    said = pixi(*both).ok().stderr
    assert "Ignoring --editable for 'kelp', which is no local folder" in said
    assert "Added crab @ ./crab (editable)" in said
    rows = {row["name"]: row for row in pixi("list", "--json").json()}
    assert rows["crab"]["is_editable"] is True
    assert rows["crab"]["source"] == "./crab"
    assert "is_editable" not in rows["kelp"]
    assert rows["kelp"]["requested_spec"] == ">=2.0.1, <3"
    assert rows["kelp"]["source"] == "kelp-2.0.1-py3-none-any.whl"
    assert rows["kelp"]["size_bytes"] is None
    pixi("install").ok()
    sizes = [row["size_bytes"] for row in pixi("list", "kelp", "--json").json()]
    site = pixi.cwd / ".pixi" / "envs" / "default"
    (record,) = site.glob("lib/*/site-packages/kelp-*.dist-info/RECORD")
    assert sizes == [sum(_noted_sizes(record))]
    info = pixi("info", "--json").json()["environments_info"][0]
    assert info["pypi_dependencies"] == ["kelp", "crab"]
    assert "PyPI Dependencies: kelp, crab" in pixi("info").ok().stdout


def test_range_fits_also_where_conda_provides_the_package(
    pypi_workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
) -> None:
    """One environment has the old version of conda, the other the newest of PyPI."""
    channel.package("kelp").write()
    pypi_index.wheel("kelp").wheel("kelp", "2.1")
    pypi_workspace.feature("old", dependencies={"kelp": "<2"})
    pypi_workspace.environments(old=["old"]).write()
    pixi("add", "--pypi", "kelp").ok()
    assert 'kelp = ">=1.0, <3"' in (pixi.cwd / "pixi.toml").read_text()
    pixi("lock", "--check").ok()
