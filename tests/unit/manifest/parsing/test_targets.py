from __future__ import annotations

import pytest

from unit.manifest.samples import marked, workspace, workspace_fault


def test_targets_keep_their_order_behind_what_holds_everywhere() -> None:
    targets = (
        workspace(
            "[feature.a.target.win.dependencies]\nx = '*'\n"
            "[feature.a.dependencies]\ny = '*'\n"
            "[feature.a.target.'cuda-*'.tasks]\ngo = 'go'\n"
        )
        .features["a"]
        .targets
    )
    assert [target.selector for target in targets] == [None, "win", "cuda-*"]
    assert [[*target.dependencies] for target in targets] == [["y"], ["x"], []]


@pytest.mark.parametrize(
    ("table", "feature"),
    [
        pytest.param("", "default", id="root"),
        pytest.param("feature.a.", "a", id="feature"),
        pytest.param("target.unix.", "default", id="target"),
    ],
)
def test_build_overrides_host_and_host_overrides_run(table: str, feature: str) -> None:
    found = workspace(
        f"[{table}build-dependencies]\na = '3.*'\n"
        f"[{table}host-dependencies]\na = '2.*'\nb = '2.*'\n"
        f"[{table}dependencies]\na = '1.*'\nb = '1.*'\nc = '1.*'\n"
    ).features[feature]
    specs = found.targets[-1].dependencies.values()
    assert list(map(str, specs)) == ["a 3.*", "b 2.*", "c 1.*"]


@pytest.mark.parametrize(
    ("text", "message", "mark", "advice"),
    [
        pytest.param(
            "[target.'if(win)'.dependencies]\n",
            (
                "Expression selectors (if(...)) are only supported inside the"
                " [package] dependency tables"
            ),
            "target.'if(win)'.dependencies",
            "write a table for each kind of platform, such as [target.win]",
            id="expression",
        ),
        pytest.param(
            "[target.'gpu_box']\n",
            "'gpu_box' is not a valid target selector",
            "target.'gpu_box'",
            (
                "write linux, osx, macos, win, unix, a conda subdir such as linux-64,"
                " the name of a platform, or a pattern of names with `*`"
            ),
            id="no name",
        ),
        pytest.param(
            "[feature.a.target.unix]\ndependecies = {}\n",
            "unexpected key 'dependecies' in [feature.a.target.unix]",
            "dependecies",
            "did you mean 'dependencies' or 'pypi-dependencies'?",
            id="misspelt key",
        ),
        pytest.param(
            "[target.unix]\nchannels = []\n",
            "unexpected key 'channels' in [target.unix]",
            "channels",
            None,
            id="key of a feature",
        ),
        pytest.param(
            "[target]\nunix = 3\n",
            "'unix' must be a table",
            "3",
            None,
            id="number",
        ),
        pytest.param(
            "[target.unix.dev]\nx = { path = '.' }\n",
            (
                "conda source dependencies are not allowed without enabling the"
                " 'pixi-build' preview flag"
            ),
            "path",
            'add to [workspace]: preview = ["pixi-build"]',
            id="development dependencies",
        ),
    ],
)
def test_fault_of_a_target_is_explained(
    text: str, message: str, mark: str, advice: str | None
) -> None:
    found = workspace_fault(text)
    assert found.message == message
    assert marked(found.labels[0])[0] == mark
    assert advice is None or found.help == advice
