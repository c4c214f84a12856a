"""From ``[pypi-dependencies]`` to typed requirements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.reading.faults import InvalidValueError, WrongTypeError
from pypixi.manifest.schema.requirements import PYPI
from pypixi.patterns import regex
from pypixi.specs.names import pypi_name
from pypixi.specs.requirement import IndexSource, PypiSpec
from pypixi.specs.source import GitSource, PathSource, UrlSource, is_repository

from .entries import package_entries
from .locations import LOCATIONS, ONLY_GIT, REFERENCES, misplaced_location, parse_git

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.errors import PixiError
    from pypixi.manifest.document import DocumentPlace
    from pypixi.manifest.reading.tables import Table
    from pypixi.specs.names import PypiName
    from pypixi.specs.requirement import PypiSource

_BARE_VERSION = regex(r"v?\d[\w.!+*-]*")
_OUTSIDE = frozenset({*LOCATIONS, *ONLY_GIT, "subdirectory", "editable"})
"""Keys of packages that no index is searched for."""


def parse_pypi_dependencies(
    parent: Table, key: str = "pypi-dependencies"
) -> dict[PypiName, PypiSpec]:
    """Return the PyPI requirements of the table at ``key`` by normalised name.

    Versions and markers stay as written: what they mean is known to the engine.
    """
    found: dict[PypiName, PypiSpec] = {}
    for name, table, written, value in package_entries(parent, key, pypi_name, "PyPI"):
        spec = _spec(name, table, written, value)
        if spec is not None:
            found[name] = spec
    return found


def _spec(name: PypiName, table: Table, written: str, value: object) -> PypiSpec | None:
    if isinstance(value, dict):
        return _table_spec(name, written, table.inner(value, written))
    place = table.at(written)
    if not isinstance(value, str):
        from pypixi.manifest.reading.advice import requirement_advice  # noqa: PLC0415

        help_text = requirement_advice(written, value)
        table.faults.append(
            WrongTypeError(place, "string or table", value, help=help_text)
        )
        return None
    fault = _version_fault(value, place, written)
    if fault is not None:
        table.faults.append(fault)
        return None
    source = IndexSource(version=_version(value))
    return PypiSpec(name=name, spelling=written, source=source, place=place)


def _table_spec(name: PypiName, spelling: str, table: Table) -> PypiSpec | None:
    table.finish(PYPI)
    is_indexed = table.data.keys().isdisjoint(_OUTSIDE)
    spec = PypiSpec(
        name=name,
        spelling=spelling,
        source=_index(table) if is_indexed else _source(table),
        extras=_extras(table),
        marker=(table.string("env-markers") or "").strip() or None,
        place=table.at(),
    )
    fault = None if is_indexed else next(_misfits(table), None)
    if fault is None:
        return spec
    table.faults.append(fault)
    return None


def _index(table: Table) -> IndexSource:
    return IndexSource(version=_table_version(table), index=table.url("index"))


def _source(table: Table) -> PypiSource:
    """Return where a package comes from; all keys are asked for, for their faults."""
    index = _index(table)
    subdirectory = table.string("subdirectory")
    url = table.url("url")
    path = table.string("path")
    editable = table.boolean("editable") or False
    git = parse_git(table, subdirectory)
    if url is not None and is_repository(url):
        return GitSource(url=url, subdirectory=subdirectory)
    if url is not None:
        _check_scheme(table, url)
        return UrlSource(url=url, subdirectory=subdirectory)
    if path is not None:
        return PathSource(path=path, editable=editable)
    return git or index


def _check_scheme(table: Table, url: str) -> None:
    if url.partition(":")[0].lower() not in ("http", "https", "file"):
        message = "an archive can only come from http, https or file"
        help_text = "for a repository, write `git` in place of `url`"
        table.refuse(message, "url", label="another scheme", help=help_text)


def _table_version(table: Table) -> str | None:
    text = table.string("version")
    if text is None:
        return None
    fault = _version_fault(text, table.at("version"), "version")
    if fault is not None:
        table.faults.append(fault)
    return _version(text)


def _version(text: str) -> str | None:
    return None if text.strip() in ("", "*") else text


def _version_fault(text: str, place: DocumentPlace, key: str) -> PixiError | None:
    """Return a fault for a text that is surely meant as something else."""
    written = f'"{key}"' if "." in key else key
    if _BARE_VERSION.fullmatch(text.strip()):
        return InvalidValueError(
            place,
            f"the version '{text}' has no operator",
            label="expected for example '==' before it",
            help=f'write {written} = "=={text.strip()}"',
        )
    meant = misplaced_location(text)
    if meant is None:
        return None
    kind, value = meant
    right = f'{kind} = "{value}"'
    return InvalidValueError(
        place,
        f"'{text}' is not a version",
        label=f"this belongs to `{kind}`",
        help=f"write {right}"
        if key == "version"
        else f"write {written} = {{ {right} }}",
    )


def _extras(table: Table) -> tuple[str, ...]:
    extras = table.strings("extras") or ()
    for index, extra in enumerate(extras):
        if pypi_name(extra) is None:
            message = f"'{extra}' is not the name of an extra"
            help_text = 'write for example: extras = ["cli", "docs"]'
            table.refuse(message, "extras", index, help=help_text)
    return extras


def _misfits(table: Table) -> Iterator[PixiError]:
    """Yield what is wrong with the keys of a requirement taken together.

    `editable` without `path` and `subdirectory` without `git` or `url` mean nothing,
    and the original reads over them: a manifest that works there must work here.
    """
    given = table.data
    sources = [key for key in LOCATIONS if key in given]
    only_git = [key for key in ONLY_GIT if key in given]
    if only_git and "git" not in given:
        message = "`branch`, `rev`, `tag`, and `lfs` are only valid when `git` is"
        help_text = 'name the repository: git = "https://…"'
        yield _misfit(table, only_git[0], f"{message} specified", help_text)
    references = [key for key in REFERENCES if key in given]
    if len(references) > 1:
        message = "Only one of `branch` or `tag` or `rev` can be specified"
        help_text = f"leave out all but `{references[0]}`"
        yield _misfit(table, references[1], message, help_text)
    if len(sources) > 1 or (sources and "index" in given):
        message = "Exactly one of `url`, `path`, `git`, or `version` must be specified"
        first, second = [*sources, "index"][:2]
        yield _misfit(table, second, message, f"leave out `{first}` or `{second}`")
    if sources and "version" in given:
        message = f"`version` cannot be used with `{sources[0]}`"
        help_text = f"leave out `version` or `{sources[0]}`"
        if sources[0] == "git":
            help_text = "name a version of the source by `branch`, `tag` or `rev`"
        yield _misfit(table, "version", message, help_text)


def _misfit(table: Table, key: str, message: str, advice: str) -> PixiError:
    return InvalidValueError(
        table.at(key).key, message, label="this does not go with the rest", help=advice
    )
