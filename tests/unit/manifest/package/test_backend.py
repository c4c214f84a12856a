from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.specs.matchspec import CondaSpec
from pypixi.specs.names import PackageName
from pypixi.specs.source import PathSource
from unit.manifest.package.packages import Fault, faults, table

if TYPE_CHECKING:
    from pypixi.manifest.package_model import BuildBackend

POOL = "[workspace.dependencies]\nb = { version = '1.*', build = 'x' }\n"
NAME = PackageName("b")
ARCHIVE = "build backends cannot be defined as source dependencies"
ADVICE = 'write a version, for example version = "*"'


def backend(text: str, more: str = "", *, workspace: str = "") -> BuildBackend:
    written = f"[package.build]\nbackend = {{ {text} }}\n{more}\n"
    return table(written, workspace=workspace).build.backend


def test_any_version_of_a_backend_will_do() -> None:
    found = backend("name = 'B'")
    assert found.spec == CondaSpec(name=NAME)
    assert found.channels is None
    assert found.additional_dependencies == {}


def test_backend_is_asked_for_like_a_dependency() -> None:
    found = backend("name = 'b', version = '0.3.*', channel = 'c', build = 'h*'")
    assert found.spec == CondaSpec(name=NAME, version="0.3.*", channel="c", build="h*")


def test_channels_are_read() -> None:
    found = backend("name = 'b', channels = ['main', { channel = 'x', priority = 1 }]")
    assert found.channels is not None
    assert [each.text for each in found.channels] == ["main", "x"]


def test_additional_dependencies_are_read() -> None:
    text = "name = 'b', additional-dependencies = { a = '1', c = { path = 'c' } }"
    assert backend(text).additional_dependencies == {
        "a": CondaSpec(name=PackageName("a"), version="1"),
        "c": CondaSpec(name=PackageName("c"), source=PathSource(path="c")),
    }


def test_spec_of_the_workspace_is_taken() -> None:
    found = backend("name = 'b', workspace = true, build = 'y'", workspace=POOL)
    assert found.spec == CondaSpec(name=NAME, version="1.*", build="y")


def test_older_places_of_channels_and_dependencies_are_read() -> None:
    more = "channels = ['old']\nadditional-dependencies = { a = '1' }"
    found = backend("name = 'b'", more)
    assert found.channels is not None
    assert [each.text for each in found.channels] == ["old"]
    assert [*found.additional_dependencies] == ["a"]


def test_newer_places_of_channels_and_dependencies_are_stronger() -> None:
    more = "channels = ['old']\nadditional-dependencies = { a = '1' }"
    text = "name = 'b', channels = ['new'], additional-dependencies = {}"
    found = backend(text, more)
    assert found.channels is not None
    assert [each.text for each in found.channels] == ["new"]
    assert found.additional_dependencies == {}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "flags = []",
            (
                "missing key 'backend' in [package.build]",
                "package.build",
                'add for example: backend = { name = "pixi-build-python" }',
            ),
            id="no backend",
        ),
        pytest.param(
            "backend = 'b'",
            (
                "'backend' must be a table",
                "'b'",
                "write it as a table: [package.build.backend]",
            ),
            id="no table",
        ),
        pytest.param(
            "backend = {}",
            (
                "missing key 'name' in [package.build.backend]",
                "{}",
                'add for example: name = "pixi-build-python"',
            ),
            id="no name",
        ),
        pytest.param(
            "backend.name = 'a b'",
            (
                "'a b' is not a conda package name",
                "'a b'",
                "a name is made of letters, digits, '-', '_' and '.'",
            ),
            id="no name of a package",
        ),
        pytest.param(
            "backend = { name = 'b', path = '../b' }",
            (ARCHIVE, "path", ADVICE),
            id="path",
        ),
        pytest.param(
            "backend = { name = 'b', git = 'https://g.test/b', branch = 'x' }",
            (ARCHIVE, "git", ADVICE),
            id="git",
        ),
        pytest.param(
            "backend = { name = 'b', url = 'https://u.test/b.conda' }",
            (ARCHIVE, "url", ADVICE),
            id="url",
        ),
        pytest.param(
            "backend = { name = 'b', channels = [] }",
            (
                "the channels of a build backend cannot be empty",
                "[]",
                "leave `channels` out for those of the workspace",
            ),
            id="no channels",
        ),
        pytest.param(
            "backend.name = 'b'\nchannels = []",
            (
                "the channels of a build backend cannot be empty",
                "[]",
                "leave `channels` out for those of the workspace",
            ),
            id="no channels at the older place",
        ),
        pytest.param(
            "backend = { name = 'b', versions = '1' }",
            (
                "unexpected key 'versions' in [package.build.backend]",
                "versions",
                "did you mean 'version'?",
            ),
            id="unknown key",
        ),
        pytest.param(
            "backend = { name = 'b', workspace = true }",
            (
                "the workspace does not define `b` in `[workspace.dependencies]`",
                "true",
                'add to [workspace.dependencies]: b = "*"',
            ),
            id="not in the workspace",
        ),
        pytest.param(
            "backend = { name = 'b', additional-dependencies = { 'if(linux)' = {} } }",
            (
                "the condition 'if(linux)' cannot stand here",
                "'if(linux)'",
                "conditions stand right in the tables of a package's dependencies",
            ),
            id="condition",
        ),
    ],
)
def test_fault_is_explained_where_it_stands(text: str, fault: Fault) -> None:
    assert faults(f"[package.build]\n{text}\n") == [fault]


@pytest.mark.parametrize("key", ["version", "path", "git", "url"])
def test_workspace_owns_where_its_packages_come_from(key: str) -> None:
    text = f"[package.build]\nbackend = {{ name = 'b', workspace = true, {key} = '' }}"
    (fault,) = faults(text, workspace=POOL)
    if key == "version":
        message = "`version` cannot be used with `workspace`: the workspace owns it"
        assert fault[0] == message
    else:
        assert fault == (ARCHIVE, key, ADVICE)


def test_source_of_the_workspace_cannot_be_a_backend() -> None:
    (fault,) = faults(
        "build = { backend = { name = 'b', workspace = true } }\n",
        workspace="[workspace.dependencies]\nb = { path = 'b' }\n",
    )
    assert fault == (ARCHIVE, "workspace", ADVICE)
