from __future__ import annotations

import pytest

from pypixi.locking.solving.unsupported import unsupported
from pypixi.manifest.environments import compose_environments
from unit.manifest.samples import manifest, marked

WORKSPACE = """\
[workspace]
channels = []
platforms = ["linux-64", "win-64"]
preview = ["pixi-build"]
"""


def faults(text: str) -> list[tuple[str, list[str]]]:
    environments = compose_environments(manifest(f"{WORKSPACE}{text}"))
    return [
        (fault.message, [marked(label)[0] for label in fault.labels])
        for fault in unsupported(environments.values())
    ]


@pytest.mark.parametrize("table", ["dependencies", "dev"])
def test_source_is_refused_once_at_its_place(table: str) -> None:
    text = f"[{table}]\na = {{ path = '.' }}\n[environments]\nx = []\n"
    assert faults(text) == [
        (
            "'a' is to be built from source, which is not supported yet",
            ["{ path = '.' }"],
        )
    ]


def test_source_for_a_platform_that_an_environment_has_not_is_let_be() -> None:
    assert not faults("[target.osx.dependencies]\na = { path = '.' }\n")


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ("no-build-isolation = ['a']", "no-build-isolation"),
        ("dependency-overrides = { a = '*' }", "dependency-overrides"),
        ("skip-wheel-filename-check = true", "skip-wheel-filename-check"),
    ],
)
def test_option_that_nothing_obeys_is_refused(entry: str, key: str) -> None:
    for table in ("pypi-options", "workspace.pypi-options"):
        text = f"[environments]\nother = []\n[{table}]\n{entry}\n"
        ((message, marks),) = faults(text)
        assert message == (
            f"'{key}' in the PyPI options of environment 'default' is not supported yet"
        )
        assert marks == [entry.partition(" = ")[2]]


def test_option_of_a_feature_is_marked_there() -> None:
    text = (
        "[pypi-options]\nindex-url = 'https://a.test'\n"
        "[feature.f.pypi-options]\nno-build-isolation = ['a']\n"
        "[environments]\nf = ['f']\n"
    )
    ((message, marks),) = faults(text)
    assert "of environment 'f'" in message
    assert marks == ["['a']"]


@pytest.mark.parametrize(
    "entry",
    [
        "no-build-isolation = false",
        "dependency-overrides = {}",
        "skip-wheel-filename-check = false",
    ],
)
def test_option_that_changes_nothing_is_let_be(entry: str) -> None:
    assert not faults(f"[pypi-options]\n{entry}\n")
