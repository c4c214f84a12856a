"""Requirements typed on a command line, as the manifest would say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement

from pypixi.errors import PixiError
from pypixi.patterns import regex
from pypixi.specs.direct import direct_source
from pypixi.specs.names import pypi_name
from pypixi.specs.requirement import IndexSource, PypiSpec
from pypixi.specs.source import (
    GitReference,
    GitSource,
    PathSource,
)
from pypixi.values import frozen, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Normalize = Callable[[Sequence[str]], list[str]]

_SINGLE = regex(r"([A-Za-z0-9._-]+(?:\[[^\]]*\])?)\s*=\s*([^=\s]+)")
_EXTRAS = regex(r"[^\[@]*\[([^\]]*)\]")
_SPELLED = regex(r"[^\[<>=!~]*(?:\[(?P<extras>[^\]]*)\])?(?P<version>.*)")
_SOURCED = regex(
    r"(?P<head>[^@;]+?)\s*@\s*(?P<source>[^;\s](?:[^;]*[^;\s])?)\s*(?P<marker>;.*)?"
)


class InvalidRequirementTextError(PixiError):
    """What was typed is no requirement on a PyPI package."""

    def __init__(self, text: str, reason: str, hint: str | None = None) -> None:
        lines = reason.splitlines()
        super().__init__(
            f"'{text}' is not a requirement on a PyPI package",
            help=hint
            or "write for example: requests, 'requests>=2,<3', 'requests[socks]',"
            " 'mylib @ git+https://example.org/mylib@v1'",
            notes=lines[:1],
        )


class MisplacedOptionError(PixiError):
    """An option that does not go with the requirement it stands beside."""

    def __init__(self, option: str, spec: PypiSpec, needs: str) -> None:
        super().__init__(f"{option} needs {needs}, and '{spec}' is none")


@frozen
class TypedOptions:
    """The options beside typed requirements."""

    editable: bool = False
    """For those on a folder; the others pass over it."""
    index: str | None = None
    git: str | None = None
    """A repository that all of them come from."""
    reference: GitReference | None = None
    subdirectory: str | None = None


def parse_typed(
    texts: Sequence[str], options: TypedOptions, normalize: Normalize
) -> list[PypiSpec]:
    """Return the requirements typed, in their order.

    Args:
        texts: As typed; a path may stand where PEP 508 wants a URL.
        options: What was typed beside them.
        normalize: Returns requirements in the spelling of the lock file, which is that
            of the original for versions and markers in a manifest, too.

    Raises:
        PixiError: If a text is no requirement, or an option does not go with one.
    """
    return [_with_options(_parsed(text, normalize), options) for text in texts]


def _parsed(text: str, normalize: Normalize) -> PypiSpec:
    found = _SOURCED.fullmatch(text)
    if found is None:
        return _plain(text, text, normalize)
    spec = _plain(f"{found['head']} {found['marker'] or ''}", text, normalize)
    try:
        return replace(spec, source=direct_source(found["source"]))
    except ValueError as error:
        raise InvalidRequirementTextError(found["source"], str(error)) from error


def _plain(text: str, typed: str, normalize: Normalize) -> PypiSpec:
    try:
        requirement = Requirement(text)
        name = pypi_name(requirement.name)
        plain = _without_source(requirement, text)
        (spelled,) = normalize([plain])
    except (InvalidRequirement, ValueError) as error:
        hint = f"did you mean 'NAME @ {typed}'?" if _is_path(typed) else None
        if meant := _SINGLE.fullmatch(typed):
            hint = f"did you mean '{meant[1]}=={meant[2]}'?"
        raise InvalidRequirementTextError(typed, str(error), hint) from error
    if name is None:
        raise InvalidRequirementTextError(typed, f"'{requirement.name}' is no name")
    head, _, marker = spelled.partition(" ; ")
    found = _SPELLED.fullmatch(head)
    extras, version = (found["extras"], found["version"]) if found else (None, "")
    return PypiSpec(
        name=name,
        spelling=requirement.name,
        extras=tuple(extras.split(",")) if extras else (),
        marker=marker or None,
        source=IndexSource(version=version.replace(",", ", ") or None),
    )


def _without_source(requirement: Requirement, text: str) -> str:
    """Return a requirement without its URL; extras in the order typed."""
    typed = _EXTRAS.match(text)
    extras = f"[{typed[1]}]" if typed and requirement.extras else ""
    marker = "" if requirement.marker is None else f" ; {requirement.marker}"
    return f"{requirement.name}{extras}{requirement.specifier}{marker}"


def _is_path(text: str) -> bool:
    return text.startswith((".", "/", "~")) or text.endswith((".whl", ".tar.gz"))


def _with_options(spec: PypiSpec, options: TypedOptions) -> PypiSpec:
    if options.git is not None:
        if not spec.is_any:
            raise MisplacedOptionError("--git", spec, "a bare name")
        git = GitSource(
            url=options.git,
            reference=options.reference,
            subdirectory=options.subdirectory,
        )
        return replace(spec, source=git)
    if options.editable and isinstance(spec.source, PathSource):
        return replace(spec, source=replace(spec.source, editable=True))
    if options.index is not None and "://" not in options.index:
        raise PixiError(f"--index takes a URL, and '{options.index}' is none")
    if options.index is not None:
        if not isinstance(spec.source, IndexSource):
            raise MisplacedOptionError("--index", spec, "a package of an index")
        return replace(spec, source=replace(spec.source, index=options.index))
    return spec
