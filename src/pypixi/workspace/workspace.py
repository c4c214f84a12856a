"""A workspace: the record that every operation works on."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from pypixi.config.flags import NO_FLAGS, ConfigFlags
from pypixi.config.load import load_config
from pypixi.files.atomic import UnwritableFileError, finish_pair, remove_drafts
from pypixi.files.locks import exclusive
from pypixi.files.provisional import put_back
from pypixi.lockfile.model import LOCK_FILE_NAME
from pypixi.manifest.discovery import MANIFEST_NAMES, discover_manifest
from pypixi.manifest.document import parse_document, read_document
from pypixi.manifest.environments import Environment, compose_environments
from pypixi.manifest.parsing.manifest import parse_manifest
from pypixi.prefix.layout import make_pixi_folder, pixi_folder
from pypixi.specs.platform import SUBDIRS, machine_subdir
from pypixi.values import field, frozen, replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pypixi.conda.client import Engine
    from pypixi.config.caches import CacheDirs
    from pypixi.config.model import Config
    from pypixi.manifest.document import Document
    from pypixi.manifest.model import Manifest
    from pypixi.pypi.uv import Uv
    from pypixi.terminal.report import Report

_LOCK_NAME = ".pypixi-workspace-lock"


@frozen
class ConfigSource:
    """From where a command takes its settings."""

    no_config: bool = False
    config_file: Path | None = None
    flags: ConfigFlags = NO_FLAGS


@frozen
class Caller:
    """Who calls: the process around a command, as far as it matters."""

    cwd: Path
    env: Mapping[str, str] = field(repr=False)
    system: str
    """The operating system, as ``sys.platform`` names it."""
    architecture: str
    """The processor, as ``platform.machine()`` names it."""
    now: float
    """When the command started, in seconds since 1970."""
    executable: str = "pixi"
    """The running program, for ``PIXI_EXE``."""
    config_source: ConfigSource = ConfigSource()


@frozen
class Workspace:
    """A workspace as it was when a command started."""

    manifest: Manifest = field(repr=False)
    environments: Mapping[str, Environment] = field(repr=False)
    config: Config = field(repr=False)
    caller: Caller = field(repr=False)
    machine: str
    """The conda subdir of this machine."""

    @property
    def root(self) -> Path:
        """The folder of the workspace."""
        return self.manifest.root

    @property
    def lock_path(self) -> Path:
        """Where the lock file is, or would be."""
        return self.root / LOCK_FILE_NAME

    @property
    def env(self) -> Mapping[str, str]:
        """The variables of the calling process."""
        return self.caller.env

    @property
    def system(self) -> str:
        """The operating system, as ``sys.platform`` names it."""
        return self.caller.system


def open_workspace(
    caller: Caller, report: Report, *, manifest_path: Path | None = None
) -> Workspace:
    """Return the workspace that a command means.

    Args:
        caller: Its folder is where the search for a manifest starts.
        report: Hears of warnings.
        manifest_path: A manifest or its folder, which replaces the search.

    Raises:
        PixiError: If there is none, or its manifest has faults.
    """
    path = discover_manifest(
        cwd=caller.cwd, env=caller.env, manifest_path=manifest_path
    )
    return _load(path, caller, report)


def reload(workspace: Workspace, report: Report) -> Workspace:
    """Return the workspace as its files are now.

    Raises:
        PixiError: If the manifest has faults.
    """
    return _load(workspace.manifest.path, workspace.caller, report)


def with_manifest_text(workspace: Workspace, text: str) -> Workspace:
    """Return the workspace as it would be with another manifest text.

    Raises:
        PixiError: If the text has faults.
    """
    manifest = parse_manifest(parse_document(text, path=workspace.manifest.path))
    return replace(
        workspace, manifest=manifest, environments=compose_environments(manifest)
    )


def caller_config(caller: Caller, root: Path | None, report: Report) -> Config:
    """Return the settings for a caller, those of the workspace at ``root`` included."""
    source = caller.config_source
    return load_config(
        root=root,
        env=caller.env,
        no_config=source.no_config,
        config_file=source.config_file,
        flags=source.flags,
        report=report,
    )


def _load(path: Path, caller: Caller, report: Report) -> Workspace:
    manifest = parse_manifest(_settled(path), report=report)
    config = caller_config(caller, manifest.root, report)
    buckets = {**config.s3_options, **manifest.workspace.s3_options}
    return Workspace(
        manifest=manifest,
        environments=compose_environments(manifest),
        config=replace(config, s3_options=buckets),
        caller=caller,
        machine=this_machine(caller, report),
    )


def _settled(path: Path) -> Document:
    """Return a manifest, what was left by edits that were killed being put right.

    What was tried is undone; what was put on the disk is brought to its end.
    """
    document = read_document(path)
    if put_back(path, document.text.encode(), pixi_folder(path.parent)):
        document = read_document(path)
    finish_pair((path, document.text.encode()), path.parent / LOCK_FILE_NAME)
    return document


def caches(workspace: Workspace, report: Report) -> CacheDirs:
    """Return the cache folders that hold for a workspace."""
    # Only who solves or installs has a use for them.
    from pypixi.config.caches import cache_dirs  # noqa: PLC0415

    return cache_dirs(workspace.config, workspace.env, report=report)


def uv(workspace: Workspace, report: Report) -> Uv:
    """Return uv under a workspace's settings.

    Raises:
        MissingUvError: If it was not installed with us.
    """
    # The engine's door: most workspaces have no PyPI packages.
    from pypixi.pypi.uv import open_uv  # noqa: PLC0415

    _warn_of_tls(workspace.config, report)
    return open_uv(workspace.config, caches(workspace, report), workspace.env)


def engine(workspace: Workspace, report: Report) -> Engine:
    """Return the conda engine under a workspace's settings."""
    # The engine's door: 50 ms that a command pays only when it solves or installs.
    from pypixi.conda.client import open_engine  # noqa: PLC0415

    _warn_of_tls(workspace.config, report)
    return open_engine(
        workspace.config,
        caches(workspace, report),
        workspace.env,
        machine=workspace.machine,
    )


def _warn_of_tls(config: Config, report: Report) -> None:
    if config.tls_no_verify and not config.offline:
        report.warn(
            "TLS verification is disabled. This is insecure and should only be used for"
            " testing or internal networks."
        )


@contextmanager
def exclusive_workspace(root: Path, report: Report) -> Iterator[None]:
    """Hold the workspace against other processes that edit its manifest or lock.

    Raises:
        UnwritableFileError: If the workspace cannot be written to.
    """
    path = make_pixi_folder(root) / _LOCK_NAME

    def wait() -> None:
        report.warn(f"waiting for another pixi process to release '{root}'")

    with ExitStack() as stack:
        try:
            stack.enter_context(exclusive(path, on_wait=wait))
        except OSError as error:
            raise UnwritableFileError(path, error) from error
        for name in (*MANIFEST_NAMES, LOCK_FILE_NAME):
            remove_drafts(root / name)
        yield


def this_machine(caller: Caller, report: Report) -> str:
    """Return this machine's conda subdir, or what ``PIXI_OVERRIDE_PLATFORM`` says."""
    override = caller.env.get("PIXI_OVERRIDE_PLATFORM")
    if override in SUBDIRS:
        return override
    if override:
        report.warn(f"Invalid value for PIXI_OVERRIDE_PLATFORM: '{override}'")
    return machine_subdir(caller.system, caller.architecture) or "noarch"
