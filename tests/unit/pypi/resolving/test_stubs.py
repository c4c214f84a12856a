from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import tomli

from pypixi.files.atomic import UnwritableFileError
from pypixi.pypi.resolving.static_metadata import static_metadata
from pypixi.pypi.resolving.stubs import write_stubs
from unit.pypi.resolving.jobs import provided


def _stub(constraint: str) -> Path:
    return Path(unquote(urlsplit(constraint.partition(" @ ")[2]).path))


def test_constraint_leads_to_a_project_of_that_version(tmp_path: Path) -> None:
    [constraint] = write_stubs(provided(numpy="2.1.99").values(), tmp_path)
    text = (_stub(constraint) / "pyproject.toml").read_text()
    assert constraint.startswith("numpy @ file:///")
    assert tomli.loads(text) == {"project": {"name": "numpy", "version": "2.1.99"}}


def test_stub_requires_nothing(tmp_path: Path) -> None:
    [constraint] = write_stubs(provided(numpy="2").values(), tmp_path)
    found = static_metadata(_stub(constraint))
    assert found is not None
    assert found.requires_dist == ()


def test_path_is_escaped_in_the_constraint(tmp_path: Path) -> None:
    folder = tmp_path / "a b#c"
    [constraint] = write_stubs(provided(numpy="2").values(), folder)
    assert "a%20b%23c" in constraint
    assert _stub(constraint).is_relative_to(folder)


@pytest.mark.parametrize("version", ["1!2.0", "2.3.0rc1", "1.0+local.1"])
def test_odd_version_has_a_stub(tmp_path: Path, version: str) -> None:
    [constraint] = write_stubs(provided(x=version).values(), tmp_path)
    found = tomli.loads((_stub(constraint) / "pyproject.toml").read_text())
    assert found["project"]["version"] == version


def test_stub_that_is_there_is_left_alone(tmp_path: Path) -> None:
    [constraint] = write_stubs(provided(numpy="2").values(), tmp_path)
    path = _stub(constraint) / "pyproject.toml"
    before = path.stat().st_mtime_ns
    assert write_stubs(provided(numpy="2").values(), tmp_path) == [constraint]
    assert path.stat().st_mtime_ns == before


def test_stub_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "stubs").write_text("in the way")
    with pytest.raises(UnwritableFileError, match="cannot write"):
        write_stubs(provided(numpy="2").values(), tmp_path)
