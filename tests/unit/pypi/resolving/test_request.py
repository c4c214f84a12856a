from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import tomli

from pypixi.pypi.failures.failure import PROJECT
from pypixi.pypi.indexes import configured_indexes
from pypixi.pypi.resolving.asked import asked_requirements
from pypixi.pypi.resolving.request import resolve_request
from pypixi.records.pypi import PypiRecord
from pypixi.specs.cutoff import Cutoff, ExcludeNewer
from pypixi.specs.indexes import FindLinks, IndexStrategy, PypiOptions
from pypixi.specs.names import PypiName
from pypixi.specs.solving import PrereleaseMode, SolveStrategy
from pypixi.specs.source import GitReference, GitSource, PathSource, UrlSource
from pypixi.terminal.report import SILENT
from unit.pypi.resolving.jobs import from_, job, provided, spec

if TYPE_CHECKING:
    from pypixi.pypi.resolving.request import Request, ResolveJob

MAIN = "https://example.org/simple"
OTHER = "https://other.example.org/simple"
FILES = "https://files.example.org"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def _request(asked_for: ResolveJob) -> Request:
    asked = asked_requirements(
        asked_for.specs,
        asked_for.target,
        asked_for.provided,
        SILENT,
        root=asked_for.root,
    )
    indexes = configured_indexes(
        asked_for.options,
        lambda: MAIN,
        root=asked_for.root,
        named=asked.indexes.values(),
    )
    return resolve_request(asked_for, asked, indexes, ["stub @ file:///stub"])


def _project(asked_for: ResolveJob) -> dict[str, Any]:
    return tomli.loads(_request(asked_for).project)


def _settings(**options: Any) -> dict[str, Any]:
    return tomli.loads(_request(job(options=PypiOptions(**options))).settings)


def _sources(asked_for: ResolveJob) -> Any:
    return _project(asked_for)["tool"]["uv"]["sources"]


def test_project_requires_what_the_manifest_does() -> None:
    specs = [spec("a", ">=1, <2", extras=("x", "y")), spec("b")]
    assert _project(job(*specs))["project"] == {
        "name": PROJECT,
        "version": "0",
        "requires-python": "==3.12.4",
        "dependencies": ["a[x,y]<2,>=1", "b"],
    }


def test_project_is_not_called_like_a_requirement() -> None:
    assert _project(job(spec(PROJECT)))["project"]["name"] != PROJECT


@pytest.mark.parametrize(
    ("written", "path"),
    [("lib", "/ws/lib"), ("../lib", "/ws/../lib"), ("/lib", "/lib")],
    ids=["below", "beside", "absolute"],
)
def test_path_is_absolute_for_uv(written: str, path: str) -> None:
    asked = from_("a", PathSource(path=written, editable=True))
    assert _sources(job(asked)) == {"a": {"path": str(Path(path))}}


def test_repository_is_asked_for_by_its_reference() -> None:
    source = GitSource(
        url="https://me:pass@example.org/a",
        reference=GitReference(kind="branch", name='odd "name"\x7f'),
        subdirectory="sub",
        lfs=True,
    )
    assert _sources(job(from_("a", source))) == {
        "a": {
            "git": "https://example.org/a",
            "branch": 'odd "name"\x7f',
            "subdirectory": "sub",
            "lfs": True,
        }
    }


def test_url_is_asked_for_with_its_fragment() -> None:
    source = UrlSource(url=f"{FILES}/a-1.whl#sha256=00")
    found = _project(job(from_("a", source, extras=("x",))))
    assert found["project"]["dependencies"] == [f"a[x] @ {FILES}/a-1.whl#sha256=00"]


def test_version_beside_a_source_is_a_constraint() -> None:
    request = _request(
        job(from_("a", PathSource(path="a")), spec("a", "<2", extras=("x",)))
    )
    assert tomli.loads(request.project)["project"]["dependencies"] == ["a", "a[x]"]
    constraints = tomli.loads(request.settings)["constraint-dependencies"]
    assert constraints == ["stub @ file:///stub", "a<2"]


def test_index_of_one_package_is_explicit() -> None:
    found = _project(job(spec("a", index=OTHER), spec("b")))["tool"]["uv"]
    [index] = found["index"]
    assert index == {
        "name": found["sources"]["a"]["index"],
        "url": OTHER,
        "explicit": True,
    }


def test_index_of_what_conda_provides_is_not_asked() -> None:
    assert _sources(job(spec("a", index=OTHER), provided=provided(a="1"))) == {}


def test_defaults_are_left_to_uv() -> None:
    assert _settings() == {
        "constraint-dependencies": ["stub @ file:///stub"],
        "resolution": "highest",
        "index": [{"name": "pixi-default", "url": MAIN, "default": True}],
    }


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        (
            "index_strategy",
            IndexStrategy.UNSAFE_BEST_MATCH,
            {"index-strategy": "unsafe-best-match"},
        ),
        ("prerelease_mode", PrereleaseMode.ALLOW, {"prerelease": "allow"}),
        ("prerelease_mode", PrereleaseMode.IF_NECESSARY_OR_EXPLICIT, {}),
        ("no_build", True, {"no-build": True}),
        ("no_build", ("a", "b"), {"no-build-package": ["a", "b"]}),
        ("no_binary", True, {"no-binary": True}),
        ("no_binary", ("a",), {"no-binary-package": ["a"]}),
        ("no_binary", (), {}),
        (
            "find_links",
            (FindLinks(path="dist"),),
            {"find-links": ["/ws/dist"], "no-index": True},
        ),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_option_reaches_uv(
    option: str, value: object, expected: dict[str, Any]
) -> None:
    found = _settings(**{option: value})
    usual = {"constraint-dependencies", "resolution", "index"}
    assert {k: v for k, v in found.items() if k not in usual} == expected


def test_strategy_reaches_uv() -> None:
    request = _request(job(strategy=SolveStrategy.LOWEST_DIRECT))
    assert tomli.loads(request.settings)["resolution"] == "lowest-direct"


def test_cutoffs_reach_uv_as_moments() -> None:
    rules = ExcludeNewer(
        default=Cutoff(text="1d", age=86400.0),
        pypi_packages={PypiName("a"): Cutoff(text="", moment=0.0)},
    )
    request = _request(job(exclude_newer=rules, now=2 * 86400.0))
    settings = tomli.loads(request.settings)
    assert settings["exclude-newer"] == "1970-01-02T00:00:00Z"
    assert settings["exclude-newer-package"] == {"a": "1970-01-01T00:00:00Z"}


def test_passwords_are_in_the_variables_alone() -> None:
    request = _request(
        job(
            spec("a", index="https://me:pass1@example.org/i"),
            from_("b", UrlSource(url="https://me:pass2@example.org/b-1.whl")),
            from_("c", GitSource(url="https://me:pass3@example.org/c")),
            options=PypiOptions(index_url="https://me:pass4@example.org/j"),
        )
    )
    assert "pass" not in request.project + request.settings + request.preferences
    secrets = [v for v in request.variables.values() if v.startswith("pass")]
    assert sorted(secrets) == ["pass1", "pass2", "pass4"]


def _preferred(*records: PypiRecord, **fields: Any) -> Any:
    text = _request(job(spec("a"), preferred=records, **fields)).preferences
    return tomli.loads(text).get("packages", [])


def _record(location: str, version: str | None = "1.0") -> PypiRecord:
    return PypiRecord(location=location, name="a", version=version)


def test_locked_version_is_preferred() -> None:
    found = _preferred(_record(f"{FILES}/a-1.0-py3-none-any.whl"))
    assert found == [{"name": "a", "version": "1.0"}]


def test_locked_commit_is_preferred() -> None:
    location = f"git+https://example.org/a?subdirectory=s&tag=v1#{COMMIT}"
    [found] = _preferred(_record(location))
    assert found["vcs"] == {
        "type": "git",
        "url": "https://example.org/a",
        "requested-revision": "v1",
        "commit-id": COMMIT,
        "subdirectory": "s",
    }


@pytest.mark.parametrize(
    "record",
    [_record("./a", None), _record(f"direct+{FILES}/a-1.0-py3-none-any.whl")],
    ids=["folder", "url"],
)
def test_what_was_named_itself_is_no_preference(record: PypiRecord) -> None:
    assert _preferred(record) == []


def test_what_conda_provides_now_is_no_preference() -> None:
    record = _record(f"{FILES}/a-1.0-py3-none-any.whl")
    assert _preferred(record, provided=provided(a="2")) == []
