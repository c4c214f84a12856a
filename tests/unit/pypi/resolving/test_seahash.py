from __future__ import annotations

import pytest

from pypixi.pypi.resolving.seahash import seahash, text_digest

TAGS = "cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64.manylinux_2_28_x86_64"


def test_published_example_has_its_hash() -> None:
    """The example of the hash's own documentation."""
    assert seahash(b"to be or not to be") == 1988685042348123509


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        (TAGS, "00b06ae7f1096870"),
        ("http://127.0.0.1:41043/simple", "d8b6ab786d004a46"),
    ],
    ids=["tags", "index"],
)
def test_digest_is_the_one_that_uv_names_folders_by(text: str, digest: str) -> None:
    """Names seen in a cache; that those of today are found, test_resolve shows."""
    assert text_digest(text) == digest
