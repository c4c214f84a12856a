"""Which runs of tasks may start while others are under way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pypixi.task.agenda import Agenda

from .samples import order

DIAMOND = (
    'a = "x"\nb = { cmd = "x", depends-on = ["a"] }\n'
    'c = { cmd = "x", depends-on = ["a"] }\n'
    'd = { cmd = "x", depends-on = ["b", "c", "e"] }\ne = "x"'
)


def taken(agenda: Agenda) -> list[int]:
    """Return all that may start now."""
    return [*iter(agenda.take, None)]


def left(agenda: Agenda) -> str:
    return "".join(node.task.name for node in agenda.left_out)


def test_runs_start_when_all_they_wait_for_have_ended() -> None:
    agenda = Agenda(order(DIAMOND, "d"))  # a b c e d
    assert taken(agenda) == [0, 3]
    agenda.ended(0, 0)
    assert taken(agenda) == [1, 2]
    for place in (3, 2):
        agenda.ended(place, 0)
        assert taken(agenda) == []
    assert left(agenda) == "d"
    agenda.ended(1, 0)
    assert taken(agenda) == [4]
    assert (left(agenda), agenda.failures) == ("", [])


def test_alias_ends_with_what_it_stands_for() -> None:
    text = 'both = { depends-on = ["a", "none"] }\na = "x"\nnone = {}\n'
    agenda = Agenda(order(f'{text}z = {{ cmd = "x", depends-on = ["both"] }}', "z"))
    assert taken(agenda) == [0]
    assert left(agenda) == "z"
    agenda.ended(0, 0)
    assert taken(agenda) == [3]


@pytest.mark.parametrize(("keep_going", "second"), [(False, []), (True, [3])])
def test_failure_ends_all_or_what_depends_on_it(
    keep_going: bool, second: list[int]
) -> None:
    agenda = Agenda(order(DIAMOND, "d"), keep_going=keep_going)
    assert agenda.take() == 0
    agenda.ended(0, 7)
    assert taken(agenda) == second
    for place in second:
        agenda.ended(place, 8)
    statuses = [(node.task.name, status) for node, status in agenda.failures]
    assert statuses == [("a", 7), ("e", 8)][: 1 + len(second)]
    assert left(agenda) == ("bcd" if keep_going else "bced")


def test_what_ends_after_the_end_is_no_failure_of_its_own() -> None:
    agenda = Agenda(order(DIAMOND, "d"))
    assert taken(agenda) == [0, 3]
    agenda.ended(3, 1)
    agenda.ended(0, 143)
    assert [status for _, status in agenda.failures] == [1]


def test_nothing_starts_once_it_is_halted() -> None:
    agenda = Agenda(order(DIAMOND, "d"), keep_going=True)
    agenda.halt()
    assert taken(agenda) == []


@settings(deadline=None)
@given(st.data())
def test_everything_runs_once_and_in_an_order_that_fits(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 8))
    lines = []
    for number in range(count):
        below = data.draw(st.sets(st.integers(0, max(number - 1, 0)), max_size=number))
        listed = ", ".join(f'"t{each}"' for each in sorted(below) if each < number)
        command = "" if data.draw(st.booleans()) else 'cmd = "x", '
        lines.append(f"t{number} = {{ {command}depends-on = [{listed}] }}")
    nodes = order("\n".join(lines), f"t{count - 1}")
    agenda = Agenda(nodes)
    ended: set[int] = set()
    running = set(taken(agenda))
    seen = set(running)
    while running:
        place = data.draw(st.sampled_from(sorted(running)))
        running.remove(place)
        ended.add(place)
        agenda.ended(place, 0)
        new = taken(agenda)
        assert not seen & set(new)
        for each in new:
            commands = [at for at in nodes[each].after if not nodes[at].is_alias]
            assert ended.issuperset(commands)
        seen.update(new)
        running.update(new)
    assert not agenda.left_out
