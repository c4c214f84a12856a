"""How a package is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypixi.manifest.package_model import BuildTarget, PackageBuild
from pypixi.manifest.schema.package import BUILD, BUILD_TARGET, INLINE_BUILD

from .backend import parse_backend
from .conditions import check_selector
from .source import parse_build_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.manifest.reading.tables import Table

_EXAMPLE = 'build = { backend = { name = "pixi-build-python" } }'


def parse_build(package: Table, *, is_inline: bool = False) -> PackageBuild | None:
    """Return the ``build`` of a package's table, None where it has faults.

    Args:
        package: The table of the package.
        is_inline: Whether it stands beside the source that it describes.
    """
    table = package.table("build")
    if table is None:
        package.require("build", _EXAMPLE)
        return None
    if is_inline and "source" in table.data:
        message = "a package beside its source cannot have another one"
        help_text = "leave out `source`: it is that of the dependency"
        table.refuse_key(message, "source", help=help_text)
        table = table.without("source")
    table.finish(INLINE_BUILD if is_inline else BUILD)
    backend = parse_backend(table)
    source = parse_build_source(table)
    config = _config(table)
    targets = tuple(_targets(table))
    flags = table.strings("flags") or ()
    string_prefix = table.string("build-string-prefix")
    number = _number(table)
    secrets = tuple(dict.fromkeys(table.strings("secrets") or ()))
    if backend is None:
        return None
    return PackageBuild(
        backend=backend,
        source=source,
        config=config,
        targets=targets,
        flags=flags,
        string_prefix=string_prefix,
        number=number,
        secrets=secrets,
    )


def _config(table: Table) -> dict[str, Any]:
    """Return the settings of the backend, which only that can check."""
    names = [name for name in ("config", "configuration") if name in table.data]
    if len(names) > 1:
        message = "`config` and `configuration` are two names of one table"
        help_text = "move the keys of `configuration` into `config`"
        table.refuse_key(message, "configuration", help=help_text)
    child = table.table(names[0]) if names else None
    return {} if child is None else child.data


def _targets(table: Table) -> Iterator[BuildTarget]:
    for selector, child in table.children("target"):
        child.finish(BUILD_TARGET)
        config = child.table("config")
        if check_selector(child, selector):
            yield BuildTarget(
                selector=selector,
                config={} if config is None else config.data,
                place=child.at().key,
            )


def _number(table: Table) -> int | None:
    number = table.integer("build-number")
    if number is None or number >= 0:
        return number
    message = f"the build number {number} is negative"
    table.refuse(message, "build-number", help="write 0 or a larger number")
    return None
