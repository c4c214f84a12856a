from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import xxhash

from pypixi.files.paths import UnsafeNameError
from pypixi.prefix.activation_cache import (
    ActivationKey,
    entry_path,
    read_entry,
    write_entry,
)
from pypixi.values import replace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

KEY = ActivationKey(
    platform="linux-64",
    scripts=("b.sh", "./a.sh"),
    env={"B": "2", "A": "1"},
    fingerprint="0123456789abcdef",
    own={"PIXI_PROJECT_NAME": "reef"},
)
CALLER = {"PATH": "/usr/bin", "EMPTY": "", "HOME": "/home/me"}
VARIABLES = {"PATH": "/p/bin:/usr/bin", "EMPTY": "x", "PIXI_PROJECT_NAME": "reef"}


def _number(value: int) -> bytes:
    return value.to_bytes(8, "little")


def test_digest_is_over_the_bytes_of_the_specification() -> None:
    fed = (
        b"EMPTY\xff"
        + (_number(1) + b"\xff")
        + b"PATH\xff"
        + (_number(1) + b"/usr/bin\xff")
        + b"PIXI_PROJECT_NAME\xff"
        + _number(0)
        + b"linux-64\xff"
        + b"b.sh\xff./a.sh\xff"
        + b"A\xff1\xffB\xff2\xff"
        + b"0123456789abcdef\xff"
    )
    found = KEY.digest(CALLER, VARIABLES)
    assert found == f"{xxhash.xxh3_64_intdigest(fed):x}"


def test_digest_is_not_padded() -> None:
    found = [KEY.digest({"PATH": str(number)}, VARIABLES) for number in range(200)]
    assert not any(text.startswith("0") for text in found)
    assert {len(text) for text in found} >= {15, 16}


@pytest.mark.parametrize(
    "other",
    [
        replace(KEY, platform="linux-aarch64"),
        replace(KEY, scripts=("./a.sh", "b.sh")),
        replace(KEY, scripts=("b.sh",)),
        replace(KEY, env={"A": "1"}),
        replace(KEY, env={"A": "2", "B": "1"}),
        replace(KEY, fingerprint="f123456789abcdef"),
        replace(KEY, own={"PIXI_PROJECT_NAME": "shore"}),
        replace(KEY, own={**KEY.own, "PIXI_PROJECT_VERSION": "1"}),
    ],
    ids=[
        "platform",
        "order of scripts",
        "scripts",
        "variables",
        "values",
        "fingerprint",
        "value of our own",
        "variable of our own",
    ],
)
def test_entry_of_another_activation_does_not_hold(
    tmp_path: Path, other: ActivationKey
) -> None:
    path = entry_path(tmp_path, "default")
    write_entry(path, KEY, CALLER, VARIABLES)
    assert read_entry(path, KEY, CALLER) == VARIABLES
    assert read_entry(path, other, CALLER) is None


def test_order_of_variables_does_not_count(tmp_path: Path) -> None:
    path = entry_path(tmp_path, "default")
    write_entry(path, KEY, CALLER, dict(reversed(VARIABLES.items())))
    key = replace(KEY, env={"A": "1", "B": "2"})
    assert read_entry(path, key, CALLER) == VARIABLES


@pytest.mark.parametrize(
    ("caller", "holds"),
    [
        ({**CALLER, "HOME": "/home/you"}, True),
        ({**CALLER, "PATH": "/bin"}, False),
        ({"PATH": "/usr/bin"}, False),
        ({**CALLER, "PIXI_PROJECT_NAME": "reef"}, False),
    ],
    ids=["unrelated", "changed", "unset instead of empty", "set instead of unset"],
)
def test_entry_holds_for_callers_with_the_same_values(
    tmp_path: Path, caller: Mapping[str, str], *, holds: bool
) -> None:
    path = entry_path(tmp_path, "default")
    write_entry(path, KEY, CALLER, VARIABLES)
    assert (read_entry(path, KEY, caller) is not None) is holds


def test_entry_is_one_line_of_json(tmp_path: Path) -> None:
    path = entry_path(tmp_path, "default")
    write_entry(path, KEY, CALLER, {"A": "é\n", "B": ""})
    assert path == tmp_path / "activation-env-v0" / "activation_default.json"
    digest = KEY.digest(CALLER, {"A": "", "B": ""})
    text = f'{{"hash":"{digest}","environment_variables":{{"A":"é\\n","B":""}}}}'
    assert path.read_text(encoding="utf-8") == text


def test_missing_entry_does_not_hold(tmp_path: Path) -> None:
    path = entry_path(tmp_path, "default")
    assert read_entry(path, KEY, CALLER) is None
    path.mkdir(parents=True)
    assert read_entry(path, KEY, CALLER) is None


def test_entry_that_cannot_be_written_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "activation-env-v0").touch()
    path = entry_path(tmp_path, "default")
    write_entry(path, KEY, CALLER, VARIABLES)
    assert read_entry(path, KEY, CALLER) is None


@pytest.mark.parametrize("odd", [{"PATH": "/\udcff"}, {"EMPTY": "\udcff"}])
def test_bytes_that_are_no_text_are_not_kept(
    tmp_path: Path, odd: Mapping[str, str]
) -> None:
    path = entry_path(tmp_path, "default")
    write_entry(path, KEY, {**CALLER, **odd}, VARIABLES)
    write_entry(path, KEY, CALLER, {**VARIABLES, **odd})
    assert not path.exists()
    write_entry(path, KEY, CALLER, VARIABLES)
    assert read_entry(path, KEY, {**CALLER, **odd}) is None


def test_name_that_leads_elsewhere_has_no_entry(tmp_path: Path) -> None:
    with pytest.raises(UnsafeNameError):
        entry_path(tmp_path, "../x")
