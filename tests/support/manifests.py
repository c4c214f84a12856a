"""Manifests to start from: those that the project has, and made ones with every key."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from random import Random

_ROOT = Path(__file__).parents[2]
_TABLE = re.compile(r'(?m)^\[[\w."()-]+\]$')
_BLOCK = re.compile(r"(?ms)^ *```toml.*?\n(.*?)```")

_CONDA = (
    ">=1.2,<2",
    "3.12.*",
    "1.0",
    {"version": "*", "channel": "conda-forge", "build": "py*", "build-number": ">=3"},
    {"version": ">=1", "md5": "0" * 32, "sha256": "a" * 64, "file-name": "a-1-0.conda"},
    {"version": "1.*", "extras": ["x"], "flags": ["cuda*"], "track-features": ["y"]},
    {"version": "*", "subdir": "noarch", "license": "MIT", "license-family": "MIT"},
    {"version": "*", "when": "python >=3.10"},
    {"version": "*", "when": {"all": ["__cuda", {"any": [{"package": "kelp"}]}]}},
    {"version": "*", "when": {"package": "kelp", "version": "1", "flags": ["x"]}},
    {"url": "https://example.org/a-1.0-0.conda", "sha256": "b" * 64},
    {"path": "./a-1.0-0.tar.bz2"},
    {"workspace": True},
    {"workspace": True, "build": "*x"},
)
_CONDA_SOURCES = (
    {"git": "https://example.org/a", "branch": "main", "subdirectory": "x"},
    {"path": "./a"},
    {"url": "https://example.org/a.tar.gz", "package": {"build": {}}},
)
_PYPI = (
    "*",
    ">=2,<3",
    {"version": "==2.0", "extras": ["x", "y"], "index": "https://example.org/simple"},
    {"version": ">1", "env-markers": "python_version < '3.11'"},
    {"git": "https://example.org/a.git", "tag": "v1", "subdirectory": "x"},
    {"git": "git+ssh://git@example.org/a", "rev": "abcdef", "lfs": True},
    {"path": "./a", "editable": True},
    {"url": "https://example.org/a-1.0.tar.gz", "subdirectory": "x"},
)
_CHANNELS = (
    "conda-forge",
    "conda-forge/label/dev",
    "https://example.org/c",
    "./local",
    "file:///c",
    "s3://bucket/c",
    {"channel": "bioconda", "priority": 2, "exclude-newer": "7d"},
)
_PLATFORMS = (
    "linux-64",
    "osx-arm64",
    "win-64",
    {"platform": "linux-64", "cuda": "12.0"},
    {
        "name": "gpu",
        "platform": "linux-64",
        "cuda": {"driver": "12.0", "arch": "8.6"},
        "glibc": "2.34",
        "linux": "5.10",
        "archspec": "x86_64_v3",
    },
    {"platform": "osx-64", "macos": "14.0"},
    {"platform": "win-64", "windows": "10.0", "__raw": "1.0=x"},
    {"name": "linux-aarch64"},
)
_NAMES = ("kelp", "coral", "squid", "python", "A-b_c.d", "ruamel.yaml")
_CUTOFFS = ("2025-06-30", "2025-06-30T12:00:00Z", "7d", "1h30m", "2 weeks")
_OPTIONS = {
    "index-url": ("https://example.org/simple", "https://me:secret@example.org/s"),
    "extra-index-urls": (["https://example.org/1"], []),
    "find-links": ([{"path": "./wheels"}, {"url": "https://example.org/links"}],),
    "index-strategy": ("first-index", "unsafe-best-match"),
    "prerelease-mode": ("allow", "explicit"),
    "no-build": (True, False, ["kelp"]),
    "no-binary": (False, ["coral"]),
    "no-build-isolation": (True, ["kelp"]),
    "dependency-overrides": ({"kelp": ">=1"},),
    "skip-wheel-filename-check": (True,),
}
_MAPS: tuple[Any, ...] = (
    False,
    {},
    {"conda-forge": "map.json", "https://example.org/c": False},
    {
        "conda-forge": {
            "location": "map.json",
            "mapping": {"kelp": "kelps", "coral": ["a", "b"], "squid": False},
            "mapping-mode": "replace",
            "same-name-heuristic": True,
        }
    },
)
_TASKS = (
    "pytest",
    "a && b",
    {"cmd": ["a", "b"], "depends-on": ["x"], "inputs": ["*.py"], "cwd": "x"},
    {"cmd": "a {{ x }}", "args": ["x", {"arg": "y", "default": "1", "choices": ["1"]}]},
    {"cmd": "a", "env": {"A": "b"}, "clean-env": True, "default-environment": "test"},
    {"depends-on": [{"task": "x", "environment": "test", "args": ["1", {"y": "2"}]}]},
    {"depends_on": "x", "description": "z"},
    [{"task": "x"}],
)
_SELECTORS = ("linux", "win", "unix", "osx", "macos", "linux-64", "gpu", "g*")
_REQUIREMENTS = {
    "linux": ("5.10",),
    "macos": ("13.0",),
    "cuda": ("12",),
    "libc": ("2.28", {"family": "musl", "version": "1.2"}),
    "archspec": ("x86_64",),
}
_WORKSPACE = {
    "name": ("reef", "$(touch x)"),
    "version": ("1.0",),
    "description": ("a reef",),
    "authors": (["Ann <ann@example.org>"],),
    "license": ("MIT", "MIT OR Apache-2.0"),
    "license-file": ("LICENSE",),
    "readme": ("README.md",),
    "homepage": ("https://example.org",),
    "repository": ("https://example.org/r",),
    "documentation": ("https://example.org/d",),
    "channel-priority": ("strict", "flexible", "disabled"),
    "solve-strategy": ("highest", "lowest-direct"),
    "conda-pypi-map": _MAPS,
    "s3-options": (
        {"b": {"endpoint-url": "https://x", "region": "r", "force-path-style": False}},
    ),
    "preview": (False, ["other"], True, ["pixi-build"], ["pixi-build"]),
    "build-variants": ({"python": ["3.12.*"]},),
    "target": ({"linux": {"build-variants": {"python": ["3.12.*"]}}},),
    "requires-pixi": (">=0.50", ">=0.1,<99|>100"),
    "exclude-newer": _CUTOFFS,
}
_CHOICES = ("channel-priority", "solve-strategy")
_SUBDIRS = ("linux-64", "win-64", "osx-arm64")
_RARELY = 0.1
"""How likely tables are that few manifests have."""
_BACKEND = {"name": "pixi-build-python", "version": "*"}
_PROJECT = {
    "version": ("1.0",),
    "description": ("a reef",),
    "authors": ([{"name": "Ann", "email": "ann@example.org"}],),
    "requires-python": (">=3.11,<4", "==3.12"),
    "dependencies": (["requests[socks]>=2; python_version < '3.13'", "a @ ./a"],),
    "optional-dependencies": ({"plot": ["kelp"], "all_of": ["reef[plot]"]},),
    "scripts": ({"reef": "reef:main"},),
}


def manifests_at_hand() -> dict[str, str]:
    """Return the manifests of tests, examples and docs: text → name of the file."""
    return dict(_completed(text) for text in _written() if _TABLE.search(text))


def _completed(text: str) -> tuple[str, str]:
    """Return a manifest with the table that many tests leave out, and its name."""
    is_project = re.search(r"(?m)^\[(project|dependency-groups|tool\.pixi)", text)
    root = "tool.pixi." if is_project and "[workspace]" not in text else ""
    if not re.search(rf"(?m)^\[{re.escape(root)}(?:workspace|project)\]$", text):
        text = f"{text}\n[{root}workspace]\n{_SETTINGS}"
    return text, "pyproject.toml" if root else "pixi.toml"


_SETTINGS = 'name = "reef"\nchannels = ["conda-forge"]\nplatforms = ["linux-64"]\n'


def _written() -> Iterator[str]:
    for folder in ("tests", "examples"):
        for path in sorted((_ROOT / folder).rglob("*.toml")):
            yield path.read_text(encoding="utf-8")
    for path in sorted((_ROOT / "tests").rglob("test_*.py")):
        yield from _strings(path.read_text(encoding="utf-8"))
    for path in sorted((_ROOT / "docs").rglob("*.md")):
        yield from map(dedent, _BLOCK.findall(path.read_text(encoding="utf-8")))


def _strings(code: str) -> Iterator[str]:
    """Yield the texts in a module, ``x`` in place of what is put into them."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.JoinedStr):
            parts = [
                str(part.value) if isinstance(part, ast.Constant) else "x"
                for part in node.values
            ]
            yield dedent("".join(parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield dedent(node.value)


def made_manifest(chance: Random) -> tuple[dict[str, Any], str]:
    """Return the tables of a manifest that uses keys of all kinds, and its name."""
    tables = _root(chance)
    if chance.random() < 0.7:
        return tables, chance.choice(("pixi.toml", "pixi.toml", "mojoproject.toml"))
    groups = {"test": ["pytest", {"include-group": "lint_all"}], "lint_all": ["ruff"]}
    return {
        "project": {"name": "reef", **_some(_PROJECT, chance)},
        "dependency-groups": groups,
        "tool": {"pixi": tables, "poetry": {"name": "reef", "authors": ["Ann"]}},
    }, "pyproject.toml"


def _root(chance: Random) -> dict[str, Any]:
    features = chance.sample(("test", "gpu", "docs", "a b"), chance.randrange(4))
    key = chance.choice(("workspace", "workspace", "workspace", "project"))
    return {
        key: _workspace(chance),
        **_targets(chance),
        **_maybe("pypi-options", _options(chance), chance),
        **_maybe("system-requirements", _some(_REQUIREMENTS, chance), chance, 0.1),
        **_maybe("exclude-newer", {"kelp": chance.choice(_CUTOFFS)}, chance),
        **_maybe("pypi-exclude-newer", {"kelp": chance.choice(_CUTOFFS)}, chance),
        **_maybe("package", _package(chance), chance, _RARELY),
        "feature": {name: _feature(chance) for name in features},
        **_maybe("environments", _environments(features, chance), chance, 0.9),
    }


def _workspace(chance: Random) -> dict[str, Any]:
    return {
        "channels": _list(_CHANNELS, chance),
        "platforms": _list(_PLATFORMS, chance),
        **_some(_WORKSPACE, chance),
        **_maybe("pypi-options", _options(chance), chance),
        **_maybe("dependencies", dict.fromkeys(_NAMES, ">=1"), chance, 0.9),
    }


def _options(chance: Random) -> dict[str, Any]:
    return _some(_OPTIONS, chance)


def _feature(chance: Random) -> dict[str, Any]:
    return {
        **_targets(chance),
        **_maybe("channels", _list(_CHANNELS, chance), chance),
        **_maybe("platforms", _list(_SUBDIRS, chance), chance),
        **_maybe("pypi-options", _options(chance), chance),
        **_some({key: _WORKSPACE[key] for key in _CHOICES}, chance, 0.2),
    }


def _environments(features: list[str], chance: Random) -> dict[str, Any]:
    keys = {"solve-group": ("g", "h"), "no-default-feature": (True, False)}
    found: dict[str, Any] = {}
    for name in ("default", "test", "gpu-2"):
        listed = chance.sample(features, chance.randrange(len(features) + 1))
        table = {"features": listed, **_some(keys, chance)}
        if chance.random() < 0.2:
            table |= _feature(chance)
        found |= _maybe(name, chance.choice((listed, table)), chance, 0.5)
    return found


def _targets(chance: Random) -> dict[str, Any]:
    selectors = chance.sample(_SELECTORS, chance.randrange(3))
    below = {selector: _target(chance) for selector in selectors}
    return {**_target(chance), **_maybe("target", below, chance)}


def _target(chance: Random) -> dict[str, Any]:
    activation = {"scripts": ["setup.sh"], "env": {"A": "$B", "C": "x y"}}
    return {
        **_maybe("dependencies", _packages(_CONDA, chance), chance, 0.8),
        **_maybe("pypi-dependencies", _packages(_PYPI, chance), chance),
        **_maybe("constraints", _packages(_CONDA[:5], chance), chance),
        **_maybe("activation", activation, chance),
        **_maybe("tasks", {name: chance.choice(_TASKS) for name in "xy"}, chance),
        **(_rare_parts(chance) if chance.random() < _RARELY else {}),
    }


def _rare_parts(chance: Random) -> dict[str, Any]:
    """Return tables that are deprecated, or need a preview."""
    return chance.choice(
        (
            {"host-dependencies": _packages(_CONDA, chance)},
            {"build-dependencies": _packages(_CONDA, chance)},
            {"dependencies": _packages(_CONDA_SOURCES, chance)},
            {"dev": {"kelp": {"path": "."}}},
            {"system-requirements": _some(_REQUIREMENTS, chance)},
        )
    )


def _package(chance: Random) -> dict[str, Any]:
    build = {"backend": _BACKEND, "config": {"a": 1}, "build-number": 1}
    return {
        "name": "reef",
        "version": {"workspace": True},
        "build": build,
        "run-dependencies": {**_packages(_CONDA, chance), "if(win)": {"kelp": "*"}},
        "run-exports": {"weak": {"kelp": {"pin-subpackage": True}}},
    }


def _packages(values: tuple[Any, ...], chance: Random) -> dict[str, Any]:
    names = chance.sample(_NAMES, chance.randrange(1, 4))
    return {name: chance.choice(values) for name in names}


def _list(values: tuple[Any, ...], chance: Random) -> list[Any]:
    return chance.sample(values, chance.randrange(1, 1 + min(4, len(values))))


def _some(
    keys: Mapping[str, tuple[Any, ...]], chance: Random, likelihood: float = 1
) -> dict[str, Any]:
    """Return a few of the keys, each with one of its values."""
    if chance.random() >= likelihood:
        return {}
    chosen = chance.sample([*keys], chance.randrange(1 + min(3, len(keys))))
    return {key: chance.choice(keys[key]) for key in chosen}


def _maybe(
    key: str, value: Any, chance: Random, likelihood: float = 0.3
) -> dict[str, Any]:
    return {key: value} if chance.random() < likelihood else {}
