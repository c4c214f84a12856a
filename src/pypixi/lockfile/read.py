"""Lock files read from disk or text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypixi.errors import Label, PixiError, Source, Span
from pypixi.lockfile.yaml.canonical import (
    DuplicateKeyError,
    NotCanonicalError,
    parse_canonical,
)
from pypixi.patterns import regex

from .document import read_document
from .errors import (
    LockFileError,
    MergeConflictError,
    MisfitError,
    NewerLockFileError,
)
from .excerpt import excerpt
from .model import LOCK_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from .model import LockFile

_VERSION = regex(r"^version *: *(\S+)", re.MULTILINE)
_BYTE_ORDER_MARK = "\ufeff"
_NUMBER = regex(r"[0-9]{1,9}")
_CONFLICT = regex(r"^<<<<<<<.*", re.MULTILINE)
_ENGINE_PLACE = regex(r"at line ([0-9]{1,9}) column")


def read_lock_file(
    path: Path, *, canonicalize: Callable[[Path], str]
) -> LockFile | None:
    """Return the lock file at an absolute path, or None if there is none.

    Args:
        path: Of the file.
        canonicalize: Reads the file at a path, however old or edited, and returns it as
            canonical text of version 7, or raises a PixiError.

    Raises:
        LockFileError: If the file cannot be read.
        NewerLockFileError: If its version is not known yet.
    """
    text = read_lock_text(path)
    if text is None:
        return None
    return parse_lock_file(text, path=path, canonicalize=canonicalize)


def read_lock_text(path: Path) -> str | None:
    """Return the text of the lock file at a path, or None if there is none.

    Raises:
        LockFileError: If the file cannot be read.
    """
    try:
        # Some editors begin a text with a mark, which the original does not expect.
        return path.read_bytes().decode().removeprefix(_BYTE_ORDER_MARK)
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = error.strerror or str(error)
        raise LockFileError(path, reason, help="check its permissions") from error
    except UnicodeDecodeError as error:
        reason = f"it is not UTF-8 text (byte {error.start})"
        raise LockFileError(path, reason) from error


def parse_excerpt(
    text: str, wanted: Mapping[str, str | None], *, path: Path
) -> LockFile | None:
    """Return some environments of a lock file whose text is known to be sound.

    Args:
        text: The content of the file, which was read as a whole before.
        wanted: Environment → the platform whose packages are read, None for all.
        path: Of the file.

    Returns:
        None if only a look at the whole can tell.
    """
    part = excerpt(text, wanted)
    if part is None:
        return None
    try:
        tree = parse_canonical(part)
        return read_document(tree, root=path.parent, version=LOCK_VERSION)
    except (NotCanonicalError, DuplicateKeyError, MisfitError):
        return None


def parse_lock_file(
    text: str, *, path: Path, canonicalize: Callable[[Path], str]
) -> LockFile:
    """Return the lock file that a text, found at an absolute path, stands for.

    Args:
        text: The content of the file.
        path: Of the file; relative locations start in its folder.
        canonicalize: As in :func:`read_lock_file`; called only if the text is not
            canonical.

    Raises:
        LockFileError: If the text is no lock file.
        NewerLockFileError: If its version is not known yet.
    """
    source = Source(str(path), text)
    _check_conflict(path, source)
    claimed = _version(path, source)
    stray: int | None = None
    if claimed == LOCK_VERSION:
        try:
            return _parse(text, path, claimed, source)
        except NotCanonicalError as fault:
            stray = fault.line
    canonical = _canonical(path, source, canonicalize)
    try:
        return _parse(canonical, path, claimed or LOCK_VERSION, None)
    except NotCanonicalError as fault:
        span = None if stray is None else _line_span(text, stray)
        labels = [Label(source, span, "from here on")] if span else []
        reason = "it holds something that pypixi cannot read"
        raise LockFileError(path, reason, labels=labels) from fault


def _parse(text: str, path: Path, version: int, source: Source | None) -> LockFile:
    """Read canonical text; faults are shown in ``source`` if it is the same text."""
    try:
        return read_document(parse_canonical(text), root=path.parent, version=version)
    except DuplicateKeyError as fault:
        span = _line_span(text, fault.line)
        labels = [Label(source, span, "given again here")] if source else []
        reason = f'duplicate entry with key "{fault.key}"'
        raise LockFileError(path, reason, labels=labels) from None
    except MisfitError as fault:
        labels = [Label(source, _value_span(text, fault.path))] if source else []
        place = _dotted(fault.path)
        reason = f"{place}: {fault.reason}" if place else fault.reason
        raise LockFileError(path, reason, labels=labels) from None


def _canonical(path: Path, source: Source, canonicalize: Callable[[Path], str]) -> str:
    try:
        return canonicalize(path)
    except LockFileError:
        raise
    except PixiError as error:
        reason, *notes = error.notes or (error.message,)
        found = _ENGINE_PLACE.search(reason)
        span = _line_span(source.text, int(found[1]) - 1) if found else None
        labels = [Label(source, span)] if span else []
        raise LockFileError(path, reason, labels=labels, notes=notes) from error


def _check_conflict(path: Path, source: Source) -> None:
    found = _CONFLICT.search(source.text) if "<<<<<<<" in source.text else None
    if found:
        label = Label(source, Span(*found.span()), "one side of the conflict")
        raise MergeConflictError(path, [label])


def _version(path: Path, source: Source) -> int | None:
    """Return the version a text claims, or None if it hides it well."""
    found = _VERSION.search(source.text)
    if found is None:
        return None
    labels = [Label(source, Span(*found.span(1)))]
    if not _NUMBER.fullmatch(found[1]) or int(found[1]) == 0:
        reason = "`version` field in lock file is not an integer"
        raise LockFileError(path, reason, labels=labels)
    version = int(found[1])
    if version > LOCK_VERSION:
        raise NewerLockFileError(path, version, labels)
    return version


def _dotted(path: tuple[str | int, ...]) -> str:
    """Return a path of keys and positions as a person writes it."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def _line_span(text: str, line: int) -> Span:
    # Only a fault has a place that is looked for.
    from pypixi.lockfile.yaml.places import line_span  # noqa: PLC0415

    return line_span(text, line)


def _value_span(text: str, path: Sequence[str | int]) -> Span:
    from pypixi.lockfile.yaml.places import value_span  # noqa: PLC0415 - as above

    return value_span(text, path)
