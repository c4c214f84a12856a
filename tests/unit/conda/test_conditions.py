from __future__ import annotations

import pytest

from pypixi.conda.conditions import holds

TRUE = {
    "a",
    "a >=1,<2",
    "a >=1,(<2|>3)",
    "a[version='>=1 and (']",
    'a[build=") or b"]',
    "android",
    "orbit",
}


@pytest.mark.parametrize(
    ("condition", "is_true"),
    [
        ("a", True),
        ("b", False),
        (" a ", True),
        ("a and b", False),
        ("a or b", True),
        ("b or a", True),
        ("a or b and b", True),
        ("b and b or a", True),
        ("b and (b or a)", False),
        ("(a or b) and a", True),
        ("((a) and ((b) or a))", True),
        ("(a)and(b)", False),
        ("a >=1,<2 and a", True),
        ("a >=1,(<2|>3) and a", True),
        ("(a >=1,(<2|>3)) and b", False),
        ("a[version='>=1 and ('] and a", True),
        ('a[build=") or b"] and b', False),
        ("android and orbit", True),
    ],
)
def test_condition_is_judged(condition: str, is_true: bool) -> None:
    assert holds(condition, TRUE.__contains__) is is_true


def test_every_requirement_is_looked_at() -> None:
    seen: list[str] = []

    def meets(text: str) -> bool:
        seen.append(text)
        return True

    assert holds("a 1.* or (b and c[when='x'])", meets)
    assert seen == ["a 1.*", "b", "c[when='x']"]
