from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from pypixi.pypi.credentials import (
    direct_reference,
    git_url,
    git_variables,
    host_indexes,
)
from pypixi.specs.source import GitSource, UrlSource

if TYPE_CHECKING:
    from collections.abc import Mapping

SECRET = GitSource(url="https://me:pass@example.org/team/x.git")
PLAIN = GitSource(url="https://example.org/team/y.git")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://example.org/x", "https://example.org/x"),
        ("https://me:pass@example.org/x", "https://example.org/x"),
        ("ssh://git@example.org/x", "ssh://git@example.org/x"),
        ("ssh://git:pass@example.org:22/x", "ssh://git@example.org:22/x"),
        ("git@example.org:team/x.git", "ssh://git@example.org/team/x.git"),
        ("example.org:x", "ssh://example.org/x"),
        ("file:///srv/x", "file:///srv/x"),
        ("C:/srv/x", "C:/srv/x"),
    ],
)
def test_repository_has_a_url_without_secrets(written: str, expected: str) -> None:
    assert git_url(GitSource(url=written)) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://h.test/a.zip", "https://h.test/a.zip#subdirectory=sub"),
        ("https://h.test/a.zip#md5=0", "https://h.test/a.zip#md5=0&subdirectory=sub"),
        ("https://me:pw@h.test/a.zip", "https://h.test/a.zip#subdirectory=sub"),
    ],
    ids=["alone", "beside a hash", "credentials"],
)
def test_subdirectory_is_part_of_a_reference(url: str, expected: str) -> None:
    assert direct_reference(UrlSource(url=url, subdirectory="sub")) == expected


def _url_that_git_uses(url: str, variables: Mapping[str, str]) -> str:
    done = subprocess.run(
        ["git", "ls-remote", "--get-url", url],
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", **variables},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def test_git_puts_the_credentials_back() -> None:
    variables = git_variables([PLAIN, SECRET], {})
    assert _url_that_git_uses(git_url(SECRET), variables) == SECRET.url
    assert _url_that_git_uses(PLAIN.url, variables) == PLAIN.url


def test_what_git_is_told_already_is_kept() -> None:
    known = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "url.https://mirror.example.org/.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://example.net/",
    }
    variables = {**known, **git_variables([SECRET], known)}
    assert _url_that_git_uses("https://example.net/z", variables) == (
        "https://mirror.example.org/z"
    )
    assert _url_that_git_uses(git_url(SECRET), variables) == SECRET.url


@pytest.mark.parametrize("url", [PLAIN.url, "ssh://git@example.org/x"])
def test_git_needs_no_telling_without_a_secret(url: str) -> None:
    assert git_variables([GitSource(url=url)], {}) == {}


def test_host_of_a_secret_url_is_an_index_that_nobody_asks() -> None:
    url = "https://me:p%40ss@example.org/files/a-1.whl"
    [host] = host_indexes([UrlSource(url=url), UrlSource(url=url + "2"), SECRET])
    assert host.url == "https://example.org/"
    assert host.is_explicit
    assert sorted(host.variables().values()) == ["me", "p@ss"]


def test_host_without_a_secret_is_none() -> None:
    assert host_indexes([UrlSource(url="https://example.org/a-1.whl"), PLAIN]) == ()
