from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.errors import PixiError
from pypixi.pypi.names.mapping import ServiceError
from unit.pypi.names.mapping_service import (
    DAY,
    FORGE,
    HASH,
    TABLE,
    from_hash,
    mapping_service,
    record,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from unit.pypi.names.mapping_service import Service


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with mapping_service(tmp_path) as service:
        yield service


def test_answer_for_a_hash_is_kept_for_ever(service: Service) -> None:
    service.has(f"hash-v0/{HASH}", {"pypi_normalized_names": ["a"]})
    service.purls(record())
    service.server.forget()
    later = service.look_up.now + 9999 * DAY
    assert service.purls(record(), now=later) == [from_hash("a")]
    assert service.server.requests == []


def test_one_archive_is_asked_for_once(service: Service) -> None:
    service.has(f"hash-v0/{HASH}", {"pypi_normalized_names": ["a"]})
    found = service.purls(record(), record("moss"))
    assert found == [from_hash("a"), from_hash("a")]
    assert len(service.server.requests) == 1


@pytest.mark.parametrize(
    ("days", "requests"), [(0.9, 0), (1.1, 1), (-9, 1)], ids=["soon", "later", "before"]
)
def test_unknown_hash_is_asked_for_once_a_day(
    service: Service, days: float, requests: int
) -> None:
    service.purls(record())
    service.server.forget()
    service.purls(record(), now=service.look_up.now + days * DAY)
    assert len(service.server.requests) == requests


def test_hash_that_became_known_is_found(service: Service) -> None:
    service.purls(record())
    service.has(f"hash-v0/{HASH}", {"pypi_normalized_names": ["a"]})
    later = service.look_up.now + 2 * DAY
    assert service.purls(record(), now=later) == [from_hash("a")]


@pytest.mark.parametrize(
    ("days", "expected"), [(0.9, "old"), (1.1, "new")], ids=["soon", "later"]
)
def test_table_is_fetched_once_a_day(
    service: Service, days: float, expected: str
) -> None:
    kelp = record(channel=FORGE, sha256=None)
    service.has(TABLE, {"kelp": "old"})
    service.purls(kelp)
    service.has(TABLE, {"kelp": "new"})
    found = service.purls(kelp, now=service.look_up.now + days * DAY)
    assert found == [(f"pkg:pypi/{expected}?source=compressed-mapping",)]


def test_offline_counts_what_is_kept_however_old(service: Service) -> None:
    kelp = record(channel=FORGE)
    service.has(TABLE, {"kelp": "a"})
    online = service.purls(kelp)
    service.server.forget()
    later = service.look_up.now + 9999 * DAY
    assert service.purls(kelp, now=later, offline=True) == online
    assert service.server.requests == []


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{}",
        b"\xff",
        b"[1]",
        b'{"names": {"a": 1}, "unknown": {}, "time": 1}',
        b'{"names": {}, "unknown": [], "time": []}',
        b"[" * 100_000,
    ],
    ids=["empty", "keys", "bytes", "type", "names", "times", "depth"],
)
def test_damaged_file_is_as_good_as_none(service: Service, damage: bytes) -> None:
    kelp = record(channel=FORGE)
    service.has(TABLE, {"kelp": "a"})
    before = service.purls(kelp)
    for file in service.look_up.cache.iterdir():
        file.write_bytes(damage)
    service.server.forget()
    assert service.purls(kelp) == before
    assert len(service.server.requests) == 2


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param(f"hash-v0/{HASH}", ["a"], id="hash: no object"),
        pytest.param(
            f"hash-v0/{HASH}", {"pypi_normalized_names": "a"}, id="hash: no list"
        ),
        pytest.param(TABLE, [], id="table"),
    ],
)
def test_answer_that_makes_no_sense_is_an_error_and_not_kept(
    service: Service, path: str, value: object
) -> None:
    service.has(path, value)
    for _ in range(2):
        with pytest.raises(ServiceError) as caught:
            service.purls(record(channel=FORGE))
        url = f"{service.server.url}/{path}"
        assert caught.value.notes[0] == f"'{url}' is no table of PyPI names"


def test_cache_that_cannot_be_written_is_an_error(service: Service) -> None:
    service.look_up.cache.parent.mkdir(exist_ok=True)
    service.look_up.cache.write_text("a file")
    with pytest.raises(PixiError, match=r"cannot write '.*hashes-v1\.json'"):
        service.purls(record())
