from __future__ import annotations

from pathlib import Path

import pytest

from pypixi.lockfile.pypi_locations import (
    DirectUrl,
    FileUrl,
    LocalPath,
    LockedGit,
    format_location,
)
from pypixi.pypi.resolving.asked import Asked
from pypixi.pypi.resolving.pylock import (
    Chosen,
    NoFittingFileError,
    best_file,
    read_chosen,
)
from pypixi.specs.source import GitReference, GitSource, PathSource, UrlSource
from unit.pypi.resolving.jobs import from_, job, provided, target

FILES = "https://files.example.org"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
NOTHING = Asked(specs=(), sources={}, indexes={})
ANSWER = Path("/tmp/answer")


def _package(name: str, version: str | None, *lines: str) -> str:
    known = [f'name = "{name}"', *([f'version = "{version}"'] if version else [])]
    return "\n".join(["[[packages]]", *known, *lines, ""])


def _chosen(
    text: str, *, source: UrlSource | PathSource | GitSource | None = None
) -> Chosen:
    asked = NOTHING
    if source is not None:
        spec = from_("a", source)
        asked = Asked(specs=(spec,), sources={spec.name: spec}, indexes={})
    [found] = read_chosen(text, job(), asked, ANSWER)
    return found


def test_wheel_of_the_target_is_chosen() -> None:
    text = _package(
        "a",
        "1.0",
        f'sdist = {{ url = "{FILES}/a-1.0.tar.gz", hashes = {{}} }}',
        "wheels = [",
        f'  {{ url = "{FILES}/a-1.0-py3-none-any.whl", hashes = {{}} }},',
        f'  {{ url = "{FILES}/a-1.0-cp312-cp312-manylinux_2_28_x86_64.whl",'
        ' hashes = { sha256 = "00" } },',
        "]",
    )
    url = f"{FILES}/a-1.0-cp312-cp312-manylinux_2_28_x86_64.whl"
    assert _chosen(text) == Chosen(
        name=_chosen(text).name,
        version="1.0",
        location=FileUrl(url=url),
        is_from_index=True,
        hashes={"sha256": "00"},
    )


def test_source_archive_is_chosen_where_no_wheel_is() -> None:
    sdist = f'sdist = {{ url = "{FILES}/a-1.0.tar.gz", hashes = {{}} }}'
    found = _chosen(_package("a", "1.0", sdist))
    assert found.location == FileUrl(url=f"{FILES}/a-1.0.tar.gz")


def test_first_of_two_places_is_meant() -> None:
    name = "a-1.0-py3-none-any.whl"
    wheels = [{"url": f"{FILES}/1/{name}"}, {"url": f"{FILES}/2/{name}"}]
    assert best_file({"wheels": wheels}, target()) == wheels[0]


def test_escaped_file_name_is_understood() -> None:
    wheels = [{"url": f"{FILES}/a-1.0%2Bcpu-py3-none-any.whl"}]
    assert best_file({"wheels": wheels}, target()) == wheels[0]


def test_package_without_a_fitting_file_is_an_error() -> None:
    wheel = f'wheels = [{{ url = "{FILES}/a-1.0-cp312-cp312-win_amd64.whl" }}]'
    with pytest.raises(NoFittingFileError, match=r"'a' 1\.0 has no wheel"):
        _chosen(_package("a", "1.0", wheel))


@pytest.mark.parametrize(
    ("folder", "location"),
    [
        ("/ws/dist", "./dist/a-1.0-py3-none-any.whl"),
        ("/srv/dist", "/srv/dist/a-1.0-py3-none-any.whl"),
    ],
    ids=["inside", "outside"],
)
def test_file_of_a_list_is_a_path(folder: str, location: str) -> None:
    wheel = f'wheels = [{{ url = "file://{folder}/a-1.0-py3-none-any.whl" }}]'
    found = _chosen(_package("a", "1.0", wheel))
    assert found.location == LocalPath(path=location)
    assert found.path == Path(folder, "a-1.0-py3-none-any.whl")
    assert found.is_from_index


@pytest.mark.parametrize(
    ("written", "location"),
    [("lib", "./lib"), ("/ws/lib", "/ws/lib"), (None, "./lib")],
    ids=["relative", "absolute", "not written"],
)
def test_folder_is_spelled_as_it_was_written(
    written: str | None, location: str
) -> None:
    source = None if written is None else PathSource(path=written)
    text = _package("a", "1.0", 'directory = { path = "/ws/lib", editable = false }')
    found = _chosen(text, source=source)
    assert found.location == LocalPath(path=location)
    assert found.version is None


def test_relative_path_of_the_answer_starts_at_the_answer() -> None:
    text = _package("a", None, 'directory = { path = "../../ws/lib" }')
    assert _chosen(text).location == LocalPath(path="./lib")


def test_local_archive_keeps_its_version() -> None:
    found = _chosen(_package("a", "1.0", 'archive = { path = "/ws/a-1.0.tar.gz" }'))
    assert found.location == LocalPath(path="./a-1.0.tar.gz")
    assert (found.version, found.is_from_index) == ("1.0", False)


ARCHIVE = f'archive = {{ url = "{FILES}/a.zip", hashes = {{ sha256 = "11" }} }}'


@pytest.mark.parametrize(
    ("source", "url"),
    [
        (None, f"{FILES}/a.zip"),
        (UrlSource(url=f"{FILES}/a.zip#sha256=11"), f"{FILES}/a.zip#sha256=11"),
        (
            UrlSource(url="https://me:pass@files.example.org/a.zip", subdirectory="s"),
            f"{FILES}/a.zip#subdirectory=s",
        ),
    ],
    ids=["not written", "fragment", "credentials"],
)
def test_direct_url_is_that_of_the_manifest(source: UrlSource | None, url: str) -> None:
    found = _chosen(_package("a", "1.0", ARCHIVE), source=source)
    assert found.location == DirectUrl(url=url)
    assert not found.is_from_index


def test_direct_url_of_a_package_keeps_its_subdirectory() -> None:
    archive = f'archive = {{ url = "{FILES}/a.zip", subdirectory = "s" }}'
    found = _chosen(_package("a", "1.0", archive))
    assert found.location == DirectUrl(url=f"{FILES}/a.zip#subdirectory=s")


VCS = (
    'vcs = { type = "git", url = "https://example.org/a",'
    f' requested-revision = "v1", commit-id = "{COMMIT}", subdirectory = "s" }}'
)


def test_kind_of_a_reference_is_that_of_the_manifest() -> None:
    reference = GitReference(kind="tag", name="v1")
    source = GitSource(url="https://example.org/a", reference=reference, lfs=True)
    found = _chosen(_package("a", "1.0", VCS), source=source)
    assert format_location(found.location) == (
        f"git+https://example.org/a?subdirectory=s&tag=v1&lfs=true#{COMMIT}"
    )


def test_reference_that_a_package_asks_for_has_no_kind() -> None:
    expected = LockedGit(url="https://example.org/a", commit=COMMIT, subdirectory="s")
    assert _chosen(_package("a", "1.0", VCS)).location == expected


def test_what_conda_provides_is_left_out() -> None:
    text = _package("a", "1.0", ARCHIVE) + _package("b", "1.0", ARCHIVE)
    found = read_chosen(text, job(provided=provided(a="1.0")), NOTHING, ANSWER)
    assert [each.name for each in found] == ["b"]


def test_empty_answer_has_nothing() -> None:
    assert read_chosen('lock-version = "1.0"\n', job(), NOTHING, ANSWER) == ()
