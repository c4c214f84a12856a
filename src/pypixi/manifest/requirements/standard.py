"""From requirements as standard metadata writes them to typed ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from pypixi.errors import Label, PixiError, Span
from pypixi.manifest.reading.faults import InvalidValueError, QuotingError
from pypixi.patterns import regex
from pypixi.specs.direct import direct_source
from pypixi.specs.names import pypi_name
from pypixi.specs.requirement import IndexSource, PypiSpec

if TYPE_CHECKING:
    from pypixi.manifest.document import DocumentPlace

_MARKED = regex(r" {4}(?P<blanks> *)(?P<marks>[~^]+)")
"""The line of a parser's message that points into the text above it."""
_VERSION = regex(r"\s*[\w.-]+\s*(?:\[[^\]]*\])?\s*\(?(?P<version>[^;)]*)")


class InvalidRequirementTextError(QuotingError):
    """A text of ``[project]`` is no requirement on a PyPI package."""

    def __init__(self, place: DocumentPlace, text: str, reason: str) -> None:
        what, *lines = reason.splitlines()
        label = place.label("not understood" if lines else what)
        super().__init__(
            f"'{text}' is not a requirement on a PyPI package",
            labels=[_narrowed(label, text, lines)],
            help='write for example: "requests>=2,<3", "requests[socks]",'
            " \"tomli; python_version < '3.11'\"",
            notes=[what] if lines else [],
        )


class InvalidRequiresPythonError(InvalidValueError):
    """``requires-python`` is no specification of versions."""

    def __init__(self, place: DocumentPlace, text: str) -> None:
        super().__init__(
            place,
            f"'{text}' is not a version specification",
            label="not understood",
            help='write for example: requires-python = ">=3.11,<4"',
        )


def parse_requirement_text(text: str, place: DocumentPlace) -> PypiSpec:
    """Return what a requirement of PEP 508 asks for.

    Raises:
        InvalidRequirementTextError: If ``text`` is none.
    """
    try:
        requirement = Requirement(text)
        name = pypi_name(requirement.name)
        found = _VERSION.match(text)
        version = found["version"].strip() if found else ""
        source = (
            direct_source(requirement.url)
            if requirement.url
            else IndexSource(version=version or None)
        )
    except (InvalidRequirement, ValueError) as error:
        raise InvalidRequirementTextError(place, text, str(error)) from error
    if name is None:
        raise InvalidRequirementTextError(place, text, "this is no name")
    return PypiSpec(
        name=name,
        spelling=requirement.name,
        source=source,
        extras=tuple(sorted(requirement.extras)),
        marker=None if requirement.marker is None else str(requirement.marker),
        place=place,
    )


def requirement_or_none(
    text: str, place: DocumentPlace, faults: list[PixiError]
) -> PypiSpec | None:
    """Return what a requirement asks for; None, and a fault more, where it is none."""
    try:
        return parse_requirement_text(text, place)
    except InvalidRequirementTextError as fault:
        faults.append(fault)
        return None


def python_version(text: str, place: DocumentPlace) -> str:
    """Return the version of conda's Python that a ``requires-python`` asks for.

    The original takes ``==`` off, so that ``==3.11.*`` means what it says to conda. A
    version that is left bare is exact.

    Raises:
        InvalidRequiresPythonError: If ``text`` is no specification of versions.
    """
    try:
        SpecifierSet(text)
    except InvalidSpecifier as error:
        raise InvalidRequiresPythonError(place, text) from error
    clauses = ["".join(clause.split()) for clause in text.split(",")]
    return ",".join(_conda_clause(clause) for clause in clauses if clause) or "*"


def _conda_clause(clause: str) -> str:
    exact = clause.lstrip("=")
    if exact == clause or exact.endswith(".*"):
        return exact
    return f"=={exact}"


def _narrowed(label: Label, text: str, lines: list[str]) -> Label:
    """Return a label at what a parser marked, or as it is where it cannot be found."""
    marks = [found for line in lines if (found := _MARKED.fullmatch(line))]
    start = label.span.start + 1  # behind the quotation mark
    if not marks or label.source.text[start : start + len(text)] != text:
        return label
    first = start + len(marks[-1]["blanks"])
    last = min(first + len(marks[-1]["marks"]), label.span.end)
    return Label(label.source, Span(first, last), label.text)
