from __future__ import annotations

import pytest

from pypixi.conda.requirements import normalized_requirements


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("B_x[Foo.Bar] >=1", "b-x[foo-bar]>=1"),
        ("a<3,>=1", "a>=1,<3"),
        ("a (>=3.6.0)", "a>=3.6.0"),
        ('a;python_version<"3.10"', "a ; python_full_version < '3.10'"),
        ("a; extra == 'A_b'", "a ; extra == 'a-b'"),
        (
            "a @ https://example.org/a.whl#sha256=00",
            "a @ https://example.org/a.whl#sha256=00",
        ),
        ("a @ file:../other", "a @ file:../other"),
        ('a; "é" in platform_version', "a ; 'é' in platform_version"),
    ],
    ids=["names", "specifiers", "brackets", "marker", "extra", "url", "path", "accent"],
)
def test_requirement_is_spelled_as_in_lock_files(text: str, expected: str) -> None:
    assert normalized_requirements([text]) == [expected]


def test_order_and_repetition_are_kept() -> None:
    assert normalized_requirements(["b", "A", "b"]) == ["b", "a", "b"]


def test_nothing_becomes_nothing() -> None:
    assert normalized_requirements([]) == []


@pytest.mark.parametrize(
    "bad", ["bad >=", "a\x7f", "", "a./b"], ids=["open", "del", "empty", "panic"]
)
def test_what_is_no_requirement_is_named(bad: str) -> None:
    with pytest.raises(ValueError, match="is not a requirement: ") as caught:
        normalized_requirements(["a", bad, "c"])
    assert str(caught.value).startswith(f"'{bad}' ")
