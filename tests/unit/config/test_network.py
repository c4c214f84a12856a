from __future__ import annotations

from pathlib import Path

import pytest

from pypixi.config.model import (
    ChannelRepodata,
    ConcurrencyConfig,
    Config,
    ProxyConfig,
    RepodataConfig,
    S3Options,
    TlsRootCerts,
)
from pypixi.config.network import (
    Proxies,
    RepodataVariants,
    Tls,
    mirrors_of,
    network_settings,
    repodata_variants,
)

CONFIGURED = ProxyConfig(
    http="http://p.test:1", https="http://p.test:2", non_proxy_hosts=("localhost", "x")
)


def test_requests_name_the_release_we_match() -> None:
    assert network_settings(Config(), {}).user_agent == "pixi/0.77.0"


def test_limits_are_those_of_the_original() -> None:
    settings = network_settings(Config(), {})
    assert settings.read_timeout == 300
    assert settings.retries == 3
    assert settings.idle_connections == 20
    assert settings.downloads == 50


def test_settings_follow_the_configuration() -> None:
    bucket = S3Options(
        endpoint_url="https://s.test", region="eu", force_path_style=True
    )
    config = Config(
        offline=True,
        concurrency=ConcurrencyConfig(downloads=5),
        mirrors={"https://a.test/x": ("https://b.test",)},
        s3_options={"bucket": bucket},
    )
    settings = network_settings(config, {})
    assert settings.offline
    assert settings.downloads == 5
    assert settings.mirrors == {"https://a.test/x/": ("https://b.test",)}
    assert settings.s3_options == {"bucket": bucket}


def test_variables_name_the_roots_to_trust() -> None:
    config = Config(tls_no_verify=True, tls_root_certs=TlsRootCerts.SYSTEM)
    env = {"SSL_CERT_FILE": "/ca.pem", "SSL_CERT_DIR": "/ca"}
    assert network_settings(config, env).tls == Tls(
        verify=False,
        root_certs=TlsRootCerts.SYSTEM,
        cert_file=Path("/ca.pem"),
        cert_dir=Path("/ca"),
    )


@pytest.mark.parametrize(
    ("env", "http", "https"),
    [
        ({"https_proxy": "http://e"}, None, "http://e"),
        ({"HTTPS_PROXY": "http://e"}, None, "http://e"),
        ({"http_proxy": "http://e"}, "http://e", None),
        ({"all_proxy": "http://e"}, "http://e", "http://e"),
        ({"ALL_PROXY": "http://e"}, "http://e", "http://e"),
        ({"all_proxy": "http://e", "http_proxy": "http://f"}, "http://f", "http://e"),
    ],
)
def test_environment_beats_the_configured_proxies(
    env: dict[str, str], http: str | None, https: str | None
) -> None:
    config = Config(proxy_config=CONFIGURED)
    proxies = network_settings(config, env | {"NO_PROXY": "a, b,"}).proxies
    assert proxies == Proxies(
        http=http, https=https, bypass=("a", "b"), from_environment=True
    )
    assert proxies.variables == {}


@pytest.mark.parametrize(
    "env", [{}, {"HTTP_PROXY": "http://e"}, {"http_proxy": ""}, {"no_proxy": "a"}]
)
def test_configured_proxies_hold_without_the_environment(env: dict[str, str]) -> None:
    proxies = network_settings(Config(proxy_config=CONFIGURED), env).proxies
    assert proxies == Proxies(
        http="http://p.test:1", https="http://p.test:2", bypass=("localhost", "x")
    )
    assert proxies.variables == {
        "http_proxy": "http://p.test:1",
        "https_proxy": "http://p.test:2",
        "no_proxy": "localhost,x",
    }


def test_equal_proxies_are_one_for_all_schemes() -> None:
    config = ProxyConfig(http="http://p.test", https="http://p.test")
    assert network_settings(Config(proxy_config=config), {}).proxies.variables == {
        "http_proxy": "http://p.test",
        "https_proxy": "http://p.test",
        "all_proxy": "http://p.test",
    }


def test_exceptions_without_a_proxy_are_void() -> None:
    config = Config(proxy_config=ProxyConfig(non_proxy_hosts=("localhost",)))
    assert network_settings(config, {}).proxies == Proxies()


@pytest.mark.parametrize(
    ("url", "tried"),
    [
        ("https://a.test/x/y.conda", ("https://b.test/x/y.conda",)),
        ("https://a.test/x/", ("https://b.test/x/",)),
        ("https://a.test", ("https://b.test/",)),
        ("https://a.test/near/y", ("https://c.test/n/y", "https://a.test/near/y")),
        ("https://a.test/nearby/y", ("https://b.test/nearby/y",)),
        ("https://other.test/x", ("https://other.test/x",)),
    ],
)
def test_longest_prefix_chooses_the_mirrors(url: str, tried: tuple[str, ...]) -> None:
    mirrors = {
        "https://a.test/": ("https://b.test",),
        "https://a.test/near/": ("https://c.test/n", "https://a.test/near"),
    }
    assert mirrors_of(url, mirrors) == tried


@pytest.mark.parametrize(
    ("url", "variants"),
    [
        (
            "https://other.test/c",
            RepodataVariants(bzip2=False, zstd=True, sharded=True),
        ),
        ("https://a.test/c", RepodataVariants(bzip2=False, zstd=False, sharded=True)),
        (
            "https://a.test/near/",
            RepodataVariants(bzip2=True, zstd=True, sharded=False),
        ),
    ],
)
def test_options_of_a_channel_fall_back_to_the_general_ones(
    url: str, variants: RepodataVariants
) -> None:
    config = RepodataConfig(
        disable_bzip2=True,
        channels={
            "https://a.test": ChannelRepodata(disable_zstd=True),
            "https://a.test/near": ChannelRepodata(
                disable_bzip2=False, disable_sharded=True
            ),
        },
    )
    assert repodata_variants(config, url) == variants
