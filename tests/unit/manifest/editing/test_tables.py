from __future__ import annotations

from typing import Any

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from pypixi.manifest.editing.tables import with_dependencies, with_pypi_dependencies
from pypixi.specs.matchspec import CondaSpec
from pypixi.specs.names import PackageName, pypi_name
from pypixi.specs.requirement import IndexSource, PypiSource, PypiSpec
from pypixi.specs.source import GitReference, GitSource, PathSource, UrlSource
from unit.manifest.samples import workspace


def spec(name: str = "new", version: str | None = ">=1,<2", **fields: Any) -> CondaSpec:
    return CondaSpec(name=PackageName(name), version=version, **fields)


def pypi_spec(
    spelling: str = "New", source: PypiSource | None = None, **fields: Any
) -> PypiSpec:
    name = pypi_name(spelling)
    assert name is not None
    chosen = source or IndexSource(version=">=1")
    return PypiSpec(name=name, spelling=spelling, source=chosen, **fields)


def pypi_edited(text: str, *specs: PypiSpec, feature: str = "default") -> str:
    return with_pypi_dependencies(text, feature, specs or [pypi_spec()])


def edited(text: str, *specs: CondaSpec, feature: str = "default") -> str:
    return with_dependencies(text, feature, specs or [spec()])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "",
            '[dependencies]\nnew = ">=1,<2"\n',
            id="empty manifest",
        ),
        pytest.param(
            "[workspace]\nchannels = []\n",
            '[workspace]\nchannels = []\n\n[dependencies]\nnew = ">=1,<2"\n',
            id="missing table",
        ),
        pytest.param(
            "[workspace]\nchannels = []",
            '[workspace]\nchannels = []\n\n[dependencies]\nnew = ">=1,<2"\n',
            id="missing table, no line end",
        ),
        pytest.param(
            "[dependencies]\n\n[tasks]\ngo = 'go'\n",
            "[dependencies]\nnew = \">=1,<2\"\n\n[tasks]\ngo = 'go'\n",
            id="empty table",
        ),
        pytest.param(
            "[dependencies]\nz = '*' # why\na='*'\n",
            "[dependencies]\nz = '*' # why\na='*'\nnew = \">=1,<2\"\n",
            id="behind the last, comment and quotes kept",
        ),
        pytest.param(
            "[dependencies]\na = '*'",
            "[dependencies]\na = '*'\nnew = \">=1,<2\"\n",
            id="no line end",
        ),
        pytest.param(
            "[dependencies]\na = '*'\n\n# about tasks\n[tasks]\n",
            "[dependencies]\na = '*'\nnew = \">=1,<2\"\n\n# about tasks\n[tasks]\n",
            id="comment above the next table stays there",
        ),
        pytest.param(
            "[dependencies]\na = '*'\n# about tasks\n[tasks]\n",
            "[dependencies]\na = '*'\nnew = \">=1,<2\"\n# about tasks\n[tasks]\n",
            id="even without a blank line",
        ),
        pytest.param(
            "[dependencies]\na = '*'\n\n# about b\n[dependencies.b]\nversion = '1.*'\n",
            "[dependencies]\na = '*'\nnew = \">=1,<2\"\n\n"
            "# about b\n[dependencies.b]\nversion = '1.*'\n",
            id="before a table within the table",
        ),
        pytest.param(
            "[dependencies.b]\nversion = '1.*'\n",
            "[dependencies]\nnew = \">=1,<2\"\n\n[dependencies.b]\nversion = '1.*'\n",
            id="table that is only implied",
        ),
        pytest.param(
            "dependencies.a = '*'\n[tasks]\n",
            "dependencies.a = '*'\ndependencies.new = \">=1,<2\"\n[tasks]\n",
            id="dotted keys",
        ),
        pytest.param(
            "[dependencies]\na.version = '*'\na.build = '0'\n\n[tasks]\n",
            "[dependencies]\na.version = '*'\na.build = '0'\n"
            'new = ">=1,<2"\n\n[tasks]\n',
            id="dotted keys in the table",
        ),
        pytest.param(
            "dependencies = { a = '*' } # why\n",
            "dependencies = { a = '*', new = \">=1,<2\" } # why\n",
            id="inline table",
        ),
        pytest.param(
            "dependencies = {}\n",
            'dependencies = { new = ">=1,<2" }\n',
            id="empty inline table",
        ),
        pytest.param(
            "dependencies = {a='*',}\n",
            "dependencies = { a='*', new = \">=1,<2\" }\n",
            id="inline table with a trailing comma",
        ),
        pytest.param(
            "[dependencies]\nNew = '3' # why\nz = '*'\n",
            "[dependencies]\nNew = \">=1,<2\" # why\nz = '*'\n",
            id="entry of the same package is replaced in its place",
        ),
        pytest.param(
            "dependencies = { new = '3', z = '*' }\n",
            "dependencies = { new = \">=1,<2\", z = '*' }\n",
            id="also in an inline table",
        ),
        pytest.param(
            "[dependencies]\nnew = { version = '3', build = '0' } # why\n",
            '[dependencies]\nnew = ">=1,<2" # why\n',
            id="table is replaced by a text",
        ),
    ],
)
def test_dependency_is_written_where_it_belongs(before: str, after: str) -> None:
    assert edited(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "[tasks]\n",
            '[tasks]\n\n[feature.test.dependencies]\nnew = ">=1,<2"\n',
            id="missing feature",
        ),
        pytest.param(
            "[feature.test.tasks]\ngo = 'go'\n\n[environments]\ntest = ['test']\n",
            "[feature.test.tasks]\ngo = 'go'\n\n[environments]\ntest = ['test']\n"
            '\n[feature.test.dependencies]\nnew = ">=1,<2"\n',
            id="missing table of a feature",
        ),
        pytest.param(
            "[feature.test.dependencies]\na = '*'\n\n[tasks]\n",
            "[feature.test.dependencies]\na = '*'\nnew = \">=1,<2\"\n\n[tasks]\n",
            id="table of a feature",
        ),
        pytest.param(
            "[feature.test]\ndependencies = { a = '*' }\n",
            "[feature.test]\ndependencies = { a = '*', new = \">=1,<2\" }\n",
            id="inline table of a feature",
        ),
    ],
)
def test_dependency_of_a_feature_goes_into_its_table(before: str, after: str) -> None:
    assert edited(before, feature="test") == after


@pytest.mark.parametrize(
    "before",
    [
        "feature = {}\n",
        "feature = { test = {} }\n",
        "feature.test = { tasks = { go = 'go' } }\n",
        "[feature]\ntest.dependencies.a = '*'\n",
        "dependencies = {\n  a = '*', # why\n}\n",
        "feature = { test = {\n  dependencies = { a = '*' },\n} }\n",
    ],
)
def test_manifest_in_an_unusual_style_stays_right(before: str) -> None:
    added = {"new": ">=1,<2"}
    old, new = tomli.loads(before), tomli.loads(edited(before, feature="test"))
    table = old.get("feature", {}).get("test", {}).get("dependencies", {})
    assert new["feature"]["test"].pop("dependencies") == {**table, **added}
    old.setdefault("feature", {}).setdefault("test", {}).pop("dependencies", None)
    assert new == old


def test_entries_of_a_multi_line_inline_table_keep_their_lines() -> None:
    text = edited("dependencies = {\n  a = '*', # why\n}\n")
    assert text.startswith("dependencies = {\n  a = '*', # why\n")
    assert tomli.loads(text) == {"dependencies": {"a": "*", "new": ">=1,<2"}}


def test_feature_name_is_quoted_where_needed() -> None:
    assert edited("", feature="my f.x") == (
        '[feature."my f.x".dependencies]\nnew = ">=1,<2"\n'
    )


@pytest.mark.parametrize(
    ("requirement", "line"),
    [
        (spec(version=None), 'new = "*"'),
        (spec(version=""), 'new = "*"'),
        (spec(version="3.11.*"), 'new = "3.11.*"'),
        (spec(version='a"b\\'), 'new = "a\\"b\\\\"'),
        (
            spec(build="py*"),
            'new = { version = ">=1,<2", build = "py*" }',
        ),
        (
            spec(version=None, channel="conda-forge"),
            'new = { version = "*", channel = "conda-forge" }',
        ),
        (
            spec(
                license="MIT",
                sha256="ab",
                md5="cd",
                file_name="f",
                subdir="noarch",
                channel="c",
                build_number=">=3",
                build="0",
            ),
            (
                'new = { version = ">=1,<2", build = "0", build-number = ">=3",'
                ' channel = "c", subdir = "noarch", file-name = "f", md5 = "cd",'
                ' sha256 = "ab", license = "MIT" }'
            ),
        ),
    ],
)
def test_more_than_a_version_becomes_a_table(requirement: CondaSpec, line: str) -> None:
    assert edited("[dependencies]\n", requirement) == f"[dependencies]\n{line}\n"


def test_several_are_written_in_the_order_they_are_given() -> None:
    text = edited("[dependencies]\nm = '*'\n", spec("z"), spec("m"), spec("a"))
    assert text == ('[dependencies]\nm = ">=1,<2"\nz = ">=1,<2"\na = ">=1,<2"\n')


def test_name_with_a_dot_stays_one_key_of_an_inline_table() -> None:
    assert edited("dependencies = { a = '*' }\n", spec("ruamel.yaml")) == (
        'dependencies = { a = \'*\', "ruamel.yaml" = ">=1,<2" }\n'
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "",
            '[pypi-dependencies]\nNew = ">=1"\n',
            id="missing table",
        ),
        pytest.param(
            "[dependencies]\nnew = '*'\n[pypi-dependencies]\n",
            "[dependencies]\nnew = '*'\n[pypi-dependencies]\nNew = \">=1\"\n",
            id="conda package of the same name is left alone",
        ),
        pytest.param(
            "[pypi-dependencies]\nNEW = { path = '.' } # why\nz = '*'\n",
            "[pypi-dependencies]\nNEW = \">=1\" # why\nz = '*'\n",
            id="other spelling is replaced in its place",
        ),
        pytest.param(
            "pypi-dependencies = { NEW = '*', z = '*' }\n",
            "pypi-dependencies = { NEW = \">=1\", z = '*' }\n",
            id="also in an inline table",
        ),
    ],
)
def test_pypi_dependency_is_written_where_it_belongs(before: str, after: str) -> None:
    assert pypi_edited(before) == after


def test_spellings_of_a_pypi_name_are_one_package() -> None:
    before = "[pypi-dependencies]\nzope-interface = '*'\n"
    assert pypi_edited(before, pypi_spec("Zope.Interface")) == (
        '[pypi-dependencies]\nzope-interface = ">=1"\n'
    )


def test_pypi_dependency_of_a_feature_goes_into_its_table() -> None:
    before = "[feature.test.dependencies]\na = '*'\n"
    assert pypi_edited(before, feature="test") == (
        f'{before}\n[feature.test.pypi-dependencies]\nNew = ">=1"\n'
    )


GIT = GitSource(
    url="https://g.test/r",
    reference=GitReference(kind="tag", name="v1"),
    subdirectory="py",
    lfs=False,
)
SOURCES = [
    (pypi_spec("a", IndexSource()), 'a = "*"'),
    (pypi_spec("zope.interface"), '"zope.interface" = ">=1"'),
    (
        pypi_spec(
            "a",
            IndexSource(index="https://i.test"),
            extras=("x", "y"),
            marker="os_name == 'nt'",
        ),
        (
            'a = { version = "*", extras = ["x", "y"], index = "https://i.test",'
            " env-markers = \"os_name == 'nt'\" }"
        ),
    ),
    (
        pypi_spec("a", GIT, extras=("x",)),
        (
            'a = { git = "https://g.test/r", tag = "v1", subdirectory = "py",'
            ' lfs = false, extras = ["x"] }'
        ),
    ),
    (
        pypi_spec("a", GitSource(url="https://g.test/r")),
        'a = { git = "https://g.test/r" }',
    ),
    (
        pypi_spec("a", PathSource(path="./a", editable=True), extras=("x",)),
        'a = { path = "./a", editable = true, extras = ["x"] }',
    ),
    (pypi_spec("a", PathSource(path="a.whl")), 'a = { path = "a.whl" }'),
    (
        pypi_spec("a", UrlSource(url="https://u.test/a.zip", subdirectory="py")),
        'a = { url = "https://u.test/a.zip", subdirectory = "py" }',
    ),
]


@pytest.mark.parametrize(("requirement", "line"), SOURCES)
def test_pypi_source_becomes_a_table(requirement: PypiSpec, line: str) -> None:
    text = pypi_edited("[pypi-dependencies]\n", requirement)
    assert text == f"[pypi-dependencies]\n{line}\n"


@pytest.mark.parametrize("requirement", [requirement for requirement, _ in SOURCES])
def test_pypi_dependency_is_read_as_it_was_written(requirement: PypiSpec) -> None:
    feature = workspace(pypi_edited("", requirement)).features["default"]
    assert list(feature.targets[0].pypi_dependencies.values()) == [requirement]


def test_line_ends_of_windows_are_kept() -> None:
    before = "[workspace]\r\nname = '''\r\nx'''\r\n\r\n[dependencies]\r\na = '*'\r\n"
    assert edited(before) == before + 'new = ">=1,<2"\r\n'


def test_mixed_line_ends_are_kept() -> None:
    before = "s = '''\na\r\nb'''\n[dependencies]\na = '*'\n"
    assert edited(before) == before + 'new = ">=1,<2"\n'


def test_byte_order_mark_is_kept() -> None:
    before = "\ufeff[dependencies]\n"
    assert edited(before) == before + 'new = ">=1,<2"\n'


comments = st.sampled_from(["# about", "", "# a = '*'", "   # é"])
pads = st.lists(comments, max_size=3)
entries = st.lists(
    st.sampled_from(
        [
            "{} = '*'",
            '{} = ">=1" # why',
            '  {}="1.*"',
            "'{}' = '*'",
            "{} = {{ version = '*', build = '0' }}",
            "{} = {{\n  version = '*', # why\n}}",
            "{}.version = '*'",
        ]
    ),
    max_size=4,
)
headers = st.sampled_from(["[tasks]", "[feature.test.tasks]", "[tool.x]", "[[tool.y]]"])


@st.composite
def tables(draw: st.DrawFn, header: str) -> list[str]:
    """Return the lines of a table, with comments and blank lines about it."""
    lines = [*draw(pads), header]
    for number, entry in enumerate(draw(entries)):
        lines += [*draw(pads), *entry.format(f"k{number}").split("\n")]
    return lines


@st.composite
def manifests(draw: st.DrawFn) -> tuple[str, str]:
    """Return a manifest and a feature that has a table of dependencies in it."""
    feature = draw(st.sampled_from(["default", "test"]))
    own = "[dependencies]" if feature == "default" else "[feature.test.dependencies]"
    others = draw(st.lists(headers, max_size=3, unique=True))
    names = draw(st.permutations(["[workspace]", own, *others]))
    lines = [line for name in names for line in draw(tables(name))]
    line_end = draw(st.sampled_from(["\n", "\r\n"]))
    mark = draw(st.sampled_from(["", "\ufeff"]))
    return mark + "".join(
        f"{line}{line_end}" for line in [*lines, *draw(pads)]
    ), feature


@given(manifests(), st.booleans())
@settings(deadline=None)
def test_nothing_but_the_added_entries_changes(
    made: tuple[str, str], with_table: bool
) -> None:
    before, feature = made
    specs = [spec("new"), spec("other", build="0" if with_table else None)]
    after = with_dependencies(before, feature, specs)
    line_end = "\r\n" if "\r\n" in before else "\n"
    written = [
        'new = ">=1,<2"',
        'other = { version = ">=1,<2", build = "0" }'
        if with_table
        else 'other = ">=1,<2"',
    ]
    block = "".join(f"{line}{line_end}" for line in written)
    assert after.count(block) == 1
    assert after.replace(block, "") == before
    data = tomli.loads(after.removeprefix("\ufeff"))
    table = data if feature == "default" else data["feature"][feature]
    assert table["dependencies"].pop("new") == ">=1,<2"
    assert table["dependencies"].pop("other")
    assert data == tomli.loads(before.removeprefix("\ufeff"))
