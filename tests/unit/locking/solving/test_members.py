from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.locking.faults.context import Memory
from pypixi.locking.groups import SolveUnit, solve_units
from pypixi.locking.solving.members import member_conda, member_packages
from pypixi.records.pypi import PypiRecord
from unit.locking.samples import CONTEXT, PYTHON, pypi_context, record
from unit.manifest.samples import PATH, environments

if TYPE_CHECKING:
    from pypixi.lockfile.model import LockedPackage

NUMPY = record("numpy", "2.1.0", "blas", purls=("pkg:pypi/numpy",))
BLAS = record("blas", "3.0", purls=())


def _unit(text: str) -> SolveUnit:
    """Return the unit of a group on its first platform."""
    units = solve_units(environments(text).values())
    return next(unit for unit in units if unit.group is not None)


def _wheel(name: str, *requires: str) -> PypiRecord:
    location = f"https://example.org/{name}-1.0-py3-none-any.whl"
    return PypiRecord(
        location=location, name=name, version="1.0", requires_dist=requires
    )


def _parts(text: str, *rows: LockedPackage) -> dict[str, set[str]]:
    """Return the names of the packages that each member gets."""
    unit = _unit(text)
    context = pypi_context(PATH.parent)
    return {
        member.name: {
            row.name for row in member_packages(unit, member, rows, Memory(context))
        }
        for member in unit.members
    }


TWO = (
    "[environments]\n"
    "prod = { features = [], solve-group = 'g' }\n"
    "test = { features = ['test'], solve-group = 'g' }\n"
)


def test_member_gets_what_its_conda_requirements_lead_to() -> None:
    text = f"[dependencies]\na = '*'\n[feature.test.dependencies]\nc = '*'\n{TWO}"
    rows = (
        record("a", "1.0", "b"),
        record("b"),
        record("c", "1.0", "d >=1"),
        record("d"),
    )
    assert _parts(text, *rows) == {"prod": {"a", "b"}, "test": {"a", "b", "c", "d"}}


def test_member_gets_what_its_pypi_requirements_lead_to() -> None:
    text = (
        "[dependencies]\npython = '*'\n[pypi-dependencies]\nx = '*'\n"
        f"[feature.test.pypi-dependencies]\nz = {{ version = '*', extras = ['e'] }}\n"
        f"{TWO}"
    )
    rows = (
        PYTHON,
        _wheel("x", "y ; sys_platform == 'linux'", "w ; sys_platform == 'win32'"),
        _wheel("y"),
        _wheel("z", "w ; extra == 'e'"),
        _wheel("w"),
    )
    assert _parts(text, *rows) == {
        "prod": {"python", "x", "y"},
        "test": {"python", "x", "y", "z", "w"},
    }


def test_conda_package_comes_with_the_pypi_requirement_it_meets() -> None:
    text = (
        "[dependencies]\npython = '*'\n[pypi-dependencies]\nx = '*'\n"
        f"[feature.test.dependencies]\nnumpy = '*'\n{TWO}"
    )
    rows = PYTHON, NUMPY, BLAS, _wheel("x", "numpy>=2")
    assert _parts(text, *rows)["prod"] == {"python", "x", "numpy", "blas"}


def test_condition_that_holds_only_in_another_member_brings_nothing() -> None:
    text = (
        "[dependencies]\na = '*'\nb = { version = '*', when = 'c' }\n"
        f"[feature.test.dependencies]\nc = '*'\n{TWO}"
    )
    rows = record("a"), record("b"), record("c")
    assert _parts(text, *rows) == {"prod": {"a"}, "test": {"a", "b", "c"}}


def test_lone_member_gets_everything() -> None:
    unit = _unit("[environments]\nprod = { features = [], solve-group = 'g' }\n")
    rows = (record("a"), _wheel("x"))
    assert member_packages(unit, unit.members[0], rows, Memory(CONTEXT)) == rows
    assert member_conda(unit, unit.members[0], [record("a")], Memory(CONTEXT)) == (
        record("a"),
    )


def test_conda_part_leaves_out_what_only_pypi_requirements_use() -> None:
    text = (
        "[dependencies]\npython = '*'\n[pypi-dependencies]\nnumpy = '*'\n"
        f"[feature.test.dependencies]\nnumpy = '*'\n{TWO}"
    )
    unit = _unit(text)
    prod, test = (
        {
            row.name
            for row in member_conda(
                unit, member, [PYTHON, NUMPY, BLAS], Memory(CONTEXT)
            )
        }
        for member in unit.members
    )
    assert prod == {"python"}
    assert test == {"python", "numpy", "blas"}
