from __future__ import annotations

import pytest
import tomli

from pypixi.manifest.editing.versions import VersionEdit, with_versions

NEW = ">=2,<3"


def edit(
    *keys: str | int, version: str = NEW, dropped: frozenset[str] = frozenset()
) -> VersionEdit:
    return VersionEdit(keys=keys, version=version, dropped=dropped)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param('a = "1"  # why', f'a = "{NEW}"  # why', id="text"),
        pytest.param("a = '1'", f"a = '{NEW}'", id="single quotes"),
        pytest.param("'a'='1' # x", f"'a'='{NEW}' # x", id="quoted key"),
        pytest.param(
            "a = {version='1',channel = 'c'} # x",
            f"a = {{version='{NEW}',channel = 'c'}} # x",
            id="inline table",
        ),
        pytest.param(
            'a = { channel = "c" } # x',
            f'a = {{ version = "{NEW}", channel = "c" }} # x',
            id="inline table without a version",
        ),
        pytest.param(
            'a = {\n  channel = "c", # x\n}',
            f'a = {{\n  version = "{NEW}",\n  channel = "c", # x\n}}',
            id="table on several lines without a version",
        ),
        pytest.param(
            'a = {\n  version = "1", # x\n  channel = "c",\n}',
            f'a = {{\n  version = "{NEW}", # x\n  channel = "c",\n}}',
            id="table on several lines",
        ),
        pytest.param('a.version = "1"', f'a.version = "{NEW}"', id="dotted keys"),
    ],
)
def test_only_the_version_changes(before: str, after: str) -> None:
    frame = '# head\n[dependencies]\nb = "1" # b\n{}\nc = "1"\n\n# tail\n[tasks]\n'
    changed = with_versions(frame.format(before), [edit("dependencies", "a")])
    assert changed == frame.format(after)


def test_table_with_a_header_gets_a_version_behind_its_last_key() -> None:
    text = '[dependencies.a]\nchannel = "c" # x\n\n# tasks\n[tasks]\n'
    assert with_versions(text, [edit("dependencies", "a")]) == text.replace(
        "# x\n", f'# x\nversion = "{NEW}"\n'
    )


def test_any_version_needs_not_be_written() -> None:
    text = '[dependencies]\na = {channel="c"}\n'
    assert with_versions(text, [edit("dependencies", "a", version="*")]) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'a = { version = "1", build = "x", channel = "c" }  # y',
            f'a = {{ version = "{NEW}", channel = "c" }}  # y',
        ),
        ('a = {build="x"}', f'a = {{ version = "{NEW}" }}'),
        ('a.build = "x"\na.version = "1"', f'a.version = "{NEW}"'),
    ],
)
def test_keys_are_dropped(before: str, after: str) -> None:
    frame = '[dependencies]\n{}\nc = "1"\n'
    wanted = edit("dependencies", "a", dropped=frozenset({"build", "md5"}))
    assert with_versions(frame.format(before), [wanted]) == frame.format(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("'a'", f"'a{NEW}'"),
        ('"A_b>=1,<2"  # why', f'"A_b{NEW}"  # why'),
        ("'a[x, y] (>=1)'", f"'a[x, y]{NEW}'"),
        ("\"a ~= 1.0; os_name == 'x'\"", f"\"a{NEW}; os_name == 'x'\""),
        ("'a ; os_name == \"x\"'", f"'a{NEW} ; os_name == \"x\"'"),
    ],
)
def test_requirements_in_lists_keep_all_but_their_version(
    before: str, after: str
) -> None:
    frame = "[project]\ndependencies = [\n  {}\n]\n"
    edits = [edit("project", "dependencies", 0)]
    assert with_versions(frame.format(before), edits) == frame.format(after)


def test_tables_apart_from_their_siblings_are_reached() -> None:
    text = (
        '[tool.pixi.dependencies]\na = "1"\n[tool.other]\nx = 1\n'
        '[tool.pixi.feature.f.dependencies]\na = "1"\n'
    )
    keys = ("tool", "pixi", "dependencies", "a")
    other = ("tool", "pixi", "feature", "f", "dependencies", "a")
    changed = with_versions(text, [edit(*keys), edit(*other, version="*")])
    assert changed == text.replace('"1"', f'"{NEW}"', 1).replace('"1"', '"*"')
    tomli.loads(changed)


def test_line_ends_and_byte_order_mark_stay() -> None:
    text = '\ufeff[dependencies]\r\na = "1"\r\n'
    found = with_versions(text, [edit("dependencies", "a")])
    assert found == text.replace('"1"', f'"{NEW}"')
