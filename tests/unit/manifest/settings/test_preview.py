from __future__ import annotations

import pytest

from pypixi.errors import PixiError
from unit.manifest.samples import WORKSPACE, manifest, marked


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("[]", ()),
        ("false", ()),
        ("['new']", ("new",)),
        ("['pixi-build']", ("pixi-build",)),
        ("true", ("pixi-build",)),
    ],
)
def test_preview_is_read(value: str, expected: tuple[str, ...]) -> None:
    assert manifest(f"{WORKSPACE}preview = {value}\n").workspace.preview == expected


@pytest.mark.parametrize(
    ("value", "message", "mark"),
    [
        (
            "'pixi-build'",
            "'preview' must be a boolean or array",
            ("'pixi-build'", "expected a boolean or array, found a string"),
        ),
        (
            "[3]",
            "'preview[0]' must be a string",
            ("3", "expected a string, found an integer"),
        ),
    ],
)
def test_fault_of_a_preview_is_explained(
    value: str, message: str, mark: tuple[str, str]
) -> None:
    with pytest.raises(PixiError) as caught:
        manifest(f"{WORKSPACE}preview = {value}\n")
    assert caught.value.message == message
    assert marked(caught.value.labels[0]) == mark
