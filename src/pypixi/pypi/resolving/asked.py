"""Which requirements of the manifest count on a target."""

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.pypi.requirements import applies, parse_requirement
from pypixi.pypi.target import marker_environment
from pypixi.specs.channel import without_credentials
from pypixi.specs.requirement import IndexSource
from pypixi.specs.source import PathSource
from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pypixi.pypi.names.provided import Provided
    from pypixi.pypi.target import TargetPython
    from pypixi.specs.names import PypiName
    from pypixi.specs.requirement import PypiSource, PypiSpec
    from pypixi.terminal.report import Report


class ConflictingSourcesError(PixiError):
    """Two requirements want one package from different places."""

    def __init__(self, first: PypiSpec, second: PypiSpec) -> None:
        specs = (first, second)
        places = [spec.place for spec in specs]
        super().__init__(
            f"'{_text(first)}' and '{_text(second)}' cannot both be met:"
            f" '{first.name}' would have to come from two places",
            labels=[
                place.label(text)
                for place, text in zip(places, ("here", "there"), strict=True)
                if place is not None
            ],
            help="remove one of them, or put them into different environments",
        )


@frozen
class Asked:
    """The requirements that count, which do not contradict each other in their form."""

    specs: tuple[PypiSpec, ...]
    sources: Mapping[PypiName, PypiSpec]
    """Those on a URL, path or repository: one for each package that has any."""
    indexes: Mapping[PypiName, str]
    """The one index that a package may come from, as written."""


def asked_requirements(
    specs: Iterable[PypiSpec],
    target: TargetPython,
    provided: Mapping[PypiName, Provided],
    report: Report,
    *,
    root: Path,
) -> Asked:
    """Return the requirements that uv is asked to meet.

    What names a URL, path or repository for a package that conda provides is left out
    with a warning: conda wins, as in the original.

    Args:
        specs: As in the manifest.
        target: The Python that their markers are about.
        provided: What conda packages bring.
        report: Hears of requirements that are not used.
        root: The workspace, where relative paths start.

    Raises:
        PixiError: If requirements contradict each other in where a package comes from.
    """
    counting = _usable(holding(specs, target), provided, report)
    sources: dict[PypiName, PypiSpec] = {}
    indexes: dict[PypiName, PypiSpec] = {}
    for spec in counting:
        origins = indexes if isinstance(spec.source, IndexSource) else sources
        origin = _origin(spec.source, root)
        if origin is not None:
            first = origins.setdefault(spec.name, spec)
            if _origin(first.source, root) != origin:
                raise ConflictingSourcesError(first, spec)
    for name in sources.keys() & indexes.keys():
        raise ConflictingSourcesError(indexes[name], sources[name])
    return Asked(
        specs=counting,
        sources=sources,
        indexes={
            name: spec.source.index
            for name, spec in indexes.items()
            if isinstance(spec.source, IndexSource) and spec.source.index is not None
        },
    )


def holding(specs: Iterable[PypiSpec], target: TargetPython) -> tuple[PypiSpec, ...]:
    """Return the requirements whose marker holds."""
    environment = marker_environment(target)
    return tuple(
        spec for spec in specs if applies(parse_requirement(spec), environment)
    )


def _usable(
    specs: Iterable[PypiSpec], provided: Mapping[PypiName, Provided], report: Report
) -> tuple[PypiSpec, ...]:
    usable = []
    for spec in specs:
        given = provided.get(spec.name)
        if given is None or isinstance(spec.source, IndexSource):
            usable.append(spec)
        else:
            _warn(spec, given, report)
    return tuple(usable)


def _warn(spec: PypiSpec, provided: Provided, report: Report) -> None:
    place = spec.place
    report.warn(
        f"'{_text(spec)}' is not used: conda already provides {provided.name}"
        f" {provided.version} by its package '{provided.conda_name}'",
        labels=() if place is None else (place.label("has no effect"),),
        help=f"remove '{spec.spelling}' from [pypi-dependencies], or take care that no"
        f" conda package needs '{provided.conda_name}'",
    )


def _origin(source: PypiSource, root: Path) -> object:
    """Return what two requirements on one package must agree on; None where free."""
    match source:
        case IndexSource():
            return source.index
        case PathSource():  # how it is linked later does not matter here
            return os.path.normpath(root / source.path)
        case _:
            return source


def _text(spec: PypiSpec) -> str:
    return without_credentials(str(spec))
