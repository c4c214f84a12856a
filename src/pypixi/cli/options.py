"""Groups of options that several commands share."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.config.flags import (
    NO_FLAGS,
    ConfigFlags,
    flags_with_environment,
    named_root_certs,
)
from pypixi.config.model import KeyringProvider, PinningStrategy, TlsRootCerts
from pypixi.errors import PixiError
from pypixi.workspace.installing.renewal import ALTERED, AS_NEEDED
from pypixi.workspace.locking.outcome import LockUse
from pypixi.workspace.use import EnvironmentUse
from pypixi.workspace.workspace import ConfigSource

from .parser import GIVEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.terminal.report import Report

    from .parser import CommandParser

_OLD_ROOT_CERTS = ("native", "all")
_TRUE = ("y", "yes", "t", "true", "on", "1")
_FALSE = ("n", "no", "f", "false", "off", "0")


def add_workspace_options(parser: CommandParser) -> None:
    """Add the choice of the workspace."""
    parser.add_argument(
        "-m",
        "--manifest-path",
        type=Path,
        metavar="PATH",
        help="The manifest, or the folder it is in",
    )


def add_source_options(parser: CommandParser) -> None:
    """Add from where settings are taken."""
    group = parser.add_argument_group("Configuration sources")
    either = group.add_mutually_exclusive_group()
    either.add_argument(
        "--no-config",
        action="store_true",
        help="Read none of the user's and system's configuration files"
        " [env: PIXI_NO_CONFIG]",
    )
    either.add_argument(
        "--config-file",
        type=Path,
        metavar="PATH",
        help="Read this file in place of them [env: PIXI_CONFIG_FILE]",
    )


def add_config_options(parser: CommandParser) -> None:
    """Add the settings that a command line can override."""
    group = parser.add_argument_group("Configuration options")
    group.add_argument(
        "--auth-file", type=Path, metavar="PATH", help="The file with credentials"
    )
    for kind in ("downloads", "solves"):
        group.add_argument(
            f"--concurrent-{kind}",
            type=count,
            metavar="N",
            help=f"How many {kind} run in parallel",
        )
    group.add_argument(
        "--pinning-strategy",
        type=PinningStrategy,
        choices=list(PinningStrategy),
        metavar="STRATEGY",
        help="Which range is written for packages added without a version: "
        + ", ".join(PinningStrategy),
    )
    group.add_argument(
        "--pypi-keyring-provider",
        type=KeyringProvider,
        choices=list(KeyringProvider),
        metavar="PROVIDER",
        help="Who is asked for credentials of PyPI indexes: "
        + ", ".join(KeyringProvider),
    )
    group.add_argument(
        "--run-post-link-scripts",
        action="store_true",
        default=None,
        help="Run the scripts of packages after linking them (insecure)",
    )
    for kind in ("symbolic", "hard", "ref"):
        parser.switch(
            f"--no-{kind}-links",
            variable=f"PIXI_NO_{kind.upper()}_LINKS",
            help=f"Install without {kind} links",
            group=group,
        )
    _add_network_options(group)
    group.add_argument(
        "--use-environment-activation-cache",
        action="store_true",
        default=None,
        help="Keep the result of an activation for the next command",
    )


def _add_network_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--tls-no-verify",
        action="store_true",
        default=None,
        help="Do not check certificates",
    )
    group.add_argument(
        "--offline",
        type=_boolish,
        metavar="[=BOOL]",
        help="Use no network [env: PIXI_OFFLINE]",
    )
    group.add_argument(
        "--tls-root-certs",
        choices=(*TlsRootCerts, *_OLD_ROOT_CERTS),
        metavar="ROOTS",
        help="Which roots are trusted: "
        + ", ".join(TlsRootCerts)
        + " [env: PIXI_TLS_ROOT_CERTS]",
    )


def config_source(
    args: argparse.Namespace, env: Mapping[str, str], report: Report
) -> ConfigSource:
    """Return the settings that the parsed options ask for."""
    if "no_config" not in args:
        return ConfigSource()
    return ConfigSource(
        no_config=args.no_config,
        config_file=args.config_file,
        flags=_flags(args, env, report) if "offline" in args else NO_FLAGS,
    )


def _flags(
    args: argparse.Namespace, env: Mapping[str, str], report: Report
) -> ConfigFlags:
    given = ConfigFlags(
        auth_file=args.auth_file,
        concurrent_downloads=args.concurrent_downloads,
        concurrent_solves=args.concurrent_solves,
        pinning_strategy=args.pinning_strategy,
        pypi_keyring_provider=args.pypi_keyring_provider,
        run_post_link_scripts=args.run_post_link_scripts,
        no_symbolic_links=args.no_symbolic_links or None,
        no_hard_links=args.no_hard_links or None,
        no_ref_links=args.no_ref_links or None,
        tls_no_verify=args.tls_no_verify,
        offline=args.offline,
        tls_root_certs=None
        if (word := args.tls_root_certs) is None
        else named_root_certs(word, "--tls-root-certs", report),
        use_environment_activation_cache=args.use_environment_activation_cache,
    )
    return flags_with_environment(given, env)


def add_usage_options(
    parser: CommandParser,
    *,
    title: str = "Update options",
    frozen: str = "Use the lock file as it is, without checking it",
    locked: str = "Fail if the lock file is not up to date",
) -> argparse._ArgumentGroup:
    """Add how the lock file is used, in the words that fit the command."""
    group = parser.add_argument_group(title)
    parser.switch("--frozen", variable="PIXI_FROZEN", help=frozen, group=group)
    parser.switch("--locked", variable="PIXI_LOCKED", help=locked, group=group)
    return group


def add_lock_options(parser: CommandParser) -> None:
    """Add how the lock file is used, where it is brought up to date by the way."""
    _add_deprecated(add_usage_options(parser))


def add_editing_options(parser: CommandParser) -> None:
    """Add how the lock file is used where the manifest is edited."""
    group = add_usage_options(
        parser,
        title="Editing options",
        frozen="Edit the manifest only: solve, lock and install nothing",
        locked="The same as --frozen",
    )
    _add_deprecated(group)


def _add_deprecated(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--no-lock-file-update", action="store_true", help=argparse.SUPPRESS
    )


class DeprecatedFlagError(PixiError):
    """A flag was given that means nothing any more."""

    def __init__(self) -> None:
        super().__init__(
            "the '--no-lockfile-update' flag has been deprecated",
            help="use --frozen to take the lock file as it is, or --locked to fail if"
            " it is not up to date",
        )


def lock_use(args: argparse.Namespace) -> LockUse:
    """Return how the parsed options want the lock file used; ``--locked`` wins.

    Raises:
        DeprecatedFlagError: If they have the flag that these two took the place of.
    """
    if getattr(args, "no_lock_file_update", False):
        raise DeprecatedFlagError
    if args.locked:
        return LockUse.LOCKED
    return LockUse.FROZEN if args.frozen else LockUse.UPDATE


def add_no_install_option(
    parser: CommandParser,
    text: str = "Do not touch the environment, only the lock file",
) -> None:
    """Add the wish that the environment stays as it is."""
    parser.switch("--no-install", variable="PIXI_NO_INSTALL", help=text)


def add_use_options(parser: CommandParser) -> None:
    """Add how lock file and environment are used by what starts something in it."""
    parser.add_argument(
        "--as-is",
        action="store_true",
        help="Use lock file and environment as they are (--frozen --no-install)",
    )
    add_no_install_option(parser)
    parser.add_argument(
        "--revalidate",
        action="store_true",
        help="Read every file of the environment, restore what is missing or altered",
    )
    add_lock_options(parser)
    group = parser.add_argument_group("Activation options")
    group.add_argument(
        "--force-activate",
        action="store_true",
        help="Activate anew although the result of the last time was kept",
    )
    group.add_argument(
        "--no-completions",
        action="store_true",
        help="Load no completions of the environment's programs",
    )


def environment_use(args: argparse.Namespace) -> EnvironmentUse:
    """Return how the parsed options want lock file and environment used.

    Raises:
        ContradictingFlagsError: If nothing may be touched, and all is to be restored.
    """
    install = not (args.no_install or args.as_is)
    if args.revalidate and not install:
        raise ContradictingFlagsError
    return EnvironmentUse(
        lock=LockUse.FROZEN if args.as_is else lock_use(args),
        install=install,
        renewal=ALTERED if args.revalidate else AS_NEEDED,
        force_activation=args.force_activate,
    )


class ContradictingFlagsError(PixiError):
    """An environment is to be restored that may not be touched."""

    def __init__(self) -> None:
        super().__init__(
            "--revalidate restores the environment, which --no-install and --as-is"
            " leave as it is",
            help="leave out one of them (PIXI_NO_INSTALL counts as well)",
        )


def add_prompt_option(parser: CommandParser) -> None:
    """Add whether the prompt shows the environment."""
    parser.add_argument(
        "--change-ps1",
        choices=("true", "false"),
        metavar="BOOL",
        help="Whether the prompt shows the environment [default: as configured]",
    )


def wants_prompt(args: argparse.Namespace) -> bool | None:
    """Return whether the prompt is to show the environment, None as configured."""
    return None if args.change_ps1 is None else args.change_ps1 == "true"


def add_dry_run_option(parser: CommandParser) -> None:
    """Add the wish to see changes before they are made."""
    parser.add_argument(
        "-n",
        "--dry-run",
        action="store_true",
        help="Solve and show the changes, write nothing",
    )


NEVER_INSTALLS = "Do not touch the environment, not even to build PyPI packages"


def add_environment_option(parser: CommandParser) -> None:
    """Add the choice of the environment."""
    parser.add_argument(
        "-e",
        "--environment",
        metavar="NAME",
        help="The environment",
    )


def add_environments_options(parser: CommandParser, verb: str) -> None:
    """Add the choice of several environments, and of the platform they are for."""
    either = parser.add_mutually_exclusive_group()
    either.add_argument(
        "-e",
        "--environment",
        action="append",
        default=[],
        metavar="NAME",
        help=f"The environment to {verb}; repeat for several",
    )
    either.add_argument(
        "-a", "--all", action="store_true", help=f"{verb.capitalize()} all environments"
    )
    parser.add_argument(
        "-p",
        "--platform",
        metavar="PLATFORM",
        help=f"The platform to {verb} for [default: this machine's]",
    )


def count(text: str) -> int:
    """Return the number above 0 that a word is."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number above 0")
    return int(text)


def _boolish(text: str) -> bool:
    if text.lower() in _TRUE or text == GIVEN:
        return True
    if text.lower() in _FALSE:
        return False
    raise argparse.ArgumentTypeError(f"'{text}' is neither true nor false")
