"""Whether the schema of manifests and the reader of manifests agree."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

from pypixi.errors import PixiError
from pypixi.manifest.document import parse_document
from pypixi.manifest.parsing.manifest import parse_manifest
from pypixi.manifest.reading.faults import StructuralError
from pypixi.manifest.schema.json_schema import manifest_schema
from pypixi.terminal.report import SILENT

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.manifest.document import Document
    from pypixi.manifest.model import Manifest
    from pypixi.terminal.report import Report


@cache
def validator() -> Draft7Validator:
    """Return what checks manifests against the schema."""
    return Draft7Validator(manifest_schema())


def check_schema(text: str, path: Path) -> None:
    """See that the schema agrees with the reader on a manifest that may be faulty."""
    with suppress(PixiError):
        read_manifest(parse_document(text, path=path))


def read_manifest(document: Document, *, report: Report = SILENT) -> Manifest:
    """Return the manifest of a document, on which the schema must agree."""
    try:
        found = parse_manifest(document, report=report)
    except PixiError as error:
        check_agreement(document, error)
        raise
    check_agreement(document, None)
    return found


def check_agreement(document: Document, error: PixiError | None) -> None:
    """See that the schema accepts what was read, and refuses what it can refuse.

    Args:
        document: A manifest.
        error: What reading it ended with.
    """
    found = best_match(validator().iter_errors(document.root))
    if error is None:
        assert found is None, f"the schema refuses {document.text}: {found}"
        return
    tables = document.root_keys
    faults = [fault for fault in error.faults if isinstance(fault, StructuralError)]
    below = [fault for fault in faults if fault.keys[: len(tables)] == tables]
    if below:
        assert found is not None, f"the schema accepts {document.text}: {below}"
