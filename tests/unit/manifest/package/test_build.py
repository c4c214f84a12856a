from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.manifest.package_model import BuildTarget
from unit.manifest.package.packages import Fault, faults, table

if TYPE_CHECKING:
    from pypixi.manifest.package_model import PackageBuild


def build(text: str) -> PackageBuild:
    return table(f"[package.build]\nbackend.name = 'b'\n{text}\n").build


def test_table_is_read() -> None:
    found = build(
        "config = { noarch = true, env = { A = '1' } }\n"
        "flags = ['cuda', 'blas:mkl']\n"
        "build-string-prefix = 'pre'\nbuild-number = 3\n"
        "secrets = ['TOKEN', 'KEY', 'TOKEN']\n"
    )
    assert found.config == {"noarch": True, "env": {"A": "1"}}
    assert found.flags == ("cuda", "blas:mkl")
    assert (found.string_prefix, found.number) == ("pre", 3)
    assert found.secrets == ("TOKEN", "KEY")


def test_nothing_is_said_by_default() -> None:
    found = build("")
    assert (found.source, found.config, found.targets) == (None, {}, ())
    assert (found.flags, found.secrets) == ((), ())
    assert (found.string_prefix, found.number) == (None, None)


def test_old_name_of_the_settings_is_read() -> None:
    assert build("configuration = { a = 1 }").config == {"a": 1}


def test_settings_of_targets_are_kept_in_order() -> None:
    found = build(
        "[package.build.target.win.config]\na = 1\n"
        "[package.build.target.linux-64.config]\na = 2\n"
        "[package.build.target.macos]\n"
    )
    assert found.targets == (
        BuildTarget(selector="win", config={"a": 1}),
        BuildTarget(selector="linux-64", config={"a": 2}),
        BuildTarget(selector="macos", config={}),
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "config = {}\nconfiguration = {}",
            (
                "`config` and `configuration` are two names of one table",
                "configuration",
                "move the keys of `configuration` into `config`",
            ),
            id="both names of the settings",
        ),
        pytest.param(
            "config = 1",
            (
                "'config' must be a table",
                "1",
                "write it as a table: [package.build.config]",
            ),
            id="settings",
        ),
        pytest.param(
            "flags = [1]",
            ("'flags[0]' must be a string", "1", 'put it in quotes: "1"'),
            id="flags",
        ),
        pytest.param(
            "build-number = '1'",
            ("'build-number' must be an integer", "'1'", "write 1 without quotes"),
            id="number is a string",
        ),
        pytest.param(
            "build-number = -1",
            ("the build number -1 is negative", "-1", "write 0 or a larger number"),
            id="negative number",
        ),
        pytest.param(
            "secrets = 'TOKEN'",
            ("'secrets' must be an array", "'TOKEN'", "put it in brackets: ['TOKEN']"),
            id="secrets",
        ),
        pytest.param(
            "number = 1",
            (
                "unexpected key 'number' in [package.build]",
                "number",
                "did you mean 'build-number'?",
            ),
            id="unknown key",
        ),
        pytest.param(
            "target.linux.flags = []",
            (
                "unexpected key 'flags' in [package.build.target.linux]",
                "target.linux.flags",
                "expected only 'config'",
            ),
            id="unknown key of a target",
        ),
        pytest.param(
            "target.'linux-*'.config = {}",
            (
                (
                    "'linux-*' is not a valid target selector of a package: patterns"
                    " are not supported"
                ),
                "target.'linux-*'.config",
                (
                    "write linux, osx, macos, win, unix or a conda subdir such as"
                    " linux-64"
                ),
            ),
            id="pattern",
        ),
        pytest.param(
            "target.'if(linux)'.config = {}",
            (
                (
                    "'if(linux)' is not a valid target selector: expressions stand in"
                    " the tables of dependencies"
                ),
                "target.'if(linux)'.config",
                (
                    'write for example [package.run-dependencies."if(host_platform'
                    " == 'linux-64')\"]"
                ),
            ),
            id="expression",
        ),
        pytest.param(
            "target.'a b'.config = {}",
            (
                "'a b' is not a valid target selector",
                "target.'a b'.config",
                (
                    "write linux, osx, macos, win, unix or a conda subdir such as"
                    " linux-64"
                ),
            ),
            id="no selector",
        ),
    ],
)
def test_fault_is_explained_where_it_stands(text: str, fault: Fault) -> None:
    assert faults(f"[package.build]\nbackend.name = 'b'\n{text}\n") == [fault]
