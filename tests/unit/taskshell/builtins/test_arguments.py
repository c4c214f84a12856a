from __future__ import annotations

import pytest

from pypixi.taskshell.builtins.arguments import Arguments, parse
from pypixi.taskshell.failures import CommandError

FLAGS = ("-a", "-b", "--long", "-0")
VALUED = {"-n": "number", "--number": "number"}


def parsed(line: str, *, stops_at_operand: bool = False) -> Arguments:
    return parse(
        line.split(), flags=FLAGS, valued=VALUED, stops_at_operand=stops_at_operand
    )


@pytest.mark.parametrize(
    ("line", "flags", "values", "operands"),
    [
        ("x -a y", {"-a"}, {}, ["x", "y"]),
        ("-ab --long", {"-a", "-b", "--long"}, {}, []),
        ("-a -- -b --", {"-a"}, {}, ["-b", "--"]),
        ("- -5 -0.5 -.5", set(), {}, ["-", "-5", "-0.5", "-.5"]),
        ("-0", {"-0"}, {}, []),
        ("-n 3 x", set(), {"number": "3"}, ["x"]),
        ("-an -3", {"-a"}, {"number": "-3"}, []),
        ("--number=3 --number= x", set(), {"number": ""}, ["x"]),
    ],
)
def test_flags_are_told_from_operands(
    line: str, flags: set[str], values: dict[str, str], operands: list[str]
) -> None:
    found = parsed(line)
    assert (found.flags, found.values, found.operands) == (flags, values, operands)


def test_first_operand_may_end_the_flags() -> None:
    found = parsed("-a x -b", stops_at_operand=True)
    assert (found.flags, found.operands) == ({"-a"}, ["x", "-b"])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("-x", "unsupported flag: -x"),
        ("-ax", "unsupported flag: -x"),
        ("--other", "unsupported flag: --other"),
        ("--long=1", "unsupported flag: --long=1"),
        ("-n", "expected a value following -n"),
        ("-n -a", "expected a value following -n"),
        ("-n2 x", "expected a value following -n"),
        ("--number", "expected a value following --number"),
    ],
)
def test_other_flags_are_refused(line: str, message: str) -> None:
    with pytest.raises(CommandError) as caught:
        parsed(line)
    assert caught.value.message == message
