"""What the project of a local folder says now, beside what is locked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pypixi.locking.faults.context import Memory
from pypixi.locking.judging_pypi.local_metadata import local_fault
from pypixi.values import replace
from unit.lockfile.samples import directory, wheel
from unit.locking.samples import pypi_context

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pypixi.records.pypi import PypiRecord


def fault(tmp_path: Path, project: str, **fields: Any) -> str | None:
    """Return the fault of a project that is locked with some fields."""
    folder = tmp_path / "app"
    folder.mkdir()
    text = f"[project]\nname = 'app'\nversion = '1'\n{project}\n"
    (folder / "pyproject.toml").write_text(text)
    return _fault(directory(**fields), tmp_path)


def _fault(record: PypiRecord, root: Path) -> str | None:
    return local_fault(record, Memory(pypi_context(root)))


@pytest.mark.parametrize(
    ("project", "requires"),
    [
        pytest.param("", (), id="nothing"),
        pytest.param(
            "dependencies = ['B_x <3,>=1', 'six; python_version < \"3.9\"']",
            ("six ; python_full_version < '3.9'", "b-x>=1,<3"),
            id="another spelling and order",
        ),
        pytest.param(
            "[project.optional-dependencies]\nCli = ['six']",
            ("six ; extra == 'cli'",),
            id="extra",
        ),
        pytest.param(
            "[project.optional-dependencies]\ncli = ['six']\nall = ['app[cli]']",
            ("six ; extra == 'cli'", "app[cli] ; extra == 'all'"),
            id="extra of itself",
        ),
        pytest.param(
            "[project.optional-dependencies]\ncli = ['six']\nall = ['app[cli]']",
            ("six ; extra == 'cli'", "six ; extra == 'all'"),
            id="extra of itself that was written out",
        ),
        pytest.param(
            "dependencies = ['app[cli]']\n"
            "[project.optional-dependencies]\ncli = ['six', 'app[cli]']",
            ("six ; extra == 'cli'", "six"),
            id="extra of itself that is always on",
        ),
        pytest.param(
            "dependencies = ['other']\n"
            "[tool.uv.sources]\nother = { path = '../other' }",
            ("other @ file:./other",),
            id="source that uv reads",
        ),
        pytest.param(
            "dependencies = ['other']\n"
            "[tool.uv.sources]\nother = { path = '../other' }",
            ("other @ ./other",),
            id="source as the original writes it",
        ),
        pytest.param(
            "dependencies = ['other>1']\n"
            "[tool.uv.sources]\nother = { workspace = true }",
            ("other @ file:./other",),
            id="source that uv alone finds",
        ),
        pytest.param(
            "dependencies = ['other']\n[tool.uv.sources]\n"
            "other = { git = 'https://e.org/x', tag = 'v1' }",
            ("other @ git+https://e.org/x@v1",),
            id="repository that uv reads",
        ),
        pytest.param(
            "dynamic = ['dependencies']", ("six",), id="only a build could tell"
        ),
    ],
)
def test_same_metadata_is_no_fault(
    tmp_path: Path, project: str, requires: tuple[str, ...]
) -> None:
    assert fault(tmp_path, project, requires_dist=requires) is None


def test_extras_that_all_ask_for_each_other_are_written_out_once(
    tmp_path: Path,
) -> None:
    """There are as many ways from one to another as there are orders of them."""
    names = [f"e{number}" for number in range(6)]
    lines = [
        f"{name} = ['dep-{name}', 'app[{','.join(set(names) - {name})}]']"
        for name in names
    ]
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "pyproject.toml").write_text(
        "\n".join(
            ["[project]", "name = 'app'", "[project.optional-dependencies]", *lines]
        )
    )
    every = [f"dep-{dep} ; extra == '{name}'" for dep in names for name in names]
    context = pypi_context(tmp_path)
    asked: list[str] = []

    def normalize(texts: Sequence[str]) -> list[str]:
        asked.extend(texts)
        return context.normalize(texts)

    memory = Memory(replace(context, normalize=normalize))
    assert local_fault(directory(requires_dist=tuple(every)), memory) is None
    assert len(asked) < 2_000


def changed(text: str) -> str:
    return f"metadata for local package 'app' has changed: {text}"


@pytest.mark.parametrize(
    ("project", "fields", "text"),
    [
        pytest.param(
            "dependencies = ['six>=2', 'attrs']",
            {"requires_dist": ("six>=1", "attrs")},
            "dependencies changed - added: [six>=2], removed: [six>=1]",
            id="dependencies",
        ),
        pytest.param(
            "[project.optional-dependencies]\nall = ['app[cli]']\ncli = ['six', 'b']",
            {"requires_dist": ("six ; extra == 'cli'", "app[cli] ; extra == 'all'")},
            "dependencies changed - added: [b ; extra == 'all', b ; extra == 'cli'],"
            " removed: []",
            id="extra that another asks for",
        ),
        pytest.param(
            "dependencies = ['other']\n[tool.uv.sources]\n"
            "other = { git = 'https://e.org/x', tag = 'v2' }",
            {"requires_dist": ("other @ git+https://e.org/x@v1",)},
            "dependencies changed - added: [other @ git+https://e.org/x@v2],"
            " removed: [other @ git+https://e.org/x@v1]",
            id="place of a dependency",
        ),
        pytest.param(
            "requires-python = '>=3.10'",
            {"requires_python": ">=3.9"},
            "requires-python changed from >=3.9 to >=3.10",
            id="python",
        ),
        pytest.param(
            "",
            {"requires_python": ">=3.9"},
            "requires-python changed from >=3.9 to none",
            id="no python any more",
        ),
    ],
)
def test_changed_metadata_is_told(
    tmp_path: Path, project: str, fields: dict[str, Any], text: str
) -> None:
    assert fault(tmp_path, project, **fields) == changed(text)


def test_requirement_that_nobody_understands_is_a_change(tmp_path: Path) -> None:
    text = fault(tmp_path, "dependencies = ['six >=> 1']")
    assert text is not None
    assert text.startswith(changed("'six >=> 1' is not a requirement"))


def test_order_of_specifiers_of_python_does_not_matter(tmp_path: Path) -> None:
    project = "requires-python = '<4, >=3.9'"
    assert fault(tmp_path, project, requires_python=">=3.9,<4") is None


def test_absolute_path_is_the_relative_one(tmp_path: Path) -> None:
    project = f"dependencies = ['other @ {(tmp_path / 'a b').as_uri()}']"
    requires = ("other @ file:a%20b",)
    assert fault(tmp_path, project, requires_dist=requires) is None


def test_folder_without_a_project_table_is_trusted(tmp_path: Path) -> None:
    """It may have a ``setup.py``, which only a build can ask."""
    record = directory(requires_dist=("six",))
    (tmp_path / "app").mkdir()
    assert _fault(record, tmp_path) is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no folder"),
        (b"[", "cannot be read"),
        (b"\xff", "cannot be read"),
        (b"[project]\nname = 'other'\n", "is called 'other'"),
        (b"[project]\nname = 'app'\ndependencies = 'six'\n", "is no list"),
    ],
)
def test_folder_that_is_not_the_project_any_more_is_a_fault(
    content: bytes | None, said: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "app").mkdir()
        (tmp_path / "app" / "pyproject.toml").write_bytes(content)
    text = _fault(directory(), tmp_path)
    assert text is not None
    assert text.startswith("local package 'app' is not there any more: ")
    assert said in text


def test_project_of_several_environments_is_read_once(tmp_path: Path) -> None:
    text = "[project]\nname = 'app'\ndependencies = []\n"
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "pyproject.toml").write_text(text)
    memory = Memory(pypi_context(tmp_path))
    assert local_fault(directory(), memory) is None
    (tmp_path / "app" / "pyproject.toml").write_text("[")
    assert local_fault(directory(), memory) is None


@pytest.mark.parametrize("location", ["./app-1.tar.gz", "https://example.org/a.whl"])
def test_archive_is_not_looked_into(location: str, tmp_path: Path) -> None:
    record = wheel("app", location=location)
    assert _fault(record, tmp_path) is None
