"""Passwords of URLs that are no index's, handed to uv without a file."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from pypixi.specs.source import GitSource, UrlSource
from pypixi.specs.urls import plain_url, ssh_url

from .indexes import NamedIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pypixi.specs.requirement import PypiSource


def git_url(source: GitSource) -> str:
    """Return the URL of a repository without secrets, as uv reads it."""
    url = ssh_url(source.url)
    parts = urlsplit(url)
    if parts.scheme != "ssh" or parts.username is None:
        return plain_url(url)
    # The user of ssh is part of the address, and no secret.
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username}@{host}"))


def direct_reference(source: UrlSource) -> str:
    """Return the URL of an archive with all that belongs to it, without secrets."""
    url = plain_url(source.url)
    if source.subdirectory is None:
        return url
    return f"{url}{'&' if '#' in url else '#'}subdirectory={source.subdirectory}"


def host_indexes(sources: Iterable[PypiSource]) -> tuple[NamedIndex, ...]:
    """Return an index that nobody asks for each host that wants a password.

    uv uses the credentials of an index for everything on its host.
    """
    urls = [source.url for source in sources if isinstance(source, UrlSource)]
    hosts = dict.fromkeys(_host(url) for url in urls if url != plain_url(url))
    return tuple(
        NamedIndex(
            name=f"pixi-host-{number}",
            url=plain_url(host),
            written=host,
            is_explicit=True,
        )
        for number, host in enumerate(hosts, 1)
    )


def git_variables(
    sources: Iterable[PypiSource], env: Mapping[str, str]
) -> dict[str, str]:
    """Return variables by which git puts credentials back into the URLs it fetches.

    Args:
        sources: Of all requirements.
        env: The variables there are already, which may configure git as well.
    """
    urls = [source.url for source in sources if isinstance(source, GitSource)]
    secret = [url for url in dict.fromkeys(urls) if _has_password(url)]
    known = env.get("GIT_CONFIG_COUNT", "0")
    first = int(known) if known.isdecimal() else 0
    variables = {}
    for number, url in enumerate(secret, first):
        variables[f"GIT_CONFIG_KEY_{number}"] = f"url.{url}.insteadOf"
        variables[f"GIT_CONFIG_VALUE_{number}"] = plain_url(url)
    if variables:
        variables["GIT_CONFIG_COUNT"] = str(first + len(secret))
    return variables


def _has_password(url: str) -> bool:
    return url.startswith(("http://", "https://")) and url != plain_url(url)


def _host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
