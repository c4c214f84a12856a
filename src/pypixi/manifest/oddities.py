"""Warnings about what a manifest may say but hardly means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypixi.specs.channel import without_credentials
from pypixi.specs.names import DEFAULT_FEATURE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.specs.channel import Channel
    from pypixi.specs.matchspec import CondaSpec
    from pypixi.terminal.report import Report

    from .model import Manifest

_BARE_VERSION = re.compile(r"\d[\w.!+-]*")


def warn_of_oddities(manifest: Manifest, report: Report) -> None:
    """Tell of unused features, ambiguous versions and credentials in URLs."""
    _warn_of_unused_features(manifest, report)
    for spec in _specs(manifest):
        if spec.version and _BARE_VERSION.fullmatch(spec.version):
            _warn_of_bare_version(spec, spec.version, report)
    for channel in _channels(manifest):
        if channel.text != without_credentials(channel.text):
            _warn_of_credentials(channel, report)


def _warn_of_unused_features(manifest: Manifest, report: Report) -> None:
    used = {name for entry in manifest.environments.values() for name in entry.features}
    for name, feature in manifest.features.items():
        if name != DEFAULT_FEATURE and name not in used and feature.place is not None:
            report.warn(
                f"The feature '{name}' is defined but not used in any environment",
                labels=(feature.place.label("unused feature"),),
                help=f'list it under [environments], for example: {name} = ["{name}"]',
            )


def _warn_of_bare_version(spec: CondaSpec, version: str, report: Report) -> None:
    labels = () if spec.place is None else (spec.place.label("ambiguous version"),)
    report.warn(
        f"the version '{version}' of '{spec.name}' is ambiguous: it could mean"
        f" '{version}.*', and is taken as '=={version}'",
        labels=labels,
        help=f'write {spec.name} = "{version}.*" or {spec.name} = "=={version}"',
    )


def _warn_of_credentials(channel: Channel, report: Report) -> None:
    # Without a label: the source line would show what must not be shown.
    report.warn(
        f"the channel '{without_credentials(channel.text)}' is written with"
        " credentials, which will be in pixi.lock too",
        help="keep them in a file that RATTLER_AUTH_FILE names, and out of the URL",
    )


def _specs(manifest: Manifest) -> Iterator[CondaSpec]:
    for feature in manifest.features.values():
        for target in feature.targets:
            yield from target.dependencies.values()


def _channels(manifest: Manifest) -> Iterator[Channel]:
    yield from manifest.workspace.channels
    for feature in manifest.features.values():
        yield from feature.channels or ()
