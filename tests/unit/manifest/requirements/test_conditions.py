from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.conda.matching import check_specs
from pypixi.errors import PixiError
from unit.manifest.samples import marked, workspace

if TYPE_CHECKING:
    from pypixi.specs.matchspec import CondaSpec


MD5 = "00" * 16
SHA256 = "00" * 32


def conditional(when: str) -> CondaSpec:
    found = workspace(f"[dependencies]\na = {{ when = {when} }}\n")
    (spec,) = found.features["default"].targets[0].dependencies.values()
    return spec


@pytest.mark.parametrize(
    ("when", "condition"),
    [
        ("'python'", "python"),
        ("' python >=3.10,<3.13 '", "python >=3.10,<3.13"),
        ("'python>=3.10 , !=3.11.*'", "python>=3.10 , !=3.11.*"),
        ("'__cuda ==12|==13'", "__cuda ==12|==13"),
        ("'python 3.11'", "python 3.11"),
        ("{ package = 'python' }", "python"),
        ("{ package = 'a', version = '>=1' }", "a[version='>=1']"),
        (
            "{ package = 'a', build = 'x*', build-number = '>=3', subdir = 'noarch' }",
            "a[build='x*',build_number='>=3',subdir='noarch']",
        ),
        (
            "{ package = 'a', license = 'MIT', license-family = 'BSD' }",
            "a[license='MIT',license_family='BSD']",
        ),
        (
            f"{{ package = 'a', md5 = '{MD5}', sha256 = '{SHA256}' }}",
            f"a[md5='{MD5}',sha256='{SHA256}']",
        ),
        (
            "{ package = 'a', flags = ['x', 'y'], track-features = ['p', 'q'] }",
            "a[flags=[x,y],track_features='p q']",
        ),
        ("{ all = ['a', 'b'] }", "(a and b)"),
        ("{ any = ['a', { package = 'b' }] }", "(a or b)"),
        ("{ all = ['a', { any = ['b', 'c'] }] }", "(a and (b or c))"),
    ],
)
def test_condition_is_what_the_engine_understands(when: str, condition: str) -> None:
    spec = conditional(when)
    assert spec.when == condition
    assert check_specs([spec]) == []


TWO = "a condition needs exactly one of `all`, `any` and `package`"


@pytest.mark.parametrize(
    ("when", "message", "mark"),
    [
        ("3", "'when' must be a string or table", "3"),
        ("['a']", "a condition cannot be an array", "['a']"),
        ("{}", TWO, "{}"),
        (
            "{ all = ['a'], any = ['b'] }",
            TWO,
            "{ all = ['a'], any = ['b'] }",
        ),
        ("{ all = [] }", "`all` needs at least one condition", "[]"),
        ("{ all = 'a' }", "'all' must be an array", "'a'"),
        ("{ any = [3] }", "'any[0]' must be a string or table", "3"),
        ("{ any = ['a'], build = 'x' }", "unexpected key 'build'", "build"),
        ("{ package = 'a', channel = 'x' }", "unexpected key 'channel'", "channel"),
        ("{ package = 'a', url = 'x' }", "unexpected key 'url'", "url"),
        ("{ package = 'a b' }", "'a b' is not a conda package name", "'a b'"),
        ("{ package = 3 }", "'package' must be a string", "3"),
        (
            '{ package = "a", build = "x\'y" }',
            "`build` cannot hold a quotation mark in a condition",
            '"x\'y"',
        ),
        ("'a and b'", "'a and b' is not a condition", "'a and b'"),
        ("'a 1.0 x'", "'a 1.0 x' is not a condition", "'a 1.0 x'"),
        ("'a=1=x'", "'a=1=x' is not a condition", "'a=1=x'"),
        ("'a[build=x]'", "'a[build=x]' is not a condition", "'a[build=x]'"),
        ("''", "'' is not a condition", "''"),
    ],
)
def test_fault_is_explained_where_it_stands(when: str, message: str, mark: str) -> None:
    with pytest.raises(PixiError) as caught:
        conditional(when)
    (fault,) = caught.value.faults
    assert fault.message.startswith(message)
    assert marked(fault.labels[0])[0] == mark
