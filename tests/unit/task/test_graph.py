"""Which tasks run before which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.errors import PixiError
from unit.manifest.samples import marked

from .samples import order

if TYPE_CHECKING:
    from pypixi.task.graph import TaskNode


def names(nodes: tuple[TaskNode, ...]) -> list[str]:
    """Return the runs by name, with their values, and their environment if another."""
    return [_name(node) for node in nodes]


def _name(node: TaskNode) -> str:
    parts = [node.task.name, *(node.arguments.values or {}).values()]
    parts += node.arguments.extra
    where = node.environment.name
    return " ".join(parts) + ("" if where == "default" else f" in {where}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('a = "x"', ["a"], id="alone"),
        pytest.param(
            'a = { cmd = "x", depends-on = ["b", "c"] }\nb = "x"\nc = "x"',
            ["b", "c", "a"],
            id="in the order of the list",
        ),
        pytest.param(
            'a = { depends-on = ["b", "c"] }\nb = { depends-on = ["d"] }\n'
            'c = { depends-on = ["d"] }\nd = "x"',
            ["d", "b", "c", "a"],
            id="shared",
        ),
        pytest.param(
            'a = { depends-on = ["b", "c"] }\nb = "x"\n'
            'c = { depends-on = ["d", "b"] }\nd = "x"',
            ["b", "d", "c", "a"],
            id="known ones first",
        ),
        pytest.param(
            'a = { cmd = "x", depends-on = ["a"] }', ["a", "a"], id="on itself"
        ),
        pytest.param(
            'a = { cmd = "x", depends-on = ["b"] }\n'
            'b = { cmd = "x", depends-on = ["a"] }',
            ["a", "b", "a"],
            id="circle",
        ),
        pytest.param(
            'a = { depends-on = ["b", "b"] }\nb = "x"', ["b", "b", "a"], id="twice"
        ),
        pytest.param(
            'a = [{ task = "b", args = ["1"] }, { task = "b", args = ["2"] }]\n'
            'b = { cmd = "x", args = ["v"] }',
            ["b 1", "b 2", "a"],
            id="other arguments",
        ),
        pytest.param(
            'a = [{ task = "b" }, { task = "b", args = [] }]\nb = "x"',
            ["b", "b", "a"],
            id="none and an empty list",
        ),
        pytest.param(
            'a = [{ task = "b", args = [] }]\nb = [{ task = "a", args = [] }]',
            ["b", "a"],
            id="root by an empty list",
        ),
        pytest.param(
            'a = [{ task = "b" }, { task = "b", environment = "other" }]\nb = "x"',
            ["b", "b in other", "a"],
            id="other environment",
        ),
        pytest.param(
            'a = [{ task = "b", args = [{ k = "v" }] }]\nb = "x"',
            ["b k=v", "a"],
            id="named but not declared",
        ),
    ],
)
def test_runs_are_in_order(text: str, expected: list[str]) -> None:
    assert names(order(text, "a")) == expected


def test_arguments_are_handed_on_through_templates() -> None:
    text = """
    a = { args = ["x"], depends-on = [{ task = "b", args = ["{{ x | upper }}"] }] }
    b = { cmd = "x", args = ["y"], depends-on = [{ task = "c", args = ["{{ y }}!"] }] }
    c = "{{ pixi.environment.name }}"
    """
    assert names(order(text, "a", "v")) == ["c V!", "b V", "a v"]


def test_free_words_stay_with_the_task_they_were_typed_for() -> None:
    text = 'a = { cmd = "x", depends-on = ["b"] }\nb = "x"'
    assert names(order(text, "a", "1", "2")) == ["b", "a 1 2"]


def test_dependency_knows_the_environment_of_the_one_that_asks() -> None:
    text = """
    a = [{ task = "b", environment = "other" }]
    b = [{ task = "c", args = ["{{ pixi.environment.name }}"] }]
    c = "x"
    """
    assert names(order(text, "a"))[0] == "c other"


@pytest.mark.parametrize("name", ["manifest_path", "init_cwd"])
def test_arguments_of_dependencies_know_no_paths(name: str) -> None:
    text = f'a = [{{ task = "b", args = ["{{{{ pixi.{name} }}}}"] }}]\nb = "x"'
    with pytest.raises(PixiError) as caught:
        order(text, "a")
    assert caught.value.message == "failed to replace argument placeholders"
    assert caught.value.labels[0].source.name == "args for 'b' in task 'a'"


def test_skipping_dependencies_leaves_the_root() -> None:
    text = 'a = { cmd = "x", depends-on = ["missing"] }'
    assert names(order(text, "a", "w", skip_deps=True)) == ["a w"]


def test_each_run_knows_what_it_waits_for() -> None:
    text = """
    a = { cmd = "x", depends-on = ["b", "c"] }
    b = { cmd = "x", depends-on = ["d"] }
    c = { cmd = "x", depends-on = ["d", "e", "c"] }
    d = "x"
    e = "x"
    """
    nodes = order(text, "a")
    waits = {
        node.task.name: [nodes[index].task.name for index in node.after]
        for node in nodes
    }
    assert names(nodes) == ["d", "b", "e", "c", "a"]
    assert waits == {"d": [], "b": ["d"], "e": [], "c": ["d", "e"], "a": ["b", "c"]}
    assert all(index < at for at, node in enumerate(nodes) for index in node.after)


def test_aliases_are_told_apart() -> None:
    nodes = order('a = { depends-on = ["b"] }\nb = "x"', "a")
    assert [node.is_alias for node in nodes] == [False, True]


def test_missing_dependency_is_shown_where_it_is_asked_for() -> None:
    with pytest.raises(PixiError) as caught:
        order('a = { cmd = "x", depends-on = ["b"] }', "a")
    assert caught.value.message == "could not find the task 'b'"
    assert [*map(marked, caught.value.labels)] == [('"b"', "'a' depends on it")]


@pytest.mark.parametrize("more", ["{{ x }}x", "{{ x }}{{ x }}"])
def test_arguments_that_grow_for_ever_are_an_error(more: str) -> None:
    text = f'a = {{ args = ["x"], depends-on = [{{ task = "a", args = ["{more}"] }}] }}'
    with pytest.raises(PixiError, match="the task 'a' has no end of dependencies"):
        order(text, "a", "1")


def test_long_chain_is_followed() -> None:
    text = "\n".join(f't{n} = {{ depends-on = ["t{n + 1}"] }}' for n in range(3000))
    assert len(order(f't3000 = "x"\n{text}', "t0")) == 3001
