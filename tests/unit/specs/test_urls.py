from __future__ import annotations

import pytest

from pypixi.specs.source import GitReference, GitSource
from pypixi.specs.urls import (
    git_source,
    plain_url,
    same_index,
    same_repository,
    same_url,
    ssh_url,
)

REPO = "https://git.example.org/team/repo"
TAG = GitReference(kind="rev", name="v1")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "https://me:p@w@h.test:8443/a?b=c#sha256=d",
            "https://h.test:8443/a?b=c#sha256=d",
        ),
        ("http://h.test/t/sub/kelp-1.0.whl", "http://h.test/t/sub/kelp-1.0.whl"),
        ("https://H.test/@scope/a?#", "https://H.test/@scope/a?#"),
        ("file:///srv/a@b", "file:///srv/a@b"),
        ("C:/srv/me@x", "C:/srv/me@x"),
    ],
    ids=["user and password", "no token", "as written", "file", "drive"],
)
def test_plain_url_lacks_user_and_password_alone(url: str, expected: str) -> None:
    assert plain_url(url) == expected


def test_archive_is_the_same_whoever_fetches_it() -> None:
    assert same_url("https://me:pw@Example.org/a.whl", "https://example.org/a.whl")
    assert not same_url("https://example.org/a.whl", "https://example.org/A.whl")


def test_index_is_the_same_whoever_logs_in() -> None:
    assert same_index("https://me:pw@Example.org/simple/", "https://example.org/simple")
    assert not same_index("https://example.org/simple", "https://example.org/other")


@pytest.mark.parametrize(
    "other",
    [
        f"{REPO}/",
        f"{REPO}.git",
        "https://token@git.example.org/team/repo",
        "https://Git.Example.Org/team/repo",
        pytest.param(f"{REPO}.git@v1.0", id="reference of an old lock"),
        pytest.param(f"{REPO}@feature/x", id="reference with a slash"),
    ],
)
def test_repository_is_the_same(other: str) -> None:
    assert same_repository(REPO, other)


def test_repository_is_the_same_as_ssh_writes_it() -> None:
    url = "ssh://git@git.example.org/team/repo.git"
    assert same_repository("git@git.example.org:team/repo", url)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (REPO, "https://git.example.org/team/Repo"),
        (REPO, "https://git.example.org/team"),
        (REPO, "ssh://git.example.org/team/repo"),
        (REPO, "file:///git.example.org/team/repo"),
        ("https://git.example.org/@team/one", "https://git.example.org/@team/two"),
        ("git@example.org:@team/one", "git@example.org:@team/two"),
    ],
)
def test_repository_is_another(one: str, other: str) -> None:
    assert not same_repository(one, other)


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("git@example.org:team/x.git", "ssh://git@example.org/team/x.git"),
        ("example.org:/x", "ssh://example.org/x"),
        ("https://example.org/x", "https://example.org/x"),
        ("C:/srv/x", "C:/srv/x"),
    ],
)
def test_address_of_ssh_is_a_url(address: str, url: str) -> None:
    assert ssh_url(address) == url


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("https://h.test/x", GitSource(url="https://h.test/x")),
        ("https://me@h.test/x@v1", GitSource(url="https://me@h.test/x", reference=TAG)),
        ("git@h.test:o/x@v1", GitSource(url="git@h.test:o/x", reference=TAG)),
        ("file:///srv/x@v1", GitSource(url="file:///srv/x", reference=TAG)),
        ("https://h.test/@o/x", GitSource(url="https://h.test/@o/x")),
        ("https://h.test/@o/x@v1", GitSource(url="https://h.test/@o/x", reference=TAG)),
        (
            "https://h.test/x@a/b@2?rev_type=branch#subdirectory=lib",
            GitSource(
                url="https://h.test/x",
                reference=GitReference(kind="branch", name="a/b@2"),
                subdirectory="lib",
            ),
        ),
    ],
)
def test_repository_is_asked_for_something(text: str, source: GitSource) -> None:
    assert git_source(text) == source
