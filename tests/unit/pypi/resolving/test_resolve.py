from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from pypixi.errors import PixiError
from pypixi.pypi.resolving.resolve import UnlockablePlatformError, resolve
from pypixi.pypi.resolving.uv_cache import UvCache
from pypixi.pypi.uv import Uv
from pypixi.records.pypi import PypiRecord
from pypixi.specs.indexes import FindLinks, PypiOptions
from pypixi.specs.solving import SolveStrategy
from pypixi.specs.source import GitReference, GitSource, PathSource, UrlSource
from pypixi.terminal.report import SILENT
from support.git_repository import GitRepository
from support.pypi_index import IndexBuilder, pyproject
from support.tinybuild import About
from unit.pypi.resolving.jobs import Resolver, from_, job, provided, spec, target

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pypixi.specs.requirement import PypiSpec


@pytest.fixture
def resolver(tmp_path: Path) -> Resolver:
    (tmp_path / "ws").mkdir()
    return Resolver(tmp_path)


@pytest.fixture
def main(pypi_index: IndexBuilder) -> PypiOptions:
    """Options by which everything comes from ``pypi_index``."""
    return PypiOptions(index_url=pypi_index.url)


@pytest.fixture
def second_index(tmp_path: Path) -> Iterator[IndexBuilder]:
    with IndexBuilder(tmp_path / "second") as index:
        yield index


def _by_name(records: Iterable[PypiRecord]) -> dict[str, PypiRecord]:
    return {record.name: record for record in records}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _project(folder: Path, about: About, *, static: bool = True) -> Path:
    folder.mkdir(parents=True)
    (folder / "pyproject.toml").write_text(pyproject(about, static=static))
    return folder


def test_wheel_is_locked_with_all_that_is_known(
    resolver: Resolver, pypi_index: IndexBuilder, main: PypiOptions
) -> None:
    pypi_index.wheel(
        "A_b",
        "1.0",
        requires=["C.d >=1; python_version < '4'"],
        extras={"Ex_tra": ["e"]},
        requires_python="!=3.0.*, >=2.7",
    ).wheel("c-d", "2.0")
    found = _by_name(resolver(spec("a-b"), options=main))
    assert found["a-b"] == PypiRecord(
        location=pypi_index.file_url("a_b-1.0-py3-none-any.whl"),
        name="a-b",
        version="1.0",
        sha256=_sha256(pypi_index.file("a_b-1.0-py3-none-any.whl")),
        index=pypi_index.url,
        requires_dist=(
            "c-d>=1 ; python_full_version < '4'",
            "e ; extra == 'ex-tra'",
        ),
        requires_python=">=2.7,!=3.0.*",
    )
    assert found.keys() == {"a-b", "c-d"}


def test_records_are_sorted_by_location(
    resolver: Resolver, pypi_index: IndexBuilder, main: PypiOptions
) -> None:
    pypi_index.wheel("b").wheel("a", requires=["b"])
    _project(resolver.folder / "ws" / "z", About(name="z", version="1"))
    found = resolver(spec("a"), from_("z", PathSource(path="z")), options=main)
    assert [record.name for record in found] == ["z", "a", "b"]


@pytest.mark.parametrize(
    ("subdir", "tag"),
    [
        ("linux-64", "cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64"),
        ("osx-arm64", "cp312-cp312-macosx_11_0_arm64"),
        ("win-64", "cp312-cp312-win_amd64"),
        ("linux-aarch64", "py3-none-any"),
    ],
)
def test_metadata_is_that_of_the_wheel_for_the_platform(
    resolver: Resolver,
    pypi_index: IndexBuilder,
    main: PypiOptions,
    subdir: str,
    tag: str,
) -> None:
    """Wheels of one version may differ in what they require."""
    tags = {
        "linux": "cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64",
        "osx": "cp312-cp312-macosx_11_0_arm64",
        "win": "cp312-cp312-win_amd64",
        "any": "py3-none-any",
    }
    for name, each in tags.items():
        pypi_index.wheel("a", requires=[f"for-{name}"], tag=each)
        pypi_index.wheel(f"for-{name}")
    for platform in ("linux-64", "osx-arm64", "win-64", "linux-aarch64"):
        resolver(spec("a"), options=main, target=target(platform))
    found = _by_name(resolver(spec("a"), options=main, target=target(subdir)))
    [name] = [name for name, each in tags.items() if each == tag]
    assert found["a"].location.endswith(f"a-1.0-{tag}.whl")
    assert found["a"].requires_dist == (f"for-{name}",)


def test_higher_build_of_a_wheel_is_locked(
    resolver: Resolver, pypi_index: IndexBuilder, main: PypiOptions
) -> None:
    pypi_index.wheel("a", build="2", requires=["b"]).wheel("a", build="10").wheel("b")
    [record] = resolver(spec("a"), options=main)
    assert record.location.endswith("/a-1.0-10-py3-none-any.whl")
    assert record.requires_dist == ()


def test_conda_package_is_built_upon(
    resolver: Resolver, pypi_index: IndexBuilder, main: PypiOptions
) -> None:
    """The version is on no index, and what the index has would need more."""
    pypi_index.wheel("a", requires=["numpy>=2"])
    pypi_index.wheel("numpy", "9.0", requires=["missing"])
    [record] = resolver(spec("a"), options=main, provided=provided(numpy="2.1.99"))
    assert record.requires_dist == ("numpy>=2",)


def test_requirement_that_conda_meets_adds_nothing(
    resolver: Resolver, main: PypiOptions
) -> None:
    found = resolver(spec("numpy", ">=2"), options=main, provided=provided(numpy="2.1"))
    assert found == ()


def test_clash_with_conda_is_explained(
    resolver: Resolver, pypi_index: IndexBuilder, main: PypiOptions
) -> None:
    pypi_index.wheel("old", requires=["numpy<2"]).wheel("numpy", "1.26")
    with pytest.raises(PixiError) as caught:
        resolver(spec("old"), options=main, provided=provided(numpy="2.1.99"))
    assert caught.value.message == (
        "failed to resolve pypi dependencies of environment 'default' for platform"
        " 'linux-64'"
    )
    assert caught.value.help == (
        "The following PyPI packages have been pinned by the conda solve, and this"
        " version may be causing a conflict:\n"
        "numpy==2.1.99\n"
        "'old' needs numpy<2: change the version of the conda package 'conda-numpy',"
        " or the requirement that brings 'old'"
    )


def test_missing_package_is_explained(
    resolver: Resolver, pypi_index: IndexBuilder, main: PypiOptions
) -> None:
    pypi_index.wheel("flask")
    with pytest.raises(PixiError) as caught:
        resolver(spec("flaskk"), spec("flask"), options=main)
    assert caught.value.help == (
        f"there is no 'flaskk' in {pypi_index.url}: did you mean 'flask'?"
    )


def test_locked_version_is_kept(
    resolver: Resolver, pypi_index: IndexBuilder, main: PypiOptions
) -> None:
    pypi_index.wheel("a", "1.0")
    before = resolver(spec("a"), options=main)
    pypi_index.wheel("a", "2.0")
    assert resolver(spec("a"), options=main, preferred=before) == before
    [anew] = resolver(spec("a"), options=main)
    assert anew.version == "2.0"


def test_locked_version_gives_way_to_a_requirement(
    resolver: Resolver, pypi_index: IndexBuilder, main: PypiOptions
) -> None:
    pypi_index.wheel("a", "1.0").wheel("a", "2.0")
    before = resolver(spec("a", "<2"), options=main)
    [after] = resolver(spec("a", ">=2"), options=main, preferred=before)
    assert after.version == "2.0"


def test_strategy_is_followed(
    resolver: Resolver, pypi_index: IndexBuilder, main: PypiOptions
) -> None:
    pypi_index.wheel("a", "1.0").wheel("a", "2.0")
    [record] = resolver(spec("a"), options=main, strategy=SolveStrategy.LOWEST)
    assert record.version == "1.0"


def test_wheels_need_no_prefix(
    resolver: Resolver, pypi_index: IndexBuilder, main: PypiOptions
) -> None:
    pypi_index.wheel("a").sdist("b", requires=["a"])
    found = _by_name(resolver(spec("b"), options=main))
    assert found["b"].location == pypi_index.file_url("b-1.0.tar.gz")
    assert found["b"].requires_dist == ("a",)
    assert resolver.prefixes == 0


def test_source_that_must_be_built_is_built_in_the_prefix(
    resolver: Resolver, pypi_index: IndexBuilder, main: PypiOptions
) -> None:
    pypi_index.backend().wheel("a").sdist("b", static=False, requires=["a"])
    found = _by_name(resolver(spec("b"), options=main))
    assert found["b"].requires_dist == ("a",)
    assert resolver.prefixes == 1


def test_failed_build_is_explained(
    resolver: Resolver, pypi_index: IndexBuilder, main: PypiOptions
) -> None:
    reason = "the compiler is missing"
    pypi_index.backend().sdist("b", static=False, tool={"fail": reason})
    with pytest.raises(PixiError) as caught:
        resolver(spec("b"), options=main)
    assert reason in caught.value.notes[-1]
    assert "`pixi add b`" in str(caught.value.help)


def test_url_is_locked_as_it_was_written(
    resolver: Resolver, pypi_index: IndexBuilder, main: PypiOptions
) -> None:
    pypi_index.wheel("a", requires=["b"]).wheel("b")
    name = "a-1.0-py3-none-any.whl"
    url = f"{pypi_index.file_url(name)}#sha256={_sha256(pypi_index.file(name))}"
    found = _by_name(resolver(from_("a", UrlSource(url=url)), options=main))
    assert found["a"] == PypiRecord(
        location=f"direct+{url}", name="a", version="1.0", requires_dist=("b",)
    )


def test_folder_is_locked_without_a_version(
    resolver: Resolver, pypi_index: IndexBuilder, main: PypiOptions
) -> None:
    pypi_index.wheel("b")
    about = About(name="a", version="1.0", extras={"cli": ["b"]})
    _project(resolver.folder / "ws" / "my lib", about)
    asked = from_("a", PathSource(path="my lib", editable=True), extras=("cli",))
    found = _by_name(resolver(asked, options=main))
    assert found["a"] == PypiRecord(
        location="./my lib", name="a", requires_dist=("b ; extra == 'cli'",)
    )
    assert "b" in found


@pytest.mark.parametrize(
    ("place", "location"),
    [("other", "../other"), ("ws/a b/inner", "./a b/inner")],
    ids=["beside the workspace", "in the workspace"],
)
@pytest.mark.parametrize(
    ("is_sourced", "static"),
    [(True, True), (True, False), (False, True)],
    ids=["source", "source of what is built", "url"],
)
def test_folder_that_another_requires_is_locked_from_the_workspace_on(
    resolver: Resolver,
    pypi_index: IndexBuilder,
    place: str,
    location: str,
    is_sourced: bool,
    static: bool,
) -> None:
    options = PypiOptions(index_url=pypi_index.backend().url)
    other = _project(resolver.folder / place, About(name="other", version="1"))
    needed = "other" if is_sourced else f"other @ {other.as_uri()}"
    about = About(name="a", version="1", requires=(needed,))
    folder = _project(resolver.folder / "ws" / "libs" / "a", about, static=static)
    if is_sourced:
        path = os.path.relpath(other, folder)
        with (folder / "pyproject.toml").open("a") as file:
            file.write(f"[tool.uv.sources]\nother = {{ path = '{path}' }}\n")
    found = _by_name(resolver(from_("a", PathSource(path="libs/a")), options=options))
    assert found["other"].location == location
    assert found["a"].requires_dist == (f"other @ file:{quote(location)}",)


def test_wheel_is_looked_at_where_the_cache_is_not_understood(
    resolver: Resolver,
    pypi_index: IndexBuilder,
    main: PypiOptions,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pypi_index.wheel("a", requires=["b"], metadata_file=True).wheel("b")
    monkeypatch.setattr(UvCache, "shards", lambda *_: iter(()))
    found = _by_name(resolver(spec("a"), options=main))
    assert found["a"].requires_dist == ("b",)
    a, b = (pypi_index.file_url(f"{name}-1.0-py3-none-any.whl") for name in "ab")
    assert resolver.fetched == [f"{a}.metadata", f"{b}.metadata", b]


def test_folders_of_one_name_do_not_mix(
    resolver: Resolver, pypi_index: IndexBuilder, main: PypiOptions
) -> None:
    """What uv noted of the one that was built last must not be taken for the other."""
    pypi_index.backend().wheel("x").wheel("y")
    found = []
    for needed in ("x", "y", "x"):
        folder = resolver.folder / "ws" / needed
        if not folder.exists():
            about = About(name="a", version="1.0", requires=(needed,))
            _project(folder, about, static=False)
        records = resolver(from_("a", PathSource(path=needed)), options=main)
        found.append(_by_name(records)["a"].requires_dist)
    assert found == [("x",), ("y",), ("x",)]


def test_local_wheel_is_locked_by_its_path(
    resolver: Resolver, pypi_index: IndexBuilder, main: PypiOptions
) -> None:
    pypi_index.wheel("a", requires=["B"]).wheel("b")
    name = "a-1.0-py3-none-any.whl"
    shutil.copy(pypi_index.file(name), resolver.folder / "ws")
    found = _by_name(resolver(from_("a", PathSource(path=name)), options=main))
    assert found["a"] == PypiRecord(
        location=f"./{name}", name="a", version="1.0", requires_dist=("b",)
    )


@pytest.mark.parametrize("static", [True, False], ids=["static", "built"])
def test_tag_is_locked_with_its_commit(
    resolver: Resolver, pypi_index: IndexBuilder, main: PypiOptions, static: bool
) -> None:
    pypi_index.backend().wheel("b")
    repository = GitRepository(resolver.folder / "repository")
    about = About(name="a", version="0.5", requires=("b",))
    commit = repository.commit({"sub/pyproject.toml": pyproject(about, static=static)})
    repository.tag("v0.5")
    tag = GitReference(kind="tag", name="v0.5")
    source = GitSource(url=repository.url, reference=tag, subdirectory="sub")
    found = _by_name(resolver(from_("a", source), options=main))
    assert found["a"] == PypiRecord(
        location=f"git+{repository.url}?subdirectory=sub&tag=v0.5#{commit}",
        name="a",
        version="0.5",
        requires_dist=("b",),
    )


BRANCH = GitReference(kind="branch", name="main")


@pytest.mark.parametrize(
    "reference",
    [BRANCH, GitReference(kind="rev", name="main"), None],
    ids=["branch", "rev", "default branch"],
)
def test_locked_commit_is_kept_when_its_branch_moves(
    resolver: Resolver, main: PypiOptions, reference: GitReference | None
) -> None:
    repository = GitRepository(resolver.folder / "repository")
    project = pyproject(About(name="a", version="1.0"))
    repository.commit({"pyproject.toml": project})
    asked = from_("a", GitSource(url=repository.url, reference=reference))
    before = resolver(asked, options=main)
    moved = repository.commit({"more.py": ""})
    assert resolver(asked, options=main, preferred=before) == before
    [anew] = resolver(asked, options=main)
    assert anew.location.endswith(f"#{moved}")


def test_locked_commit_of_another_reference_is_not_kept(
    resolver: Resolver, main: PypiOptions
) -> None:
    repository = GitRepository(resolver.folder / "repository")
    project = pyproject(About(name="a", version="1.0"))
    repository.commit({"pyproject.toml": project})
    source = GitSource(url=repository.url, reference=BRANCH)
    before = resolver(from_("a", source), options=main)
    tagged = repository.commit({"more.py": ""})
    repository.tag("main-1")
    tag = GitReference(kind="tag", name="main-1")
    asked = from_("a", GitSource(url=repository.url, reference=tag))
    [after] = resolver(asked, options=main, preferred=before)
    assert after.location.endswith(f"?tag=main-1#{tagged}")


def test_index_of_each_package_is_locked(
    resolver: Resolver, pypi_index: IndexBuilder, second_index: IndexBuilder
) -> None:
    pypi_index.wheel("a", requires=["b"])
    second_index.wheel("b")
    options = PypiOptions(
        index_url=pypi_index.url, extra_index_urls=(f"{second_index.url}/",)
    )
    found = _by_name(resolver(spec("a"), options=options))
    assert found["a"].index == pypi_index.url
    assert found["b"].index == f"{second_index.url}/"


def test_package_comes_from_the_index_it_names(
    resolver: Resolver,
    pypi_index: IndexBuilder,
    second_index: IndexBuilder,
    main: PypiOptions,
) -> None:
    pypi_index.wheel("a", "2.0").wheel("b")
    second_index.wheel("a", "1.0", requires=["b"]).wheel("b", "9.0")
    asked = spec("a", index=second_index.url)
    found = _by_name(resolver(asked, options=main))
    assert (found["a"].version, found["a"].index) == ("1.0", second_index.url)
    assert (found["b"].version, found["b"].index) == ("1.0", pypi_index.url)


def test_list_of_files_is_enough(resolver: Resolver, pypi_index: IndexBuilder) -> None:
    pypi_index.wheel("a", requires=["b"]).sdist("b")
    dist = resolver.folder / "ws" / "dist"
    dist.mkdir()
    for name in ("a-1.0-py3-none-any.whl", "b-1.0.tar.gz"):
        shutil.copy(pypi_index.file(name), dist)
    options = PypiOptions(find_links=(FindLinks(path="dist"),))
    found = resolver(spec("a"), options=options)
    assert [record.location for record in found] == [
        "./dist/a-1.0-py3-none-any.whl",
        "./dist/b-1.0.tar.gz",
    ]
    assert {record.index for record in found} == {dist.as_uri()}
    assert found[0].requires_dist == ("b",)
    assert found[1].sha256 == _sha256(dist / "b-1.0.tar.gz")


SECRET = "Basic bWU6cGFzcw=="  # me:pass


def test_password_is_used_and_not_locked(
    resolver: Resolver, pypi_index: IndexBuilder, second_index: IndexBuilder
) -> None:
    pypi_index.wheel("a").wheel("b")
    second_index.wheel("c")
    for index in (pypi_index, second_index):
        index.server.authorization = SECRET
    secret = pypi_index.url.replace("//", "//me:pass@")
    url = second_index.file_url("c-1.0-py3-none-any.whl").replace("//", "//me:pass@")
    found = resolver(
        spec("a"),
        spec("b", index=secret),
        from_("c", UrlSource(url=url)),
        options=PypiOptions(index_url=secret),
    )
    assert [record.name for record in found] == ["c", "a", "b"]
    assert "pass" not in repr(found)


def test_missing_password_is_explained(
    resolver: Resolver, pypi_index: IndexBuilder, main: PypiOptions
) -> None:
    pypi_index.wheel("a").server.authorization = SECRET
    with pytest.raises(PixiError) as caught:
        resolver(spec("a"), options=main)
    assert "401 Unauthorized" in caught.value.notes[0]
    assert pypi_index.url in str(caught.value.help)


def test_verbose_log_changes_nothing(
    resolver: Resolver,
    pypi_index: IndexBuilder,
    main: PypiOptions,
    caplog: pytest.LogCaptureFixture,
) -> None:
    pypi_index.wheel("a")
    caplog.set_level("DEBUG")
    assert [record.name for record in resolver(spec("a"), options=main)] == ["a"]
    assert "Selecting: a==1.0" in caplog.text


@pytest.mark.parametrize(
    "specs",
    [(), (spec("a", marker="sys_platform == 'win32'"),)],
    ids=["nothing", "nothing for this platform"],
)
def test_nothing_asked_starts_no_process(
    resolver: Resolver, specs: tuple[PypiSpec, ...]
) -> None:
    missing = resolver.folder / "missing"
    found = resolve(
        Uv(program=Path("/nowhere/uv"), cache=missing, notes=missing, env={}),
        job(*specs),
        build_python=resolver.build_python,
        normalize=resolver.normalize,
        fetch=resolver.fetch,
        report=SILENT,
    )
    assert found == ()


def test_platform_that_uv_cannot_name_is_an_error(
    resolver: Resolver, main: PypiOptions
) -> None:
    with pytest.raises(UnlockablePlatformError, match="'linux-s390x' yet") as caught:
        resolver(spec("a"), options=main, target=target("linux-s390x"))
    assert caught.value.notes[0] == "uv has no name for the platform 'linux-s390x'"


def test_working_files_are_removed(
    resolver: Resolver,
    pypi_index: IndexBuilder,
    main: PypiOptions,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = resolver.folder / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    pypi_index.wheel("a")
    resolver(spec("a"), options=main)
    with pytest.raises(PixiError):
        resolver(spec("missing"), options=main)
    assert list(folder.iterdir()) == []


def test_unreadable_requirement_of_a_package_is_an_error(
    resolver: Resolver, pypi_index: IndexBuilder, main: PypiOptions
) -> None:
    def refuse(texts: Sequence[str]) -> list[str]:
        raise ValueError(f"{texts} is not a requirement")

    pypi_index.wheel("a")
    with pytest.raises(PixiError, match="metadata of a PyPI package") as caught:
        resolve(
            resolver.uv,
            job(spec("a"), options=main),
            build_python=resolver.build_python,
            normalize=refuse,
            fetch=resolver.fetch,
            report=SILENT,
        )
    assert caught.value.notes == ("[] is not a requirement",)


@pytest.mark.index
@pytest.mark.parametrize("subdir", ["linux-64", "osx-arm64", "win-64"])
def test_files_are_those_that_uv_selects(
    resolver: Resolver, caplog: pytest.LogCaptureFixture, subdir: str
) -> None:
    caplog.set_level("DEBUG")
    resolver.env = os.environ  # which certificates to trust, among others
    found = resolver(spec("flask"), target=target(subdir))
    selected = {}
    for line in caplog.messages:
        _, _, rest = line.partition("uv: DEBUG Selecting: ")
        if rest:
            selected[rest.partition("==")[0]] = rest.rpartition("(")[2].rstrip(")")
    files = {record.name: record.location.rpartition("/")[2] for record in found}
    assert files == selected
    assert {record.index for record in found} == {None}
    assert "click>=8.1.3" in _by_name(found)["flask"].requires_dist
