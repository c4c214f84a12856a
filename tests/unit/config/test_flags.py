from __future__ import annotations

from pathlib import Path

import pytest

from pypixi.config.flags import (
    ConfigFlags,
    boolish,
    flag_values,
    flags_from_environment,
    flags_with_environment,
)
from pypixi.config.layer import SETTINGS, configuration
from pypixi.config.model import (
    KeyringProvider,
    PinningStrategy,
    RunPostLinkScripts,
    TlsRootCerts,
)
from pypixi.config.settings import InvalidSettingError
from unit.config.recording import Recorder

ALL = ConfigFlags(
    auth_file=Path("keys.json"),
    concurrent_downloads=50,
    concurrent_solves=2,
    pinning_strategy=PinningStrategy.NO_PIN,
    pypi_keyring_provider=KeyringProvider.SUBPROCESS,
    run_post_link_scripts=True,
    no_symbolic_links=True,
    no_hard_links=True,
    no_ref_links=True,
    tls_no_verify=True,
    offline=True,
    tls_root_certs=TlsRootCerts.SYSTEM,
    use_environment_activation_cache=True,
)


def test_every_flag_is_a_setting() -> None:
    values = flag_values(ALL)
    assert values == {
        "authentication-override-file": Path("keys.json"),
        "concurrency.downloads": 50,
        "concurrency.solves": 2,
        "pinning-strategy": PinningStrategy.NO_PIN,
        "pypi-config.keyring-provider": KeyringProvider.SUBPROCESS,
        "run-post-link-scripts": RunPostLinkScripts.INSECURE,
        "allow-symbolic-links": False,
        "allow-hard-links": False,
        "allow-ref-links": False,
        "tls-no-verify": True,
        "offline": True,
        "tls-root-certs": TlsRootCerts.SYSTEM,
        "experimental.use-environment-activation-cache": True,
    }
    assert values.keys() <= SETTINGS.keys()
    assert configuration(values).given == values.keys()


def test_flag_that_was_not_given_is_no_setting() -> None:
    assert flag_values(ConfigFlags()) == {}


def test_switch_that_is_off_is_a_setting() -> None:
    flags = ConfigFlags(run_post_link_scripts=False, no_hard_links=False, offline=False)
    assert flag_values(flags) == {
        "run-post-link-scripts": RunPostLinkScripts.FALSE,
        "allow-hard-links": True,
        "offline": False,
    }


@pytest.mark.parametrize(
    ("variable", "value", "flags"),
    [
        ("PIXI_NO_SYMBOLIC_LINKS", "true", ConfigFlags(no_symbolic_links=True)),
        ("PIXI_NO_HARD_LINKS", "true", ConfigFlags(no_hard_links=True)),
        ("PIXI_NO_REF_LINKS", "true", ConfigFlags(no_ref_links=True)),
        ("PIXI_NO_REF_LINKS", "false", ConfigFlags()),
        ("PIXI_OFFLINE", "on", ConfigFlags(offline=True)),
        ("PIXI_OFFLINE", "0", ConfigFlags(offline=False)),
        (
            "PIXI_TLS_ROOT_CERTS",
            "webpki",
            ConfigFlags(tls_root_certs=TlsRootCerts.WEBPKI),
        ),
        ("PIXI_FROZEN", "true", ConfigFlags()),
    ],
)
def test_variable_stands_for_a_flag(
    variable: str, value: str, flags: ConfigFlags
) -> None:
    assert flags_from_environment({variable: value}) == flags


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        (
            "PIXI_NO_HARD_LINKS",
            "1",
            "'PIXI_NO_HARD_LINKS' must be 'true' or 'false', found '1'",
        ),
        (
            "PIXI_NO_REF_LINKS",
            "True",
            "'PIXI_NO_REF_LINKS' must be 'true' or 'false', found 'True'",
        ),
        ("PIXI_OFFLINE", "2", "'PIXI_OFFLINE' must be true or false, found '2'"),
        (
            "PIXI_TLS_ROOT_CERTS",
            "mine",
            "'PIXI_TLS_ROOT_CERTS' must be 'webpki' or 'system', found 'mine'",
        ),
    ],
)
def test_wrong_variable_is_an_error(variable: str, value: str, message: str) -> None:
    with pytest.raises(InvalidSettingError) as caught:
        flags_from_environment({variable: value})
    assert caught.value.message == message
    assert caught.value.key == variable


def test_old_root_certificates_in_a_variable_are_a_warning() -> None:
    report = Recorder()
    flags = flags_from_environment({"PIXI_TLS_ROOT_CERTS": "native"}, report)
    assert flags.tls_root_certs is TlsRootCerts.SYSTEM
    assert report.warnings == [
        (
            "'tls-root-certs = \"native\"' is deprecated: "
            "rename to 'tls-root-certs = \"system\"'"
        )
    ]


def test_flag_beats_its_variable() -> None:
    env = {"PIXI_OFFLINE": "true", "PIXI_NO_HARD_LINKS": "true"}
    flags = flags_with_environment(ConfigFlags(offline=False, tls_no_verify=True), env)
    assert flags == ConfigFlags(offline=False, no_hard_links=True, tls_no_verify=True)


@pytest.mark.parametrize("word", ["y", "yes", "T", "true", "ON", "1"])
def test_boolish_yes(word: str) -> None:
    assert boolish(word) is True


@pytest.mark.parametrize("word", ["n", "No", "f", "FALSE", "off", "0"])
def test_boolish_no(word: str) -> None:
    assert boolish(word) is False


@pytest.mark.parametrize("word", ["", "2", "maybe"])
def test_not_boolish(word: str) -> None:
    assert boolish(word) is None
