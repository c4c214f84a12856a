from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pypixi.errors import PixiError
from pypixi.specs.matchspec import CondaSpec
from pypixi.specs.names import PackageName
from pypixi.specs.source import GitReference, GitSource, PathSource, UrlSource
from unit.manifest.samples import PATH, manifest, marked, workspace, workspace_fault

if TYPE_CHECKING:
    from pypixi.specs.source import Source

PREVIEW = (
    "conda source dependencies are not allowed without enabling the 'pixi-build'"
    " preview flag"
)
SEVERAL = "only one of `url`, `path`, or `git` can be specified"
NO_GIT = "`branch`, `rev`, `tag`, and `lfs` are only valid when `git` is specified"
NO_SOURCE = "`{}` describes a source, and there is none"


def spec(text: str, table: str = "dependencies") -> CondaSpec:
    found = workspace(f"[{table}]\n{text}\n").features["default"].targets[0]
    mapping = found.constraints if table == "constraints" else found.dependencies
    return mapping[PackageName("a")]


def made(**fields: Any) -> CondaSpec:
    return CondaSpec(name=PackageName("a"), **fields)


@pytest.mark.parametrize(
    ("entry", "fields"),
    [
        ("extras = ['x', 'y']", {"extras": ("x", "y")}),
        ("flags = ['cuda*']", {"flags": ("cuda*",)}),
        ("track-features = ['x']", {"track_features": ("x",)}),
        ("license-family = 'MIT'", {"license_family": "MIT"}),
        ("when = '__cuda'", {"when": "__cuda"}),
        ("url = 'https://u.test/a.conda'", {"url": "https://u.test/a.conda"}),
        (
            "url = 'https://u.test/a.tar.bz2', md5 = 'ab', sha256 = 'cd'",
            {"url": "https://u.test/a.tar.bz2", "md5": "ab", "sha256": "cd"},
        ),
        ("path = '../b c/a.conda'", {"url": "file:///work/b%20c/a.conda"}),
        ("path = '/x/a.tar.bz2'", {"url": "file:///x/a.tar.bz2"}),
    ],
)
def test_key_of_a_table_is_read(entry: str, fields: dict[str, Any]) -> None:
    assert spec(f"a = {{ {entry} }}") == made(**fields)


def test_home_of_the_user_may_be_part_of_a_path() -> None:
    url = (Path.home() / "a.conda").as_uri()
    assert spec("a = { path = '~/a.conda' }") == made(url=url)


GIT = "git = 'https://g.test/a'"
BUILDING = "[workspace]\nchannels = []\npreview = ['pixi-build']\n"


@pytest.mark.parametrize(
    ("entry", "source"),
    [
        (GIT, GitSource(url="https://g.test/a")),
        (f"{GIT}, branch = ''", GitSource(url="https://g.test/a")),
        (
            f"{GIT}, branch = 'x', subdirectory = 'y', lfs = true",
            GitSource(
                url="https://g.test/a",
                reference=GitReference(kind="branch", name="x"),
                subdirectory="y",
                lfs=True,
            ),
        ),
        (
            f"{GIT}, tag = 'v1'",
            GitSource(
                url="https://g.test/a", reference=GitReference(kind="tag", name="v1")
            ),
        ),
        (
            f"{GIT}, rev = 'ab'",
            GitSource(
                url="https://g.test/a", reference=GitReference(kind="rev", name="ab")
            ),
        ),
        ("path = './a'", PathSource(path="./a")),
        (
            "url = 'https://u.test/a.tar.gz', subdirectory = 'x'",
            UrlSource(url="https://u.test/a.tar.gz", subdirectory="x"),
        ),
    ],
)
@pytest.mark.parametrize("table", ["dependencies", "dev"])
def test_source_is_read_where_packages_are_built(
    entry: str, source: Source, table: str
) -> None:
    found = manifest(f"{BUILDING}[{table}]\nA = {{ {entry} }}\n")
    (target,) = found.features["default"].targets
    specs = target.dependencies if table == "dependencies" else target.dev
    assert specs == {"a": made(source=source)}


def test_source_can_have_a_version_and_a_hash() -> None:
    text = "a = { url = 'https://u.test/a.zip', version = '1.*', sha256 = 'ab' }"
    found = manifest(f"{BUILDING}[dependencies]\n{text}\n")
    (spec,) = found.features["default"].targets[0].dependencies.values()
    assert (spec.version, spec.sha256) == ("1.*", "ab")


@pytest.mark.parametrize(
    ("entry", "mark"),
    [
        (GIT, "git"),
        ("path = '.'", "path"),
        ("path = './a', version = '1'", "path"),
        ("url = 'https://u.test/a.tar.gz'", "url"),
    ],
)
@pytest.mark.parametrize("table", ["dependencies", "dev"])
def test_source_needs_the_preview(entry: str, mark: str, table: str) -> None:
    if table == "dev":
        entry = entry.removesuffix(", version = '1'")
    found = workspace_fault(f"[{table}]\na = {{ {entry} }}\n")
    assert found.message == PREVIEW
    assert marked(found.labels[0]) == (mark, "this is to be built from source")
    assert found.help == 'add to [workspace]: preview = ["pixi-build"]'


@pytest.mark.parametrize(
    ("entry", "message", "mark"),
    [
        ("'1'", "'a' must be a table", "'1'"),
        ("{}", "one of `path`, `git` or `url` must be specified", "{}"),
        ("{ path = '.', version = '1' }", "unexpected key 'version' in [dev.a]", ""),
        ("{ path = '.', rev = '1' }", NO_GIT, "rev"),
        ("{ path = '.', md5 = '1' }", "`md5` cannot be used with `path`", "md5"),
        ("{ git = 'me' }", "'me' is not a URL", "'me'"),
    ],
)
def test_fault_of_a_dev_entry_is_explained(entry: str, message: str, mark: str) -> None:
    with pytest.raises(PixiError) as caught:
        manifest(f"{BUILDING}[dev]\na = {entry}\n")
    assert caught.value.message == message
    assert marked(caught.value.labels[0])[0] == (mark or "version")


@pytest.mark.parametrize(
    ("entry", "message", "mark"),
    [
        ("url = 'https://u.test/a.conda', path = 'a.conda'", SEVERAL, "path"),
        ("git = 'https://g.test/a', path = '.'", SEVERAL, "git"),
        ("version = '1', branch = 'x'", NO_GIT, "branch"),
        ("url = 'https://u.test/a.conda', rev = 'x'", NO_GIT, "rev"),
        ("lfs = true", NO_GIT, "lfs"),
        (
            "git = 'https://g.test/a', rev = 'x', tag = 'y'",
            "only one of `branch`, `rev`, or `tag` can be specified",
            "tag",
        ),
        ("path = 'a.conda', md5 = 'x'", "`md5` cannot be used with `path`", "md5"),
        (
            "path = 'a.conda', sha256 = 'x'",
            "`sha256` cannot be used with `path`",
            "sha256",
        ),
        ("extras = 'x'", "'extras' must be an array", "'x'"),
        ("version = '1', package = {}", NO_SOURCE.format("package"), "package"),
        ("subdirectory = 'x'", NO_SOURCE.format("subdirectory"), "subdirectory"),
        ("path = 3", "'path' must be a string", "3"),
    ],
)
def test_fault_is_explained_where_it_stands(
    entry: str, message: str, mark: str
) -> None:
    found = workspace_fault(f"[dependencies]\na = {{ {entry} }}\n")
    assert found.message == message
    assert marked(found.labels[0])[0] == mark


@pytest.mark.parametrize("kind", ["git", "path", "url"])
@pytest.mark.parametrize("key", ["channel", "file-name", "license-family"])
def test_source_with_a_key_of_channels_has_two_faults(kind: str, key: str) -> None:
    place = "./a" if kind == "path" else "https://h.test/a"
    with pytest.raises(PixiError) as caught:
        workspace(f"[dependencies]\na = {{ {kind} = '{place}', {key} = 'x' }}\n")
    assert [each.message for each in caught.value.faults] == [
        PREVIEW,
        f"`{key}` cannot be used with `{kind}`",
    ]


@pytest.mark.parametrize(
    ("kind", "place"), [("path", "a.conda"), ("url", "https://u.test/a.tar.bz2")]
)
@pytest.mark.parametrize(
    "entry",
    [
        "version = '1'",
        "build = '0'",
        "build-number = '>=1'",
        "extras = ['x']",
        "flags = ['x']",
        "subdir = 'noarch'",
        "channel = 'main'",
        "file-name = 'a.conda'",
        "license = 'MIT'",
        "license-family = 'MIT'",
        "track-features = ['x']",
        "when = '__linux'",
        "subdirectory = 'x'",
        "package = {}",
    ],
)
def test_archive_says_all_that_there_is_to_say(
    kind: str, place: str, entry: str
) -> None:
    found = workspace_fault(f"[dependencies]\na = {{ {kind} = '{place}', {entry} }}\n")
    key = entry.partition(" ")[0]
    assert found.message == f"`{key}` cannot be used with `{kind}`"
    assert marked(found.labels[0])[0] == key


def test_constraints_are_read() -> None:
    assert spec("a = '<2'", "constraints") == made(version="<2")
    table = "a = { build = 'cuda*' }"
    assert spec(table, "constraints") == made(build="cuda*")


@pytest.mark.parametrize(
    ("entry", "kind", "help_text"),
    [
        *(
            (f"{{ {place} }}", "a location", "write the versions that are allowed")
            for place in (
                "url = 'https://u.test/a.conda'",
                "path = 'a.conda'",
                "path = './a'",
                GIT,
            )
        ),
        (
            "{ version = '1', when = '__linux' }",
            "a condition",
            "restrict it to a kind of platform: [target.linux.constraints]",
        ),
    ],
)
def test_constraint_that_the_solver_cannot_hold_is_refused(
    entry: str, kind: str, help_text: str
) -> None:
    found = workspace_fault(f"[constraints]\nA = {entry}\n")
    assert found.message == f"the constraint on 'a' cannot have {kind}"
    assert found.help == help_text
    assert marked(found.labels[0])[0] == entry


SHARED = "[workspace.dependencies]\nA = { version = '1', build = 'x' }\n"


def test_constraint_cannot_take_a_location_of_the_workspace() -> None:
    found = workspace_fault(
        "[workspace.dependencies]\na = { path = 'a.conda' }\n"
        "[constraints]\na = { workspace = true }\n"
    )
    assert found.message == "the constraint on 'a' takes a location of the workspace"
    assert found.help == "write the versions that are allowed"
    assert marked(found.labels[0])[0] == "{ workspace = true }"


@pytest.mark.parametrize("table", ["dependencies", "constraints"])
def test_entry_of_the_workspace_is_taken(table: str) -> None:
    text = f"{SHARED}[{table}]\na = {{ workspace = true }}\n"
    (target,) = workspace(text).features["default"].targets
    found = target.dependencies if table == "dependencies" else target.constraints
    assert found == {"a": made(version="1", build="x")}


def test_entry_of_a_workspace_under_its_old_name_is_taken() -> None:
    found = manifest(
        "[project]\nchannels = []\n[project.dependencies]\na = '1.*'\n"
        "[dependencies]\na = { workspace = true }\n"
    ).features["default"]
    assert found.targets[0].dependencies == {"a": made(version="1.*")}


def test_other_keys_change_the_entry_of_the_workspace() -> None:
    text = (
        f"{SHARED}[feature.f.dependencies]\na = {{ workspace = true, build = 'y' }}\n"
    )
    (target,) = workspace(text).features["f"].targets
    (found,) = target.dependencies.values()
    assert found == made(version="1", build="y")
    assert found.place is not None
    assert marked(found.place.label())[0] == "{ workspace = true, build = 'y' }"


@pytest.mark.parametrize(
    ("entry", "message", "mark"),
    [
        ("a = { workspace = false }", "`workspace` cannot be false", "false"),
        ("a = { workspace = 1 }", "'workspace' must be a boolean", "1"),
        *(
            (
                f"a = {{ workspace = true, {key} = 'x' }}",
                f"`{key}` cannot be used with `workspace`: the workspace owns it",
                key,
            )
            for key in ("version", "git", "path", "url", "branch", "subdirectory")
        ),
        (
            "a = { workspace = true, package = {} }",
            "`package` describes a source, and there is none",
            "package",
        ),
        (
            "b = { workspace = true }",
            "the workspace does not define `b` in `[workspace.dependencies]`",
            "true",
        ),
    ],
)
def test_fault_of_an_inherited_entry_is_explained(
    entry: str, message: str, mark: str
) -> None:
    found = workspace_fault(f"{SHARED}[dependencies]\n{entry}\n")
    assert found.message == message
    assert marked(found.labels[0])[0] == mark


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("a = 3", "'a' must be a string or table"),
        (
            "a = { workspace = true }",
            "what others refer to cannot refer to the workspace itself",
        ),
    ],
)
def test_fault_of_a_shared_entry_is_told_once(entry: str, message: str) -> None:
    with pytest.raises(PixiError) as caught:
        workspace(
            f"[workspace.dependencies]\n{entry}\n[dependencies]\nb = '*'\n",
        )
    assert [each.message for each in caught.value.faults] == [message]


def test_paths_start_at_the_workspace() -> None:
    url = (PATH.parent / "a.conda").as_uri()
    assert spec("a = { path = 'a.conda' }").url == url
    channel = f"{(PATH.parent / 'c').as_uri()}/"
    assert spec("a = { version = '*', channel = './c' }").channel == channel
