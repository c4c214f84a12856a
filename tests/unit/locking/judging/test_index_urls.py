from __future__ import annotations

import pytest

from pypixi.locking.judging.index_urls import same_index, same_repository

REPO = "https://git.example.org/team/repo"


@pytest.mark.parametrize(
    "other",
    [
        f"{REPO}/",
        f"{REPO}.git",
        "https://token@git.example.org/team/repo",
        "https://Git.Example.Org/team/repo",
        pytest.param(f"{REPO}.git@v1.0", id="reference of an old lock"),
    ],
)
def test_repository_is_the_same(other: str) -> None:
    assert same_repository(REPO, other)


def test_repository_is_the_same_as_ssh_writes_it() -> None:
    url = "ssh://git@git.example.org/team/repo.git"
    assert same_repository("git@git.example.org:team/repo", url)


@pytest.mark.parametrize(
    "other",
    [
        "https://git.example.org/team/Repo",
        "https://git.example.org/team",
        "ssh://git.example.org/team/repo",
        "file:///git.example.org/team/repo",
    ],
)
def test_repository_is_another(other: str) -> None:
    assert not same_repository(REPO, other)


def test_index_is_the_same_whoever_logs_in() -> None:
    assert same_index("https://me:pw@Example.org/simple/", "https://example.org/simple")
    assert not same_index("https://example.org/simple", "https://example.org/other")
