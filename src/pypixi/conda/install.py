"""Installing: a prefix gets exactly the packages of a solve."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from rattler import Subdir, install
from rattler.exceptions import InstallerError
from rattler.package_cache import PackageCache, ValidationMode

from pypixi.errors import PixiError
from pypixi.files.hashing import file_digest
from pypixi.files.paths import file_url_to_path
from pypixi.specs.channel import without_credentials
from pypixi.values import field, frozen

from . import bridge
from .convert import record_to_engine
from .guard import PathGuard
from .matching import parse_spec
from .reporter import InstallReporter

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rattler.install import InstallerReporter

    from pypixi.records.conda import CondaRecord
    from pypixi.specs.matchspec import CondaSpec
    from pypixi.terminal.report import Report

    from .client import Engine


@frozen
class InstallJob:
    """What a prefix shall hold."""

    title: str
    """What a person knows it by, for progress."""
    prefix: Path
    subdir: str
    records: tuple[CondaRecord, ...]
    requested: tuple[CondaSpec, ...] = ()
    """What the user asked for; noted in the package metadata."""
    relink: frozenset[str] = field(default_factory=frozenset)
    """Names of packages to link again although they are installed."""
    ignored: frozenset[str] = field(default_factory=frozenset)
    """Names of packages that stay as they are, among the records or not."""


class CorruptArchiveError(PixiError):
    """A package archive is not the file that was locked."""

    def __init__(
        self, record: CondaRecord, path: Path, *, expected: str, found: str
    ) -> None:
        super().__init__(
            f"the archive of '{record.name}' is not the one that was locked",
            help="if the channel was rebuilt, delete pixi.lock and run `pixi lock`;"
            " otherwise restore the archive",
            notes=[f"'{path}'", f"expected hash {expected}", f"found hash {found}"],
        )


class MissingArchiveError(PixiError):
    """A package archive of a local channel is gone."""

    def __init__(self, record: CondaRecord, path: Path) -> None:
        super().__init__(
            f"the archive of '{record.name}' does not exist: '{path}'",
            help="restore the channel, or run `pixi lock` after correcting `channels`",
        )


class InstallFailedError(PixiError):
    """The engine could not complete an install."""

    def __init__(self, prefix: Path, reason: str) -> None:
        lines = [line.strip() for line in reason.splitlines() if line.strip()]
        super().__init__(
            f"failed to install packages into '{prefix}'",
            help="run the command again; the environment is marked as incomplete",
            notes=[line for line in lines if line != "Caused by:"],
        )


def install_packages(engine: Engine, job: InstallJob, report: Report) -> None:
    """Make the prefix hold exactly the job's packages.

    The caller holds the prefix's lock and has marked it as incomplete.

    Raises:
        CorruptArchiveError: If a local archive has another hash than the lock says.
        MissingArchiveError: If a local archive is gone.
        EscapingPackageError: If a package has files outside the prefix; none is linked.
        InstallFailedError: If the engine fails for another reason.
    """
    _check_local_archives(job)
    guard = PathGuard(engine.packages, job.records)
    linked = [record for record in job.records if _is_to_link(job, record)]
    _install(engine, job, report, guard)
    if not engine.run_link_scripts:
        _warn_of_skipped_scripts(job, linked, report)


def _is_to_link(job: InstallJob, record: CondaRecord) -> bool:
    metadata = job.prefix / "conda-meta" / f"{record.stem}.json"
    return record.name in job.relink or not metadata.exists()


def _warn_of_skipped_scripts(
    job: InstallJob, linked: Iterable[CondaRecord], report: Report
) -> None:
    """Warn of packages that wanted to run a script when they were linked."""
    form = "Scripts/.{}-post-link.bat"
    if not job.subdir.startswith("win-"):
        form = "bin/.{}-post-link.sh"
    scripts = (form.format(record.name) for record in linked)
    skipped = sorted(path for path in scripts if (job.prefix / path).is_file())
    if skipped:
        report.warn(
            "Skipped running the post-link scripts because `run-post-link-scripts` ="
            f" `false`: {', '.join(skipped)}",
            help="if you trust these packages, type `pixi config set"
            " run-post-link-scripts insecure`, then `pixi reinstall`",
        )


def _check_local_archives(job: InstallJob) -> None:
    """Compare hashes of ``file://`` archives: the engine checks downloads only."""
    for record in job.records:
        path = file_url_to_path(record.url)
        if path is not None and not _is_installed(job.prefix, record):
            _check_archive(record, path)


def _is_installed(prefix: Path, record: CondaRecord) -> bool:
    try:
        path = prefix / "conda-meta" / f"{record.stem}.json"
        metadata = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    return record.sha256 is not None and metadata.get("sha256") == record.sha256


def _check_archive(record: CondaRecord, path: Path) -> None:
    expected = record.sha256 or record.md5
    if not path.is_file():
        raise MissingArchiveError(record, path)
    if expected is not None:
        found = file_digest(path, "sha256" if record.sha256 else "md5")
        if found != expected:
            raise CorruptArchiveError(record, path, expected=expected, found=found)


def _install(engine: Engine, job: InstallJob, report: Report, guard: PathGuard) -> None:
    # What is linked again had a fault, which its cache entry shares by a hard link.
    mode = ValidationMode.full() if job.relink else ValidationMode.skip()
    try:
        _run_engine(engine, job, report, guard, mode)
    except InstallerError as error:
        guard.raise_refusal()
        if "failed to link" not in str(error):
            raise _failure(job, error) from error
        # A cache entry was damaged: let the engine check all of them, once.
        try:
            _run_engine(engine, job, report, guard, ValidationMode.full())
        except InstallerError as second:
            guard.raise_refusal()
            raise _failure(job, second) from second
    guard.raise_refusal()


def _failure(job: InstallJob, error: InstallerError) -> InstallFailedError:
    return InstallFailedError(job.prefix, without_credentials(str(error)))


def _run_engine(
    engine: Engine,
    job: InstallJob,
    report: Report,
    guard: PathGuard,
    validation: ValidationMode,
) -> None:
    cache = PackageCache.new_layered([engine.packages], validation_mode=validation)
    # The engine takes its inner objects here.
    specs: list[Any] = [parse_spec(spec)._match_spec for spec in job.requested]  # noqa: SLF001
    with InstallReporter(report, job.title, guard.check) as reporter:
        bridge.run(
            lambda: install(
                [record_to_engine(record) for record in job.records],
                job.prefix,
                reinstall_packages=set(job.relink),
                ignored_packages=set(job.ignored),
                platform=Subdir(job.subdir),
                execute_link_scripts=engine.run_link_scripts,
                show_progress=False,
                client=engine.client,
                requested_specs=specs,
                reporter=cast("InstallerReporter", reporter),
                config=engine.install_config,
                package_cache=cache,
            )
        )
