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

_CHANNEL_SECRETS = "a file that RATTLER_AUTH_FILE names"
_INDEX_SECRETS = "your netrc file"
_BARE_VERSION = re.compile(r"\d[\w.!+-]*")


def warn_of_oddities(manifest: Manifest, report: Report) -> None:
    """Tell of what is unused, ambiguous, outdated or secret."""
    _warn_of_unused_features(manifest, report)
    for spec in _specs(manifest):
        if spec.version and _BARE_VERSION.fullmatch(spec.version):
            _warn_of_bare_version(spec, spec.version, report)
    for channel in _channels(manifest):
        if channel.text != without_credentials(channel.text):
            _warn_of_credentials(
                f"the channel '{channel.text}'", _CHANNEL_SECRETS, report
            )
    for url in dict.fromkeys(_index_urls(manifest)):
        if url != without_credentials(url):
            _warn_of_credentials(f"the index '{url}'", _INDEX_SECRETS, report)
    _warn_of_empty_map(manifest, report)


def _warn_of_unused_features(manifest: Manifest, report: Report) -> None:
    used = {name for entry in manifest.environments.values() for name in entry.features}
    for name, feature in manifest.features.items():
        if name != DEFAULT_FEATURE and name not in used and feature.place is not None:
            report.warn(
                f"The feature '{name}' is defined but not used in any environment",
                labels=(feature.place.label("unused feature"),),
                help=f'list it under [environments], for example: test = ["{name}"]',
            )


def _warn_of_bare_version(spec: CondaSpec, version: str, report: Report) -> None:
    labels = () if spec.place is None else (spec.place.label("ambiguous version"),)
    report.warn(
        f"the version '{version}' of '{spec.name}' is ambiguous: it could mean"
        f" '{version}.*', and is taken as '=={version}'",
        labels=labels,
        help=f'write {spec.name} = "{version}.*" or {spec.name} = "=={version}"',
    )


def _warn_of_credentials(subject: str, where_to: str, report: Report) -> None:
    # Without a label: the source line would show what must not be shown.
    report.warn(
        f"{without_credentials(subject)} is written with credentials, which will be in"
        " pixi.lock too",
        help=f"keep them in {where_to}, and out of the URL",
    )


def _warn_of_empty_map(manifest: Manifest, report: Report) -> None:
    # The typed value is that of `false`; only the text knows the difference.
    place = manifest.document.at("workspace", "conda-pypi-map")
    if manifest.document.data["workspace"].get("conda-pypi-map") == {}:
        report.warn(
            "an empty `conda-pypi-map` is deprecated: it means `false`",
            labels=(place.label("no names are looked up"),),
            help="write conda-pypi-map = false",
        )


def _specs(manifest: Manifest) -> Iterator[CondaSpec]:
    for feature in manifest.features.values():
        for target in feature.targets:
            yield from target.dependencies.values()


def _channels(manifest: Manifest) -> Iterator[Channel]:
    yield from manifest.workspace.channels
    for feature in manifest.features.values():
        yield from feature.channels or ()


def _index_urls(manifest: Manifest) -> Iterator[str]:
    options = [feature.pypi_options for feature in manifest.features.values()]
    for part in [manifest.workspace.pypi_options, *options]:
        yield from filter(None, [part.index_url, *part.extra_index_urls])
        yield from (row.url for row in part.find_links if row.url is not None)
