"""What a package needs, sorted by the conditions under which it does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypixi.manifest.package_model import PackageTarget, PinKind, RunExports
from pypixi.manifest.schema.package import EXTRA_NAME, PACKAGE_TARGET, RUN_EXPORTS

from .conditions import check_selector, lowered
from .dependencies import (
    PinReader,
    constraint,
    dependency,
    exported,
    parse_conditional_packages,
    parse_packages,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pypixi.manifest.package_model import PackageRequirement
    from pypixi.manifest.reading.tables import Table
    from pypixi.specs.names import PackageName

    Sorted = Mapping[str | None, Mapping[PackageName, PackageRequirement]]
    """The packages of one table by condition."""

_EXPORTS = ("noarch", "strong", "weak")
_EXPORTED_CONSTRAINTS = ("strong-constraints", "weak-constraints")


def parse_package_targets(
    table: Table, own: PackageName | None
) -> tuple[PackageTarget, ...]:
    """Return what a package always needs, then each of its conditions once.

    Args:
        table: That of the package.
        own: The name of the package, None if that is not known yet.
    """
    compatible = PinReader(own, PinKind.COMPATIBLE)
    build = parse_conditional_packages(table, "build-dependencies", dependency)
    host = parse_conditional_packages(table, "host-dependencies", compatible)
    run = parse_conditional_packages(table, "run-dependencies", compatible)
    constraints = parse_conditional_packages(table, "run-constraints", constraint)
    extras = {
        group: parse_conditional_packages(parent, group, dependency)
        for parent, group in _extras(table)
    }
    exports = _exports(table, own)
    tables: list[Sorted] = [build, host, run, constraints]
    tables += [*extras.values(), *exports.values()]
    conditions = dict.fromkeys([None, *(key for part in tables for key in part)])
    found = [
        PackageTarget(
            condition=condition,
            build_dependencies=build.get(condition, {}),
            host_dependencies=host.get(condition, {}),
            run_dependencies=run.get(condition, {}),
            run_constraints=constraints.get(condition, {}),
            extra_dependencies={
                group: part[condition]
                for group, part in extras.items()
                if condition in part
            },
            run_exports=RunExports(
                **{field: part.get(condition, {}) for field, part in exports.items()}
            ),
        )
        for condition in conditions
    ]
    return (*found, *_outdated_targets(table, own, {*conditions}))


def _extras(table: Table) -> Iterator[tuple[Table, str]]:
    """Yield each group of extra dependencies with the table that it is in."""
    for parent, group, _ in table.entries("extra-dependencies"):
        if re.fullmatch(EXTRA_NAME, group):
            yield parent, group
            continue
        message = f"'{group}' is not the name of a group of extra dependencies"
        help_text = (
            "a name has lower-case letters, digits, '.', '-', '_', '+': 64 at most"
        )
        parent.refuse_key(message, group, help=help_text)


def _exports(table: Table, own: PackageName | None) -> dict[str, Sorted]:
    """Return the run-exports by field and condition."""
    child = table.table("run-exports")
    if child is None:
        return {}
    child.finish(RUN_EXPORTS)
    packages = PinReader(own, *PinKind, others=exported)
    constraints = PinReader(own, *PinKind, others=constraint)
    found: dict[str, Sorted] = {
        key: parse_conditional_packages(child, key, packages) for key in _EXPORTS
    }
    for key in _EXPORTED_CONSTRAINTS:
        field = key.replace("-", "_")
        found[field] = parse_conditional_packages(child, key, constraints)
    return found


def _outdated_targets(
    table: Table, own: PackageName | None, taken: set[str | None]
) -> Iterator[PackageTarget]:
    """Yield the tables of ``target``, an older way to write conditions."""
    compatible = PinReader(own, PinKind.COMPATIBLE)
    for selector, child in table.children("target"):
        child.finish(PACKAGE_TARGET)
        target = PackageTarget(
            condition=lowered(selector),
            build_dependencies=parse_packages(child, "build-dependencies", dependency),
            host_dependencies=parse_packages(child, "host-dependencies", compatible),
            run_dependencies=parse_packages(child, "run-dependencies", compatible),
            run_constraints=parse_packages(child, "run-constraints", constraint),
            extra_dependencies={
                group: parse_packages(parent, group, dependency)
                for parent, group in _extras(child)
            },
        )
        if not check_selector(child, selector):
            continue
        if target.condition in taken:
            child.refuse_key(
                f"duplicate condition: the target '{selector}' means"
                f" `if({target.condition})`, which is there too",
                help=f'write all of it below "if({target.condition})"',
            )
        taken.add(target.condition)
        yield target
