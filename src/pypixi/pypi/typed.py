"""Requirements typed on a command line, as the manifest would say them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urldefrag, urlsplit, urlunsplit

from packaging.requirements import InvalidRequirement, Requirement

from pypixi.errors import PixiError
from pypixi.files.paths import file_url_to_path
from pypixi.specs.names import pypi_name
from pypixi.specs.requirement import IndexSource, PypiSpec
from pypixi.specs.source import GitReference, GitSource, PathSource, UrlSource
from pypixi.values import frozen, replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypixi.specs.requirement import PypiSource

_NAME = re.compile(r"[A-Za-z0-9._-]+")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_BARE_PATH = re.compile(r"(?P<head>[^@;]+?)\s*@\s*(?P<path>[^;\s][^;]*?)\s*")


class InvalidRequirementTextError(PixiError):
    """What was typed is no requirement on a PyPI package."""

    def __init__(self, text: str, reason: str) -> None:
        lines = reason.splitlines()
        super().__init__(
            f"'{text}' is not a requirement on a PyPI package",
            help="write for example: requests, 'requests>=2,<3', 'requests[socks]',"
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
    index: str | None = None
    git: str | None = None
    """A repository that all of them come from."""
    reference: GitReference | None = None
    subdirectory: str | None = None


def parse_typed(texts: Sequence[str], options: TypedOptions) -> list[PypiSpec]:
    """Return the requirements typed, one for each package.

    Raises:
        PixiError: If a text is no requirement, an option does not go with one, or a
            package is given twice in different ways.
    """
    found: dict[str, PypiSpec] = {}
    for text in texts:
        spec = _with_options(_parsed(text), options)
        if found.setdefault(spec.name, spec) != spec:
            raise PixiError(
                f"'{spec.name}' is given twice, and not in the same way",
                help=f"join the conditions by a comma: '{spec.name}>=1,<2'",
            )
    return list(found.values())


def _parsed(text: str) -> PypiSpec:
    local = _BARE_PATH.fullmatch(text)
    if local is not None and not _URL.match(local["path"].removeprefix("git+")):
        # PEP 508 wants a URL here; people write paths.
        head, source = local["head"], PathSource(path=local["path"])
        return replace(_plain(head, text), source=source)
    return _plain(text, text)


def _plain(text: str, typed: str) -> PypiSpec:
    try:
        requirement = Requirement(text)
    except InvalidRequirement as error:
        raise InvalidRequirementTextError(typed, str(error)) from error
    name = pypi_name(requirement.name)
    if name is None:
        raise InvalidRequirementTextError(typed, f"'{requirement.name}' is no name")
    return PypiSpec(
        name=name,
        spelling=requirement.name,
        extras=tuple(sorted(requirement.extras)),
        marker=None if requirement.marker is None else str(requirement.marker),
        source=_source(requirement, text),
    )


def _source(requirement: Requirement, text: str) -> PypiSource:
    url = requirement.url
    if url is None:
        return IndexSource(version=_version(requirement, text))
    if url.startswith("git+"):
        return _git(url.removeprefix("git+"))
    if url.startswith("file:"):
        return PathSource(path=str(file_url_to_path(url)))
    bare, fragment = urldefrag(url)
    subdirectory = parse_qs(fragment).get("subdirectory", [None])[0]
    return UrlSource(
        url=url if subdirectory is None else bare, subdirectory=subdirectory
    )


def _version(requirement: Requirement, text: str) -> str | None:
    """Return the specifiers in the order typed, which a set would not keep."""
    if not requirement.specifier:
        return None
    start = min(text.index(char) for char in "<>=!~" if char in text)
    return text[start:].partition(";")[0].strip().strip("()")


def _git(url: str) -> GitSource:
    bare, fragment = urldefrag(url)
    parts = urlsplit(bare)
    path, at, name = parts.path.rpartition("@")
    reference = None
    if at:
        kind = parse_qs(parts.query).get("rev_type", ["rev"])[0]
        reference = GitReference(
            kind="branch" if kind == "branch" else "tag" if kind == "tag" else "rev",
            name=name,
        )
    return GitSource(
        url=urlunsplit(parts._replace(path=path if at else parts.path, query="")),
        reference=reference,
        subdirectory=parse_qs(fragment).get("subdirectory", [None])[0],
    )


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
    if options.editable:
        if not isinstance(spec.source, PathSource):
            raise MisplacedOptionError("--editable", spec, "a folder of this machine")
        return replace(spec, source=replace(spec.source, editable=True))
    if options.index is not None:
        if not isinstance(spec.source, IndexSource):
            raise MisplacedOptionError("--index", spec, "a package of an index")
        return replace(spec, source=replace(spec.source, index=options.index))
    return spec
