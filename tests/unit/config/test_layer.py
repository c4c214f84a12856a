from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.config.layer import (
    InvalidConfigError,
    configuration,
    merge,
    parse_layer,
    read_layer,
)
from pypixi.config.model import ChannelRepodata, Config
from pypixi.config.settings import InvalidSettingError

if TYPE_CHECKING:
    from pathlib import Path


def merged(*layers: str) -> Config:
    """Return what documents make, lowest priority first."""
    return configuration(merge(parse_layer(text, None).values for text in layers))


# key, lower layer, higher layer, document that says the same as both
HIGH_WINS = [
    ("tls-no-verify", "true", "false"),
    ("authentication-override-file", "'a'", "'b'"),
    ("tls-root-certs", "'system'", "'webpki'"),
    ("offline", "true", "false"),
    ("pinning-strategy", "'minor'", "'semver'"),
    ("repodata-config.disable-bzip2", "true", "false"),
    ("repodata-config.disable-zstd", "true", "false"),
    ("repodata-config.disable-sharded", "true", "false"),
    ("pypi-config.index-url", "'https://a.test'", "'https://b.test'"),
    ("pypi-config.keyring-provider", "'subprocess'", "'disabled'"),
    ("detached-environments", "'/envs'", "false"),
    ("shell.change-ps1", "false", "true"),
    ("shell.force-activate", "true", "false"),
    ("shell.source-completion-scripts", "false", "true"),
    ("experimental.use-environment-activation-cache", "true", "false"),
    ("concurrency.solves", "2", "3"),
    ("concurrency.downloads", "2", "3"),
    ("run-post-link-scripts", "'insecure'", "'false'"),
    ("allow-symbolic-links", "false", "true"),
    ("allow-hard-links", "false", "true"),
    ("allow-ref-links", "false", "true"),
    ("proxy-config.http", "'http://a.test'", "'http://b.test'"),
    ("proxy-config.https", "'http://a.test'", "'http://b.test'"),
    ("proxy-config.non-proxy-hosts", "['a']", "['b']"),
    ("build.package-format", "'conda'", "'tar-bz2'"),
    ("cache.root", "'/a'", "'/b'"),
    ("cache.conda-packages", "'/a'", "'/b'"),
    ("cache.repodata", "'/a'", "'/b'"),
    ("cache.pypi-wheels", "'/a'", "'/b'"),
    ("cache.pypi-mapping", "'/a'", "'/b'"),
    ("cache.exec-environments", "'/a'", "'/b'"),
    ("cache.build-tool-environments", "'/a'", "'/b'"),
    ("cache.detached-environments", "'/a'", "'/b'"),
    ("cache.netfs-redirect", "'never'", "'always'"),
    ("default-channels", "['a']", "['b', 'c']"),
]


@pytest.mark.parametrize(("key", "low", "high"), HIGH_WINS)
def test_higher_layer_wins(key: str, low: str, high: str) -> None:
    assert merged(f"{key} = {low}", f"{key} = {high}") == merged(f"{key} = {high}")


@pytest.mark.parametrize(
    ("low", "high", "both"),
    [
        pytest.param(
            "default-channels = ['a']",
            "default-channels = []",
            "default-channels = ['a']",
            id="empty channels say nothing",
        ),
        pytest.param(
            "concurrency.downloads = 10",
            "concurrency.downloads = 50",
            "concurrency.downloads = 10",
            id="the default number of downloads says nothing",
        ),
        pytest.param(
            "cache.netfs-redirect = 'never'",
            "cache.netfs-redirect = 'auto'",
            "cache.netfs-redirect = 'never'",
            id="the default redirect says nothing",
        ),
        pytest.param(
            "tool-platform = 'linux-64'",
            "tool-platform = 'win-64'",
            "tool-platform = 'linux-64'",
            id="the lowest tool platform wins",
        ),
        pytest.param(
            "pypi-config.extra-index-urls = ['https://a.test']",
            "pypi-config.extra-index-urls = ['https://b.test', 'https://a.test']",
            "pypi-config.extra-index-urls = "
            "['https://a.test', 'https://b.test', 'https://a.test']",
            id="extra indexes are concatenated",
        ),
        pytest.param(
            "pypi-config.allow-insecure-host = ['a']",
            "pypi-config.allow-insecure-host = ['b']",
            "pypi-config.allow-insecure-host = ['a', 'b']",
            id="insecure hosts are concatenated",
        ),
        pytest.param(
            "mirrors = {'https://a.test' = ['https://1.test'], "
            "'https://b.test' = ['https://2.test']}",
            "mirrors = {'https://b.test' = ['https://3.test']}",
            "mirrors = {'https://a.test' = ['https://1.test'], "
            "'https://b.test' = ['https://3.test']}",
            id="mirrors are replaced by URL",
        ),
        pytest.param(
            "s3-options.a = {endpoint-url='https://a.test', region='1', "
            "force-path-style=true}",
            "s3-options.b = {endpoint-url='https://b.test', region='2', "
            "force-path-style=true}",
            "[s3-options]\n"
            "a = {endpoint-url='https://a.test', region='1', force-path-style=true}\n"
            "b = {endpoint-url='https://b.test', region='2', force-path-style=true}",
            id="buckets are added",
        ),
        pytest.param(
            "s3-options.a = {endpoint-url='https://a.test', region='1', "
            "force-path-style=true}",
            "s3-options.a = {endpoint-url='https://b.test', region='2', "
            "force-path-style=false}",
            "s3-options.a = {endpoint-url='https://b.test', region='2', "
            "force-path-style=false}",
            id="a bucket is replaced whole",
        ),
        pytest.param(
            "proxy-config = {http = 'http://a.test', non-proxy-hosts = ['x']}",
            "proxy-config.https = 'http://b.test'",
            "proxy-config = {http = 'http://a.test', https = 'http://b.test'}",
            id="a proxy voids the hosts of lower layers",
        ),
        pytest.param(
            "proxy-config = {http = 'http://a.test', non-proxy-hosts = ['x']}",
            "offline = true",
            "proxy-config = {http = 'http://a.test', non-proxy-hosts = ['x']}\n"
            "offline = true",
            id="hosts stay without a higher proxy",
        ),
        pytest.param(
            "cache = {root = '/a', repodata = '/r'}",
            "cache.root = '/b'",
            "cache = {root = '/b', repodata = '/r'}",
            id="cache places are merged one by one",
        ),
    ],
)
def test_layers_are_merged_by_the_rule_of_the_key(
    low: str, high: str, both: str
) -> None:
    assert merged(low, high) == merged(both)


def test_options_of_a_channel_are_merged_one_by_one() -> None:
    config = merged(
        "[repodata-config.'https://a.test']\ndisable-zstd = true\ndisable-bzip2 = true",
        "[repodata-config.'https://a.test']\ndisable-zstd = false\n"
        "[repodata-config.'https://b.test']\ndisable-sharded = true",
    )
    assert config.repodata_config.channels == {
        "https://a.test": ChannelRepodata(disable_bzip2=True, disable_zstd=False),
        "https://b.test": ChannelRepodata(disable_sharded=True),
    }


def test_three_layers_are_merged_in_order() -> None:
    keys = ("['a']", "['b']", "['c']")
    config = merged(*(f"pypi-config.allow-insecure-host = {key}" for key in keys))
    assert config.pypi_config.allow_insecure_host == ("a", "b", "c")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("default_channels = ['a']", "default-channels = ['a']"),
        ("authentication_override_file = 'a'", "authentication-override-file = 'a'"),
        ("tls_no_verify = true", "tls-no-verify = true"),
        (
            (
                "[repodata_config]\ndisable_bzip2 = true\ndisable_zstd = true\n"
                "disable_sharded = true"
            ),
            (
                "[repodata-config]\ndisable-bzip2 = true\ndisable-zstd = true\n"
                "disable-sharded = true"
            ),
        ),
    ],
)
def test_old_spelling_is_read_in_silence(old: str, new: str) -> None:
    assert parse_layer(old, None) == parse_layer(new, None)


@pytest.mark.parametrize(
    ("key", "moved"),
    [
        ("change-ps1", "shell.change-ps1"),
        ("change_ps1", "shell.change-ps1"),
        ("force-activate", "shell.force-activate"),
    ],
)
def test_moved_key_is_read_with_a_warning(key: str, moved: str) -> None:
    layer = parse_layer(f"{key} = true\n{moved} = false", None)
    assert layer.values == {moved: True}
    assert layer.warnings == (
        (
            f"Please replace '{key.replace('_', '-')}' with '{moved}', the field is "
            "deprecated and will be removed in a future release."
        ),
    )


@pytest.mark.parametrize(
    ("value", "warning"),
    [
        (
            "native",
            (
                "'tls-root-certs = \"native\"' is deprecated: "
                "rename to 'tls-root-certs = \"system\"'"
            ),
        ),
        (
            "all",
            (
                "'tls-root-certs = \"all\"' is deprecated: merging webpki and system "
                "roots is no longer supported. Pick one of 'webpki' or 'system', or "
                "set SSL_CERT_FILE / SSL_CERT_DIR. The value falls back to 'system' "
                "for now."
            ),
        ),
    ],
)
def test_old_root_certificates_mean_system(value: str, warning: str) -> None:
    layer = parse_layer(f"tls-root-certs = '{value}'", None)
    assert layer.values == {"tls-root-certs": "system"}
    assert layer.warnings == (warning,)


def test_both_spellings_of_a_key_are_an_error() -> None:
    message = "'tls-no-verify' must be written once, found it twice"
    with pytest.raises(InvalidSettingError, match=message):
        parse_layer("tls-no-verify = true\ntls_no_verify = true", None)


def test_unknown_keys_are_collected() -> None:
    layer = parse_layer(
        "zebra = 1\n"
        "[shell]\ncolour = 'red'\n"
        "[repodata-config]\ndisable-jlap = true\n"
        "[repodata-config.'https://c.test']\nother = 1\n"
        "[s3-options.b]\nendpoint-url = 'https://s.test'\nregion = 'eu'\n"
        "force-path-style = true\nother = 1\n",
        None,
    )
    assert layer.unknown == (
        "repodata-config.disable-jlap",
        "repodata-config.https://c.test.other",
        "s3-options.b.other",
        "shell.colour",
        "zebra",
    )


def test_secrets_in_unknown_keys_are_not_shown() -> None:
    text = "'https://me:secret@a.test/' = 1\n'me://[secret@b.test' = 1"
    assert parse_layer(text, None).unknown == ("https://a.test/", "me://b.test")


def test_inline_tables_may_span_lines(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"shell = {\r\n  change-ps1 = false,\r\n}\r\n")
    assert read_layer(file, None).values == {"shell.change-ps1": False}


def test_missing_file_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "config.toml", tmp_path / "file" / "config.toml"):
        with pytest.raises(FileNotFoundError):
            read_layer(path, None)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"offline = 1", "'offline' must be true or false, found 1"),
        (b"offline", "Expected '=' after a key in a key/value pair"),
        (b"# \xff", "'utf-8' codec can't decode byte 0xff"),
    ],
)
def test_wrong_file_is_an_error(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(content)
    with pytest.raises(InvalidConfigError) as caught:
        read_layer(file, None)
    assert caught.value.message.startswith(
        f"failed to parse config of {file}: {message}"
    )


def test_unreadable_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InvalidConfigError) as caught:
        read_layer(tmp_path, None)
    assert caught.value.message == (
        f"failed to read config of {tmp_path}: Is a directory"
    )
