"""Where credentials are kept."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.values import frozen

from .places import NoHomeDirectoryError, home_directory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .model import Config


class CredentialsSource(StrEnum):
    """What decides which file of credentials is used."""

    VARIABLE = "RATTLER_AUTH_FILE"
    SETTING = "authentication-override-file"
    DEFAULT = "default"


@frozen
class CredentialsFile:
    """The file that credentials are read from first and written to."""

    path: Path
    source: CredentialsSource


def credentials_path(
    config: Config, env: Mapping[str, str], *, system: str = sys.platform
) -> Path:
    """Return the file of credentials, as ``pixi info`` shows it.

    Raises:
        NoHomeDirectoryError: If it would be in the home directory, and none is known.
    """
    return credentials_file(config, env, system=system).path


def credentials_file(
    config: Config, env: Mapping[str, str], *, system: str = sys.platform
) -> CredentialsFile:
    """Return the file of credentials and what decided on it.

    Raises:
        NoHomeDirectoryError: If it would be in the home directory, and none is known.
    """
    if named := env.get("RATTLER_AUTH_FILE"):
        return CredentialsFile(path=Path(named), source=CredentialsSource.VARIABLE)
    if (chosen := config.authentication_override_file) is not None:
        return CredentialsFile(path=chosen, source=CredentialsSource.SETTING)
    home = home_directory(env, system)
    if home is None:
        raise NoHomeDirectoryError(system)
    path = home / ".rattler" / "credentials.json"
    return CredentialsFile(path=path, source=CredentialsSource.DEFAULT)
