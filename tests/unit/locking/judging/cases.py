"""Cases of a manifest beside a lock file, both read from text as by a command."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pypixi.conda.old_locks import canonical_text
from pypixi.lockfile.alignment import aligned, named_for_disk
from pypixi.lockfile.read import parse_lock_file
from pypixi.lockfile.write import format_lock_file
from pypixi.locking.assemble import assemble
from pypixi.locking.groups import as_solved
from pypixi.locking.judging.verdict import judge
from pypixi.manifest.document import parse_document
from pypixi.manifest.environments import compose_environments
from pypixi.manifest.platforms import known_platforms
from pypixi.values import replace
from support.schema import read_manifest
from unit.locking.samples import INDEX, pypi_context

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pypixi.lockfile.model import LockedPackage, LockFile
    from pypixi.locking.faults.source_metadata import SourceMetadata
    from pypixi.locking.judging.verdict import Verdict
    from pypixi.manifest.environments import Environment
    from pypixi.manifest.model import Manifest
    from pypixi.specs.platform import Platform

    Rows = tuple[LockedPackage, ...]

_HEAD = "[workspace]\nchannels = ['main']\npreview = ['pixi-build']\n"
_PLATFORMS = "platforms = ['linux-64']\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A manifest, what was locked for it or another one, and the verdict expected."""

    now: str
    """The manifest, keys of ``[workspace]`` first; its platform is ``linux-64``."""
    was: str | None = None
    """The manifest that the lock file was made for; the same if not given."""
    rows: Rows = ()
    """What was locked everywhere."""
    on: Mapping[str, Rows] = field(default_factory=dict)
    """What was locked for an environment or a platform in the place of that."""
    lock: str | None = None
    """The lock file itself; ``{root}`` stands for the workspace."""
    keeps_names: bool = False
    """Whether the lock file calls platforms as the manifest does."""
    file: str = "pixi.toml"
    files: Mapping[str, str] = field(default_factory=dict)
    """Further files of the workspace."""
    metadata: Mapping[str, SourceMetadata] | None = None
    """What source packages say of themselves, by location."""
    reasons: tuple[str, ...] = ()
    solved: Literal["", "pypi", "conda"] = "conda"
    """What is to be solved anew; conda packages bring those of PyPI along."""
    pairs: tuple[str, ...] | None = None
    """For what that is, ``environment:platform``; all if not given."""
    disregards: Literal["", "pypi", "all"] = ""
    """What of the lock file must not even be preferred."""


def judged(case: Case, root: Path) -> Verdict:
    """Return the verdict of a case, its workspace being in a folder."""
    root.mkdir(parents=True, exist_ok=True)
    for name, text in case.files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    manifest = _manifest(case.now, root / case.file)
    found = compose_environments(manifest)
    lock = _read(_lock_text(case, root), manifest, found, root)
    context = pypi_context(root)
    if case.metadata is not None:
        known = case.metadata

        def metadata_of(location: str, _: Platform) -> SourceMetadata | None:
            return known.get(location)

        context = replace(context, metadata_of=metadata_of)
    return judge(found, lock, context)


def check(case: Case, root: Path) -> None:
    """Assert that the verdict of a case is the one expected."""
    verdict = judged(case, root)
    texts = tuple(dict.fromkeys(reason.text for reason in verdict.reasons))
    assert texts == case.reasons
    assert verdict.is_true is not bool(case.reasons)
    pairs = case.pairs
    if pairs is None:
        found = compose_environments(_manifest(case.now, root / case.file))
        pairs = tuple(
            f"{name}:{platform.name}"
            for name, each in found.items()
            for platform in each.platforms
        )
    stale = set(pairs) if case.reasons else set()
    assert {":".join(pair) for pair in verdict.stale_pypi} == (
        stale if case.solved else set()
    )
    assert {":".join(pair) for pair in verdict.stale} == (
        stale if case.solved == "conda" else set()
    )
    named = {pair.partition(":")[0] for pair in stale}
    assert verdict.disregarded == (named if case.disregards == "all" else set())
    assert verdict.disregarded_pypi == (named if case.disregards else set())


def _manifest(text: str, path: Path) -> Manifest:
    if path.name == "pixi.toml":
        middle = "" if text.startswith("platforms") else _PLATFORMS
        text = f"{_HEAD}{middle}{text}"
    return read_manifest(parse_document(text, path=path))


def _lock_text(case: Case, root: Path) -> str:
    """Return the text of a lock file that was true for what the manifest was."""
    if case.lock is not None:
        return case.lock.replace("{root}", str(root))
    was = _manifest(case.now if case.was is None else case.was, root / case.file)
    found = compose_environments(was)
    rows = {
        (name, platform.name): case.on.get(name, case.on.get(platform.name, case.rows))
        for name, each in found.items()
        for platform in each.platforms
    }
    lock = assemble(found, None, rows, {name: _indexes(found[name]) for name in found})
    if not case.keeps_names:
        lock = named_for_disk(lock, _known(was, found))
    return format_lock_file(lock)


def _read(
    text: str, manifest: Manifest, found: Mapping[str, Environment], root: Path
) -> LockFile:
    path = root / "pixi.lock"
    path.write_text(text)
    lock = parse_lock_file(text, path=path, canonicalize=canonical_text)
    platforms = {name: each.platforms for name, each in found.items()}
    return aligned(lock, _known(manifest, found), platforms)


def _known(
    manifest: Manifest, found: Mapping[str, Environment]
) -> tuple[Platform, ...]:
    return known_platforms(manifest, [each.platforms for each in found.values()])


def _indexes(environment: Environment) -> tuple[str, ...]:
    options = as_solved(environment).pypi_options
    return options.index_url or INDEX, *options.extra_index_urls
