"""Whatever stands in a lock file, it is read as the engine reads it, or refused.

`pytest -s tests/stress/test_lock_fuzz.py --count 1000` tries 20 000 lock files in each
test, and `--seed` others.
"""

from __future__ import annotations

import json
import traceback
from io import StringIO
from random import Random
from typing import TYPE_CHECKING, Any

from pypixi.conda.old_locks import canonical_text
from pypixi.errors import PixiError
from pypixi.lockfile.read import read_lock_file
from pypixi.lockfile.write import format_lock_file
from pypixi.lockfile.yaml.canonical import parse_canonical
from pypixi.terminal.console import Console
from stress.made_locks import made_lock
from support.mutations import mutated_text
from unit.lockfile.corpus.edited import KEPT
from unit.lockfile.judge import parse
from unit.lockfile.test_corpus import DOCUMENTS
from unit.lockfile.test_round_trip import MUTATIONS

if TYPE_CHECKING:
    from pathlib import Path

_LOCKS = 20
"""How many there are for each case: one takes two milliseconds."""
_MADE, _OTHER_SPELLING, _OTHER_LINES = 0.2, 0.3, 0.5
_POSITIONS = 10_000
_CORPUS = (*DOCUMENTS.values(), *KEPT.values())


def test_made_lock_is_read_and_written_as_the_engine_does(
    tmp_path: Path, count: int, seed: int
) -> None:
    chance = Random(f"made locks {seed}")
    path = tmp_path / "pixi.lock"
    for _ in range(count * _LOCKS):
        made = made_lock(chance)
        text = format_lock_file(made)
        path.write_bytes(text.encode())
        assert canonical_text(path) == text
        assert parse(text) == made
        assert format_lock_file(parse(text)) == text


def test_lock_spelled_in_another_way_is_the_same_lock(
    tmp_path: Path, count: int, seed: int
) -> None:
    chance = Random(f"spelled locks {seed}")
    path = tmp_path / "pixi.lock"
    for _ in range(count * _LOCKS):
        text = format_lock_file(made_lock(chance))
        path.write_bytes(_respelled(text, chance).encode())
        found = read_lock_file(path, canonicalize=canonical_text)
        assert found is not None
        assert format_lock_file(found) == text


def test_mutated_lock_is_read_as_the_engine_does_or_refused_in_words(
    tmp_path: Path, count: int, seed: int
) -> None:
    chance = Random(f"mutated locks {seed}")
    crashes: dict[str, str] = {}
    read = 0
    for _ in range(count * _LOCKS):
        text = _mutated(_victim(chance), chance)
        (tmp_path / "pixi.lock").write_bytes(text.encode())
        try:
            read += _is_read(tmp_path / "pixi.lock")
        except Exception:  # noqa: BLE001 - this is what is searched
            crash = traceback.format_exc(limit=-3)[-2000:]
            crashes[crash] = min(crashes.get(crash, text), text, key=len)
    assert not crashes, "\n".join(f"{each!r}\n{why}" for why, each in crashes.items())
    print(f"{read} of {count * _LOCKS} were read")  # noqa: T201 - with -s
    assert 0 < read < count * _LOCKS


def _is_read(path: Path) -> bool:
    """Read a lock file; tell whether it is one, having looked that it stays the same.

    What only the engine can read is written as the engine writes it.
    """
    canonical: list[str] = []

    def canonicalize(path: Path) -> str:
        canonical.append(canonical_text(path))
        return canonical[-1]

    try:
        found = read_lock_file(path, canonicalize=canonicalize)
    except PixiError as error:
        Console(stdout=StringIO(), stderr=StringIO(), env={}).error(error)
        return False
    assert found is not None
    text = format_lock_file(found)
    # Twice only where a timestamp before 1978 is taken for seconds again.
    assert not canonical or text in (canonical[0], _rewritten(canonical[0], path))
    again = format_lock_file(parse(text))
    assert again in (text, _rewritten(text, path))
    return True


def _rewritten(text: str, path: Path) -> str:
    """Return what the engine makes of a lock file that was written already."""
    path.write_bytes(text.encode())
    try:
        return canonical_text(path)
    except PixiError:  # it looks at versions and requirements, too
        return text


def _victim(chance: Random) -> str:
    if chance.random() >= _MADE:
        return chance.choice(_CORPUS)
    text = format_lock_file(made_lock(chance))
    return _respelled(text, chance) if chance.random() < _OTHER_SPELLING else text


def _mutated(text: str, chance: Random) -> str:
    for _ in range(chance.choice((1, 1, 1, 1, 2))):
        if chance.random() < _OTHER_LINES:
            first, second = (chance.randrange(_POSITIONS) for _ in range(2))
            text = chance.choice(MUTATIONS)(text, first, second)
        else:
            text = mutated_text(text, chance)
    return text


def _respelled(text: str, chance: Random) -> str:
    """Return the text of a lock file as a person or another program may leave it."""
    match chance.randrange(3):
        case 0:
            tree = _shuffled(parse_canonical(text), chance)
            indent = chance.choice((None, 1, 4))
            plain = json.dumps(tree, ensure_ascii=False, indent=indent)
            # Unlike JSON, YAML takes the one for a line break, the other for none.
            return plain.replace("\x85", "\\u0085").replace("\ufeff", "\\ufeff")
        case 1:
            return text.replace("\n", "\r\n")
        case _:
            head, packages, rest = text.partition("\npackages:")
            return f"# by hand\n---\n{head}\n# chosen\n{packages[1:]}{rest}...\n"


def _shuffled(tree: Any, chance: Random) -> Any:
    """Return a tree with the keys of each mapping in another order."""
    match tree:
        case dict():
            keys = chance.sample([*tree], len(tree))
            return {key: _shuffled(tree[key], chance) for key in keys}
        case list():
            return [_shuffled(item, chance) for item in tree]
        case _:
            return tree
