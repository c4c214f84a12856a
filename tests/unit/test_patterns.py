from __future__ import annotations

import re
import subprocess
import sys

import pytest

from pypixi.patterns import regex


def test_pattern_has_the_methods_of_a_compiled_one() -> None:
    found = regex(r"(\d+)-(\w+)").fullmatch("12-ab")
    assert found is not None
    assert found.groups() == ("12", "ab")
    assert regex("b").sub("c", "abb") == "acc"
    assert regex("b", re.IGNORECASE).findall("Bb") == ["B", "b"]
    assert regex("b").pattern == "b"


def test_method_is_found_once() -> None:
    made = regex("a")
    assert made.search is made.search


def test_pattern_is_compiled_when_it_is_used() -> None:
    made = regex("(")
    with pytest.raises(re.error):
        made.match("")


def test_what_is_no_method_is_missing() -> None:
    assert not hasattr(regex("a"), "groups")


def test_command_compiles_few_patterns() -> None:
    program = (
        "import gc, pypixi.cli.install, pypixi.workspace.install\n"
        "from pypixi.patterns import _Compiled\n"
        "made = [each for each in gc.get_objects() if isinstance(each, _Compiled)]\n"
        "used = [each.pattern for each in made if 'match' in vars(each)]\n"
        "print(len(made), len(used))\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", program],
        check=True,
        capture_output=True,
        text=True,
    )
    made, used = map(int, done.stdout.split())
    assert made > 20
    assert used == 0
