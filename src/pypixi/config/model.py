"""The settings: every key of ``config.toml`` with its type, default and meaning.

A field is the key of the same name in kebab-case. The text below it is its meaning:
the reference documentation is made from this module.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from pypixi.values import frozen

from .package_format import PackageFormat, parse_package_format
from .readers import (
    absolute_path,
    alternatives,
    boolean,
    choice,
    count,
    list_of,
    path,
    shown,
    subdir,
    table,
    table_of,
    text,
    url,
)
from .settings import (
    InvalidSettingError,
    Spot,
    by_key,
    joined,
    low_wins,
    section,
    setting,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class PinningStrategy(StrEnum):
    """Which range of versions is written for a package that was just added."""

    SEMVER = "semver"
    MINOR = "minor"
    MAJOR = "major"
    LATEST_UP = "latest-up"
    EXACT_VERSION = "exact-version"
    NO_PIN = "no-pin"


class TlsRootCerts(StrEnum):
    """Where trusted root certificates come from."""

    WEBPKI = "webpki"
    SYSTEM = "system"


class RunPostLinkScripts(StrEnum):
    """Whether packages may run their own scripts when they are linked."""

    FALSE = "false"
    INSECURE = "insecure"


class KeyringProvider(StrEnum):
    """How credentials for Python package indexes are looked up."""

    DISABLED = "disabled"
    SUBPROCESS = "subprocess"


class NetfsRedirect(StrEnum):
    """Which caches leave a network file system for a local disk."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


@frozen
class S3Options:
    """How the packages of one S3 bucket are reached."""

    endpoint_url: str
    """The URL of the service."""
    region: str
    """The region of the bucket."""
    force_path_style: bool
    """Whether the bucket is named in the path instead of the host name."""


@frozen
class ChannelRepodata:
    """Index forms of the channels below one URL; None follows the general keys."""

    disable_bzip2: bool | None = None
    """Whether bzip2-compressed repodata is skipped."""
    disable_zstd: bool | None = None
    """Whether zstd-compressed repodata is skipped."""
    disable_sharded: bool | None = None
    """Whether sharded repodata is skipped."""

    def over(self, low: ChannelRepodata) -> ChannelRepodata:
        """Return these options, those of a lower layer where there is none."""
        return ChannelRepodata(
            disable_bzip2=_first(self.disable_bzip2, low.disable_bzip2),
            disable_zstd=_first(self.disable_zstd, low.disable_zstd),
            disable_sharded=_first(self.disable_sharded, low.disable_sharded),
        )


def read_tls_root_certs(value: object, spot: Spot) -> TlsRootCerts:
    """Read the name of a set of root certificates, old names with a warning."""
    # The original merged both sets once: it keeps reading the words of that time.
    if value == "native":
        spot.notes.warnings.append(
            "'tls-root-certs = \"native\"' is deprecated: "
            "rename to 'tls-root-certs = \"system\"'"
        )
        return TlsRootCerts.SYSTEM
    if value == "all":
        spot.notes.warnings.append(
            "'tls-root-certs = \"all\"' is deprecated: merging webpki and system roots "
            "is no longer supported. Pick one of 'webpki' or 'system', or set "
            "SSL_CERT_FILE / SSL_CERT_DIR. The value falls back to 'system' for now."
        )
        return TlsRootCerts.SYSTEM
    return choice(TlsRootCerts)(value, spot)


def _s3_options(value: object, spot: Spot) -> S3Options:
    keys = ("endpoint-url", "region", "force-path-style")
    entries = table(value, spot)
    _note_unknown(entries, keys, spot)
    if not entries.keys() >= set(keys):
        missing = alternatives([key for key in keys if key not in entries])
        raise InvalidSettingError(
            spot.key,
            expected="a table of 'endpoint-url', 'region' and 'force-path-style'",
            found=f"none of {missing}",
        )
    return S3Options(
        endpoint_url=url(entries["endpoint-url"], spot.child("endpoint-url")),
        region=text(entries["region"], spot.child("region")),
        force_path_style=boolean(
            entries["force-path-style"], spot.child("force-path-style")
        ),
    )


def _channel_repodata(value: object, spot: Spot) -> ChannelRepodata:
    entries = {key.replace("_", "-"): item for key, item in table(value, spot).items()}

    def flag(key: str) -> bool | None:
        return boolean(entries[key], spot.child(key)) if key in entries else None

    _note_unknown(entries, ("disable-bzip2", "disable-zstd", "disable-sharded"), spot)
    return ChannelRepodata(
        disable_bzip2=flag("disable-bzip2"),
        disable_zstd=flag("disable-zstd"),
        disable_sharded=flag("disable-sharded"),
    )


def _channels_by_field(
    low: Mapping[str, ChannelRepodata], high: Mapping[str, ChannelRepodata]
) -> Mapping[str, ChannelRepodata]:
    return {**low, **{name: c.over(low.get(name, c)) for name, c in high.items()}}


# Typed by itself: as a bare argument it would make the field a mere bool.
_INSIDE: bool | Path = False


def _detached(value: object, spot: Spot) -> bool | Path:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return absolute_path(value, spot)
    raise InvalidSettingError(
        spot.key, expected="true, false or an absolute path", found=shown(value)
    )


def _package_format(value: object, spot: Spot) -> PackageFormat:
    parsed = parse_package_format(text(value, spot))
    if parsed is None:
        raise InvalidSettingError(
            spot.key,
            expected="'conda' or 'tar-bz2', with a level such as ':max' or ':9'",
            found=shown(value),
        )
    return parsed


def _note_unknown(
    entries: Mapping[str, object], known: tuple[str, ...], spot: Spot
) -> None:
    spot.notes.unknown.extend(
        f"{spot.key}.{key}" for key in entries if key not in known
    )


def _first(high: bool | None, low: bool | None) -> bool | None:  # noqa: FBT001
    return low if high is None else high


@frozen
class RepodataConfig:
    """Which forms of a channel's index are asked for."""

    disable_bzip2: bool = setting(boolean, default=False)
    """Whether bzip2-compressed repodata is skipped."""
    disable_zstd: bool = setting(boolean, default=False)
    """Whether zstd-compressed repodata is skipped."""
    disable_sharded: bool = setting(boolean, default=False)
    """Whether sharded repodata is skipped."""
    channels: Mapping[str, ChannelRepodata] = setting(
        table_of(_channel_repodata, urls=True),
        default={},
        merge=_channels_by_field,
        name="<url>",
    )
    """The same three keys for the channels below a URL; the rest follows the above."""


@frozen
class PypiConfig:
    """Defaults for Python packages."""

    index_url: str | None = setting(url, default=None)
    """The index that ``pixi init`` writes into new manifests."""
    extra_index_urls: tuple[str, ...] = setting(list_of(url), default=(), merge=joined)
    """Further indexes that ``pixi init`` writes into new manifests."""
    keyring_provider: KeyringProvider = setting(
        choice(KeyringProvider), default=KeyringProvider.DISABLED
    )
    """Whether the ``keyring`` program is asked for credentials of indexes."""
    allow_insecure_host: tuple[str, ...] = setting(
        list_of(text), default=(), merge=joined
    )
    """Hosts whose certificates are not checked when Python packages are fetched."""


@frozen
class ShellConfig:
    """How environments are activated."""

    change_ps1: bool = setting(boolean, default=True)
    """Whether ``pixi shell`` and ``pixi exec`` put the environment into the prompt."""
    force_activate: bool = setting(boolean, default=False)
    """Whether the activation cache is ignored.

    The original lets the flags of ``run``, ``shell`` and ``shell-hook`` overwrite it.
    """
    source_completion_scripts: bool = setting(boolean, default=True)
    """Whether ``pixi shell`` loads the completions that the environment brings."""


@frozen
class ExperimentalConfig:
    """Features that may go again."""

    use_environment_activation_cache: bool = setting(boolean, default=False)
    """Whether the result of an activation is kept for the next command."""


@frozen
class ConcurrencyConfig:
    """How much happens at the same time."""

    # The original also lets a lower layer win over a higher one that happens to write
    # the number of CPUs: here the number written last holds on every machine.
    solves: int | None = setting(count, default=None)
    """How many solves run in parallel; by default one for each CPU."""
    # A file that writes the default says nothing: the original cannot tell it apart.
    downloads: int = setting(count, default=50, unset=50)
    """How many requests go out in parallel."""


@frozen
class ProxyConfig:
    """Proxies, used unless the environment names some."""

    http: str | None = setting(url, default=None)
    """The proxy for plain requests."""
    https: str | None = setting(url, default=None)
    """The proxy for encrypted requests."""
    non_proxy_hosts: tuple[str, ...] = setting(list_of(text), default=())
    """Hosts that are reached without a proxy; void unless there is one."""


@frozen
class BuildConfig:
    """How packages are built."""

    package_format: PackageFormat | None = setting(_package_format, default=None)
    """The archive of built packages: ``conda`` or ``tar-bz2``, and ``:level``."""


@frozen
class CacheConfig:
    """Where caches live: absolute paths, a leading ``~`` is the home directory."""

    root: Path | None = setting(absolute_path, default=None)
    """The folder that holds every cache not placed by itself."""
    conda_packages: Path | None = setting(absolute_path, default=None)
    """Extracted conda packages."""
    repodata: Path | None = setting(absolute_path, default=None)
    """Indexes of channels."""
    pypi_wheels: Path | None = setting(absolute_path, default=None)
    """Python packages, as uv keeps them."""
    pypi_mapping: Path | None = setting(absolute_path, default=None)
    """Which conda package is which Python package."""
    exec_environments: Path | None = setting(absolute_path, default=None)
    """Environments of ``pixi exec`` and of scripts."""
    build_tool_environments: Path | None = setting(absolute_path, default=None)
    """Environments of build tools."""
    detached_environments: Path | None = setting(absolute_path, default=None)
    """Environments of workspaces, with ``detached-environments = true``."""
    netfs_redirect: NetfsRedirect = setting(
        choice(NetfsRedirect), default=NetfsRedirect.AUTO, unset=NetfsRedirect.AUTO
    )
    """Which caches go to a local disk when the root is on a network file system."""


@frozen
class Config:
    """Every setting, from all layers."""

    default_channels: tuple[str, ...] = setting(
        list_of(text), default=("conda-forge",), unset=()
    )
    """The channels of what has none of its own: new workspaces, tools, scripts."""
    authentication_override_file: Path | None = setting(path, default=None)
    """A file of credentials, searched before the keyring of the system."""
    tls_no_verify: bool = setting(boolean, default=False)
    """Whether certificates of servers are not checked."""
    tls_root_certs: TlsRootCerts = setting(
        read_tls_root_certs, default=TlsRootCerts.WEBPKI
    )
    """Which root certificates are trusted, unless ``SSL_CERT_FILE`` names some.

    For conda packages those of the system are, whatever it says.
    """
    offline: bool = setting(boolean, default=False)
    """Whether only what is cached or local is used."""
    mirrors: Mapping[str, tuple[str, ...]] = setting(
        table_of(list_of(url), urls=True), default={}, merge=by_key
    )
    """By URL prefix, the URLs that are asked in its place, in this order."""
    pinning_strategy: PinningStrategy = setting(
        choice(PinningStrategy), default=PinningStrategy.SEMVER
    )
    """Which range of versions ``pixi add`` and ``pixi upgrade`` write."""
    repodata_config: RepodataConfig = section(RepodataConfig)
    pypi_config: PypiConfig = section(PypiConfig)
    s3_options: Mapping[str, S3Options] = setting(
        table_of(_s3_options), default={}, merge=by_key
    )
    """By bucket, how it is reached; credentials then come from the credential store."""
    detached_environments: bool | Path = setting(_detached, default=_INSIDE)
    """Whether environments live outside of the workspace, or the folder for them."""
    shell: ShellConfig = section(ShellConfig)
    experimental: ExperimentalConfig = section(ExperimentalConfig)
    concurrency: ConcurrencyConfig = section(ConcurrencyConfig)
    run_post_link_scripts: RunPostLinkScripts = setting(
        choice(RunPostLinkScripts), default=RunPostLinkScripts.FALSE
    )
    """Whether packages may run their own scripts when they are linked."""
    allow_symbolic_links: bool = setting(boolean, default=True)
    """Whether files of packages may be symbolic links into the cache."""
    allow_hard_links: bool = setting(boolean, default=True)
    """Whether files of packages may be hard links into the cache."""
    allow_ref_links: bool = setting(boolean, default=True)
    """Whether files of packages may be copy-on-write clones."""
    proxy_config: ProxyConfig = section(ProxyConfig)
    build: BuildConfig = section(BuildConfig)
    # The original keeps the value of the lowest layer here, alone of all keys.
    tool_platform: str | None = setting(subdir, default=None, merge=low_wins)
    """The platform of build tools; by default the one of this machine."""
    cache: CacheConfig = section(CacheConfig)

    given: frozenset[str] = frozenset()
    """The keys that some layer gives a value; the others have their default."""
    loaded_from: tuple[Path, ...] = ()
    """The files that were read, highest priority first."""
