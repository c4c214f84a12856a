"""The engine as a command uses it: its network client, channel index and cache."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rattler import Client, Gateway
from rattler.config import Config as EngineConfig
from rattler.exceptions import AuthenticationStorageError
from rattler.networking import (
    AddHeadersMiddleware,
    AuthenticationMiddleware,
    GCSMiddleware,
    MirrorMiddleware,
    OciMiddleware,
    RetryMiddleware,
    S3Middleware,
)
from rattler.networking.middleware import S3Config
from rattler.repo_data.gateway import SourceConfig

from pypixi.config.model import RunPostLinkScripts
from pypixi.config.network import network_settings, repodata_variants
from pypixi.errors import PixiError
from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pypixi.config.caches import CacheDirs
    from pypixi.config.model import Config
    from pypixi.config.network import NetworkSettings

_OFFLINE = "network access is disabled by offline mode"


@frozen
class Engine:
    """Everything solves and installs share within one command."""

    client: Client
    gateway: Gateway
    packages: Path
    """The package cache's folder."""
    install_config: EngineConfig
    run_link_scripts: bool
    concurrent_solves: int
    local_subdir: str | None = None
    """The platform whose packages must be at hand, because nothing can be fetched."""


class DamagedCredentialsError(PixiError):
    """A file of credentials does not hold any."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "cannot read the credentials",
            help="mend the file, or name another one by RATTLER_AUTH_FILE",
            notes=[reason],
        )


def open_engine(
    config: Config,
    caches: CacheDirs,
    env: Mapping[str, str],
    *,
    machine: str | None = None,
) -> Engine:
    """Return an engine that works under ``config``; nothing is fetched yet.

    Args:
        config: The settings.
        caches: Where packages and indexes are kept.
        env: The variables of the calling process.
        machine: The conda subdir of this machine: what is solved for it offline is to
            be installed offline, too.

    Raises:
        DamagedCredentialsError: If a file of credentials cannot be read.
    """
    settings = network_settings(config, env)
    with _variables(_engine_variables(config, settings, env)):
        try:
            client = _client(settings)
        except AuthenticationStorageError as error:
            raise DamagedCredentialsError(str(error)) from error
    return Engine(
        client=client,
        gateway=_gateway(config, settings, caches.repodata, client),
        packages=caches.installer_packages,
        install_config=EngineConfig.from_toml(_install_options(config)),
        run_link_scripts=config.run_post_link_scripts is RunPostLinkScripts.INSECURE,
        concurrent_solves=config.concurrency.solves or os.cpu_count() or 1,
        local_subdir=machine if config.offline else None,
    )


def _client(settings: NetworkSettings) -> Client:
    if not settings.tls.verify and not settings.offline:
        # Only a client made from a config leaves certificates unchecked. Its order is
        # fixed: mirrors are asked without credentials.
        return Client.from_config(
            EngineConfig.from_toml(_unverified(settings)),
            max_retries=settings.retries,
            user_agent=settings.user_agent,
        )
    # The original's order; mirrors before authentication, so that theirs are used.
    return Client(
        [
            *([AddHeadersMiddleware(_refuse)] if settings.offline else []),
            RetryMiddleware(settings.retries),
            MirrorMiddleware({url: [*to] for url, to in settings.mirrors.items()}),
            OciMiddleware(),
            GCSMiddleware(),
            S3Middleware(
                {
                    bucket: S3Config(
                        options.endpoint_url,
                        options.region,
                        "path" if options.force_path_style else "virtual-host",
                    )
                    for bucket, options in settings.s3_options.items()
                }
            ),
            AuthenticationMiddleware(),
        ],
        user_agent=settings.user_agent,
    )


def _unverified(settings: NetworkSettings) -> str:
    """Return the engine's own configuration for requests without certificate checks."""
    lines = ["tls-no-verify = true", "[mirrors]"]
    lines += [f"{_toml(url)} = {_toml([*to])}" for url, to in settings.mirrors.items()]
    for bucket, options in settings.s3_options.items():
        style = "path" if options.force_path_style else "virtual-host"
        lines += [
            f"[s3-options.{_toml(bucket)}]",
            f"endpoint-url = {_toml(options.endpoint_url)}",
            f"region = {_toml(options.region)}",
            f"addressing-style = {_toml(style)}",
        ]
    return "\n".join(lines)


def _toml(value: str | list[str]) -> str:
    # JSON texts and lists are TOML ones too.
    return json.dumps(value)


def _refuse(host: str, path: str) -> dict[str, str] | None:  # noqa: ARG001
    raise RuntimeError(_OFFLINE)


def _gateway(
    config: Config, settings: NetworkSettings, cache: Path, client: Client
) -> Gateway:
    urls = ("", *config.repodata_config.channels)
    sources = {url: _source(config, url, settings) for url in urls}
    return Gateway(
        cache_dir=cache,
        default_config=sources.pop(""),
        per_channel_config=sources,
        max_concurrent_requests=settings.downloads,
        client=client,
    )


def _source(config: Config, url: str, settings: NetworkSettings) -> SourceConfig:
    variants = repodata_variants(config.repodata_config, url)
    return SourceConfig(
        zstd_enabled=variants.zstd,
        bz2_enabled=variants.bzip2,
        sharded_enabled=variants.sharded,
        cache_action="force-cache-only" if settings.offline else "cache-or-fetch",
    )


def _install_options(config: Config) -> str:
    options = {
        "allow-symbolic-links": config.allow_symbolic_links,
        "allow-hard-links": config.allow_hard_links,
        "allow-ref-links": config.allow_ref_links,
    }
    # Only what is switched off: told `true`, the engine stops finding out what the file
    # system can do, and tries a ref link for each single file.
    lines = [f"{key} = false" for key, on in options.items() if not on]
    lines.append(f"concurrency.downloads = {config.concurrency.downloads}")
    return "\n".join(lines)


def _engine_variables(
    config: Config, settings: NetworkSettings, env: Mapping[str, str]
) -> dict[str, str]:
    """Return the variables by which the engine takes what has no argument."""
    variables = dict(settings.proxies.variables)
    auth_file = config.authentication_override_file
    if auth_file is not None and "RATTLER_AUTH_FILE" not in env:
        variables["RATTLER_AUTH_FILE"] = str(auth_file)
    return variables


@contextmanager
def _variables(variables: Mapping[str, str]) -> Iterator[None]:
    """Set variables of this process while the engine's client is made from them."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
