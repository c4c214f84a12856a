"""Requirements in the words of PEP 508."""

from __future__ import annotations

from pathlib import Path

import pytest

from pypixi.manifest.document import parse_document
from pypixi.manifest.requirements.standard import (
    InvalidRequirementTextError,
    parse_requirement_text,
)
from pypixi.specs.requirement import IndexSource, PypiSpec
from pypixi.specs.source import GitReference, GitSource, PathSource, UrlSource
from unit.manifest.samples import marked


def parsed(text: str, written: str | None = None) -> PypiSpec:
    document = f"x = {written or repr(text)}\n"
    place = parse_document(document, path=Path("pyproject.toml")).at("x")
    return parse_requirement_text(text, place)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("kelp", "kelp"),
        ("Reef.Fish[b, a] >= 1, <2", "Reef.Fish[a,b]>= 1, <2"),
        ("kelp (>=1)", "kelp>=1"),
        ('kelp>=1;python_version<"3.11"', 'kelp>=1 ; python_version < "3.11"'),
        (
            "kelp@https://h/k.whl ; os_name<'x'",
            'kelp @ https://h/k.whl ; os_name < "x"',
        ),
    ],
)
def test_requirement_keeps_its_words(text: str, shown: str) -> None:
    assert str(parsed(text)) == shown


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("kelp", IndexSource()),
        ("kelp<2", IndexSource(version="<2")),
        ("kelp @ https://h/k.zip", UrlSource(url="https://h/k.zip")),
        ("kelp @ file:///k", PathSource(path="/k")),
        (
            "kelp @ git+https://h/k@v1#subdirectory=py",
            GitSource(
                url="https://h/k",
                reference=GitReference(kind="rev", name="v1"),
                subdirectory="py",
            ),
        ),
    ],
    ids=["any", "version", "url", "path", "git"],
)
def test_requirement_has_its_source(text: str, source: object) -> None:
    assert parsed(text).source == source


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        pytest.param("kelp fish", "f", id="two words"),
        pytest.param("kelp[fish", '[fish"', id="unfinished"),
        pytest.param("kelp; os_name = 'nt'", "=", id="operator"),
        pytest.param("", '"', id="empty"),
    ],
)
def test_fault_points_into_the_text(text: str, mark: str) -> None:
    with pytest.raises(InvalidRequirementTextError) as caught:
        parsed(text, f'"{text}"')
    assert marked(caught.value.labels[0])[0] == mark
    assert caught.value.message == f"'{text}' is not a requirement on a PyPI package"


def test_fault_in_a_text_with_escapes_marks_all_of_it() -> None:
    with pytest.raises(InvalidRequirementTextError) as caught:
        parsed("kelp fish", r'"kelp\u0020fish"')
    assert marked(caught.value.labels[0])[0] == r'"kelp\u0020fish"'


def test_archive_nobody_can_fetch_is_a_fault() -> None:
    with pytest.raises(InvalidRequirementTextError) as caught:
        parsed("kelp @ ftp://h/k.zip")
    assert marked(caught.value.labels[0])[1] == "archives come from http, https, file"
