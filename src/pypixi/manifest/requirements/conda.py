"""From the tables of conda packages to their requirements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypixi.errors import did_you_mean
from pypixi.manifest.document import DocumentPlace
from pypixi.manifest.reading.faults import WrongTypeError
from pypixi.manifest.schema.requirements import CONDA, LOCATION, PIN_KEYS, SOURCE
from pypixi.specs.channel import channel_url, is_path
from pypixi.specs.matchspec import LIST_FIELDS, TEXT_FIELDS, CondaSpec
from pypixi.specs.names import package_name
from pypixi.values import replace

from .conditions import parse_when
from .entries import package_entries
from .locations import LOCATIONS, parse_dev_source, parse_location

if TYPE_CHECKING:
    from pypixi.manifest.reading.tables import Table
    from pypixi.specs.names import PackageName

_OWNED_BY_WORKSPACE = ("version", *LOCATION)


def parse_dependencies(
    parent: Table, key: str = "dependencies"
) -> dict[PackageName, CondaSpec]:
    """Return the conda packages that the table at ``key`` asks for."""
    found: dict[PackageName, CondaSpec] = {}
    for name, table, written, value in package_entries(
        parent, key, package_name, "conda"
    ):
        if isinstance(value, str):  # as most are: a call less for each
            place = DocumentPlace(table.context.document, (*table.keys, written))
            found[name] = CondaSpec(name=name, version=value, place=place)
            continue
        spec = parse_conda_spec(name, table, written, value)
        if spec is not None:
            found[name] = spec
    return found


def parse_constraints(
    parent: Table, key: str = "constraints"
) -> dict[PackageName, CondaSpec]:
    """Return what the table at ``key`` demands of packages."""
    found: dict[PackageName, CondaSpec] = {}
    for name, table, written, value in package_entries(
        parent, key, package_name, "conda"
    ):
        if isinstance(value, dict) and not value.keys().isdisjoint(LOCATIONS):
            message = f"the constraint on '{name}' cannot have a location"
            help_text = "write the versions that are allowed"
            table.refuse(message, written, help=help_text)
            continue
        spec = parse_conda_spec(name, table, written, value)
        if spec is not None and spec.when is not None:
            # The solver would take it for one without a condition.
            message = f"the constraint on '{name}' cannot have a condition"
            help_text = "restrict it to a kind of platform: [target.linux.constraints]"
            table.refuse(message, written, help=help_text)
        elif spec is not None and (spec.source is not None or spec.url is not None):
            message = f"the constraint on '{name}' takes a location of the workspace"
            help_text = "write the versions that are allowed"
            table.refuse(message, written, help=help_text)
        elif spec is not None:
            found[name] = spec
    return found


def parse_dev(parent: Table) -> dict[PackageName, CondaSpec]:
    """Return the sources whose dependencies ``[dev]`` asks for."""
    found: dict[PackageName, CondaSpec] = {}
    for name, table, written, value in package_entries(
        parent, "dev", package_name, "conda"
    ):
        if not isinstance(value, dict):
            help_text = f'say where its source is: {written} = {{ path = "." }}'
            fault = WrongTypeError(table.at(written), "table", value, help=help_text)
            table.faults.append(fault)
            continue
        child = table.inner(value, written)
        child.finish(SOURCE)
        source = parse_dev_source(child)
        if source is not None:
            found[name] = CondaSpec(
                name=name,
                source=source,
                md5=child.string("md5"),
                sha256=child.string("sha256"),
                place=child.at(),
            )
    return found


def parse_shared_dependencies(workspace: Table) -> dict[PackageName, CondaSpec | None]:
    """Return what ``[workspace.dependencies]`` holds, None for what has faults."""
    found: dict[PackageName, CondaSpec | None] = {}
    for name, table, written, value in package_entries(
        workspace, "dependencies", package_name, "conda"
    ):
        if isinstance(value, dict) and "workspace" in value:
            message = "what others refer to cannot refer to the workspace itself"
            help_text = f'write what it asks for: {written} = "*"'
            table.refuse_key(message, written, "workspace", help=help_text)
            found[name] = None
        elif isinstance(value, dict) and "package" in value:
            message = "a package cannot be defined in `[workspace.dependencies]`"
            help_text = "move `package` to the entries with `workspace = true`"
            table.refuse_key(message, written, "package", help=help_text)
            found[name] = None
        else:
            found[name] = parse_conda_spec(name, table, written, value)
    return found


def parse_conda_spec(
    name: PackageName, table: Table, written: str, value: object
) -> CondaSpec | None:
    """Return what an entry asks of a package, None where it has faults.

    Args:
        name: That of the package.
        table: The table of packages.
        written: The entry's key there.
        value: What stands there.
    """
    if isinstance(value, str):
        return CondaSpec(name=name, version=value, place=table.at(written))
    if not isinstance(value, dict):
        from pypixi.manifest.reading.advice import requirement_advice  # noqa: PLC0415

        help_text = requirement_advice(written, value)
        place = table.at(written)
        fault = WrongTypeError(place, "string or table", value, help=help_text)
        table.faults.append(fault)
        return None
    child = table.inner(value, written)
    pins = [key for key in PIN_KEYS if key in value]
    if pins:
        message = "Pins are only supported in package dependency tables"
        help_text = "write the versions that are meant"
        child.refuse_key(message, pins[0], help=help_text)
        return None
    child.finish(CONDA)
    if "workspace" in value:
        return _inherited(name, child)
    if not value:
        message = "one of `version`, `build`, … must be specified"
        help_text = f'write {written} = "*" for any version'
        table.refuse(message, written, label="empty table", help=help_text)
    url, source = parse_location(child)
    return CondaSpec(
        name=name, place=child.at(), url=url, source=source, **_fields(child)
    )


def _fields(table: Table) -> dict[str, Any]:
    """Return the fields of a requirement that ``table`` sets."""
    found: dict[str, Any] = {}
    for key in table.data:
        if key in TEXT_FIELDS:
            found[TEXT_FIELDS[key]] = table.string(key)
        elif key in LIST_FIELDS:
            found[LIST_FIELDS[key]] = table.strings(key) or ()
        elif key == "when":
            found[key] = parse_when(table)
    channel = found.get("channel")
    if channel is not None and is_path(channel):  # it starts at the manifest
        found["channel"] = channel_url(channel, table.context.folder)
    return found


def _inherited(name: PackageName, table: Table) -> CondaSpec | None:
    """Return the entry of ``[workspace.dependencies]``, changed by other keys."""
    is_inherited = table.boolean("workspace")
    if is_inherited is False:
        message = "`workspace` cannot be false"
        help_text = "leave it out, or write `workspace = true`"
        table.refuse(message, "workspace", help=help_text)
    owned = [key for key in _OWNED_BY_WORKSPACE if key in table.data]
    for key in owned:
        message = f"`{key}` cannot be used with `workspace`: the workspace owns it"
        help_text = f"change it in `[workspace.dependencies]`, or leave out `{key}`"
        table.refuse_key(message, key, help=help_text)
    if "package" in table.data and not table.context.builds:
        message = "`package` describes a source, and there is none"
        help_text = "leave it out: the workspace shares no sources"
        table.refuse_key(message, "package", help=help_text)
    changes = _fields(table)
    if not is_inherited or owned:
        return None
    if name not in table.context.shared:
        message = (
            f"the workspace does not define `{name}` in `[workspace.dependencies]`"
        )
        help_text = (
            did_you_mean(name, table.context.shared)
            or f'add to [workspace.dependencies]: {name} = "*"'
        )
        table.refuse(message, "workspace", help=help_text)
        return None
    shared = table.context.shared[name]
    return None if shared is None else replace(shared, **changes, place=table.at())
