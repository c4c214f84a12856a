from __future__ import annotations

import pytest
from packaging.requirements import InvalidRequirement

from pypixi.locking.judging_pypi.needs import need_of_package
from pypixi.specs.requirement import IndexSource, PypiSource
from pypixi.specs.source import GitReference, GitSource, PathSource, UrlSource

V1 = GitReference(kind="rev", name="v1")


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("A_b>=1", IndexSource()),
        (
            "a-b @ https://e.org/x.whl#sha256=ab",
            UrlSource(url="https://e.org/x.whl#sha256=ab"),
        ),
        ("a-b @ file:../other", PathSource(path="../other")),
        ("a-b @ file:my%20app#x ; os_name == 'nt'", PathSource(path="my app")),
        ("a-b @ file:///srv/my%20app", PathSource(path="/srv/my app")),
        ("a-b @ ./other", PathSource(path="./other")),
        ("a-b @ other", PathSource(path="other")),
        ("a-b @ /srv/my%20app", PathSource(path="/srv/my app")),
        ("a-b @ git+https://e.org/@o/x", GitSource(url="https://e.org/@o/x")),
        ("a-b @ git+https://e.org/x", GitSource(url="https://e.org/x")),
        (
            "a-b @ git+https://e.org/x.git@v1#subdirectory=lib",
            GitSource(url="https://e.org/x.git", reference=V1, subdirectory="lib"),
        ),
        ("a-b @ git+ssh://git@e.org/x", GitSource(url="ssh://git@e.org/x")),
        (
            "a-b @ git+ssh://git@e.org/x@v1",
            GitSource(url="ssh://git@e.org/x", reference=V1),
        ),
        ("a-b @ git+file:///srv/x@v1", GitSource(url="file:///srv/x", reference=V1)),
    ],
)
def test_requirement_of_a_package_says_where_from(
    text: str, source: PypiSource
) -> None:
    need = need_of_package(text, "app")
    assert need.source == source
    assert (need.name, need.required_by, need.text) == ("a-b", "app", text)


def test_requirement_that_nobody_understands_is_told() -> None:
    with pytest.raises(InvalidRequirement):
        need_of_package("a >=> 1", "app")
