"""Requirements of the manifest, understood as PEP 508 and PEP 440 mean them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.markers import InvalidMarker, Marker, UndefinedComparison
from packaging.requirements import Requirement
from packaging.specifiers import Specifier, SpecifierSet
from packaging.version import Version

from pypixi.manifest.reading.faults import QuotingError
from pypixi.patterns import regex
from pypixi.specs.names import pypi_name
from pypixi.specs.source import GitSource, PathSource, UrlSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pypixi.errors import PixiError
    from pypixi.specs.requirement import PypiSpec

_WILDCARD = regex(r"(>=|<=|>|<|~=)\s*([^,]*?)\.\*")


class InvalidRequirementError(QuotingError):
    """A requirement on a PyPI package cannot be understood."""

    def __init__(
        self,
        spec: PypiSpec,
        what: str,
        *,
        key: str,
        help: str,  # noqa: A002 - the word users read in the output
        reason: str = "",
    ) -> None:
        place = None if spec.place is None else spec.place.inside(key)
        super().__init__(
            what,
            labels=[] if place is None else [place.label("not understood")],
            help=help,
            notes=reason.splitlines()[:1],
        )


def parse_requirement(spec: PypiSpec) -> Requirement:
    """Return a requirement with its name, extras, specifiers and marker.

    One on a URL, path or repository has no specifiers, and no URL either.

    Raises:
        InvalidRequirementError: If its version, extras or marker cannot be understood.
    """
    extras = _extras(spec)
    version = _specifiers(spec)
    marker = _marker(spec)
    return Requirement(f"{spec.name}{extras}{version}{marker}")


def check_requirements(specs: Iterable[PypiSpec]) -> list[PixiError]:
    """Return a fault for each requirement that cannot be understood."""
    faults: list[PixiError] = []
    for spec in specs:
        try:
            parse_requirement(spec)
        except InvalidRequirementError as error:
            faults.append(error)
    return faults


def applies(
    requirement: Requirement, environment: Mapping[str, str], extras: Iterable[str] = ()
) -> bool:
    """Tell whether the marker of a requirement holds.

    Args:
        requirement: Of the manifest, or of a package.
        environment: The values of markers, without ``extra``.
        extras: What is wanted of the package that has the requirement.
    """
    marker = requirement.marker
    if marker is None:
        return True
    wanted = ("", *extras)
    return any(_holds(marker, {**environment, "extra": extra}) for extra in wanted)


def admits(specifier: SpecifierSet, version: str) -> bool:
    """Tell whether specifiers admit a version that was chosen, a pre-release too."""
    try:
        return specifier.contains(Version(version), prereleases=True)
    except ValueError:
        return False


def admits_python(requires_python: str, version: str) -> bool:
    """Tell whether a package's ``requires_python`` admits a version of Python.

    As for uv only its lower bounds count: a package cannot know that it does not work
    with a Python which was not there yet.
    """
    try:
        release = Version(Version(version).base_version)
        return all(
            _is_above(release, specifier) for specifier in SpecifierSet(requires_python)
        )
    except ValueError:
        return True  # what nobody understands rules nothing out


def _is_above(release: Version, specifier: Specifier) -> bool:
    if specifier.operator not in (">=", ">", "==", "===", "~="):
        return True
    bound = Version(Version(specifier.version.removesuffix(".*")).base_version)
    return release > bound if specifier.operator == ">" else release >= bound


def _holds(marker: Marker, environment: dict[str, str]) -> bool:
    try:
        return marker.evaluate(environment)
    except (UndefinedComparison, ValueError):
        return False  # uv, too, takes what cannot be compared for unequal


def _extras(spec: PypiSpec) -> str:
    for extra in spec.extras:
        if pypi_name(extra) is None:
            raise InvalidRequirementError(
                spec,
                f"'{extra}' is not the name of an extra of '{spec.spelling}'",
                key="extras",
                help='write for example: extras = ["cli", "docs"]',
                reason="letters and digits, with `-`, `.` and `_` between them",
            )
    return f"[{','.join(spec.extras)}]" if spec.extras else ""


def _specifiers(spec: PypiSpec) -> str:
    if isinstance(spec.source, UrlSource | PathSource | GitSource):
        return ""
    version = spec.source.version
    if version is None:
        return ""
    try:
        return str(SpecifierSet(version))
    except ValueError as error:  # InvalidSpecifier, or numbers beyond what Python reads
        raise InvalidRequirementError(
            spec,
            f"'{version}' is not a version specification for '{spec.spelling}'",
            key="version",
            help=f'write: {spec.spelling} = "{_meant(version)}"',
        ) from error


def _marker(spec: PypiSpec) -> str:
    if spec.marker is None:
        return ""
    try:
        return f" ; {Marker(spec.marker)}"
    except InvalidMarker as error:
        raise InvalidRequirementError(
            spec,
            f"`{spec.marker}` is not an environment marker",
            key="env-markers",
            help="write for example: env-markers = \"python_version < '3.11'\"",
            reason=str(error),
        ) from error


def _meant(version: str) -> str:
    """Return what someone probably wanted to write."""
    from pypixi.manifest.reading.advice import without_carets  # noqa: PLC0415

    joined = ",".join(version.replace(",", " ").split())
    for text in (
        joined,
        f"=={joined.lstrip('=')}",
        f"~={joined.lstrip('~')}",
        without_carets(joined),
        _WILDCARD.sub(r"\1\2", joined),
    ):
        try:
            str(SpecifierSet(text))
        except ValueError:
            continue
        return text
    return ">=1.2,<2"
