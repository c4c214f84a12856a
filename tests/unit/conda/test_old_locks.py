from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.conda.old_locks import UnreadableLockError, canonical_text

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://repo.test/main/noarch/zlib-1.3-h1_4.conda"
VERSION_6 = f"""\
version: 6
environments:
  default:
    channels:
    - url: https://repo.test/main/
    packages:
      linux-64:
      - conda: {URL}
packages:
- conda: {URL}
  sha256: {"ab" * 32}
  depends:
  - libz   >=1
"""
VERSION_4 = f"""\
version: 4
environments:
  default:
    channels:
    - url: https://repo.test/main/
    packages:
      linux-64:
      - conda: {URL}
packages:
- kind: conda
  name: zlib
  version: '1.3'
  build: h1_4
  build_number: 4
  subdir: noarch
  noarch: generic
  url: {URL}
  sha256: {"ab" * 32}
"""


@pytest.mark.parametrize("text", [VERSION_6, VERSION_4], ids=["6", "4"])
def test_old_lock_becomes_one_of_version_7(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pixi.lock"
    path.write_text(text, encoding="utf-8")
    found = canonical_text(path)
    assert found.startswith("version: 7\nplatforms:\n- name: linux-64\n")
    assert f"packages:\n- conda: {URL}\n  sha256: {'ab' * 32}\n" in found
    assert path.read_text(encoding="utf-8") == text


def test_relative_path_is_read_from_where_we_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pixi.lock"
    path.write_text(VERSION_6, encoding="utf-8")
    expected = canonical_text(path)
    monkeypatch.chdir(tmp_path)
    assert canonical_text(path.relative_to(tmp_path)) == expected


@pytest.mark.parametrize(
    "content", [b"", b"version: 6\n", b"hello", b"version: [", b"\xff"]
)
def test_text_that_is_no_lock_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "pixi.lock"
    path.write_bytes(content)
    with pytest.raises(UnreadableLockError) as caught:
        canonical_text(path)
    assert caught.value.message == f"Failed to load lock file from `{path}`"
    assert caught.value.help == (
        "restore it from version control, or delete it and run `pixi lock`"
    )
    assert caught.value.notes
    assert all(note == note.strip() for note in caught.value.notes)
