from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pypixi.errors import Label, Source, Span
from pypixi.pypi.resolving.asked import (
    Asked,
    ConflictingSourcesError,
    asked_requirements,
)
from pypixi.specs.source import GitReference, GitSource, PathSource, UrlSource
from pypixi.terminal.report import SILENT
from unit.config.recording import Recorder
from unit.pypi.resolving.jobs import from_, provided, spec, target

if TYPE_CHECKING:
    from pypixi.specs.requirement import PypiSpec

ROOT = Path("/ws")
URL = UrlSource(url="https://user:secret@example.org/a-1.whl")


class _Place:
    """A place of a manifest."""

    def label(self, text: str = "") -> Label:
        return Label(Source("pixi.toml", "a"), Span(0, 1), text)

    def inside(self, key: str) -> _Place:  # noqa: ARG002 - it has no keys
        return self


def _asked(*specs: PypiSpec) -> Asked:
    return asked_requirements(specs, target(), {}, SILENT, root=ROOT)


@pytest.mark.parametrize(
    ("marker", "subdir", "counts"),
    [
        ("sys_platform == 'win32'", "linux-64", False),
        ("sys_platform == 'win32'", "win-64", True),
        ("python_version < '3.12'", "linux-64", False),
        ("python_full_version >= '3.12.4'", "linux-64", True),
        ("extra == 'x'", "linux-64", False),
    ],
)
def test_marker_is_about_the_target(marker: str, subdir: str, counts: bool) -> None:
    asked = spec("a", marker=marker)
    found = asked_requirements([asked], target(subdir), {}, SILENT, root=ROOT)
    assert found.specs == ((asked,) if counts else ())


def test_sources_are_known_by_package() -> None:
    plain, git = spec("a", ">=1"), from_("b", GitSource(url="https://example.org/b"))
    assert _asked(plain, git).sources == {"b": git}


def test_index_of_a_requirement_is_that_of_its_package() -> None:
    found = _asked(spec("a", ">1", index="https://example.org/i"), spec("a", "<9"))
    assert found.indexes == {"a": "https://example.org/i"}


def test_source_for_what_conda_provides_is_left_out_with_a_warning() -> None:
    recorder = Recorder()
    found = asked_requirements(
        [from_("a", URL), spec("b")],
        target(),
        provided(a="2.0"),
        recorder,
        root=ROOT,
    )
    assert [each.name for each in found.specs] == ["b"]
    [warning] = recorder.warnings
    assert warning == (
        "'a @ https://example.org/a-1.whl' is not used: conda already provides a 2.0"
        " by its package 'conda-a'"
    )
    assert str(recorder.helps[0]).startswith("remove 'a' from [pypi-dependencies]")


def test_version_of_what_conda_provides_is_still_asked_for() -> None:
    asked = spec("a", ">=1")
    conda = provided(a="2.0")
    found = asked_requirements([asked], target(), conda, SILENT, root=ROOT)
    assert found.specs == (asked,)


def test_source_whose_marker_does_not_hold_is_no_reason_to_warn() -> None:
    recorder = Recorder()
    unused = from_("a", URL, marker="sys_platform == 'win32'")
    conda = provided(a="2.0")
    asked_requirements([unused], target(), conda, recorder, root=ROOT)
    assert recorder.warnings == []


GIT = GitSource(url="https://example.org/a")
TAG = GitSource(
    url="https://example.org/a", reference=GitReference(kind="tag", name="v1")
)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (from_("a", GIT), from_("a", TAG)),
        (from_("a", GIT), from_("a", URL)),
        (from_("a", PathSource(path="x")), from_("a", PathSource(path="y"))),
        (spec("a", index="https://example.org/i"), from_("a", GIT)),
        (
            spec("a", index="https://example.org/i"),
            spec("a", index="https://example.org/j"),
        ),
    ],
    ids=["references", "kinds", "paths", "index and source", "indexes"],
)
def test_package_cannot_come_from_two_places(first: PypiSpec, second: PypiSpec) -> None:
    with pytest.raises(ConflictingSourcesError) as caught:
        _asked(first, second)
    assert "'a' would have to come from two places" in caught.value.message
    assert "secret" not in caught.value.message


def test_conflict_names_both_requirements() -> None:
    with pytest.raises(ConflictingSourcesError) as caught:
        _asked(from_("a", GIT), from_("a", TAG))
    assert caught.value.message.startswith(
        "'a @ git+https://example.org/a' and 'a @ git+https://example.org/a@v1' cannot"
    )


def test_conflict_shows_both_places() -> None:
    with pytest.raises(ConflictingSourcesError) as caught:
        _asked(from_("a", GIT, place=_Place()), from_("a", TAG, place=_Place()))
    assert [label.text for label in caught.value.labels] == ["here", "there"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            from_("a", PathSource(path="./x", editable=True)),
            from_("a", PathSource(path="x"), extras=("e",)),
        ),
        (
            from_("a", PathSource(path="./x")),
            from_("a", PathSource(path=str(ROOT / "x"))),
        ),
        (from_("a", GIT), spec("a", ">=1")),
        (spec("a", ">=1"), spec("a", "<2")),
    ],
    ids=["one path", "one absolute path", "source and version", "versions"],
)
def test_requirements_may_add_up(first: PypiSpec, second: PypiSpec) -> None:
    assert _asked(first, second).specs == (first, second)
