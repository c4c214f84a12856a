"""Whether the engines understand the requirements of a manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.conda.matching import check_specs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.errors import PixiError
    from pypixi.manifest.model import Manifest, Target
    from pypixi.specs.matchspec import CondaSpec


def requirement_faults(manifest: Manifest) -> list[PixiError]:
    """Return a fault for each requirement that is not understood, used or not."""
    faults = check_specs(_conda_specs(manifest))
    asked = [
        spec
        for target in _targets(manifest)
        for specs in target.pypi_requirements().values()
        for spec in specs
    ]
    if asked:
        # The engine's door: what PEP 440 and 508 say concerns only those who use it.
        from pypixi.pypi.requirements import check_requirements  # noqa: PLC0415

        faults += check_requirements(asked)
    return faults


def _conda_specs(manifest: Manifest) -> Iterator[CondaSpec]:
    yield from manifest.workspace.dependencies.values()
    for target in _targets(manifest):
        yield from target.dependencies.values()
        yield from target.constraints.values()
    for package in manifest.packages:
        yield from package.conda_specs()


def _targets(manifest: Manifest) -> Iterator[Target]:
    for feature in manifest.all_features:
        yield from feature.targets
