"""Installing PyPI packages into a prefix: only what must change."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pypixi.lockfile.pypi_locations import FileUrl, LockedGit, parse_location
from pypixi.pypi.uv import default_index, run_uv

from .clobber import warn_of_overwritten
from .install_request import install_request
from .installed import installed_distributions
from .record_files import mark_as_ours, recorded_files
from .removal import UnchangeablePackagesError
from .satisfied import is_same_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pypixi.processes import Completed
    from pypixi.pypi.uv import Uv
    from pypixi.records.pypi import PypiRecord
    from pypixi.terminal.report import Progress, Report

    from .install_request import PypiInstallJob
    from .installed import Distribution
    from .plan import Changes

_ENGINE = "uv"
"""The installer of what the engine has installed and we have not marked yet."""


def install_changes(uv: Uv, job: PypiInstallJob, report: Report) -> bool:
    """Uninstall and install what a job says; the prefix's conda part is complete.

    Returns:
        Whether anything changed: of what it only looks at, the engine may keep all.

    Raises:
        PixiError: If a package cannot be had, built or used here. What was installed
            until then is known to be incomplete by its ``INSTALLER``.
    """
    changes = job.changes
    coming = (*changes.install, *changes.look)
    title = f"installing PyPI packages of {job.title}"
    is_changed = changes.is_certain
    with report.task(title, len(coming) or None) as progress:
        _uninstall(uv, job)
        for records, variables in _calls(coming):
            is_changed |= _install(uv, job, records, variables, progress)
    if changes.install:
        replaced = {each.name for each in changes.remove if each.is_ours}
        names = {each.name for each in changes.install} - replaced
        found = installed_distributions(job.site_packages, names)
        warn_of_overwritten(job.prefix, found, report)
    return is_changed


def _uninstall(uv: Uv, job: PypiInstallJob) -> None:
    """Remove what has to go before the engine installs anything."""
    changes = job.changes
    # Half a package, from an engine that was killed, could not be uninstalled.
    halves = [each for each in changes.remove if not recorded_files(each.path)]
    _delete(job, [*changes.duplicates, *halves])
    names = _to_uninstall(changes)
    if names:
        arguments = ["pip", "uninstall", "--no-config", *_prefix(job), *names]
        done = run_uv(uv, arguments, env=job.python.env)
        _check(done, f"failed to remove PyPI packages from '{job.title}'")
        # A folder with files that no record names is left, and would pass for whole.
        _delete(job, [each for each in changes.remove if each.name in names])


def _delete(job: PypiInstallJob, distributions: Iterable[Distribution]) -> None:
    """Delete the ``dist-info`` folders of distributions, and nothing else of them."""
    with _changing(job.site_packages):
        for each in distributions:
            if each.path.exists():
                shutil.rmtree(each.path)


def _to_uninstall(changes: Changes) -> list[str]:
    """Return the names to uninstall in a call of their own.

    The engine itself replaces a package by another version, which saves that call and
    keeps the old one if the new one cannot be had. All else it might find good enough.
    """
    wanted = {each.name: each for each in changes.install}
    groups: dict[str, list[Distribution]] = {}
    for each in changes.remove:
        groups.setdefault(each.name, []).append(each)
    return [
        name
        for name, group in groups.items()
        if len(group) > 1
        or name not in wanted
        or not _is_other_version(group[0], wanted[name])
    ]


def _is_other_version(installed: Distribution, record: PypiRecord) -> bool:
    is_from_index = isinstance(parse_location(record.location), FileUrl)
    return is_from_index and not is_same_version(installed, record)


def _calls(
    records: Iterable[PypiRecord],
) -> Iterator[tuple[list[PypiRecord], dict[str, str]]]:
    """Yield what goes into one call, with the variables of that call."""
    plain: list[PypiRecord] = []
    large: list[PypiRecord] = []
    for record in records:
        location = parse_location(record.location)
        is_large = isinstance(location, LockedGit) and location.lfs is True
        (large if is_large else plain).append(record)
    if plain:
        yield plain, {}
    if large:
        # The engine's file cannot say it of one package.
        yield large, {"UV_GIT_LFS": "1"}


def _install(
    uv: Uv,
    job: PypiInstallJob,
    records: Sequence[PypiRecord],
    variables: Mapping[str, str],
    progress: Progress,
) -> bool:
    """Install packages by one call; return whether any of them was not there before."""
    request = install_request(job, records, lambda: default_index(uv))
    with TemporaryDirectory(prefix="pixi-pypi-") as name:
        settings, pylock = Path(name, "uv.toml"), Path(name, "pylock.install.toml")
        settings.write_text(request.settings, encoding="utf-8")
        pylock.write_text(request.pylock, encoding="utf-8")
        arguments = ["pip", "install", "--config-file", str(settings), *_prefix(job)]
        arguments += ["--no-deps", "--preview-features", "pylock", "-r", str(pylock)]
        if uv.link_mode is not None:
            arguments += ["--link-mode", uv.link_mode]
        done = run_uv(
            uv,
            arguments,
            env=job.python.env,
            more={**request.variables, **variables},
            on_line=lambda line: _show(line, progress),
        )
    _check(done, f"failed to install PyPI packages into '{job.title}'")
    names = {each.name for each in records}
    found = installed_distributions(job.site_packages, names)
    fresh = [each for each in found if each.installer == _ENGINE]
    with _changing(job.site_packages):
        for each in fresh:
            mark_as_ours(each.path)
    return bool(fresh)


def _prefix(job: PypiInstallJob) -> tuple[str, ...]:
    # A conda Python may be marked as managed by conda, which we are.
    return ("--python", str(job.python.program), "--break-system-packages")


def _show(line: str, progress: Progress) -> None:
    word, _, rest = line.strip().partition(" ")
    if word in {"Building", "Downloading", "Updating"}:
        progress.detail(f"{word.lower()} {rest.partition(' @ ')[0]}")
    elif word in {"+", "~"}:
        progress.detail(rest.partition(" (from ")[0])
        progress.advance()


def _check(done: Completed, message: str) -> None:
    if done.code:
        # What PEP 440 and 508 say is needed to explain a failure, and costs 40 ms.
        from pypixi.pypi.failures.explain import explain_failure  # noqa: PLC0415

        raise explain_failure(done, message=message)


@contextmanager
def _changing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnchangeablePackagesError(folder, error) from error
