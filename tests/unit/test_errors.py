from __future__ import annotations

import pytest

from pypixi.errors import (
    Label,
    PixiError,
    SeveralFaultsError,
    Source,
    Span,
    did_you_mean,
    near_or_all,
    raise_all,
)

LABEL = Label(Source("pixi.toml", "a = 1"), Span(0, 1), "here")


def test_collected_faults_are_flattened_in_order() -> None:
    one, two, three = PixiError("1"), PixiError("2"), PixiError("3")
    several = SeveralFaultsError([SeveralFaultsError([one, two]), three])
    assert several.faults == (one, two, three)
    assert several.message == "1; 2; 3"


def test_single_fault_is_raised_as_itself() -> None:
    fault = PixiError("1")
    with pytest.raises(PixiError) as caught:
        raise_all([fault])
    assert caught.value is fault
    raise_all([])


def _fault(start: int, *, name: str = "pixi.toml") -> PixiError:
    return PixiError(
        str(start), labels=[Label(Source(name, "a = 1"), Span(start, start))]
    )


def test_faults_of_one_text_are_told_in_its_order() -> None:
    with pytest.raises(SeveralFaultsError) as caught:
        raise_all([_fault(3), _fault(1), _fault(2)])
    assert caught.value.message == "1; 2; 3"


@pytest.mark.parametrize("other", [PixiError("0"), _fault(0, name="pyproject.toml")])
def test_faults_without_a_common_text_are_told_as_found(other: PixiError) -> None:
    with pytest.raises(SeveralFaultsError) as caught:
        raise_all([_fault(3), other])
    assert caught.value.message == "3; 0"


def test_close_words_are_suggested() -> None:
    assert did_you_mean("chanels", ["channels", "name"]) == "did you mean 'channels'?"
    assert did_you_mean("xyz", ["channels"]) is None
    assert did_you_mean("nam", ["name", "name"]) == "did you mean 'name'?"


def test_what_is_unlike_all_names_gets_all_of_them() -> None:
    known = ["default", "docs"]
    assert near_or_all("doc", "environments", known) == "did you mean 'docs'?"
    unlike = "the environments are: default, docs"
    assert near_or_all("x", "environments", iter(known)) == unlike
