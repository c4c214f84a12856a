"""Runs of tasks with everything filled in."""

from __future__ import annotations

import pytest

from pypixi.errors import PixiError

from .samples import call


def test_call_has_everything_filled_in() -> None:
    made = call(
        '{ cmd = "cc {{ a }}", args = ["a"], env = { X = "{{ a }}!", Y = "$X" },'
        ' inputs = ["{{ a }}.c"], outputs = ["out/{{ pixi.platform }}"] }',
        "main",
        "--",
        "-v x",
    )
    assert made.shown == "cc main -v x"
    assert made.script == 'export "X=main!";\nexport "Y=$X";\ncc main \'-v x\''
    assert (made.inputs, made.outputs) == (("main.c",), ("out/linux-64",))


def test_alias_has_no_command() -> None:
    assert call("{}").command == ""


@pytest.mark.parametrize(
    ("value", "origin"),
    [
        ('{ cmd = ["x", "{{ a }}"] }', "cmd of task 't'"),
        ('{ cmd = "x", env = { A = "{{ a }}" } }', "env.A of task 't'"),
        ('{ cmd = "x", inputs = ["{{ a }}"] }', "inputs of task 't'"),
        ('{ cmd = "x", outputs = ["{{ a }}"] }', "outputs of task 't'"),
    ],
)
def test_fault_is_shown_where_it_is(value: str, origin: str) -> None:
    with pytest.raises(PixiError) as caught:
        call(value)
    assert caught.value.labels[0].source.name == origin


def test_what_is_no_template_stays_as_written() -> None:
    made = call('{ cmd = "x", cwd = "{{ a }}", description = "{{ b }}" }')
    assert (made.node.task.cwd, made.node.task.description) == ("{{ a }}", "{{ b }}")
