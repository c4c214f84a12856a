from __future__ import annotations

from random import Random
from typing import Any

import pytest
import tomli

from pypixi.config.editing.keys import key_path
from pypixi.config.editing.text import value_at, with_item, with_value, without_value
from support.toml_text import toml_text

HEAD = "# my settings\n\n"
SHELL = "# about shells\n[shell] # yes\nchange-ps1 = false # never\n"


@pytest.mark.parametrize(
    ("text", "key", "value", "edited"),
    [
        pytest.param("", "offline", True, "offline = true\n", id="empty"),
        pytest.param("# a\n", "offline", True, "# a\noffline = true\n", id="comment"),
        pytest.param(
            "offline = false # why\n",
            "offline",
            True,
            "offline = true # why\n",
            id="replaced",
        ),
        pytest.param(
            "offline=true",
            "tls-no-verify",
            True,
            "offline=true\ntls-no-verify = true\n",
            id="no end of line",
        ),
        pytest.param(
            HEAD + SHELL,
            "offline",
            True,
            f"{HEAD}offline = true\n\n{SHELL}",
            id="below the opening comment",
        ),
        pytest.param(
            SHELL, "offline", True, f"offline = true\n\n{SHELL}", id="above a table"
        ),
        pytest.param(
            f"offline = true\n\n{SHELL}",
            "tls-no-verify",
            True,
            f"offline = true\ntls-no-verify = true\n\n{SHELL}",
            id="behind the last",
        ),
        pytest.param(
            f"{SHELL}\n# about caches\n[cache]\nroot = '/a'\n",
            "shell.force-activate",
            True,
            f"{SHELL}force-activate = true\n\n# about caches\n[cache]\nroot = '/a'\n",
            id="in a table",
        ),
        pytest.param(
            "offline = true\n",
            "shell.force-activate",
            True,
            "offline = true\n\n[shell]\nforce-activate = true\n",
            id="in a new table",
        ),
        pytest.param(
            "shell = { change-ps1 = false }\n",
            "shell.force-activate",
            True,
            "shell = { change-ps1 = false, force-activate = true }\n",
            id="inline table",
        ),
        pytest.param(
            "shell.change-ps1 = false\noffline = true\n",
            "shell.force-activate",
            True,
            "shell.change-ps1 = false\nshell.force-activate = true\noffline = true\n",
            id="dotted key",
        ),
        pytest.param(
            "default_channels = ['a']\n",
            "default-channels",
            ["b"],
            'default_channels = ["b"]\n',
            id="old spelling",
        ),
        pytest.param(
            "[repodata_config]\ndisable_zstd = true\n",
            "repodata-config.disable-zstd",
            False,
            "[repodata_config]\ndisable_zstd = false\n",
            id="old spelling in a table",
        ),
        pytest.param(
            "change-ps1 = true\n",
            "shell.change-ps1",
            False,
            "[shell]\nchange-ps1 = false\n",
            id="the key that moved goes",
        ),
        pytest.param(
            f"force_activate = 1\nforce-activate = true\n{SHELL}",
            "shell",
            {"change-ps1": True, "source-completion-scripts": False},
            "force_activate = 1\n# about shells\n[shell] # yes\n"
            "change-ps1 = true # never\nsource-completion-scripts = false\n",
            id="whole table",
        ),
        pytest.param(
            "",
            "s3-options",
            {"a.b": {"region": "eu"}},
            '[s3-options."a.b"]\nregion = "eu"\n',
            id="table of tables",
        ),
        pytest.param(
            "shell = 3\n",
            "shell.change-ps1",
            True,
            "[shell]\nchange-ps1 = true\n",
            id="no table where one belongs",
        ),
        pytest.param(
            "shell = []\n",
            "shell",
            {"change-ps1": True},
            "[shell]\nchange-ps1 = true\n",
            id="a list where a table belongs",
        ),
        pytest.param("", "mirrors", {}, "[mirrors]\n", id="empty table"),
        pytest.param(
            "a = 1\r\n\r\n[shell]\r\n",
            "offline",
            True,
            "a = 1\r\noffline = true\r\n\r\n[shell]\r\n",
            id="line ends of Windows",
        ),
    ],
)
def test_value_is_set_and_the_rest_stays(
    text: str, key: str, value: Any, edited: str
) -> None:
    assert with_value(text, key_path(key), value) == edited
    assert with_value(edited, key_path(key), value) == edited


@pytest.mark.parametrize(
    ("text", "key", "edited"),
    [
        ("# a\noffline = true\n# b\n", "offline", "# a\n# b\n"),
        ("[shell]\nchange-ps1 = true\n", "shell.change-ps1", ""),
        ("[shell]\nchange-ps1 = true\n# b\n", "shell.change-ps1", "[shell]\n# b\n"),
        ("change-ps1 = true\noffline = true\n", "shell.change-ps1", "offline = true\n"),
        ("change_ps1 = true\noffline = true\n", "shell", "offline = true\n"),
        (
            "[s3-options.b]\nregion = '1'\n[cache]\nroot = '/a'\n",
            "s3-options.b",
            "[cache]\nroot = '/a'\n",
        ),
        ("offline = true\n\n[mirrors]\n", "mirrors", "offline = true\n"),
        ("offline = true\n", "shell.change-ps1", "offline = true\n"),
        ("shell = 3\n", "shell.change-ps1", "shell = 3\n"),
    ],
)
def test_value_is_taken_out_and_the_rest_stays(
    text: str, key: str, edited: str
) -> None:
    assert without_value(text, key_path(key)) == edited


@pytest.mark.parametrize(
    ("text", "at_front", "edited"),
    [
        ("['a'] # list", False, "['a', \"b\"] # list"),
        ("[]", True, '["b"]'),
        ("['a']", True, "[\"b\", 'a']"),
        ("[\n  'a', # one\n]", False, "[\n  'a', # one\n  \"b\",\n]"),
        ("[\n  'a', # one\n]", True, "[\n  \"b\",\n  'a', # one\n]"),
    ],
)
def test_item_is_added_at_either_end(text: str, at_front: bool, edited: str) -> None:
    path = ("default-channels",)
    done = with_item(f"default_channels = {text}\n", path, "b", at_front=at_front)
    assert done == f"default_channels = {edited}\n"


SAMPLES: dict[str, Any] = {
    "offline": True,
    "default-channels": ["a", "b"],
    "shell.change-ps1": False,
    "shell": {"force-activate": True},
    "mirrors": {"https://a.test": ["https://b.test"], "https://c.test": []},
    "s3-options.b.region": "eu",
    "s3-options": {"x.y": {"region": "us"}},
    "cache.root": "/cache",
    "repodata-config": {"disable-zstd": True, "https://a.test": {"disable-zstd": True}},
}


def _expected(data: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for name in path[:-1]:
        data = data.setdefault(name, {})
    data[path[-1]] = value


@pytest.mark.parametrize("seed", range(60))
def test_any_layout_is_edited_to_the_same_content(seed: int) -> None:
    chance = Random(seed)
    data: dict[str, Any] = {}
    for key in chance.sample(sorted(SAMPLES), k=5):
        _expected(
            data,
            key_path(key),
            tomli.loads(toml_text({"v": SAMPLES[key]}, chance))["v"],
        )
    text = toml_text(data, chance)
    for key in chance.sample(sorted(SAMPLES), k=4):
        path = key_path(key)
        text = with_value(text, path, SAMPLES[key])
        _expected(data, path, SAMPLES[key])
        assert tomli.loads(text) == data, text
    for key in chance.sample(sorted(SAMPLES), k=4):
        path = key_path(key)
        text = without_value(text, path)
        assert value_at(tomli.loads(text), path) is None, text
    for key in SAMPLES:
        text = without_value(text, key_path(key))
    assert text.strip() == ""
