"""The four cases that many environments in one workspace were made for."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from support.channel import ChannelBuilder
from support.workspace import current_subdir

if TYPE_CHECKING:
    from pathlib import Path

    from support.pixi import Pixi

pytestmark = pytest.mark.skipif(
    current_subdir() != "linux-64", reason="the examples tell what this platform does"
)

_ALL = '["linux-64", "osx-arm64", "osx-64", "win-64"]'


def _channel(path: Path, **packages: str) -> ChannelBuilder:
    """Build a channel of generic packages: name to versions, blanks between them."""
    builder = ChannelBuilder(path)
    for name, versions in packages.items():
        for version in versions.split():
            builder.package(name.replace("_", "-"), version)
    builder.write()
    return builder


def _write(pixi: Pixi, text: str) -> None:
    (pixi.cwd / "pixi.toml").write_text(dedent(text))


def _locked(pixi: Pixi, environment: str) -> dict[str, str]:
    rows = pixi("list", "--json", "-e", environment).json()
    return {row["name"]: row["version"] for row in rows}


@pytest.mark.parametrize("table", ["workspace", "project"])
def test_version_matrix_has_an_environment_for_each_combination(
    table: str, pixi: Pixi
) -> None:
    """A library against versions of what it uses, and of what runs it."""
    _channel(
        pixi.cwd / "channel",
        snake="3.9.1 3.10.2 3.11.3 3.12.4",
        frames="0.17.1 0.18.2 0.19.3 0.20.4",
        installer="1.0",
        tester="1.0",
        report="1.0",
        linter="1.0",
    )
    _write(
        pixi,
        f"""\
        [{table}]
        name = "matrix"
        channels = ["./channel"]
        platforms = {_ALL}

        [dependencies]
        snake = ">=3.9"
        installer = "*"
        frames = ">=0.14.24,<0.21"

        [feature.snake39.dependencies]
        snake = "3.9.*"
        [feature.snake310.dependencies]
        snake = "3.10.*"
        [feature.snake311.dependencies]
        snake = "3.11.*"
        [feature.snake312.dependencies]
        snake = "3.12.*"
        [feature.fr017.dependencies]
        frames = "0.17.*"
        [feature.fr018.dependencies]
        frames = "0.18.*"
        [feature.fr019.dependencies]
        frames = "0.19.*"
        [feature.fr020.dependencies]
        frames = "0.20.*"

        [feature.test.dependencies]
        tester = "*"
        report = "*"
        [feature.test.tasks]
        test = "echo tested"

        [feature.lint.dependencies]
        linter = "*"
        [feature.lint.tasks]
        lint = "echo linted"

        [environments]
        fr017 = ["fr017", "snake39", "test"]
        fr018 = ["fr018", "snake39", "test"]
        fr019 = ["fr019", "snake39", "test"]
        fr020 = ["fr020", "snake39", "test"]
        snake39 = ["snake39", "test"]
        snake310 = ["snake310", "test"]
        snake311 = ["snake311", "test"]
        snake312 = ["snake312", "test"]
        lint = ["lint"]
        """,
    )
    pixi("lock").ok()
    for frames in ("17.1", "18.2", "19.3", "20.4"):
        found = _locked(pixi, f"fr0{frames.partition('.')[0]}")
        assert (found["frames"], found["snake"]) == (f"0.{frames}", "3.9.1")
        assert {"tester", "report"} <= found.keys()
    for snake in ("3.9.1", "3.10.2", "3.11.3", "3.12.4"):
        minor = snake.split(".")[1]
        found = _locked(pixi, f"snake3{minor}")
        assert (found["frames"], found["snake"]) == ("0.20.4", snake)
    assert "tester" not in _locked(pixi, "lint")
    assert pixi("run", "-e", "fr017", "test").ok().stdout == "tested\n"
    assert pixi("run", "lint").ok().stdout == "linted\n"
    again = pixi("lock").ok()
    assert "already up-to-date" in again.stderr
    deprecated = "The `project` field is deprecated. Use `workspace` instead."
    assert (deprecated in again.stderr) == (table == "project")


@pytest.fixture
def machines(pixi: Pixi) -> Pixi:
    """``pixi`` in one workspace for machines with CUDA, with MLX, and without both."""
    channels = pixi.cwd / "channels"
    common = {"snake": "3.11.1", "torch": "9.0", "frames": "0.20", "mlx": "0.5.1"}
    _channel(channels / "forge", **common)
    _channel(channels / "torch", torch="2.1", torch_cuda="12.1.0")
    _channel(channels / "maker", frames="0.20")
    _write(
        pixi,
        f"""\
        [workspace]
        name = "machines"
        channels = ["./channels/forge", "./channels/torch"]
        platforms = {_ALL}

        [tasks]
        train = "echo slowly"

        [dependencies]
        snake = "3.11.*"
        torch = {{ version = ">=2.0.1", channel = "./channels/torch" }}
        frames = ">=0.20,<0.21"

        [feature.cuda]
        platforms = ["win-64", "linux-64"]
        channels = [
            "./channels/maker",
            {{ channel = "./channels/torch", priority = -1 }},
        ]
        system-requirements = {{ cuda = "12.1" }}
        [feature.cuda.tasks]
        train = "echo with cuda"
        [feature.cuda.dependencies]
        torch-cuda = {{ version = "12.1.*", channel = "./channels/torch" }}

        [feature.mlx]
        platforms = ["osx-arm64"]
        [feature.mlx.tasks]
        train = "echo with mlx"
        [feature.mlx.dependencies]
        mlx = ">=0.5.0,<0.6.0"

        [feature.cpu]
        platforms = {_ALL}

        [environments]
        cuda = ["cuda"]
        mlx = ["mlx"]
        default = ["cpu"]
        """,
    )
    return pixi


def test_features_limit_platforms_and_order_channels(machines: Pixi) -> None:
    machines("lock").ok()
    rows = machines("info", "--json").json()["environments_info"]
    found = {row["name"]: row for row in rows}
    subdirs = {
        name: {platform["subdir"] for platform in row["platforms"]}
        for name, row in found.items()
    }
    assert subdirs["mlx"] == {"osx-arm64"}
    assert subdirs["cuda"] == {"linux-64", "win-64"}
    assert len(subdirs["default"]) == 4
    assert [channel.rpartition("/")[2] for channel in found["cuda"]["channels"]] == [
        "maker",
        "forge",
        "torch",
    ]


def test_machine_runs_what_it_can(machines: Pixi) -> None:
    """Without CUDA its environment is refused, and says why."""
    assert machines("run", "train").ok().stdout == "slowly\n"
    refused = machines("run", "-e", "cuda", "train").failed()
    assert "cuda" in refused.stderr
    assert "12.1" in refused.stderr
    with_cuda = machines.having(CONDA_OVERRIDE_CUDA="12.1")
    assert with_cuda("run", "-e", "cuda", "train").ok().stdout == "with cuda\n"
    mlx = machines("install", "-e", "mlx").failed()
    assert "osx-arm64" in mlx.stderr


def test_tool_environment_leaves_everything_else_out(pixi: Pixi) -> None:
    _channel(pixi.cwd / "channel", snake="3.11", linter="1.0")
    _write(
        pixi,
        """\
        [workspace]
        channels = ["./channel"]
        platforms = ["linux-64"]
        [dependencies]
        snake = "*"
        [feature.lint.dependencies]
        linter = "*"
        [environments]
        lint = { features = ["lint"], no-default-feature = true }
        """,
    )
    pixi("lock").ok()
    assert _locked(pixi, "lint") == {"linter": "1.0"}
    assert _locked(pixi, "default") == {"snake": "3.11"}


def test_underscore_in_the_name_of_an_environment_is_refused(pixi: Pixi) -> None:
    _write(
        pixi,
        """\
        [workspace]
        channels = []
        platforms = ["linux-64"]
        [environments]
        test_prod = []
        """,
    )
    refused = pixi("lock").failed()
    assert "test_prod" in refused.stderr
    assert "test-prod" in refused.stderr
