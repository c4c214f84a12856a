from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

from pypixi.config import model
from pypixi.config.layer import SECTIONS, SETTINGS, configuration, parse_layer
from pypixi.config.model import (
    ChannelRepodata,
    Config,
    KeyringProvider,
    NetfsRedirect,
    PinningStrategy,
    RunPostLinkScripts,
    S3Options,
    TlsRootCerts,
)
from pypixi.config.package_format import ArchiveKind, NamedLevel, PackageFormat
from pypixi.config.settings import InvalidSettingError

HOME = Path("/home/me")

# Every key of the specification: a text of TOML, and what the model makes of it.
CASES: dict[str, tuple[str, object]] = {
    "default-channels": (
        '["bioconda", "https://c.test/x"]',
        ("bioconda", "https://c.test/x"),
    ),
    "authentication-override-file": ('"keys.json"', Path("keys.json")),
    "tls-no-verify": ("true", True),
    "tls-root-certs": ('"system"', TlsRootCerts.SYSTEM),
    "offline": ("true", True),
    "mirrors": (
        '{"https://a.test" = ["https://b.test", "oci://c.test"]}',
        {"https://a.test": ("https://b.test", "oci://c.test")},
    ),
    "pinning-strategy": ('"latest-up"', PinningStrategy.LATEST_UP),
    "repodata-config.disable-bzip2": ("true", True),
    "repodata-config.disable-zstd": ("true", True),
    "repodata-config.disable-sharded": ("true", True),
    'repodata-config."https://c.test"': (
        "{disable-zstd = true, disable_sharded = false}",
        ChannelRepodata(disable_zstd=True, disable_sharded=False),
    ),
    "pypi-config.index-url": ('"https://i.test/simple"', "https://i.test/simple"),
    "pypi-config.extra-index-urls": ('["https://i.test"]', ("https://i.test",)),
    "pypi-config.keyring-provider": ('"subprocess"', KeyringProvider.SUBPROCESS),
    "pypi-config.allow-insecure-host": ('["i.test:8080"]', ("i.test:8080",)),
    "s3-options": (
        (
            '{b = {endpoint-url = "https://s.test", region = "eu", '
            "force-path-style = true}}"
        ),
        {
            "b": S3Options(
                endpoint_url="https://s.test", region="eu", force_path_style=True
            )
        },
    ),
    "detached-environments": ('"~/envs"', HOME / "envs"),
    "shell.change-ps1": ("false", False),
    "shell.force-activate": ("true", True),
    "shell.source-completion-scripts": ("false", False),
    "experimental.use-environment-activation-cache": ("true", True),
    "concurrency.solves": ("3", 3),
    "concurrency.downloads": ("7", 7),
    "run-post-link-scripts": ('"insecure"', RunPostLinkScripts.INSECURE),
    "allow-symbolic-links": ("false", False),
    "allow-hard-links": ("false", False),
    "allow-ref-links": ("false", False),
    "proxy-config.http": ('"http://p.test:1"', "http://p.test:1"),
    "proxy-config.https": ('"http://p.test:2"', "http://p.test:2"),
    "proxy-config.non-proxy-hosts": ('["localhost"]', ("localhost",)),
    "build.package-format": (
        '"tar-bz2:max"',
        PackageFormat(archive=ArchiveKind.TAR_BZ2, level=NamedLevel.HIGHEST),
    ),
    "tool-platform": ('"linux-64"', "linux-64"),
    "cache.root": ('"/c"', Path("/c")),
    "cache.conda-packages": ('"~/c"', HOME / "c"),
    "cache.repodata": ('"/c/r"', Path("/c/r")),
    "cache.pypi-wheels": ('"/c/w"', Path("/c/w")),
    "cache.pypi-mapping": ('"/c/m"', Path("/c/m")),
    "cache.exec-environments": ('"/c/x"', Path("/c/x")),
    "cache.build-tool-environments": ('"/c/b"', Path("/c/b")),
    "cache.detached-environments": ('"/c/d"', Path("/c/d")),
    "cache.netfs-redirect": ('"never"', NetfsRedirect.NEVER),
}

DEFAULTS: dict[str, object] = {
    "default-channels": ("conda-forge",),
    "tls-no-verify": False,
    "tls-root-certs": TlsRootCerts.WEBPKI,
    "offline": False,
    "mirrors": {},
    "pinning-strategy": PinningStrategy.SEMVER,
    "repodata-config.disable-bzip2": False,
    "repodata-config.disable-zstd": False,
    "repodata-config.disable-sharded": False,
    "repodata-config.<url>": {},
    "pypi-config.extra-index-urls": (),
    "pypi-config.keyring-provider": KeyringProvider.DISABLED,
    "pypi-config.allow-insecure-host": (),
    "s3-options": {},
    "detached-environments": False,
    "shell.change-ps1": True,
    "shell.force-activate": False,
    "shell.source-completion-scripts": True,
    "experimental.use-environment-activation-cache": False,
    "concurrency.downloads": 50,
    "run-post-link-scripts": RunPostLinkScripts.FALSE,
    "allow-symbolic-links": True,
    "allow-hard-links": True,
    "allow-ref-links": True,
    "proxy-config.non-proxy-hosts": (),
    "cache.netfs-redirect": NetfsRedirect.AUTO,
}


def field(config: object, key: str) -> object:
    """Return the value of the field that a dotted key names."""
    if key.startswith('repodata-config."'):
        assert isinstance(config, Config)
        return config.repodata_config.channels[key.split('"')[1]]
    for name in key.replace("<url>", "channels").replace("-", "_").split("."):
        config = getattr(config, name)
    return config


def loaded(text: str) -> Config:
    return configuration(parse_layer(text, HOME).values)


@pytest.mark.parametrize("key", CASES)
def test_key_is_read_into_its_field(key: str) -> None:
    text, expected = CASES[key]
    assert field(loaded(f"{key} = {text}"), key) == expected


@pytest.mark.parametrize("key", CASES)
def test_read_value_is_not_the_default(key: str) -> None:
    if not key.startswith('repodata-config."'):
        assert field(Config(), key) != CASES[key][1]


def test_every_key_has_a_case() -> None:
    cases = {"repodata-config.<url>" if "://" in key else key for key in CASES}
    assert cases == set(SETTINGS)


@pytest.mark.parametrize("key", SETTINGS)
def test_default_is_the_documented_one(key: str) -> None:
    assert field(Config(), key) == DEFAULTS.get(key)
    assert SETTINGS[key].default == DEFAULTS.get(key)


def test_sections_are_the_tables_of_keys() -> None:
    assert {key.partition(".")[0] for key in SETTINGS if "." in key} == SECTIONS


def test_every_key_has_a_meaning() -> None:
    undocumented = [
        f"{node.name}.{item.target.id}"
        for node in ast.parse(inspect.getsource(model)).body
        if isinstance(node, ast.ClassDef)
        for item, after in zip(node.body, [*node.body[1:], None], strict=True)
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
        if not isinstance(after, ast.Expr)
        and not ast.unparse(item.value or item).startswith("section(")
    ]
    assert undocumented == []


def test_config_cannot_be_changed() -> None:
    name = "offline"
    with pytest.raises(AttributeError, match="cannot assign to field 'offline'"):
        setattr(Config(), name, True)


def test_config_knows_which_keys_were_given() -> None:
    config = loaded('pinning-strategy = "semver"\nshell.change-ps1 = true')
    assert config.given == {"pinning-strategy", "shell.change-ps1"}
    assert config == loaded("shell.change-ps1 = true\npinning-strategy = 'semver'")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tls-no-verify = 1", "'tls-no-verify' must be true or false, found 1"),
        ("default-channels = 'x'", "'default-channels' must be a list, found 'x'"),
        ("default-channels = [1]", "'default-channels' must be a text, found 1"),
        ("mirrors = []", "'mirrors' must be a table, found a list"),
        (
            "mirrors = {x = []}",
            "'mirrors' must be a URL, found a text that is none",
        ),
        (
            "pypi-config.index-url = 'me:secret@i.test'",
            "'pypi-config.index-url' must be a URL, found a text that is none",
        ),
        (
            "proxy-config.http = 1979-05-27",
            "'proxy-config.http' must be a URL, found a date or time",
        ),
        (
            "run-post-link-scripts = false",
            "'run-post-link-scripts' must be 'false' or 'insecure', found false",
        ),
        (
            "pinning-strategy = 'no'",
            (
                "'pinning-strategy' must be 'semver', 'minor', 'major', 'latest-up', "
                "'exact-version' or 'no-pin', found 'no'"
            ),
        ),
        (
            "concurrency.solves = 0",
            "'concurrency.solves' must be a whole number above zero, found 0",
        ),
        (
            "concurrency.downloads = true",
            "'concurrency.downloads' must be a whole number above zero, found true",
        ),
        (
            "detached-environments = 'envs'",
            "'detached-environments' must be an absolute path, found 'envs'",
        ),
        (
            "detached-environments = 1.5",
            (
                "'detached-environments' must be true, false or an absolute path, "
                "found 1.5"
            ),
        ),
        ("cache.root = 'c'", "'cache.root' must be an absolute path, found 'c'"),
        (
            "cache.repodata = '~you/c'",
            "'cache.repodata' must be an absolute path, found '~you/c'",
        ),
        (
            "tool-platform = 'linux'",
            "'tool-platform' must be a platform such as 'linux-64', found 'linux'",
        ),
        (
            "build.package-format = 'zip'",
            (
                "'build.package-format' must be 'conda' or 'tar-bz2', with a level "
                "such as ':max' or ':9', found 'zip'"
            ),
        ),
        (
            "s3-options.b = {region = 'eu'}",
            (
                "'s3-options.b' must be a table of 'endpoint-url', 'region' and "
                "'force-path-style', found none of 'endpoint-url' or 'force-path-style'"
            ),
        ),
        ("shell = true", "'shell' must be a table, found true"),
        (
            "mirrors = {'https://[x' = []}",
            "'mirrors' must be a URL, found a text that is none",
        ),
        (
            "mirrors = {'https://me:secret@a.test/' = 1}",
            "'mirrors.https://a.test/' must be a list, found 1",
        ),
        (
            "[repodata-config.'https://c.test']\ndisable-zstd = 'no'",
            (
                "'repodata-config.https://c.test.disable-zstd' must be true or false, "
                "found 'no'"
            ),
        ),
    ],
)
def test_wrong_value_is_an_error(text: str, message: str) -> None:
    with pytest.raises(InvalidSettingError) as caught:
        parse_layer(text, HOME)
    assert caught.value.message == message


def test_without_a_home_directory_a_tilde_is_not_absolute() -> None:
    with pytest.raises(InvalidSettingError, match="must be an absolute path"):
        parse_layer("cache.root = '~/c'", None)
