from __future__ import annotations

import pytest

from pypixi.specs.cutoff import Cutoff, ExcludeNewer
from pypixi.specs.names import PackageName
from unit.manifest.samples import environments, marked, workspace, workspace_fault

WEEK = Cutoff(text="7d", age=7 * 86400)
EPOCH = Cutoff(text="1970-01-01", moment=86400.0)


def test_cutoffs_of_all_kinds_are_read() -> None:
    found = workspace(
        "exclude-newer = '7d'\n"
        "[exclude-newer]\nNumPy = '1970-01-01'\n"
        "[pypi-exclude-newer]\nruamel_yaml = '7d'\n"
    ).workspace
    assert found.exclude_newer.default == WEEK
    assert found.exclude_newer.packages == {"numpy": EPOCH}
    assert found.exclude_newer.pypi_packages == {"ruamel-yaml": WEEK}


def test_workspace_without_cutoffs_has_none() -> None:
    assert workspace().workspace.exclude_newer == ExcludeNewer()


def test_environments_have_the_cutoffs_of_the_workspace() -> None:
    found = environments("[exclude-newer]\na = '7d'\n[environments]\nb = []\n")
    assert found["b"].exclude_newer == ExcludeNewer(packages={PackageName("a"): WEEK})


def test_first_entry_of_a_channel_decides_on_its_cutoff() -> None:
    found = environments(
        "[feature.f]\nchannels = [{ channel = 'main', exclude-newer = '7d' }]\n"
        "[environments]\nf = ['f']\n"
    )
    assert [each.exclude_newer for each in found["f"].channels] == [WEEK]
    assert [each.exclude_newer for each in found["default"].channels] == [None]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("exclude-newer = 'soon'\n", "'soon'"),
        ("[exclude-newer]\na = '2025-13-01'\n", "'2025-13-01'"),
        ("[pypi-exclude-newer]\na = '7'\n", "'7'"),
        (
            "[feature.f]\nchannels = [{ channel = 'x', exclude-newer = '1 eon' }]\n",
            "'1 eon'",
        ),
    ],
)
def test_what_is_no_cutoff_is_refused(text: str, mark: str) -> None:
    fault = workspace_fault(text)
    assert fault.message == (
        f"{mark} is neither a valid duration, date (such as '2025-06-30'), nor"
        " timestamp (such as '2025-06-30T12:00:00Z')"
    )
    assert fault.help == "a duration is a number and a unit: '7d', '1h30m', '2 weeks'"
    assert marked(fault.labels[0])[0] == mark
