from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tomli

from pypixi.pypi.build_python import BuildPython
from pypixi.pypi.installing.install_request import (
    InstallRequest,
    PypiInstallJob,
    install_request,
)
from pypixi.pypi.installing.plan import Changes
from pypixi.records.pypi import PypiRecord
from pypixi.specs.indexes import FindLinks, IndexStrategy, PypiOptions
from pypixi.specs.names import PypiName
from pypixi.specs.requirement import IndexSource, PypiSource, PypiSpec
from pypixi.specs.source import GitSource, UrlSource
from unit.pypi.installing.site_folder import COMMIT

DEFAULT = "https://default.example.org/simple"
OTHER = "https://other.example.org/simple"
FISH = PypiRecord(
    location="https://files.example.org/fish-1.0.whl", name="fish", version="1.0"
)


def request(
    *records: PypiRecord, sources: tuple[PypiSource, ...] = (), **options: Any
) -> InstallRequest:
    job = PypiInstallJob(
        title="default",
        prefix=Path("/prefix"),
        site_packages=Path("/prefix/site-packages"),
        python=BuildPython(program=Path("/prefix/bin/python"), env={}),
        changes=Changes(),
        editable=(),
        specs=[
            PypiSpec(name=PypiName("fish"), spelling="fish", source=source)
            for source in sources
        ],
        options=PypiOptions(**options),
        root=Path("/work"),
    )
    return install_request(job, records, lambda: DEFAULT)


def settings(*records: PypiRecord, **options: Any) -> dict[str, Any]:
    return tomli.loads(request(*records, **options).settings)


def test_settings_have_the_default_index() -> None:
    assert settings(FISH) == {
        "index": [{"name": "pixi-default", "url": DEFAULT, "default": True}]
    }


def test_settings_have_the_index_of_every_package() -> None:
    """Of another index uv would not look in its cache."""
    record = PypiRecord(location=FISH.location, name="fish", index=OTHER)
    assert [each["url"] for each in settings(record)["index"]] == [DEFAULT, OTHER]
    (package,) = tomli.loads(request(record).pylock)["packages"]
    assert package["index"] == OTHER


@pytest.mark.parametrize("main", [None, OTHER])
def test_file_without_an_index_is_of_the_default_one(main: str | None) -> None:
    """Whichever index stands in its place by now."""
    found = request(FISH, index_url=main)
    assert tomli.loads(found.pylock)["packages"][0]["index"] == DEFAULT
    assert DEFAULT in [each["url"] for each in tomli.loads(found.settings)["index"]]


def test_default_index_does_not_take_the_place_of_the_main_one() -> None:
    main, default = settings(FISH, index_url=OTHER)["index"]
    assert (main["url"], main["default"]) == (OTHER, True)
    assert (default["url"], default["explicit"]) == (DEFAULT, True)


def test_file_of_a_list_has_no_index() -> None:
    found = request(FISH, find_links=(FindLinks(path="dist"),))
    assert "index" not in tomli.loads(found.pylock)["packages"][0]
    assert tomli.loads(found.settings)["no-index"]


@pytest.mark.parametrize(
    "location",
    [
        pytest.param("./fish", id="folder"),
        pytest.param("./fish-1.0.whl", id="archive"),
        pytest.param("direct+https://example.org/fish.whl", id="url"),
        pytest.param(f"git+https://example.org/fish#{COMMIT}", id="git"),
    ],
)
def test_settings_have_no_index_of_what_comes_from_none(location: str) -> None:
    """The original writes one into locks where it makes no sense."""
    record = PypiRecord(location=location, name="fish", index=OTHER)
    assert [each["url"] for each in settings(record)["index"]] == [DEFAULT]


@pytest.mark.parametrize(
    ("options", "keys"),
    [
        pytest.param({"no_build": True}, {"no-build": True}, id="no build"),
        pytest.param(
            {"no_build": ("a", "b")}, {"no-build-package": ["a", "b"]}, id="names"
        ),
        pytest.param({"no_binary": True}, {"no-binary": True}, id="no binary"),
        pytest.param({"no_binary": ("a",)}, {"no-binary-package": ["a"]}, id="name"),
        pytest.param(
            {"index_strategy": IndexStrategy.UNSAFE_BEST_MATCH},
            {"index-strategy": "unsafe-best-match"},
            id="strategy",
        ),
    ],
)
def test_settings_have_the_options(
    options: dict[str, Any], keys: dict[str, object]
) -> None:
    found = settings(FISH, **options)
    del found["index"]
    assert found == keys


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(IndexSource(index="https://me:pw@example.org/simple"), id="index"),
        pytest.param(UrlSource(url="https://me:pw@example.org/fish.whl"), id="url"),
        pytest.param(GitSource(url="https://me:pw@example.org/fish"), id="git"),
    ],
)
def test_passwords_of_requirements_are_in_variables_alone(source: PypiSource) -> None:
    found = request(FISH, sources=(source,))
    assert "pw" not in found.settings + found.pylock
    assert any("pw" in text for text in found.variables.values())


def test_password_of_an_index_option_is_in_variables_alone() -> None:
    found = request(FISH, index_url="https://me:pw@example.org/simple")
    assert "pw" not in found.settings + found.pylock
    assert found.variables["UV_INDEX_PIXI_DEFAULT_PASSWORD"] == "pw"
