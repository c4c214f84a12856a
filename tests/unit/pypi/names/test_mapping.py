from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.manifest.model import PypiMap
from pypixi.pypi.names.mapping import ServiceError, with_purls
from pypixi.terminal.report import SILENT
from pypixi.values import replace
from unit.pypi.names.mapping_service import (
    FORGE,
    HASH,
    MAIN,
    TABLE,
    from_hash,
    from_project,
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


def test_name_in_the_manifest_is_enough(service: Service) -> None:
    found = service.mapped(record(), mapping={"kelp": ("sea-kelp",)})
    assert found == [from_project("sea-kelp")]
    assert service.server.requests == []


def test_several_names_are_sorted_as_names_and_once(service: Service) -> None:
    # As texts, "a-b?source" would come first.
    found = service.mapped(record(), mapping={"kelp": ("a-b", "a", "A_b", "a")})
    assert found == [
        (*from_project("A_b"), *from_project("a"), *from_project("a-b")),
    ]


def test_odd_name_is_encoded(service: Service) -> None:
    found = service.mapped(record(), mapping={"kelp": ("a b@c/d~",)})
    assert found == [from_project("a%20b%40c%2Fd~")]


def test_channel_that_is_off_has_no_names(service: Service) -> None:
    kelp = record(channel=FORGE, purls=("pkg:pypi/kelp",))
    assert service.mapped(kelp, channel=FORGE, is_on=False) == [()]
    assert service.server.requests == []


def test_no_record_has_names_where_all_is_off(service: Service) -> None:
    kelp = record(channel=FORGE, purls=("pkg:pypi/kelp",))
    assert service.purls(kelp, record(), pypi_map=PypiMap(is_on=False)) == [(), ()]
    assert service.server.requests == []


def test_table_that_replaces_the_defaults_leaves_nobody_to_ask(
    service: Service,
) -> None:
    assert service.mapped(record(), replaces_default=True) == [()]
    assert service.server.requests == []


@pytest.mark.parametrize(
    ("channel", "same_name", "expected"),
    [
        pytest.param(MAIN, None, (), id="not by default"),
        pytest.param(MAIN, True, ("pkg:pypi/sea-kelp",), id="where wanted"),
        pytest.param(FORGE, None, ("pkg:pypi/sea-kelp",), id="on conda-forge"),
        pytest.param(FORGE, False, (), id="where not wanted"),
    ],
)
def test_missing_name_can_be_its_own(
    service: Service, channel: str, same_name: bool | None, expected: tuple[str, ...]
) -> None:
    kelp = record("sea_kelp", channel)
    found = service.mapped(
        kelp, channel=channel, replaces_default=True, same_name=same_name
    )
    assert found == [expected]


def test_own_name_counts_only_with_a_python_version(service: Service) -> None:
    kelp = record(version="1.1.1w")
    assert service.mapped(kelp, replaces_default=True, same_name=True) == [()]


def test_name_missing_in_an_overlay_is_looked_up(service: Service) -> None:
    service.has(f"hash-v0/{HASH}", {"pypi_normalized_names": ["kelp-py"]})
    found = service.mapped(record(), mapping={"moss": ("moss",)})
    assert found == [from_hash("kelp-py")]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param({"pypi_normalized_names": ["a"]}, from_hash("a"), id="a name"),
        pytest.param({"pypi_normalized_names": None}, (), id="null"),
        pytest.param({"conda_name": "kelp"}, (), id="nothing"),
    ],
)
def test_answer_for_a_hash_is_the_last_word(
    service: Service, answer: dict[str, object], expected: tuple[str, ...]
) -> None:
    service.has(f"hash-v0/{HASH}", answer)
    service.has(TABLE, {"kelp": "wrong"})
    assert service.purls(record(channel=FORGE)) == [expected]
    assert service.server.paths() == [f"/hash-v0/{HASH}"]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param(
            {"kelp": "a"}, ("pkg:pypi/a?source=compressed-mapping",), id="name"
        ),
        pytest.param({"kelp": None}, (), id="null"),
        pytest.param({"moss": "a"}, ("pkg:pypi/kelp",), id="missing"),
    ],
)
def test_unknown_hash_on_conda_forge_leads_to_the_table(
    service: Service, table: dict[str, object], expected: tuple[str, ...]
) -> None:
    service.has(TABLE, table)
    assert service.purls(record(channel=FORGE)) == [expected]


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        pytest.param(MAIN, (), id="another channel"),
        pytest.param("file:///conda-forge", ("pkg:pypi/kelp",), id="local channel"),
    ],
)
def test_unknown_hash_elsewhere_does_not(
    service: Service, channel: str, expected: tuple[str, ...]
) -> None:
    assert service.purls(record(channel=channel)) == [expected]
    assert service.server.paths(status=404) == [f"/hash-v0/{HASH}"]


def test_record_without_hash_is_looked_up_by_name_alone(service: Service) -> None:
    service.has(TABLE, {"kelp": "a"})
    service.purls(record(channel=FORGE, sha256=None))
    assert [request.path for request in service.server.requests] == [f"/{TABLE}"]


def test_records_keep_their_order_and_other_fields(service: Service) -> None:
    hashes = ["aa" * 32, "bb" * 32, "cc" * 32]
    records = [
        record(name, sha256=sha256, purls=("pkg:pypi/old",))
        for name, sha256 in zip("zxy", hashes, strict=True)
    ]
    service.has(f"hash-v0/{hashes[1]}", {"pypi_normalized_names": ["x-py"]})
    found = with_purls(records, service.look_up, SILENT)
    assert found == tuple(
        replace(each, purls=purls)
        for each, purls in zip(records, [(), from_hash("x-py"), ()], strict=True)
    )


def test_service_out_of_reach_tells_how_to_do_without(service: Service) -> None:
    service.server.fail("/", status=403)
    with pytest.raises(ServiceError) as caught:
        service.purls(record())
    error = caught.value
    assert error.message == (
        f"cannot look up at {service.server.url} which conda packages are PyPI packages"
    )
    assert error.help is not None
    assert "`conda-pypi-map = false`" in error.help
    assert f'`conda-pypi-map = {{ "{MAIN}" = false }}`' in error.help
    assert error.notes[0] == f"cannot fetch '{service.server.url}/hash-v0/{HASH}'"
    assert "403 Forbidden" in error.notes[1]


def test_name_that_is_not_kept_is_an_error_offline(service: Service) -> None:
    with pytest.raises(ServiceError) as caught:
        service.purls(record(), offline=True)
    url = f"{service.server.url}/hash-v0/{HASH}"
    assert caught.value.notes == (
        f"'{url}' is not in the cache, and offline mode fetches nothing",
    )
    assert service.server.requests == []


def test_table_of_the_service_must_exist(service: Service) -> None:
    with pytest.raises(ServiceError) as caught:
        service.purls(record(channel=FORGE))
    assert caught.value.notes == (f"'{service.server.url}/{TABLE}' does not exist",)
