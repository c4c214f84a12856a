from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from typing import Any, Generic, TypeVar

import pytest

from pypixi.values import field, fields, frozen, frozen_positional, replace

T = TypeVar("T")


@frozen
class Fish:
    """A value with every kind of field."""

    name: str
    length: float = 1.0
    friends: list[str] = field(default_factory=list)
    tag: int = field(default=0, compare=False)
    secret: str = field(default="", repr=False, metadata={"key": "value"})

    @property
    def is_long(self) -> bool:
        """Whether it is longer than most."""
        return self.length > 2


@frozen_positional
class Point(Generic[T]):
    """A value whose fields need no names."""

    x: T
    y: int = 0


@frozen
class Empty:
    """A value without fields."""


CARELESS: Any = Fish
"""The class without what the type checker knows of it."""


def test_fields_have_what_was_given_or_their_default() -> None:
    fish = Fish(name="cod", length=3.0)
    assert (fish.name, fish.length, fish.friends, fish.tag) == ("cod", 3.0, [], 0)
    assert fish.is_long


def test_default_is_made_anew_for_each_value() -> None:
    assert Fish(name="a").friends is not Fish(name="a").friends


def test_values_are_made_alike_however_many_there_are() -> None:
    """A class makes a constructor of its own once it has some values."""

    @frozen
    class Shell:
        name: str
        width: float = 1.0
        marks: list[str] = field(default_factory=list)

    careless: Any = Shell
    made = []
    for _ in range(30):
        made.append(Shell(name="a", width=1.0, marks=["b"]))
        plain = Shell(name="a")
        assert (plain.width, plain.marks) == (1.0, [])
        assert plain.marks is not Shell(name="a").marks
        with pytest.raises(TypeError, match="missing"):
            careless(width=2.0)
    assert all(each == made[0] and vars(each) == vars(made[0]) for each in made)
    assert "width" not in vars(made[0])


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({}, id="missing"),
        pytest.param({"name": "a", "size": 1}, id="unknown"),
    ],
)
def test_wrong_arguments_are_refused(given: dict[str, str]) -> None:
    for _ in range(2):  # the first call makes the constructor, the second finds it
        with pytest.raises(TypeError, match=r"Fish.__init__\(\) .* 'name|size'"):
            CARELESS(**given)


def test_positional_value_takes_its_fields_by_position() -> None:
    assert Point(1, 2) == Point(x=1, y=2)


def test_value_keeps_only_what_is_no_default() -> None:
    assert vars(Fish(name="cod")).keys() == {"name", "friends"}


def test_values_with_equal_fields_are_equal() -> None:
    assert Fish(name="a", tag=1) == Fish(name="a", tag=2)
    assert Fish(name="a") != Fish(name="b")
    assert Empty() == Empty()
    assert hash(Point(1)) == hash(Point(1, 0))


def test_values_of_different_classes_are_not_equal() -> None:
    assert Point(1, 2).__eq__((1, 2)) is NotImplemented
    assert Fish(name="a").__eq__(Point(1)) is NotImplemented


def test_value_is_hashable_if_its_fields_are() -> None:
    assert {Point("a"): 1}[Point("a")] == 1
    with pytest.raises(TypeError, match="unhashable"):
        hash(Fish(name="a"))


def test_value_cannot_be_changed() -> None:
    fish: Any = Fish(name="a")
    with pytest.raises(AttributeError, match="cannot assign to field 'name'"):
        fish.name = "b"
    with pytest.raises(AttributeError, match="cannot delete field 'name'"):
        delattr(fish, "name")
    with pytest.raises(AttributeError, match="colour"):
        fish.colour = "red"


def test_replace_returns_another_value() -> None:
    fish = Fish(name="a", tag=3)
    other = replace(fish, length=2.5)
    assert (other.name, other.length, other.tag, fish.length) == ("a", 2.5, 3, 1.0)


def test_value_survives_copying_and_pickling() -> None:
    fish = Fish(name="a", friends=["b"])
    assert copy.deepcopy(fish) == fish
    assert pickle.loads(pickle.dumps(fish)) == fish
    assert pickle.loads(pickle.dumps(Point(1))) == Point(1)


def test_value_is_printed_with_its_fields() -> None:
    assert repr(Point(1)) == "Point(x=1, y=0)"
    assert "secret" not in repr(Fish(name="a"))
    assert repr(Empty()) == "Empty()"


def test_positional_value_can_be_matched_by_position() -> None:
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)


def test_fields_are_known_in_their_order() -> None:
    names = ["name", "length", "friends", "tag", "secret"]
    assert [each.name for each in fields(Fish)] == names
    assert fields(Fish(name="a"))[-1].metadata == {"key": "value"}


def test_method_of_the_class_wins() -> None:
    @frozen
    class Shy:
        name: str

        def __repr__(self) -> str:
            return "..."

    assert repr(Shy(name="a")) == "..."


def test_module_loads_nothing_but_operator() -> None:
    code = (
        "import sys; before = set(sys.modules); import pypixi.values\n"
        "print(sorted(set(sys.modules) - before - {'operator', '_operator'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['__future__', 'pypixi', 'pypixi.values']"
