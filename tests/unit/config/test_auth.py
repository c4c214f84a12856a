from __future__ import annotations

from pathlib import Path

import pytest

from pypixi.config.auth import (
    CredentialsFile,
    CredentialsSource,
    credentials_file,
    credentials_path,
)
from pypixi.config.model import Config
from pypixi.config.places import NoHomeDirectoryError

CHOSEN = Config(authentication_override_file=Path("/chosen.json"))
ENV = {"HOME": "/home/me"}


@pytest.mark.parametrize(
    ("config", "env", "path", "source"),
    [
        (
            CHOSEN,
            {"RATTLER_AUTH_FILE": "/named.json"},
            "/named.json",
            CredentialsSource.VARIABLE,
        ),
        (CHOSEN, ENV, "/chosen.json", CredentialsSource.SETTING),
        (CHOSEN, {"RATTLER_AUTH_FILE": ""}, "/chosen.json", CredentialsSource.SETTING),
        (
            Config(),
            ENV,
            "/home/me/.rattler/credentials.json",
            CredentialsSource.DEFAULT,
        ),
    ],
)
def test_credentials_file(
    config: Config, env: dict[str, str], path: str, source: CredentialsSource
) -> None:
    expected = CredentialsFile(path=Path(path), source=source)
    assert credentials_file(config, env, system="linux") == expected
    assert credentials_path(config, env, system="linux") == expected.path


def test_credentials_without_a_home_are_an_error() -> None:
    with pytest.raises(NoHomeDirectoryError):
        credentials_path(Config(), {}, system="linux")
