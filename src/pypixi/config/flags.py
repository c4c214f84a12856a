"""The settings that flags and environment variables give."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pypixi.terminal.report import SILENT, Report
from pypixi.values import frozen, replace

from .model import RunPostLinkScripts, TlsRootCerts, read_tls_root_certs
from .readers import shown
from .settings import InvalidSettingError, Notes, Spot

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .layer import Values
    from .model import KeyringProvider, PinningStrategy

T = TypeVar("T")

_YES = frozenset({"y", "yes", "t", "true", "on", "1"})
_NO = frozenset({"n", "no", "f", "false", "off", "0"})


@frozen
class ConfigFlags:
    """The flags that stand for a setting; None where a flag was not given."""

    auth_file: Path | None = None
    concurrent_downloads: int | None = None
    concurrent_solves: int | None = None
    pinning_strategy: PinningStrategy | None = None
    pypi_keyring_provider: KeyringProvider | None = None
    run_post_link_scripts: bool | None = None
    no_symbolic_links: bool | None = None
    no_hard_links: bool | None = None
    no_ref_links: bool | None = None
    tls_no_verify: bool | None = None
    offline: bool | None = None
    tls_root_certs: TlsRootCerts | None = None
    use_environment_activation_cache: bool | None = None


NO_FLAGS = ConfigFlags()
"""No flag was given."""


def flag_values(flags: ConfigFlags) -> Values:
    """Return the settings that flags give, by key."""
    scripts = {True: RunPostLinkScripts.INSECURE, False: RunPostLinkScripts.FALSE}
    cache = flags.use_environment_activation_cache
    values = {
        "authentication-override-file": flags.auth_file,
        "concurrency.downloads": flags.concurrent_downloads,
        "concurrency.solves": flags.concurrent_solves,
        "pinning-strategy": flags.pinning_strategy,
        "pypi-config.keyring-provider": flags.pypi_keyring_provider,
        "run-post-link-scripts": _when(flags.run_post_link_scripts, scripts),
        "allow-symbolic-links": _negated(flags.no_symbolic_links),
        "allow-hard-links": _negated(flags.no_hard_links),
        "allow-ref-links": _negated(flags.no_ref_links),
        "tls-no-verify": flags.tls_no_verify,
        "offline": flags.offline,
        "tls-root-certs": flags.tls_root_certs,
        "experimental.use-environment-activation-cache": cache,
    }
    return {key: value for key, value in values.items() if value is not None}


def flags_from_environment(
    env: Mapping[str, str], report: Report = SILENT
) -> ConfigFlags:
    """Return the flags that environment variables stand for.

    Raises:
        InvalidSettingError: If a variable has a value its flag does not take.
    """
    return ConfigFlags(
        no_symbolic_links=_switch(env, "PIXI_NO_SYMBOLIC_LINKS"),
        no_hard_links=_switch(env, "PIXI_NO_HARD_LINKS"),
        no_ref_links=_switch(env, "PIXI_NO_REF_LINKS"),
        offline=boolish_variable(env, "PIXI_OFFLINE"),
        tls_root_certs=_tls_root_certs(env, report),
    )


def flags_with_environment(flags: ConfigFlags, env: Mapping[str, str]) -> ConfigFlags:
    """Return the flags of a command that has them: a variable stands in for a flag.

    For such a command the variables beat the workspace's own configuration; for all
    others they only beat the user's.

    Raises:
        InvalidSettingError: If a variable has a value its flag does not take.
    """
    variables = flags_from_environment(env)
    return replace(
        flags,
        no_symbolic_links=_or(flags.no_symbolic_links, variables.no_symbolic_links),
        no_hard_links=_or(flags.no_hard_links, variables.no_hard_links),
        no_ref_links=_or(flags.no_ref_links, variables.no_ref_links),
        offline=_or(flags.offline, variables.offline),
        tls_root_certs=_or(flags.tls_root_certs, variables.tls_root_certs),
    )


def named_root_certs(word: str, named_by: str, report: Report) -> TlsRootCerts:
    """Return the root certificates that a word stands for, old words with a warning.

    Args:
        word: The word.
        named_by: The flag or variable that has it.
        report: Hears of old words.

    Raises:
        InvalidSettingError: If it stands for none.
    """
    notes = Notes()
    certs = read_tls_root_certs(word, Spot(named_by, notes))
    for warning in notes.warnings:
        report.warn(warning)
    return certs


def boolish(text: str) -> bool | None:
    """Return the truth that a word stands for, or None if it stands for none."""
    word = text.lower()
    return True if word in _YES else False if word in _NO else None


def boolish_variable(env: Mapping[str, str], name: str) -> bool | None:
    """Return the truth that a variable stands for, or None if it is not set.

    Raises:
        InvalidSettingError: If it stands for none.
    """
    text = env.get(name)
    if text is None:
        return None
    truth = boolish(text)
    if truth is None:
        raise InvalidSettingError(name, expected="true or false", found=shown(text))
    return truth


def _switch(env: Mapping[str, str], name: str) -> bool | None:
    """Read a switch: exactly ``true``, or ``false`` for a switch that is not given."""
    match env.get(name):
        case "true":
            return True
        case None | "false":
            return None
        case text:
            raise InvalidSettingError(
                name, expected="'true' or 'false'", found=shown(text)
            )


def _tls_root_certs(env: Mapping[str, str], report: Report) -> TlsRootCerts | None:
    name = "PIXI_TLS_ROOT_CERTS"
    return None if name not in env else named_root_certs(env[name], name, report)


def _when(switch: bool | None, words: Mapping[bool, T]) -> T | None:  # noqa: FBT001
    return None if switch is None else words[switch]


def _negated(switch: bool | None) -> bool | None:  # noqa: FBT001
    return None if switch is None else not switch


def _or(flag: T | None, variable: T | None) -> T | None:
    return variable if flag is None else flag
