"""A workspace in a folder, described in the words of its manifest."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from textwrap import dedent
from typing import TYPE_CHECKING, Self

import tomlkit

from pypixi.specs.platform import machine_subdir
from support.schema import check_schema

if TYPE_CHECKING:
    from pathlib import Path

    Value = str | bool | int | Iterable["Value"] | Mapping[str, "Value"]
    Spec = str | Mapping[str, Value]


@cache
def current_subdir() -> str:
    """Return the conda subdir of the machine that runs the tests."""
    subdir = machine_subdir(sys.platform, platform.machine())
    if subdir is None:
        raise RuntimeError(f"conda does not know {sys.platform} {platform.machine()}")
    return subdir


class WorkspaceBuilder:
    """A workspace below a folder: no channel, this machine's platform, nothing else.

    Where keywords name packages, tasks or environments, a mapping in front of them
    takes the names that are no Python identifiers. Where they name keys of the
    manifest, ``_`` stands for ``-``.
    """

    def __init__(self, root: Path, name: str = "workspace") -> None:
        self.root = root
        self._tables: dict[str, dict[str, Value]] = {
            "workspace": {
                "name": name,
                "channels": [],
                "platforms": [current_subdir()],
            }
        }
        self._channels: tuple[str, ...] = ()
        self._text: str | None = None
        self._file = "pixi.toml"

    def channels(self, *urls: str) -> Self:
        """Set the channels."""
        self._channels = urls
        return self.table("workspace", channels=urls)

    def platforms(self, *names: str) -> Self:
        """Set the platforms."""
        return self.table("workspace", platforms=names)

    def dependencies(
        self, specs: Mapping[str, Spec] | None = None, /, **more: Spec
    ) -> Self:
        """Add conda dependencies."""
        return self._add("dependencies", specs, more)

    def pypi_dependencies(
        self, specs: Mapping[str, Spec] | None = None, /, **more: Spec
    ) -> Self:
        """Add PyPI dependencies."""
        return self._add("pypi-dependencies", specs, more)

    def pypi_options(self, **keys: Value) -> Self:
        """Set keys of ``pypi-options``."""
        return self.table("pypi-options", **keys)

    def map_names(self) -> Self:
        """Derive PyPI names from those of the channels set, without the network.

        Every package but Python itself is then the PyPI package of its name.
        """
        rule: dict[str, Value] = {
            "mapping-mode": "replace",
            "same-name-heuristic": True,
            "mapping": {"python": False},
        }
        return self.table(
            "workspace", conda_pypi_map=dict.fromkeys(self._channels, rule)
        )

    def task(self, name: str, command: Value, **keys: Value) -> Self:
        """Add a task: a command, or a table if there are keys besides it."""
        table: dict[str, Value] = {"cmd": command, **_dashed(keys)}
        return self._add("tasks", {name: table if keys else command}, {})

    def feature(
        self,
        name: str,
        *,
        dependencies: Mapping[str, Spec] | None = None,
        pypi_dependencies: Mapping[str, Spec] | None = None,
        tasks: Mapping[str, Value] | None = None,
        **keys: Value,
    ) -> Self:
        """Add a feature, or something to it."""
        parts = {
            "": _dashed(keys),
            ".dependencies": dependencies,
            ".pypi-dependencies": pypi_dependencies,
            ".tasks": tasks,
        }
        for part, entries in parts.items():
            if entries:
                self._add(f"feature.{name}{part}", entries, {})
        return self

    def environments(
        self, entries: Mapping[str, Value] | None = None, /, **more: Value
    ) -> Self:
        """Add environments: lists of features, or tables."""
        return self._add("environments", entries, more)

    def table(self, name: str, **keys: Value) -> Self:
        """Set keys of any table, such as ``activation.env`` or ``workspace``."""
        return self._add(name, _dashed(keys), {})

    def manifest(self, text: str, *, file: str = "pixi.toml") -> Self:
        """Use a text as the manifest instead of anything described."""
        self._text, self._file = dedent(text).lstrip("\n"), file
        return self

    def file(self, path: str, text: str) -> Self:
        """Write a further file, at once."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dedent(text), encoding="utf-8")
        return self

    def write(self) -> Path:
        """Write the manifest and return its path."""
        self.root.mkdir(parents=True, exist_ok=True)
        path = self.root / self._file
        text = _document(self._tables) if self._text is None else self._text
        path.write_text(text, encoding="utf-8")
        check_schema(text, path)
        return path

    def _add(
        self,
        table: str,
        entries: Mapping[str, Value] | None,
        more: Mapping[str, Value],
    ) -> Self:
        self._tables.setdefault(table, {}).update({**(entries or {}), **more})
        return self


def _dashed(keys: Mapping[str, Value]) -> dict[str, Value]:
    return {key.replace("_", "-"): value for key, value in keys.items()}


def _document(tables: Mapping[str, Mapping[str, Value]]) -> str:
    return "\n".join(
        f"[{name}]\n" + "".join(f"{_pair(*entry)}\n" for entry in entries.items())
        for name, entries in tables.items()
    )


def _pair(key: str, value: Value) -> str:
    return f"{tomlkit.key(key).as_string()} = {_literal(value)}"


def _literal(value: Value) -> str:
    match value:
        case str():
            return tomlkit.string(value).as_string()
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case Mapping():
            return "{ " + ", ".join(_pair(*entry) for entry in value.items()) + " }"
        case _:
            return "[" + ", ".join(_literal(each) for each in value) + "]"
