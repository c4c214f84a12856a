from __future__ import annotations

import pytest

from unit.manifest.samples import WORKSPACE, manifest, manifest_fault, marked


@pytest.mark.parametrize("spec", ["*", ">=0.50", ">=0.77,<1", "0.77.*", "==0.77.0"])
def test_manifest_for_this_version_is_read(spec: str) -> None:
    assert manifest(f"{WORKSPACE}requires-pixi = '{spec}'\n").display_name == "ws"


def test_manifest_for_another_version_is_refused() -> None:
    found = manifest_fault(f"{WORKSPACE}requires-pixi = '>=0.78'\n")
    assert found.message == (
        "this project requires pixi '>=0.78', but you have pixi 0.77.0"
    )
    assert marked(found.labels[0]) == (
        "'>=0.78'",
        "this version requirement is not satisfied",
    )
    assert found.help == "use a version of pixi that fits, or change `requires-pixi`"


def test_nothing_else_of_a_manifest_for_another_version_is_judged() -> None:
    text = "[workspace]\nrequires-pixi = '>=99'\nlasers = true\n[holograms]\n"
    assert manifest_fault(text).message.startswith("this project requires pixi '>=99'")


def test_requirement_that_cannot_be_read_is_explained() -> None:
    found = manifest_fault(f"{WORKSPACE}requires-pixi = '>=0.1.*'\n")
    assert found.message == "invalid version specifier in 'requires-pixi'"
    assert marked(found.labels[0]) == (
        "'>=0.1.*'",
        "'>=' cannot stand before a '*'",
    )
    assert found.help == 'write for example requires-pixi = ">=0.50"'


def test_requirement_that_is_no_text_is_a_fault() -> None:
    found = manifest_fault(f"{WORKSPACE}requires-pixi = 1\n")
    assert found.message == "'requires-pixi' must be a string"
