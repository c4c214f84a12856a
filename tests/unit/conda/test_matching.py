from __future__ import annotations

from typing import Any

import pytest

from pypixi.conda.candidates import Candidates, dependency_name
from pypixi.conda.matching import (
    InvalidSpecTextError,
    check_specs,
    parse_spec,
    parse_spec_text,
    sorted_versions,
)
from pypixi.conda.spec_errors import InvalidSpecError
from pypixi.specs.matchspec import CondaSpec
from pypixi.specs.names import PackageName
from pypixi.specs.platform import subdir_platform
from unit.locking.samples import CHANNEL, record
from unit.manifest.samples import marked, workspace

EXAMPLE = 'write for example: numpy = ">=1.2,<2"'


def spec(version: str | None = None, **fields: Any) -> CondaSpec:
    return CondaSpec(name=PackageName("numpy"), version=version, **fields)


@pytest.mark.parametrize(
    ("version", "meaning"),
    [
        ("*", "numpy"),
        ("3.11", "numpy ==3.11"),
        ("=3.11", "numpy 3.11.*"),
        ("3.11.*", "numpy 3.11.*"),
        (">=1, <2", "numpy >=1,<2"),
        ("1.2|1.3", "numpy ==1.2|==1.3"),
        ("~=1.1", "numpy ~=1.1"),
    ],
)
def test_requirement_is_parsed(version: str, meaning: str) -> None:
    assert str(parse_spec(spec(version))) == meaning


@pytest.mark.parametrize(
    ("version", "advice"),
    [
        (
            "1.2 py310_0",
            (
                "to ask for a build, write:"
                ' numpy = { version = "==1.2", build = "py310_0" }'
            ),
        ),
        (
            ">=1,<2 py*",
            'to ask for a build, write: numpy = { version = ">=1,<2", build = "py*" }',
        ),
        (">= 1.2, <2", 'write: numpy = ">=1.2,<2"'),
        ("^1.2", 'write: numpy = ">=1.2,<2"'),
        (">=1.2 <2", 'separate conditions by a comma: numpy = ">=1.2,<2"'),
        (">=1 !=1.5 <2", 'separate conditions by a comma: numpy = ">=1,!=1.5,<2"'),
        ("2.0 or newer", EXAMPLE),
        ("1..2", EXAMPLE),
        (">=>2", EXAMPLE),
        ("=", EXAMPLE),
        ("../numpy", 'write it as a table: numpy = { path = "../numpy" }'),
        ("~/numpy", 'write it as a table: numpy = { path = "~/numpy" }'),
        (
            "git+https://g.test/numpy",
            'write it as a table: numpy = { git = "https://g.test/numpy" }',
        ),
        (
            "git@g.test:x/numpy",
            'write it as a table: numpy = { git = "ssh://…" }',
        ),
        (
            "github.test/x/numpy",
            'write it as a table: numpy = { git = "https://github.test/x/numpy" }',
        ),
        (
            "https://github.test/numpy.conda",
            'write it as a table: numpy = { url = "https://github.test/numpy.conda" }',
        ),
        (
            "1.2 h12git_0",
            (
                "to ask for a build, write:"
                ' numpy = { version = "==1.2", build = "h12git_0" }'
            ),
        ),
        (
            "https://u.test/numpy.conda",
            'write it as a table: numpy = { url = "https://u.test/numpy.conda" }',
        ),
        (
            "main::numpy >=1",
            'write it as a table: numpy = { version = ">=1", channel = "main" }',
        ),
        (
            "main::1.2",
            'write it as a table: numpy = { version = "1.2", channel = "main" }',
        ),
        (
            "main::numpy",
            'write it as a table: numpy = { version = "*", channel = "main" }',
        ),
        (
            "main::numpy>=1,<2",
            'write it as a table: numpy = { version = ">=1,<2", channel = "main" }',
        ),
        ("1.2[md5=ab]", 'write `md5` as a key: numpy = { md5 = "…" }'),
        ("1 subdir=noarch", 'write `subdir` as a key: numpy = { subdir = "…" }'),
        ('1"2', EXAMPLE),
        ("foo bar", EXAMPLE),
        (
            "1.2 py_3",
            'to ask for a build, write: numpy = { version = "==1.2", build = "py_3" }',
        ),
    ],
)
def test_version_that_is_none_is_refused_with_advice(version: str, advice: str) -> None:
    with pytest.raises(InvalidSpecError) as caught:
        parse_spec(spec(version))
    assert caught.value.message == (
        f"'{version}' is not a version specification for 'numpy'"
    )
    assert caught.value.help == advice


@pytest.mark.parametrize(
    ("fields", "message", "advice"),
    [
        (
            {"build": "^(py$"},
            "'^(py$' is not a value of `build` for 'numpy'",
            "write a text with `*`, or a regular expression between `^` and `$`",
        ),
        (
            {"md5": "xyz", "build": "py*"},
            "'xyz' is not a value of `md5` for 'numpy'",
            "write the 32 digits that the checksum has in base 16, or leave it out",
        ),
        (
            {"version": ">=1", "flags": ("a", "(")},
            "'a, (' is not a value of `flags` for 'numpy'",
            "correct the value of `flags`, or leave it out",
        ),
    ],
)
def test_other_field_that_is_wrong_is_refused(
    fields: dict[str, Any], message: str, advice: str
) -> None:
    with pytest.raises(InvalidSpecError) as caught:
        parse_spec(spec(**fields))
    assert caught.value.message == message
    assert caught.value.help == advice


def test_field_that_is_wrong_is_marked_alone() -> None:
    found = workspace("[dependencies]\na = { version = '>=1', md5 = 'xyz' }\n")
    (fault,) = check_specs(found.features["default"].targets[0].dependencies.values())
    assert [marked(label) for label in fault.labels] == [("'xyz'", "not understood")]
    assert fault.notes == ("unable to parse hash digest from hex",)


def test_every_wrong_requirement_is_told_at_its_place() -> None:
    found = workspace("[dependencies]\na = '>=>1'\nb = '*'\nc = '1..2'\n")
    specs = found.features["default"].targets[0].dependencies.values()
    faults = check_specs(specs)
    assert [marked(label) for fault in faults for label in fault.labels] == [
        ("'>=>1'", "not understood"),
        ("'1..2'", "not understood"),
    ]
    assert faults[0].notes == ("invalid operator '>=>'",)


def test_wrong_version_in_a_table_is_marked_alone() -> None:
    found = workspace("[dependencies]\na = { version = '>=>1', build = 'x' }\n")
    (spec,) = found.features["default"].targets[0].dependencies.values()
    (fault,) = check_specs([spec])
    assert [marked(label)[0] for label in fault.labels] == ["'>=>1'"]
    assert fault.help == 'write for example: version = ">=1.2,<2"'


def test_version_that_is_surely_something_else_needs_no_further_reason() -> None:
    (fault,) = check_specs([spec("./numpy")])
    assert fault.notes == ()


def test_requirement_from_nowhere_has_no_label() -> None:
    (fault,) = check_specs([spec("1..2")])
    assert fault.labels == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("numpy", spec()),
        ("NumPy", spec()),
        ("numpy=1.26", spec("1.26.*")),
        ("numpy==1.26", spec("==1.26")),
        ("numpy>=1.26,<2", spec(">=1.26,<2")),
        ("numpy >=1.26,<2", spec(">=1.26,<2")),
        ("numpy 3.9|3.11.*", spec("==3.9|3.11.*")),
        ("numpy 1.26 py*", spec("==1.26", build="py*")),
        ("numpy=1.26=py_0", spec("==1.26", build="py_0")),
        ("numpy[build='py*']", spec(build="py*")),
        ("numpy[build_number='>=3']", spec(build_number=">=3")),
        ("numpy[version='3.11.0']", spec("==3.11.0")),
        ("conda-forge::numpy", spec(channel="conda-forge")),
        ("conda-forge::numpy>=1", spec(">=1", channel="conda-forge")),
        (
            "conda-forge/label/dev::numpy",
            spec(channel="conda-forge/label/dev"),
        ),
        (
            "conda-forge/linux-64::numpy",
            spec(channel="conda-forge", subdir="linux-64"),
        ),
        (
            "numpy[channel='https://h.test/c']",
            spec(channel="https://h.test/c/"),
        ),
        (
            "numpy[channel='https://conda.anaconda.org/c']",
            spec(channel="c"),
        ),
        ("numpy[fn='numpy-1-0.conda']", spec(file_name="numpy-1-0.conda")),
        (f"numpy[md5={'ab' * 16}]", spec(md5="ab" * 16)),
        (f"numpy[sha256={'ab' * 32}]", spec(sha256="ab" * 32)),
    ],
)
def test_typed_requirement_is_read(text: str, expected: CondaSpec) -> None:
    assert parse_spec_text(text) == expected


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("", "missing package name"),
        ("numpy=", "unable to parse version spec: ="),
        ("num*", "looks like a glob but only exact package names are allowed"),
        ("git+https://g.test/numpy", "is not a valid package name"),
    ],
)
def test_text_that_is_no_requirement_is_refused(text: str, note: str) -> None:
    with pytest.raises(InvalidSpecTextError) as caught:
        parse_spec_text(text)
    assert caught.value.message == f"'{text}' is not a package specification"
    assert caught.value.help == (
        "write for example: numpy, numpy=1.26, 'numpy>=1.26,<2'"
    )
    assert note in " ".join(caught.value.notes)


@pytest.mark.parametrize(
    "text",
    [
        "numpy[license=MIT]",
        "numpy[extras=[test]]",
        "numpy[when='python']",
        "numpy[build='a\"b']",
        "numpy[url='https://h.test/c/noarch/numpy-1-0.conda']",
        "https://h.test/c/noarch/numpy-1-0.conda",
    ],
)
def test_nothing_that_was_typed_is_dropped_in_silence(text: str) -> None:
    with pytest.raises(InvalidSpecTextError) as caught:
        parse_spec_text(text)
    assert caught.value.notes == (
        "it asks for something that cannot be written to a manifest yet",
    )


CANDIDATES = Candidates(
    [
        record("numpy", "1.26.4", build_number=3, license="MIT", md5="ab" * 16),
        record("python_abi", "3.11"),
    ],
    subdir_platform("linux-64").virtual_packages,
)


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        (spec(), True),
        (spec(">=1.26,<2"), True),
        (spec("1.26.*"), True),
        (spec("==1.26.4"), True),
        (spec("1.26"), False),
        (spec(">=2"), False),
        (spec(build="0"), True),
        (spec(build="py*"), False),
        (spec(build_number=">=3"), True),
        (spec(build_number="4"), False),
        (spec(license="MIT"), True),
        (spec(license="BSD"), False),
        (spec(md5="ab" * 16), True),
        (spec(md5="cd" * 16), False),
        (spec(sha256="cd" * 32), False),
        (spec(channel="main"), True),
        (spec(channel=CHANNEL), True),
        (spec(channel=f"{CHANNEL}/"), True),
        (spec(channel="https://me:pw@conda.anaconda.org/main"), True),
        (spec(channel="other"), False),
        (spec(channel="https://h.test/main"), False),
        (CondaSpec(name=PackageName("other")), False),
        (CondaSpec(name=PackageName("__glibc"), version=">=2.17"), True),
        (CondaSpec(name=PackageName("__glibc"), version=">=2.34"), False),
        (CondaSpec(name=PackageName("__cuda")), False),
        (CondaSpec(name=PackageName("__archspec"), version="1", build="x86_64"), True),
        (CondaSpec(name=PackageName("__archspec"), version="0"), False),
    ],
)
def test_requirement_is_held_against_what_is_locked(
    requirement: CondaSpec, expected: bool
) -> None:
    assert CANDIDATES.meets(requirement) is expected


@pytest.mark.parametrize(
    ("depends", "expected"),
    [
        ("numpy", True),
        ("numpy >=1.26,<2.0a0", True),
        ("numpy 1.26.*", True),
        ("numpy >=2", False),
        ("numpy[version='>=1.26']", True),
        ("numpy[version='>=2',build='*']", False),
        ("numpy >=1 0", True),
        ("numpy >=1 py*", False),
        ("NumPy >=1", True),
        ("main::numpy", True),
        ("other::numpy", False),
        ("python_abi 3.11.* *", True),
        ("missing", False),
        ("missing >=1", False),
        ("__glibc", True),
        ("__glibc >=2.17,<3.0.a0", True),
        ("__glibc >=2.29", False),
        ("__unix", True),
        ("__win", False),
        ("__archspec 1.* x86_64", True),
        ("numpy >=>1", False),
        ("", False),
    ],
)
def test_dependency_is_held_against_what_is_locked(
    depends: str, expected: bool
) -> None:
    assert CANDIDATES.meets_text(depends) is expected


@pytest.mark.parametrize(
    ("depends", "name"),
    [
        ("numpy", "numpy"),
        ("numpy >=1", "numpy"),
        ("numpy>=1", "numpy"),
        ("numpy[version='>=1']", "numpy"),
        ("conda-forge::numpy >=1", "numpy"),
        ("conda-forge/linux-64::NumPy", "numpy"),
        ("numpy[when='main::python']", "numpy"),
        ("ruamel.yaml 0.18", "ruamel.yaml"),
        ("__glibc >=2.17", "__glibc"),
        ("_libgcc_mutex 0.1", "_libgcc_mutex"),
        ("libstdcxx-ng", "libstdcxx-ng"),
    ],
)
def test_dependency_is_about_a_package(depends: str, name: str) -> None:
    assert dependency_name(depends) == name


def test_versions_are_sorted_by_the_conda_scheme() -> None:
    versions = ["1.10", "1.9", "1!0.1", "1.9", "1.10rc1", "2.0.post1", "2.0"]
    assert sorted_versions(versions) == [
        "1.9",
        "1.10rc1",
        "1.10",
        "2.0",
        "2.0.post1",
        "1!0.1",
    ]


def test_quotation_mark_cannot_smuggle_in_another_condition() -> None:
    spec = CondaSpec(name=PackageName("kelp"), build='0",version="3')
    with pytest.raises(InvalidSpecError) as caught:
        parse_spec(spec)
    assert caught.value.notes == ("`build` holds a quotation mark",)


def test_credentials_in_a_wrong_requirement_are_not_told() -> None:
    with pytest.raises(InvalidSpecError) as caught:
        parse_spec(spec("https://ann:secret@host/a"))
    assert caught.value.help == (
        'write it as a table: numpy = { url = "https://***********host/a" }'
    )
    assert "secret" not in caught.value.message
