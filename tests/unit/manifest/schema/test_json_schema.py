"""The schema by itself; that it agrees with the reader is seen wherever one reads."""

from __future__ import annotations

import re
from importlib.resources import files
from json import dumps, loads

import pytest
import tomli
from jsonschema import Draft7Validator

from pypixi.manifest.schema.json_schema import manifest_schema, manifest_shapes
from support.schema import validator

WORKSPACE = "[workspace]\nchannels = []\n"
PACKAGE = "[package]\nbuild.backend.name = 'b'\n"
PIN = "{ exact = true, build = 'x' }"
OSX = "platform = 'osx-64', osx = '1', macos = '2'"


def refused(text: str) -> list[str]:
    """Return where the schema finds something wrong."""
    errors = validator().iter_errors(tomli.loads(text))
    return ["/".join(map(str, error.absolute_path)) for error in errors]


def test_schema_is_a_schema() -> None:
    Draft7Validator.check_schema(manifest_schema())


def test_schema_is_shipped() -> None:
    text = files("pypixi.manifest.schema").joinpath("manifest.json").read_text("utf-8")
    assert loads(text) == manifest_schema()


def test_every_key_says_what_it_means() -> None:
    shapes = [*manifest_shapes()]
    keys = [(shape.name, key) for shape in shapes for key in shape.keys]
    silent = [
        (shape.name, key)
        for shape in shapes
        for key, entry in shape.keys.items()
        if not (entry.meaning.endswith(".") and entry.kind.words)
    ]
    assert len(keys) > 150
    assert not silent


def test_every_table_that_is_referred_to_is_described() -> None:
    text = dumps(manifest_schema())
    names = set(re.findall(r'"#/definitions/(\w+)"', text))
    assert names == set(manifest_schema()["definitions"])


def test_every_table_has_a_name_of_its_own() -> None:
    names = [shape.name for shape in manifest_shapes()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", ""),
        (f"{WORKSPACE}[project]\nchannels = []\n", ""),
        ("[workspace]\n", "workspace"),
        (f"{WORKSPACE}platforms = ['linux']\n", "workspace/platforms/0"),
        (
            f"{WORKSPACE}platforms = [{{ name = 'linux', platform = 'win-64' }}]\n",
            "workspace/platforms/0",
        ),
        (
            f"{WORKSPACE}platforms = [{{ {OSX} }}]\n",
            "workspace/platforms/0",
        ),
        (f"{WORKSPACE}[dependencies]\na = {{}}\n", "dependencies/a"),
        (f"{WORKSPACE}[dependencies]\n'a b' = '1'\n", "dependencies"),
        (
            f"{WORKSPACE}[dependencies]\na = {{ git = 'https://g', path = '.' }}\n",
            "dependencies/a",
        ),
        (
            f"{WORKSPACE}[dependencies]\na = {{ path = '.', rev = '1' }}\n",
            "dependencies/a",
        ),
        (
            f"{WORKSPACE}[dependencies]\na = {{ workspace = true, version = '1' }}\n",
            "dependencies/a",
        ),
        (f"{WORKSPACE}[constraints]\na = {{ path = '.' }}\n", "constraints/a"),
        (f"{WORKSPACE}[pypi-dependencies]\na = '1.0'\n", "pypi-dependencies/a"),
        (
            f"{WORKSPACE}[pypi-dependencies]\na = {{ git = 'https://g', path = '.' }}",
            "pypi-dependencies/a",
        ),
        (f"{WORKSPACE}[feature.default]\n", "feature"),
        (f"{WORKSPACE}[environments]\na_b = []\n", "environments"),
        (f"{WORKSPACE}[environments]\na = ['x', 'x']\n", "environments/a"),
        (
            f"{WORKSPACE}[environments]\na = {{ no-default-feature = true }}\n",
            "environments/a",
        ),
        (f"{WORKSPACE}[target.'if(x)']\n", "target"),
        (f"{WORKSPACE}[tasks]\na = {{ cwd = 'x' }}\n", "tasks/a"),
        (
            f"{WORKSPACE}[pypi-options]\nfind-links = [{{}}]\n",
            "pypi-options/find-links/0",
        ),
        ("[package]\n", "package"),
        (f"{PACKAGE}name = {{ workspace = false }}", "package/name"),
        (f"{PACKAGE}build.build-number = -1", "package/build/build-number"),
        (f"{PACKAGE}[package.run-dependencies.'if()']", "package/run-dependencies"),
        (
            f"{PACKAGE}run-dependencies.a.pin-subpackage = true",
            "package/run-dependencies/a",
        ),
        (
            f"{PACKAGE}host-dependencies.a.pin-compatible = {PIN}",
            "package/host-dependencies/a",
        ),
        (f"{PACKAGE}run-constraints.a.path = '.'", "package/run-constraints/a"),
        (f"{PACKAGE}[package.extra-dependencies.UP]", "package/extra-dependencies"),
        (f"{PACKAGE}[package.target.'a*']", "package/target"),
        (
            f"{WORKSPACE}[dependencies]\na = {{ path = '.', package.name = 'b' }}",
            "dependencies/a",
        ),
    ],
)
def test_schema_refuses_more_than_wrong_types(text: str, place: str) -> None:
    assert place in refused(text)
