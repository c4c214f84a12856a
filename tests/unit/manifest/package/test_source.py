from __future__ import annotations

from pathlib import Path

import pytest

from pypixi.manifest.package.source import source_folder
from pypixi.manifest.package_model import BuildSource
from pypixi.manifest.schema.package import BUILD_SOURCE
from pypixi.specs.source import GitReference, GitSource, PathSource, UrlSource
from unit.manifest.package.packages import Fault, faults, table

GIT = "git = 'https://g.test/a'"
URL = "url = 'https://u.test/a.tar.gz'"


def written(text: str) -> str:
    return f"build = {{ backend.name = 'b', source = {{ {text} }} }}\n"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("path = '../src'", BuildSource(source=PathSource(path="../src"))),
        (GIT, BuildSource(source=GitSource(url="https://g.test/a"))),
        (
            f"{GIT}, tag = 'v1', subdirectory = 'x'",
            BuildSource(
                source=GitSource(
                    url="https://g.test/a",
                    reference=GitReference(kind="tag", name="v1"),
                    subdirectory="x",
                )
            ),
        ),
        (
            f"{URL}, md5 = 'ab', sha256 = 'cd', subdirectory = 'x'",
            BuildSource(
                source=UrlSource(url="https://u.test/a.tar.gz", subdirectory="x"),
                md5="ab",
                sha256="cd",
            ),
        ),
    ],
)
def test_source_is_read(text: str, source: BuildSource) -> None:
    assert table(written(text)).build.source == source


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "subdirectory = 'x'",
            (
                "one of `path`, `git` or `url` must be specified",
                "{ subdirectory = 'x' }",
                'write for example source = { path = "src" }',
            ),
        ),
        (
            f"{GIT}, path = '.'",
            (
                "only one of `url`, `path`, or `git` can be specified",
                "git",
                "leave out `path` or `git`",
            ),
        ),
        (
            f"{GIT}, tag = 'x', branch = 'y'",
            (
                "only one of `branch`, `rev`, or `tag` can be specified",
                "tag",
                "leave out all but `branch`",
            ),
        ),
        (
            "path = '.', rev = 'x'",
            (
                (
                    "`branch`, `rev`, `tag`, and `lfs` are only valid when `git` is"
                    " specified"
                ),
                "rev",
                'name the repository: git = "https://…"',
            ),
        ),
        (
            f"{GIT}, lfs = true",
            (
                "`lfs` is not supported for the source of a package",
                "lfs",
                "leave it out: large files are fetched if git is set up so",
            ),
        ),
        (
            f"{GIT}, sha256 = 'x'",
            (
                "`sha256` cannot be used with `git`",
                "sha256",
                "leave out `sha256` or `git`",
            ),
        ),
        (
            "path = '.', subdirectory = 'x'",
            (
                "`subdirectory` cannot be used with `path`",
                "subdirectory",
                "leave out `subdirectory` or `path`",
            ),
        ),
        ("path = 1", ("'path' must be a string", "1", 'put it in quotes: "1"')),
        (
            f"{URL}, version = '1'",
            (
                "unexpected key 'version' in [package.build.source]",
                "version",
                f"expected only {', '.join(repr(key) for key in BUILD_SOURCE.keys)}",
            ),
        ),
    ],
)
def test_fault_is_explained_where_it_stands(text: str, fault: Fault) -> None:
    assert faults(written(text)) == [fault]


def test_code_is_beside_its_manifest() -> None:
    assert source_folder(None, Path("/ws")) == Path("/ws")


def test_code_is_in_the_folder_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "pixi.toml").touch()
    for path in ("a", "./x/../a", "a/pixi.toml", str(tmp_path / "a")):
        assert source_folder(PathSource(path=path), tmp_path) == tmp_path / "a"


@pytest.mark.parametrize("source", [UrlSource(url="u"), GitSource(url="g")])
def test_code_that_is_to_be_fetched_has_no_folder_yet(
    source: UrlSource | GitSource,
) -> None:
    assert source_folder(source, Path("/ws")) is None
