"""Whatever stands in a manifest, it is understood or refused in words.

`pytest -s tests/stress/test_manifest_fuzz.py --count 1000` tries 20 000 manifests, and
`--seed` others. The schema has to agree on each of them.
"""

from __future__ import annotations

import traceback
from io import StringIO
from random import Random
from typing import TYPE_CHECKING

import tomli

from pypixi.errors import PixiError, raise_all
from pypixi.locking.requirements import requirement_faults
from pypixi.locking.solving.unsupported import unsupported
from pypixi.manifest.document import parse_document, read_document
from pypixi.manifest.environments import compose_environments
from pypixi.manifest.parsing.manifest import parse_manifest
from pypixi.terminal.console import Console
from support.manifests import made_manifest, manifests_at_hand
from support.mutations import mutated_bytes, mutated_data, mutated_text
from support.schema import read_manifest
from support.toml_text import toml_text

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.manifest.environments import Environment

_DOCUMENTS = 20
"""How many there are for each case: one takes a few milliseconds."""
_MADE, _BYTES, _TEXT = 0.35, 0.38, 0.65
"""Up to where chance makes a manifest, and damages the bytes or the text of one."""
_FAULTY = 0.15
_LONGEST = 2000
_WIDTHS = ("", "30", "72", "200")


def test_mutated_manifest_is_understood_or_refused_in_words(
    tmp_path: Path, count: int, seed: int
) -> None:
    chance = Random(f"manifests {seed}")
    samples = _Samples(tmp_path)
    crashes: dict[str, bytes] = {}
    sound = 0
    for _ in range(count * _DOCUMENTS):
        content, name = _mutated(samples, chance)
        (tmp_path / name).write_bytes(content)
        try:
            sound += _read(tmp_path / name, _console(chance))
        except Exception:  # noqa: BLE001 - this is what is searched
            crash = traceback.format_exc(limit=-3)[-_LONGEST:]
            crashes[crash] = min(crashes.get(crash, content), content, key=len)
    found = "\n".join(f"{each!r}\n{crash}" for crash, each in crashes.items())
    assert not crashes, found
    print(f"{sound} of {count * _DOCUMENTS} were understood")  # noqa: T201 - with -s
    assert 0 < sound < count * _DOCUMENTS


class _Samples:
    """The manifests of the project: those without a fault, and all of them."""

    def __init__(self, folder: Path) -> None:
        for name in ("LICENSE", "README.md"):
            (folder / name).touch()
        self._all = [*manifests_at_hand().items()]
        self._sound = [row for row in self._all if _is_sound(folder / row[1], row[0])]
        assert len(self._sound) > 200

    def choose(self, chance: Random) -> tuple[str, str]:
        """Return a manifest, and the name of its file."""
        return chance.choice(self._all if chance.random() < _FAULTY else self._sound)


def _is_sound(path: Path, text: str) -> bool:
    try:
        compose_environments(parse_manifest(parse_document(text, path=path)))
    except PixiError:
        return False
    return True


def _mutated(samples: _Samples, chance: Random) -> tuple[bytes, str]:
    """Return a manifest with some damage, and the name of its file."""
    kind = chance.random()
    if kind < _MADE:
        data, name = made_manifest(chance)
        changed = mutated_data(data, chance) if chance.random() < 0.8 else data
        return toml_text(changed, chance).encode(), name
    text, name = samples.choose(chance)
    if kind < _BYTES:
        return mutated_bytes(text.encode(), chance), name
    if kind < _TEXT:
        return mutated_text(text, chance).encode(), name
    try:
        data = tomli.loads(text)
    except (ValueError, RecursionError):
        return mutated_text(text, chance).encode(), name
    return toml_text(mutated_data(data, chance), chance).encode(), name


def _console(chance: Random) -> Console:
    env = {"COLUMNS": chance.choice(_WIDTHS), "LANG": "C.UTF-8"}
    if chance.random() < 0.5:
        env["FORCE_COLOR"] = "1"
    return Console(stdout=StringIO(), stderr=StringIO(), env=env)


def _read(path: Path, console: Console) -> bool:
    """Go as far with a manifest as is possible without engines; tell if it is sound."""
    try:
        document = read_document(path)
        manifest = read_manifest(document, report=console)
        environments = compose_environments(manifest).values()
        for environment in environments:
            _look_at(environment)
            if environment.group is not None:
                _look_at(environment.group)
        raise_all([*requirement_faults(manifest), *unsupported(environments)])
    except PixiError as error:
        console.error(error)
        return False
    return True


def _look_at(environment: Environment) -> None:
    for platform in environment.platforms:
        environment.activation(platform)
        environment.tasks(platform)
        environment.dependencies(platform)
        environment.constraints(platform)
        environment.pypi_dependencies(platform)
