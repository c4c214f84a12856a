"""The PyPI options of an environment, merged from those of its features."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pypixi.errors import PixiError
from pypixi.patterns import regex
from pypixi.specs.channel import without_credentials
from pypixi.specs.indexes import NO_OPTIONS, PypiOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pypixi.errors import Label
    from pypixi.specs.indexes import PackageChoice
    from pypixi.specs.names import PypiName
    from pypixi.specs.requirement import PypiSpec

    from .model import EnvironmentEntry, Feature, Manifest

_Value = TypeVar("_Value")

_BARE_HOST = regex(r"[a-z]+://[^/]+")

_SINGLE = (
    ("index-url", "index_url", "primary pypi indexes"),
    ("index-strategy", "index_strategy", "index strategies"),
    ("prerelease-mode", "prerelease_mode", "prerelease modes"),
    (
        "skip-wheel-filename-check",
        "skip_wheel_filename_check",
        "values of 'skip-wheel-filename-check'",
    ),
)
"""Options with one value: the manifest's key, our field and their plural."""


def environment_pypi_options(
    manifest: Manifest, entry: EnvironmentEntry, features: Sequence[Feature]
) -> PypiOptions:
    """Return the options of an environment: the workspace's below its features'.

    Raises:
        PixiError: If features disagree on what can have one value only.
    """
    base = manifest.workspace.pypi_options
    setting = [row for row in features if row.pypi_options is not NO_OPTIONS]
    own = [feature.pypi_options for feature in setting]
    if not own or (len(own) == 1 and base is NO_OPTIONS):
        return own[0] if own else base
    _check_agreement(manifest, entry, setting)
    return PypiOptions(
        index_url=_first(part.index_url for part in [*own, base]),
        extra_index_urls=_joined(part.extra_index_urls for part in [base, *own]),
        find_links=_joined(part.find_links for part in [base, *own]),
        index_strategy=_first(part.index_strategy for part in [*own, base]),
        prerelease_mode=_first(part.prerelease_mode for part in [*own, base]),
        no_build=_united(part.no_build for part in [base, *own]),
        no_binary=_united(part.no_binary for part in [base, *own]),
        no_build_isolation=_united(part.no_build_isolation for part in [base, *own]),
        dependency_overrides=_overrides([*own, base]),
        skip_wheel_filename_check=_first(
            part.skip_wheel_filename_check for part in [*own, base]
        ),
    )


def _first(values: Iterable[_Value | None]) -> _Value | None:
    return next((value for value in values if value is not None), None)


def _joined(lists: Iterable[tuple[_Value, ...]]) -> tuple[_Value, ...]:
    return tuple(dict.fromkeys(value for values in lists for value in values))


def _united(choices: Iterable[PackageChoice]) -> PackageChoice:
    """Return all packages if any choice is that, else every name once."""
    listed = list(choices)
    if True in listed:
        return True
    return _joined(names for names in listed if not isinstance(names, bool)) or False


def _overrides(options: Iterable[PypiOptions]) -> dict[PypiName, PypiSpec]:
    """Return the overrides by name, the first of each."""
    found: dict[PypiName, PypiSpec] = {}
    for part in options:
        found = {**part.dependency_overrides, **found}
    return found


def _check_agreement(
    manifest: Manifest, entry: EnvironmentEntry, features: Sequence[Feature]
) -> None:
    for key, field, plural in _SINGLE:
        setting = [f for f in features if getattr(f.pypi_options, field) is not None]
        values = [str(getattr(feature.pypi_options, field)) for feature in setting]
        for feature, value in zip(setting, values, strict=True):
            if _normal(value) == _normal(values[0]):
                continue
            found = " and ".join(map(without_credentials, (values[0], value)))
            raise PixiError(
                f"multiple {plural} are not supported, found both {found} across"
                " multiple pypi options",
                labels=[_label(manifest, each, key) for each in (setting[0], feature)],
                help=f"set one `{key}` for the features of '{entry.name}'",
            )


def _normal(text: str) -> str:
    """Return a URL with the path that it has even if none is written."""
    return f"{text}/" if _BARE_HOST.fullmatch(text) else text


def _label(manifest: Manifest, feature: Feature, key: str) -> Label:
    """Return a label at an option of a feature."""
    place = manifest.document.at(*feature.keys, "pypi-options", key)
    return place.label(f"set by {feature.title}")
