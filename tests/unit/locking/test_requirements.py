from __future__ import annotations

import pytest

from pypixi.locking.requirements import requirement_faults
from unit.manifest.samples import marked, workspace


def faults(text: str) -> list[str]:
    """Return where the requirements stand that are not understood."""
    found = requirement_faults(workspace(text))
    return [marked(label)[0] for fault in found for label in fault.labels]


@pytest.mark.parametrize(
    "table",
    [
        "dependencies",
        "constraints",
        "pypi-dependencies",
        "target.win.dependencies",
        "feature.unused.dependencies",
        "feature.unused.target.win.constraints",
        "feature.unused.pypi-dependencies",
        "environments.test.dependencies",
        "environments.test.target.win.pypi-dependencies",
        "workspace.dependencies",
    ],
)
def test_requirement_is_checked_wherever_it_stands(table: str) -> None:
    assert faults(f"[{table}]\na = '>=>1'\nb = '>=1'\n") == ["'>=>1'"]


def test_faults_of_all_tables_are_found_in_one_go() -> None:
    text = (
        "[dependencies]\na = '/a'\n[feature.x.pypi-dependencies]\nb = 'about 2'\n"
        "[workspace.dependencies]\nc = '>=>1'\n"
        "[target.win.dependencies]\nd = { build = '^(x$' }\n"
    )
    assert set(faults(text)) == {"'/a'", "'about 2'", "'>=>1'", "'^(x$'"}
