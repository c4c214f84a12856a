from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pypixi.errors import Label, PixiError, Source, Span
from unit.pypi.names.mapping_service import (
    FORGE,
    from_project,
    mapping_service,
    pypi_map,
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


class Written:
    """A place in a manifest."""

    def label(self, text: str = "") -> Label:
        return Label(Source("pixi.toml", ""), Span(0, 0), text)

    def inside(self, key: str) -> Written:  # noqa: ARG002 - it has no keys
        return self


def test_name_in_the_manifest_wins_over_the_table(service: Service) -> None:
    (service.root / "names.json").write_text('{"kelp": "theirs", "moss": "moss-py"}')
    found = service.mapped(
        record(), record("moss"), location="names.json", mapping={"kelp": ("ours",)}
    )
    assert found == [from_project("ours"), from_project("moss-py")]


@pytest.mark.parametrize(
    "form", ["{root}/a dir/n.json", "a dir/n.json", "file://{root}/a%20dir/n.json"]
)
def test_table_is_read_at_a_location(service: Service, form: str) -> None:
    (service.root / "a dir").mkdir()
    (service.root / "a dir/n.json").write_text('{"kelp": "sea-kelp"}')
    location = form.format(root=service.root)
    assert service.mapped(record(), location=location) == [from_project("sea-kelp")]


def test_table_is_fetched_from_a_url_each_time(service: Service) -> None:
    location = f"{service.server.url}/names.json"
    for name in ("old", "new"):
        service.has("names.json", {"kelp": name})
        assert service.mapped(record(), location=location) == [from_project(name)]


def test_earlier_copy_of_a_table_outlasts_an_outage(service: Service) -> None:
    location = f"{service.server.url}/names.json"
    service.has("names.json", {"kelp": "sea-kelp"})
    service.mapped(record(), location=location)
    service.server.fail("/names.json", status=403)
    assert service.mapped(record(), location=location) == [from_project("sea-kelp")]
    [warning] = service.report.warnings
    assert warning == (
        f"the table of PyPI names at '{location}' may have changed:"
        " an earlier copy is used"
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("a", from_project("a"), id="name"),
        pytest.param(
            ["b", "a"], (*from_project("a"), *from_project("b")), id="several names"
        ),
        pytest.param(None, (), id="null"),
        pytest.param(False, (), id="false"),
        pytest.param([], (), id="no names"),
    ],
)
def test_entry_of_a_table_is_the_last_word(
    service: Service, value: object, expected: tuple[str, ...]
) -> None:
    (service.root / "names.json").write_text(json.dumps({"Kelp": value}))
    found = service.mapped(record(), location="names.json", same_name=True)
    assert found == [expected]
    assert service.server.requests == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(None, "No such file or directory", id="missing"),
        pytest.param("{", "Expecting property name", id="no JSON"),
        pytest.param("[" * 100_000, "nested too deeply", id="too deep"),
        pytest.param("[]", "expected an object with conda names", id="no object"),
        pytest.param('{"kelp": 1}', "'kelp' has 1: expected a name", id="no name"),
        pytest.param('{"kelp": ["a", 1]}', "'kelp' has [\"a\", 1]", id="not all names"),
        pytest.param('{"kelp": true}', "'kelp' has true", id="true"),
    ],
)
def test_table_that_cannot_be_read_is_shown_in_the_manifest(
    service: Service, text: str | None, reason: str
) -> None:
    if text is not None:
        (service.root / "names.json").write_text(text)
    with pytest.raises(PixiError) as caught:
        service.mapped(record(), location="names.json", place=Written())
    assert caught.value.message == "cannot read the table of PyPI names 'names.json'"
    assert reason in caught.value.labels[0].text
    assert caught.value.help


def test_page_in_the_place_of_a_table_is_recognised(service: Service) -> None:
    (service.server.folder / "blob").write_text("\n<!DOCTYPE html><html></html>")
    with pytest.raises(PixiError) as caught:
        service.mapped(record(), location=f"{service.server.url}/blob")
    assert caught.value.help == "this is a web page: give the URL of the raw file"
    assert "is no table of PyPI names" in caught.value.notes[0]


def test_table_of_a_channel_that_is_not_used_need_not_exist(service: Service) -> None:
    found = service.mapped(record(sha256=None), channel=FORGE, location="missing.json")
    assert found == [()]


def test_table_at_a_url_that_is_not_kept_is_an_error_offline(service: Service) -> None:
    location = f"{service.server.url}/names.json"
    mapped = pypi_map(location=location, place=Written())
    with pytest.raises(PixiError) as caught:
        service.purls(record(), pypi_map=mapped, offline=True)
    assert caught.value.labels[0].text == (
        f"'{location}' is not in the cache, and offline mode fetches nothing"
    )
