"""What a manifest may ask for and this version cannot solve yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pypixi.errors import Place
    from pypixi.manifest.environments import Environment
    from pypixi.specs.indexes import PypiOptions
    from pypixi.specs.matchspec import CondaSpec

OPTIONS = {
    "no-build-isolation": "no_build_isolation",
    "dependency-overrides": "dependency_overrides",
    "skip-wheel-filename-check": "skip_wheel_filename_check",
}
"""Keys of ``[pypi-options]`` and their fields."""

_LATER = "leave it out for now; a later version will know it"


class UnsupportedSourceError(PixiError):
    """A conda package is to be built from source."""

    def __init__(self, spec: CondaSpec, reasons: Iterable[str] = ()) -> None:
        super().__init__(
            f"'{spec.name}' is to be built from source, which is not supported yet",
            labels=[] if spec.place is None else [spec.place.label()],
            help=_LATER,
            notes=reasons,
        )


class UnsupportedOptionError(PixiError):
    """An environment has an option that nothing obeys yet."""

    def __init__(self, environment: Environment, key: str, place: Place | None) -> None:
        super().__init__(
            f"'{key}' in the PyPI options of environment '{environment.name}' is not"
            " supported yet",
            labels=[] if place is None else [place.inside(key).label()],
            help=_LATER,
        )


def unsupported(
    environments: Iterable[Environment], reasons: Iterable[str] = ()
) -> list[PixiError]:
    """Return a fault for all that cannot be solved, each place once.

    Args:
        environments: What is to be solved.
        reasons: Why they must be.
    """
    why = tuple(reasons)
    listed = list(environments)
    sources = {id(spec): spec for each in listed for spec in _sources(each)}
    faults: list[PixiError] = [
        UnsupportedSourceError(spec, why) for spec in sources.values()
    ]
    told: set[tuple[str, int]] = set()
    for environment in listed:
        for key, options in _options(environment):
            if (key, id(options)) not in told:
                told.add((key, id(options)))
                faults.append(UnsupportedOptionError(environment, key, options.place))
    return faults


def _options(environment: Environment) -> Iterator[tuple[str, PypiOptions]]:
    """Yield keys that nothing obeys with the tables that set them, merged at worst."""
    merged = environment.pypi_options
    tables = [merged, *(feature.pypi_options for feature in environment.features)]
    for key, field in OPTIONS.items():
        if getattr(merged, field):
            setting = [row for row in tables if row.place and getattr(row, field)]
            yield key, setting[0] if setting else merged


def _sources(environment: Environment) -> Iterator[CondaSpec]:
    for platform in environment.platforms:
        yield from environment.dev(platform)
        for spec in environment.dependencies(platform):
            if spec.source is not None:
                yield spec
