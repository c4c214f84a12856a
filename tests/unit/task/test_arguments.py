"""Which values the arguments of a task get."""

from __future__ import annotations

import pytest

from pypixi.errors import PixiError
from pypixi.manifest.tasks import GivenArgument
from pypixi.task.arguments import Arguments, match_given, match_words

from .samples import task

_TWO = '{ cmd = "x", args = ["a", { arg = "b", default = "B" }] }'
_CHOICES = '{ cmd = "x", args = [{ arg = "m", choices = ["dev", "rel"] }] }'
_NONE = '"x"'
_EMPTY = '{ cmd = "x", args = [] }'
_ALIAS = '{ depends-on = ["y"], args = ["a"] }'


@pytest.mark.parametrize(
    ("value", "words", "values", "extra"),
    [
        pytest.param(_TWO, ["1"], {"a": "1", "b": "B"}, [], id="default"),
        pytest.param(_TWO, ["1", "2"], {"a": "1", "b": "2"}, [], id="position"),
        pytest.param(
            _TWO, ["1", "--", "x", "--"], {"a": "1", "b": "B"}, ["x", "--"], id="extra"
        ),
        pytest.param(_TWO, ["", "--"], {"a": "", "b": "B"}, [], id="empty value"),
        pytest.param(_CHOICES, ["rel"], {"m": "rel"}, [], id="choice"),
        pytest.param(_NONE, ["1", "2"], None, ["1", "2"], id="free words"),
        pytest.param(_NONE, [], None, [], id="no words"),
        pytest.param(_NONE, ["--", "1"], None, ["1"], id="first dashes go"),
        pytest.param(_NONE, ["1", "--"], None, ["1", "--"], id="later dashes stay"),
        pytest.param(_NONE, ["--", "--"], None, ["--"], id="only the first goes"),
        pytest.param(_EMPTY, ["--", "1"], {}, ["1"], id="empty list and extra"),
        pytest.param(_ALIAS, ["1"], {"a": "1"}, [], id="alias"),
    ],
)
def test_words_fill_arguments(
    value: str, words: list[str], values: dict[str, str] | None, extra: list[str]
) -> None:
    expected = Arguments(values=values, extra=tuple(extra))
    assert match_words(task(value), words) == expected


@pytest.mark.parametrize(
    ("value", "given", "values", "extra"),
    [
        pytest.param(_TWO, ["1", "2"], {"a": "1", "b": "2"}, [], id="position"),
        pytest.param(_TWO, ["1", ("b", "2")], {"a": "1", "b": "2"}, [], id="name"),
        pytest.param(_TWO, [("a", "1")], {"a": "1", "b": "B"}, [], id="default"),
        pytest.param(_TWO, "123", {"a": "1", "b": "2"}, [], id="surplus is ignored"),
        pytest.param(_NONE, ["1", ("k", "v")], None, ["1", "k=v"], id="free"),
        pytest.param(_EMPTY, ["1"], None, ["1"], id="empty list is free"),
        pytest.param(_NONE, [], None, [], id="nothing"),
    ],
)
def test_dependency_gives_arguments(
    value: str,
    given: list[str | tuple[str, str]],
    values: dict[str, str] | None,
    extra: list[str],
) -> None:
    expected = Arguments(values=values, extra=tuple(extra))
    assert match_given(task(value), _given(given)) == expected


@pytest.mark.parametrize(
    ("value", "words", "message", "advice"),
    [
        pytest.param(
            _TWO,
            [],
            "no value provided for argument 'a' of task 't'",
            "its arguments are: t <a> [b]",
            id="missing",
        ),
        pytest.param(
            _CHOICES,
            [],
            "no value provided for argument 'm' of task 't', choose from: dev, rel",
            "its arguments are: t <m>",
            id="missing choice",
        ),
        pytest.param(
            _CHOICES,
            ["x"],
            "got 'x' for argument 'm' of task 't', choose from: dev, rel",
            "its arguments are: t <m>",
            id="no choice",
        ),
        pytest.param(
            _TWO,
            ["1", "2", "3"],
            "task 't' received more arguments than expected",
            "use `--` to separate task arguments from extra passthrough arguments",
            id="too many",
        ),
        pytest.param(
            _EMPTY,
            ["1"],
            "task 't' received more arguments than expected",
            "use `--` to separate task arguments from extra passthrough arguments",
            id="too many for an empty list",
        ),
    ],
)
def test_words_that_do_not_fit(
    value: str, words: list[str], message: str, advice: str
) -> None:
    with pytest.raises(PixiError) as caught:
        match_words(task(value), words)
    assert (caught.value.message, caught.value.help) == (message, advice)
    assert [label.text for label in caught.value.labels] == ["declared here"]


def test_unknown_name_is_an_error() -> None:
    with pytest.raises(PixiError) as caught:
        match_given(task(_TWO), _given([("aa", "1")]))
    message = "named argument 'aa' does not exist for task t"
    assert (caught.value.message, caught.value.help) == (message, "did you mean 'a'?")


def test_values_of_dependencies_are_checked() -> None:
    with pytest.raises(PixiError, match="got 'x' for argument 'm' of task 't', choose"):
        match_given(task(_CHOICES), _given(["x"]))


def _given(values: list[str | tuple[str, str]]) -> list[GivenArgument]:
    return [
        GivenArgument(value=value)
        if isinstance(value, str)
        else GivenArgument(name=value[0], value=value[1])
        for value in values
    ]
