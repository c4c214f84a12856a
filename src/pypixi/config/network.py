"""What every request to the network is made with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.values import frozen
from pypixi.version import COMPATIBLE_VERSION

from .model import ChannelRepodata

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .model import (
        Config,
        ProxyConfig,
        RepodataConfig,
        S3Options,
        TlsRootCerts,
    )

USER_AGENT = f"pixi/{COMPATIBLE_VERSION}"
"""The name that servers see."""

# `HTTP_PROXY` is missing on purpose: a web server sets it from a request's header.
_HTTP_PROXY = ("http_proxy", "all_proxy", "ALL_PROXY")
_HTTPS_PROXY = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
_NO_PROXY = ("no_proxy", "NO_PROXY")


@frozen
class Proxies:
    """The proxies that requests go through."""

    http: str | None = None
    """For plain requests."""
    https: str | None = None
    """For encrypted requests."""
    bypass: tuple[str, ...] = ()
    """Hosts that are reached directly."""
    from_environment: bool = False
    """Whether the environment names them, so that engines find them by themselves."""

    @property
    def variables(self) -> Mapping[str, str]:
        """The variables to set so that an engine uses these proxies."""
        if self.from_environment or not (self.http or self.https):
            return {}
        # One proxy for both is one for every scheme, as in the original.
        both = self.http if self.http == self.https else None
        named = {
            "http_proxy": self.http,
            "https_proxy": self.https,
            "all_proxy": both,
            "no_proxy": ",".join(self.bypass),
        }
        return {name: text for name, text in named.items() if text}


@frozen
class Tls:
    """How servers prove who they are."""

    verify: bool
    """Whether certificates are checked at all."""
    root_certs: TlsRootCerts
    """Which roots are trusted where no file or folder names others."""
    cert_file: Path | None = None
    """A file of roots to trust instead."""
    cert_dir: Path | None = None
    """A folder of roots to trust instead."""


@frozen
class NetworkSettings:
    """What every request to the network is made with."""

    offline: bool
    """Whether no request may leave the machine."""
    downloads: int
    """How many requests go out in parallel."""
    tls: Tls
    proxies: Proxies
    mirrors: Mapping[str, tuple[str, ...]]
    """By URL prefix with a trailing slash, what is asked in its place, in order."""
    s3_options: Mapping[str, S3Options]
    """By bucket; all others follow the variables of the provider."""
    user_agent: str = USER_AGENT
    read_timeout: float = 300
    """Seconds that a server may be silent."""
    retries: int = 3
    """How often a failed request is sent again."""
    idle_connections: int = 20
    """How many connections to a host are kept open."""


@frozen
class RepodataVariants:
    """The forms of a channel's index that are asked for."""

    bzip2: bool
    zstd: bool
    sharded: bool


def network_settings(config: Config, env: Mapping[str, str]) -> NetworkSettings:
    """Return what requests are made with under a configuration and environment."""
    return NetworkSettings(
        offline=config.offline,
        downloads=config.concurrency.downloads,
        tls=_tls(config, env),
        proxies=_proxies(config.proxy_config, env),
        mirrors={_prefix(url): to for url, to in config.mirrors.items()},
        s3_options=config.s3_options,
    )


def mirrors_of(url: str, mirrors: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the URLs to try for ``url``: its mirrors, or itself if it has none.

    The original URL is only tried if the list of its mirrors repeats it.
    """
    prefix = _longest_prefix(url, mirrors)
    if prefix is None:
        return (url,)
    rest = _prefix(url).removeprefix(prefix).removesuffix("/")
    rest += "/" if rest and url.endswith("/") else ""
    return tuple(_prefix(mirror) + rest for mirror in mirrors[prefix])


def repodata_variants(config: RepodataConfig, url: str) -> RepodataVariants:
    """Return the forms of the index that are asked of the channel at ``url``."""
    channels = {_prefix(prefix): own for prefix, own in config.channels.items()}
    prefix = _longest_prefix(url, channels)
    own = ChannelRepodata() if prefix is None else channels[prefix]
    general = ChannelRepodata(
        disable_bzip2=config.disable_bzip2,
        disable_zstd=config.disable_zstd,
        disable_sharded=config.disable_sharded,
    )
    effective = own.over(general)
    return RepodataVariants(
        bzip2=not effective.disable_bzip2,
        zstd=not effective.disable_zstd,
        sharded=not effective.disable_sharded,
    )


def _tls(config: Config, env: Mapping[str, str]) -> Tls:
    file, folder = env.get("SSL_CERT_FILE"), env.get("SSL_CERT_DIR")
    return Tls(
        verify=not config.tls_no_verify,
        root_certs=config.tls_root_certs,
        cert_file=Path(file) if file else None,
        cert_dir=Path(folder) if folder else None,
    )


def _proxies(config: ProxyConfig, env: Mapping[str, str]) -> Proxies:
    http, https = _variable(env, _HTTP_PROXY), _variable(env, _HTTPS_PROXY)
    if http or https:
        hosts = (_variable(env, _NO_PROXY) or "").split(",")
        bypass = tuple(host.strip() for host in hosts if host.strip())
        return Proxies(http=http, https=https, bypass=bypass, from_environment=True)
    if not (config.http or config.https):
        return Proxies()
    return Proxies(http=config.http, https=config.https, bypass=config.non_proxy_hosts)


def _variable(env: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((env[name] for name in names if env.get(name)), None)


def _prefix(url: str) -> str:
    return url.rstrip("/") + "/"


def _longest_prefix(url: str, prefixes: Mapping[str, object]) -> str | None:
    fitting = [prefix for prefix in prefixes if _prefix(url).startswith(prefix)]
    return max(fitting, key=len, default=None)
