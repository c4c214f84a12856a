"""Whether the schema of manifests and the reader of manifests agree."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

from pypixi.errors import PixiError
from pypixi.manifest.document import parse_document
from pypixi.manifest.parsing.manifest import parse_manifest
from pypixi.manifest.reading.faults import StructuralError
from pypixi.manifest.schema.json_schema import manifest_schema

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.manifest.document import Document


@cache
def validator() -> Draft7Validator:
    """Return what checks manifests against the schema."""
    return Draft7Validator(manifest_schema())


def check_schema(text: str, path: Path) -> None:
    """See that the schema agrees with the reader on a manifest that may be faulty."""
    try:
        document = parse_document(text, path=path)
    except PixiError:
        return  # it is no TOML
    try:
        parse_manifest(document)
    except PixiError as error:
        check_agreement(document, error)
    else:
        check_agreement(document, None)


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
