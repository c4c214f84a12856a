"""``pixi info``: the machine, the workspace, and what its environments come to."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from support.workspace import current_subdir

if TYPE_CHECKING:
    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder

HERE = current_subdir()
MANIFEST = f"""
    [workspace]
    name = "atlas"
    version = "0.3.0"
    channels = ["conda-forge"]
    platforms = [
      {{ name = "gpu", platform = "{HERE}", cuda = "12.0", glibc = "2.34" }},
      "{HERE}",
      "linux-s390x",
    ]

    [dependencies]
    reef = "*"
    kelp = ">=1"

    [target.{HERE}.dependencies]
    kelp = ">=2"
    here = "*"

    [target.linux-s390x.dependencies]
    elsewhere = "*"

    [tasks]
    start = "echo"
    _hidden = "echo"

    [feature.cuda]
    platforms = ["gpu"]
    channels = ["lowest", {{ channel = "nvidia", priority = 2 }}]

    [feature.cuda.dependencies]
    torch = "*"
    kelp = "*"

    [feature.cuda.target."gp*".dependencies]
    cudnn = "*"

    [feature.test]
    platforms = ["{HERE}", "linux-s390x"]

    [feature.test.dependencies]
    python = "*"

    [feature.test.pypi-dependencies]
    pytest = "*"
    Hypothesis_X = "*"

    [feature.test.tasks]
    start = "pytest"
    check = "pytest"

    [feature.tool.dependencies]
    ruff = "*"

    [environments]
    cuda = {{ features = ["cuda"], solve-group = "main" }}
    prod = {{ features = [], solve-group = "main" }}
    lint = {{ features = ["tool", "test"], no-default-feature = true }}
    empty = {{ features = [], no-default-feature = true }}

    [environments.docs]
    features = ["tool"]
    channels = ["for-docs"]
    platforms = ["linux-s390x"]

    [environments.docs.dependencies]
    sphinx = "*"

    [environments.docs.tasks]
    build = "sphinx"
"""

ON_GPU = f"gpu (cuda=12.0, glibc=2.34), {HERE}, linux-s390x"
ENVIRONMENTS = f"""\
Environments
------------
        Environment: default
           Features: default
           Channels: conda-forge
   Dependency count: 3
       Dependencies: reef, kelp, here
   Target platforms: {ON_GPU}
   Minimum platform: available after `pixi install`
    Prefix location: ENVS/default
              Tasks: start

        Environment: cuda
           Features: cuda, default
        Solve group: main
           Channels: nvidia, lowest, conda-forge
   Dependency count: 5
       Dependencies: torch, kelp, cudnn, reef, here
   Target platforms: gpu (cuda=12.0, glibc=2.34)
   Minimum platform: available after `pixi install`
    Prefix location: ENVS/cuda
              Tasks: start

        Environment: prod
           Features: default
        Solve group: main
           Channels: conda-forge
   Dependency count: 3
       Dependencies: reef, kelp, here
   Target platforms: {ON_GPU}
   Minimum platform: available after `pixi install`
    Prefix location: ENVS/prod
              Tasks: start

        Environment: lint
           Features: tool, test
           Channels: conda-forge
   Dependency count: 2
       Dependencies: ruff, python
  PyPI Dependencies: pytest, hypothesis-x
   Target platforms: {HERE}, linux-s390x
   Minimum platform: available after `pixi install`
    Prefix location: ENVS/lint
              Tasks: check, start

        Environment: empty
           Features:
           Channels:
   Dependency count: 0
   Target platforms: {ON_GPU}
   Minimum platform: available after `pixi install`
    Prefix location: ENVS/empty

        Environment: docs
           Features: environments.docs, tool, default
           Channels: for-docs, conda-forge
   Dependency count: 5
       Dependencies: sphinx, ruff, reef, kelp, elsewhere
   Target platforms: linux-s390x
   Minimum platform: available after `pixi install`
    Prefix location: ENVS/docs
              Tasks: build, start
"""


@pytest.fixture
def atlas(workspace: WorkspaceBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` in a workspace with environments of every kind, nothing of it locked."""
    workspace.manifest(MANIFEST).write()
    return pixi


@pytest.fixture
def installed(workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` for a machine with CUDA, the only environment installed for that."""
    channel.package("reef", depends=["__cuda >=12"])
    gpu = {"name": "gpu", "platform": HERE, "cuda": "12.0"}
    workspace.channels(channel.url).table("workspace", platforms=[HERE, gpu])
    workspace.feature("cuda", platforms=["gpu"], dependencies={"reef": "*"})
    workspace.environments(default=["cuda"]).write()
    equipped = pixi.having(CONDA_OVERRIDE_CUDA="12.1")
    equipped("install").ok()
    return equipped


def _environments(pixi: Pixi) -> dict[str, Any]:
    document = pixi("info", "--json").json()
    return {row["name"]: row for row in document["environments_info"]}


def _rows(pixi: Pixi, *argv: str) -> dict[str, str]:
    """Return the values by label; of the environments, those of the last one."""
    lines = pixi("info", *argv).ok().stdout.splitlines()
    pairs = [line.partition(": ") for line in lines]
    return {label.strip(): value for label, colon, value in pairs if colon}


def test_every_environment_is_shown_as_it_is_composed(atlas: Pixi) -> None:
    text = atlas("info").ok().stdout
    envs = atlas.cwd / ".pixi" / "envs"
    shown = text[text.index("Environments\n") :].replace(str(envs), "ENVS")
    assert shown.replace("ENVS\\", "ENVS/") == ENVIRONMENTS


def test_system_and_workspace_stand_in_front(atlas: Pixi) -> None:
    equipped = atlas.having(CONDA_OVERRIDE_CUDA="12.1", CONDA_OVERRIDE_ARCHSPEC="m9")
    text = equipped("info").ok().stdout
    text = re.sub(r"(packages): (.*\n)+?( +: __cuda)", r"\1: …\n\3", text)
    home, root = atlas.home, atlas.cwd
    assert text[: text.index("Environments\n")] == dedent(f"""\
        System
        ------------
               Pixi version: 0.77.0
                TLS backend: rustls
                   Platform: {HERE}
           Virtual packages: …
                           : __cuda=12.1=0
                           : __archspec=1=m9
                  Cache dir: {home / "cache" / "pixi"}
               Auth storage: {home / ".rattler" / "credentials.json"}
           Config locations: No config files found

        Global
        ------------
                    Bin dir: {home / ".pixi" / "bin"}
            Environment dir: {home / ".pixi" / "envs"}
               Manifest dir: {home / ".pixi" / "manifests" / "pixi-global.toml"}

        Workspace
        ------------
                       Name: atlas
                    Version: 0.3.0
              Manifest file: {root / "pixi.toml"}

        """)


def test_document_has_the_keys_of_the_original(atlas: Pixi) -> None:
    document = atlas("info", "--json").json()
    assert list(document) == [
        "platform",
        "virtual_packages",
        "version",
        "tls_backend",
        "cache_dir",
        "cache_size",
        "auth_dir",
        "global_info",
        "project_info",
        "environments_info",
        "config_locations",
    ]
    assert (document["platform"], document["version"]) == (HERE, "0.77.0")
    assert document["global_info"]["bin_dir"] == str(atlas.home / ".pixi" / "bin")
    assert document["project_info"] == {
        "name": "atlas",
        "manifest_path": str(atlas.cwd / "pixi.toml"),
        "last_updated": None,
        "pixi_folder_size": None,
        "version": "0.3.0",
    }


def test_document_has_every_environment_as_it_is_composed(atlas: Pixi) -> None:
    found = _environments(atlas)
    assert list(found) == ["default", "cuda", "prod", "lint", "empty", "docs"]
    gpu = {
        "name": "gpu",
        "subdir": HERE,
        "virtual_packages": ["cuda=12.0", "glibc=2.34"],
    }
    assert found["cuda"] == {
        "name": "cuda",
        "features": ["cuda", "default"],
        "solve_group": "main",
        "environment_size": None,
        "dependencies": ["torch", "kelp", "cudnn", "reef", "here"],
        "pypi_dependencies": [],
        "platforms": [gpu],
        "resolved_platform": None,
        "minimum_supported_platform": None,
        "tasks": ["_hidden", "start"],
        "channels": ["nvidia", "lowest", "conda-forge"],
        "prefix": str(atlas.cwd / ".pixi" / "envs" / "cuda"),
    }
    assert found["lint"]["features"] == ["tool", "test"]
    assert found["lint"]["solve_group"] is None
    assert found["lint"]["pypi_dependencies"] == ["pytest", "hypothesis-x"]
    assert found["docs"]["features"] == ["environments.docs", "tool", "default"]
    assert found["docs"]["platforms"] == [
        {"name": "linux-s390x", "subdir": "linux-s390x", "virtual_packages": []}
    ]
    assert found["empty"]["features"] == found["empty"]["channels"] == []


def test_looking_at_a_workspace_leaves_nothing_behind(atlas: Pixi) -> None:
    atlas("info", "--extended").ok()
    assert [path.name for path in atlas.cwd.iterdir()] == ["pixi.toml"]


def test_system_requirements_are_shown_as_platforms(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.table("feature.cuda.system-requirements", cuda="12")
    workspace.environments(cuda=["cuda"]).write()
    platforms = f"{HERE}-cuda-12 (cuda=12)"
    assert _rows(pixi)["Target platforms"] == platforms
    default, cuda = _environments(pixi).values()
    assert [row["name"] for row in default["platforms"]] == [HERE]
    assert cuda["platforms"] == [
        {"name": f"{HERE}-cuda-12", "subdir": HERE, "virtual_packages": ["cuda=12"]}
    ]


def test_installed_environment_says_for_what_and_what_it_needs(installed: Pixi) -> None:
    rows = _rows(installed)
    assert rows["Target platforms"] == "gpu (cuda=12.0)"
    assert rows["Resolved platform"].startswith(f"{HERE} (cuda=12.0, ")
    assert rows["Minimum platform"] == f"{HERE} (cuda >=12)"
    (found,) = _environments(installed).values()
    resolved, minimum = (
        found[f"{kind}_platform"] for kind in ("resolved", "minimum_supported")
    )
    assert list(resolved) == ["name", "subdir", "virtual_packages"]
    assert (resolved["name"], resolved["subdir"]) == (HERE, HERE)
    assert resolved["virtual_packages"][0] == "cuda=12.0"
    assert minimum == {"name": HERE, "subdir": HERE, "virtual_packages": ["cuda >=12"]}


def test_installed_environment_that_needs_nothing_names_its_subdir(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.write()
    pixi("install").ok()
    assert _rows(pixi)["Minimum platform"] == HERE


def test_time_of_the_lock_file_is_shown(installed: Pixi) -> None:
    updated = _rows(installed)["Last updated"]
    assert re.fullmatch(r"\d\d-\d\d-\d{4} \d\d:\d\d:\d\d", updated)
    project = installed("info", "--json").json()["project_info"]
    assert project["last_updated"] == updated


def test_sizes_are_added_up_when_asked_for(installed: Pixi) -> None:
    plain = _rows(installed)
    assert not {"Cache size", "Pixi folder size", "Environment size"} & plain.keys()
    rows = _rows(installed, "--extended")
    document = installed("info", "--extended", "--json").json()
    (environment,) = document["environments_info"]
    shown = {
        "Cache size": document["cache_size"],
        "Pixi folder size": document["project_info"]["pixi_folder_size"],
        "Environment size": environment["environment_size"],
    }
    assert all(re.fullmatch(r"\d+ MiB", size) for size in shown.values())
    assert {label: rows[label] for label in shown} == shown


def test_configuration_files_are_named_nearest_first(atlas: Pixi) -> None:
    near = atlas.cwd / ".pixi" / "config.toml"
    far = atlas.home / ".pixi" / "config.toml"
    for path in (near, far):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("run-post-link-scripts = 'false'\n")
    assert _rows(atlas)["Config locations"] == f"{near} {far}"
    document = atlas("info", "--json").json()
    assert document["config_locations"] == [str(near), str(far)]


def test_channels_are_shown_without_credentials(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.channels("https://ada:secret@h.test/t/tk-1/sea").write()
    outcome = pixi("info").ok()
    assert "           Channels: https://h.test/sea\n" in outcome.stdout
    assert "secret" not in outcome.stdout + outcome.stderr


def test_titles_and_labels_are_bold_where_colours_are(atlas: Pixi) -> None:
    text = atlas("info", "--color", "always").ok().stdout
    assert "\x1b[1mEnvironments\x1b[0m\n------------\n" in text
    assert "\x1b[1m        Environment\x1b[0m: default\n" in text


def test_info_works_outside_of_a_workspace(pixi: Pixi) -> None:
    info = pixi("info", "--json").json()
    assert info["project_info"] is None
    assert info["environments_info"] == []
    outcome = pixi("info").ok()
    assert "Workspace" not in outcome.stdout
    assert outcome.stdout.endswith("pixi-global.toml\n")
    assert outcome.stderr == ""


@pytest.mark.parametrize("named", ["pixi.toml", "empty", "broken/pixi.toml"])
def test_manifest_that_is_named_must_be_there_and_sound(
    pixi: Pixi, workspace: WorkspaceBuilder, named: str
) -> None:
    (pixi.cwd / "empty").mkdir()
    workspace.file("broken/pixi.toml", "[workspace]\n")
    outcome = pixi("info", "--manifest-path", named).failed()
    assert outcome.stdout == ""
    assert outcome.stderr.count("Error:") == 1


@pytest.mark.parametrize(
    ("manifest", "faults"),
    [
        pytest.param(
            b"[workspace]\nchannels = []\n[dependancies]\n",
            ["unexpected key 'dependancies' in the manifest"],
            id="one",
        ),
        pytest.param(
            b"[workspace]\nchannels = []\n[dependancies]\n[foo]\n",
            [
                "unexpected key 'dependancies' in the manifest",
                "unexpected key 'foo' in the manifest",
            ],
            id="several",
        ),
        pytest.param(
            b"[workspace]\nchannels = ['\xff']\n",
            ["it is not UTF-8 text"],
            id="one without a place",
        ),
    ],
)
def test_every_fault_of_a_manifest_is_shown_beside_the_rest(
    pixi: Pixi, manifest: bytes, faults: list[str]
) -> None:
    (pixi.cwd / "pixi.toml").write_bytes(manifest)
    shown, document = pixi("info").ok(), pixi("info", "--json").ok()
    assert shown.stdout.startswith("System\n")
    assert document.json()["project_info"] is None
    assert shown.stderr == document.stderr
    assert shown.stderr.count("Error:") == len(faults)
    assert all(fault in shown.stderr for fault in faults)


def test_info_shows_what_the_machine_is_said_to_have(pixi: Pixi) -> None:
    info = pixi.having(CONDA_OVERRIDE_CUDA="12.1")("info", "--json").json()
    assert "__cuda=12.1=0" in info["virtual_packages"]
    warned = pixi.having(CONDA_OVERRIDE_CUDA="twelve")("info").ok()
    assert "Ignoring CONDA_OVERRIDE_CUDA: 'twelve' is not a version" in warned.stderr
