from __future__ import annotations

import pytest

from pypixi.specs.direct import direct_source
from pypixi.specs.source import GitReference, GitSource, PathSource, UrlSource


@pytest.mark.parametrize(
    ("text", "source"),
    [
        pytest.param(
            "git+https://h/r@v1",
            GitSource(url="https://h/r", reference=GitReference(kind="rev", name="v1")),
            id="git",
        ),
        pytest.param("git@h:r", GitSource(url="git@h:r"), id="ssh"),
        pytest.param("https://h/r.git", GitSource(url="https://h/r.git"), id=".git"),
        pytest.param("file:///a%20b", PathSource(path="/a b"), id="file URL"),
        pytest.param("file:./a", PathSource(path="./a"), id="relative file URL"),
        pytest.param("../a", PathSource(path="../a"), id="path"),
        pytest.param(
            "https://h/a.zip#sha256=0",
            UrlSource(url="https://h/a.zip#sha256=0"),
            id="url",
        ),
        pytest.param(
            "https://h/a.zip#subdirectory=py",
            UrlSource(url="https://h/a.zip", subdirectory="py"),
            id="folder in an archive",
        ),
    ],
)
def test_text_behind_the_at_sign_is_understood(text: str, source: object) -> None:
    assert direct_source(text) == source


def test_other_schemes_are_refused() -> None:
    with pytest.raises(ValueError, match="archives come from http, https, file"):
        direct_source("s3://h/a.zip")
