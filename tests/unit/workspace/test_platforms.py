from __future__ import annotations

import pytest

from pypixi.workspace.platforms import has_dependencies
from unit.manifest.samples import environments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("[tasks]\ngo = 'go'\n", False, id="tasks alone"),
        pytest.param("[dependencies]\nzlib = '*'\n", True, id="conda"),
        pytest.param("[pypi-dependencies]\nflask = '*'\n", True, id="PyPI"),
    ],
)
def test_environment_with_packages_is_told(text: str, expected: bool) -> None:
    assert has_dependencies(environments(text)["default"]) is expected
