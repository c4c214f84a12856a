"""Hashes of runs, as the original has them."""

from __future__ import annotations

from pypixi.manifest.model import NO_ACTIVATION, ActivationTable
from pypixi.task.arguments import Arguments
from pypixi.task.fingerprint import environment_hash, name_hash, run_hash

_EMPTY = "8cfb4d1ff0744e80"


def test_hashes_are_those_of_the_original() -> None:
    assert name_hash(Arguments()) == "d0a66a65c7528968"
    assert environment_hash("linux-64", NO_ACTIVATION, []) == _EMPTY
    assert run_hash("echo hi", None, None, _EMPTY) == "1ee8700dbe94d721"


def test_arguments_and_patterns_name_another_entry() -> None:
    names = [
        name_hash(Arguments()),
        name_hash(Arguments(extra=("a",))),
        name_hash(Arguments(values={})),
        name_hash(Arguments(values={"a": "b"})),
        name_hash(Arguments(values={"a": "b"}, extra=("c",))),
        name_hash(Arguments(), ()),
        name_hash(Arguments(), ("a",)),
        name_hash(Arguments(), ("a",), ("b",)),
    ]
    assert len({*names}) == len(names)


def test_activation_and_packages_are_part_of_an_environment() -> None:
    activation = ActivationTable(scripts=("a.sh",), env={"B": "2", "A": "1"})
    hashes = {
        environment_hash("linux-64", NO_ACTIVATION, []),
        environment_hash("osx-64", NO_ACTIVATION, []),
        environment_hash("linux-64", activation, []),
        environment_hash("linux-64", NO_ACTIVATION, ["b", "a"]),
    }
    assert len(hashes) == 4


def test_order_of_variables_and_packages_is_nothing() -> None:
    one = ActivationTable(env={"B": "2", "A": "1"})
    other = ActivationTable(env={"A": "1", "B": "2"})
    first = environment_hash("linux-64", one, ["a", "b"])
    assert first == environment_hash("linux-64", other, ["b", "a"])


def test_no_patterns_and_no_files_are_different() -> None:
    assert run_hash("x", {}, None, "") != run_hash("x", None, None, "")
    assert run_hash("x", {}, None, "") != run_hash("x", None, {}, "")


def test_names_on_a_path_are_told_apart() -> None:
    hashes = {run_hash("x", {p: "1"}, None, "") for p in ("a/bc", "ab/c", "abc")}
    assert len(hashes) == 3
