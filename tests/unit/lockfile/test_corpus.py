"""Lock files of all versions, read and written as the engine does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.conda.old_locks import canonical_text
from pypixi.lockfile.errors import LockFileError, NewerLockFileError
from pypixi.lockfile.model import LOCK_VERSION
from pypixi.lockfile.read import read_lock_file
from pypixi.lockfile.write import format_lock_file
from unit.lockfile.corpus.edited import CONTENTS, KEPT, SPELLINGS
from unit.lockfile.corpus.fourth import FOURTH
from unit.lockfile.corpus.oldest import OLDEST
from unit.lockfile.corpus.refused import REFUSED, VERSIONS
from unit.lockfile.corpus.seventh import CANONICAL
from unit.lockfile.corpus.sixth import SIXTH
from unit.lockfile.judge import judged, parse, unwanted

if TYPE_CHECKING:
    from pathlib import Path

OLD = {**OLDEST, **FOURTH, **SIXTH}
EDITED = {**SPELLINGS, **CONTENTS}
DOCUMENTS = {**OLD, **EDITED, **CANONICAL}


def test_corpus_has_many_documents() -> None:
    assert len(set(DOCUMENTS.values())) == len(DOCUMENTS) >= 60


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=list(DOCUMENTS))
def test_document_is_written_as_the_engine_writes_it(text: str, tmp_path: Path) -> None:
    path = tmp_path / "pixi.lock"
    path.write_bytes(text.encode())
    found = read_lock_file(path, canonicalize=canonical_text)
    assert found is not None
    assert format_lock_file(found) == canonical_text(path)


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=list(DOCUMENTS))
def test_canonical_form_is_read_without_the_engine(text: str, tmp_path: Path) -> None:
    path = tmp_path / "pixi.lock"
    path.write_bytes(text.encode())
    canonical = canonical_text(path)
    path.write_bytes(canonical.encode())
    found = read_lock_file(path, canonicalize=unwanted)
    assert found is not None
    assert found.version == LOCK_VERSION
    assert format_lock_file(found) == canonical


@pytest.mark.parametrize("text", CANONICAL.values(), ids=list(CANONICAL))
def test_canonical_document_is_not_changed(text: str) -> None:
    assert judged(text) == text
    assert format_lock_file(parse(text)) == text


@pytest.mark.parametrize(("name", "text"), OLD.items(), ids=list(OLD))
def test_version_a_document_had_is_remembered(
    name: str, text: str, tmp_path: Path
) -> None:
    path = tmp_path / "pixi.lock"
    path.write_text(text)
    found = read_lock_file(path, canonicalize=canonical_text)
    assert found is not None
    assert f"version {found.version}" in name


@pytest.mark.parametrize("text", KEPT.values(), ids=list(KEPT))
def test_document_is_kept_that_the_original_changes(text: str, tmp_path: Path) -> None:
    path = tmp_path / "pixi.lock"
    path.write_bytes(text.encode())
    found = read_lock_file(path, canonicalize=unwanted)
    assert found is not None
    assert format_lock_file(found) == text.removeprefix("\ufeff")


@pytest.mark.parametrize(("text", "reason", "line"), REFUSED.values(), ids=[*REFUSED])
def test_refused_document_is_told_why_and_where(
    text: str, reason: str, line: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "pixi.lock"
    path.write_bytes(text.encode())
    with pytest.raises(LockFileError) as caught:
        read_lock_file(path, canonicalize=canonical_text)
    error = caught.value
    assert error.message.startswith(f"Failed to load lock file from `{path}`: ")
    assert reason in error.message
    spans = [label.span for label in error.labels]
    shown = [text[span.start : span.end] for span in spans]
    assert shown == ([] if line is None else [line])
    assert error.help is not None


@pytest.mark.parametrize("name", ["version 8", "version 100"])
def test_newer_version_is_told_apart(name: str) -> None:
    with pytest.raises(NewerLockFileError):
        parse(VERSIONS[name][0])
