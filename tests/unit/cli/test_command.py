from __future__ import annotations

import pytest

from pypixi.cli.command import Command

ADD = Command("work platform add", "Add", aliases=("a",), hidden_aliases=("plus",))
OLD = Command("work old", "Old", is_hidden=True)
PLATFORM = Command("work platform", "Platforms", commands=(ADD,))
WORK = Command("work", "Work", commands=(OLD, PLATFORM))


@pytest.mark.parametrize("word", ["add", "a", "plus"])
def test_command_is_found_by_each_of_its_words(word: str) -> None:
    assert PLATFORM.find(word) is ADD


@pytest.mark.parametrize("word", ["work platform add", "", "ad"])
def test_nothing_else_finds_a_command(word: str) -> None:
    assert PLATFORM.find(word) is None


def test_hidden_command_is_found_and_not_shown() -> None:
    assert WORK.find("old") is OLD
    assert WORK.shown == (PLATFORM,)
    assert [leaf.name for leaf in WORK.leaves] == ["work platform add"]


def test_hidden_words_are_not_shown() -> None:
    assert ADD.words == ("add", "a")


def test_module_and_what_is_typed_follow_from_the_name() -> None:
    assert ADD.module == "pypixi.cli.work.platform.add"
    assert ADD.prog == "pixi work platform add"
    assert Command("", "All").prog == "pixi"
    assert Command("shell-hook", "Hook").module == "pypixi.cli.shell_hook"
