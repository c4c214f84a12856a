from __future__ import annotations

import copy
import pickle

import pytest

from pypixi.errors import (
    Label,
    PixiError,
    SeveralFaultsError,
    Source,
    Span,
    did_you_mean,
    raise_all,
)

LABEL = Label(Source("pixi.toml", "a = 1"), Span(0, 1), "here")


def test_labels_with_the_same_fields_are_equal() -> None:
    same = Label(Source("pixi.toml", "a = 1"), Span(0, 1), text="here")
    assert same == LABEL
    assert hash(same) == hash(LABEL)
    assert Label(LABEL.source, LABEL.span) != LABEL


def test_values_of_different_kinds_are_not_equal() -> None:
    assert Span(1, 2) != (1, 2)
    assert Source("a", "b") != Span(1, 2)


def test_label_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="text"):
        LABEL.text = "there"
    with pytest.raises(AttributeError, match="text"):
        del LABEL.text


def test_label_survives_copying_and_pickling() -> None:
    assert copy.deepcopy(LABEL) == LABEL
    assert pickle.loads(pickle.dumps(LABEL)) == LABEL


def test_span_can_be_matched_by_position() -> None:
    match Span(1, 2):
        case Span(start, end):
            assert (start, end) == (1, 2)


def test_label_is_printed_with_its_fields() -> None:
    assert repr(Span(1, 2)) == "Span(start=1, end=2)"


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


def test_close_words_are_suggested() -> None:
    assert did_you_mean("chanels", ["channels", "name"]) == "did you mean 'channels'?"
    assert did_you_mean("xyz", ["channels"]) is None
    assert did_you_mean("nam", ["name", "name"]) == "did you mean 'name'?"
