"""``pixi config``: the files that settings stand in, shown and changed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
import tomli

from support.untouched import written_at

if TYPE_CHECKING:
    from pathlib import Path

    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder


@pytest.fixture
def own(workspace: WorkspaceBuilder) -> Path:
    """The file of a workspace, which is not there yet."""
    return workspace.write().parent / ".pixi" / "config.toml"


@pytest.fixture
def user(pixi: Pixi) -> Path:
    """The file of the user, which is not there yet."""
    return pixi.home / ".pixi" / "config.toml"


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def _content(path: Path) -> dict[str, object]:
    return tomli.loads(path.read_text())


def test_group_without_a_command_shows_its_help_and_fails(pixi: Pixi) -> None:
    failed = pixi("config").failed(2)
    assert failed.stdout == ""
    assert "Usage: pixi config [OPTIONS] <COMMAND>" in failed.stderr
    assert "list, ls, l" in failed.stderr


@pytest.mark.parametrize(
    "argv",
    [
        ("config", "--help"),
        ("config", "-h"),
        ("help", "config"),
        ("config", "help"),
        ("config", "-v", "--help"),
    ],
)
def test_help_of_a_group(pixi: Pixi, argv: tuple[str, ...]) -> None:
    text = pixi(*argv).ok().stdout
    assert text.startswith("Show and change the configuration\n")
    assert "prepend" in text


def test_help_of_a_command_in_a_group(pixi: Pixi) -> None:
    text = pixi("config", "set", "--help").ok().stdout
    assert "Usage: pixi config set" in text
    assert pixi("config", "help", "set").ok().stdout == text
    assert pixi("help", "config", "set", "more").ok().stdout == text


@pytest.mark.parametrize("argv", [("config", "sett"), ("help", "config", "sett")])
def test_unknown_command_in_a_group(pixi: Pixi, argv: tuple[str, ...]) -> None:
    failed = pixi(*argv).failed(2)
    assert "error: unrecognized subcommand 'sett'" in failed.stderr
    assert "tip: a similar subcommand exists: 'set'" in failed.stderr
    assert "Usage: pixi config [OPTIONS] <COMMAND>" in failed.stderr


def test_options_in_front_of_a_command_are_its_own(pixi: Pixi, own: Path) -> None:
    manifest = str(own.parent.parent / "pixi.toml")
    argv = ("--color=never", "config", "-q", "-m", manifest, "set", "offline", "true")
    assert pixi.at(pixi.home)(*argv).ok().stderr == ""
    assert _content(own) == {"offline": True}
    failed = pixi("config", "--bogus", "list").failed(2)
    assert "unexpected argument '--bogus' found" in failed.stderr


def test_missing_key_shows_help_and_fails(pixi: Pixi) -> None:
    assert "Usage: pixi config set" in pixi("config", "set").failed(2).stderr


def test_set_makes_folder_and_file(pixi: Pixi, own: Path) -> None:
    done = pixi("config", "set", "offline", "true").ok()
    assert done.stdout == ""
    assert f"✅ Updated config at {own}\n" in done.stderr
    assert own.read_text() == "offline = true\n"
    assert "!config.toml" in (own.parent / ".gitignore").read_text()


def test_set_changes_one_value_and_keeps_the_rest(
    pixi: Pixi, own: Path, user: Path
) -> None:
    _write(user, 'default-channels = ["mine"]\n')
    _write(own, "# ours\noffline = false # slow net\n\n[shell]\nchange-ps1 = false\n")
    pixi("config", "set", "offline", "true").ok()
    assert own.read_text() == (
        "# ours\noffline = true # slow net\n\n[shell]\nchange-ps1 = false\n"
    )


def test_change_that_changes_nothing_leaves_the_file_alone(
    pixi: Pixi, own: Path
) -> None:
    before = written_at(_write(own, "offline=true"))
    for argv in (("set", "offline", "true"), ("unset", "shell"), ("set", "mirrors")):
        done = pixi("config", *argv).ok()
        assert f"Nothing to change in {own}" in done.stderr
    assert written_at(own) == before


@pytest.mark.parametrize("argv", [("set", "offline"), ("unset", "offline")])
def test_key_is_unset(pixi: Pixi, own: Path, argv: tuple[str, ...]) -> None:
    _write(own, "# ours\noffline = true\n")
    pixi("config", *argv).ok()
    assert own.read_text() == "# ours\n"


@pytest.mark.parametrize(
    ("key", "value"), [("offline", "perhaps"), ("cache.root", "here")]
)
def test_refused_value_leaves_no_trace(
    pixi: Pixi, own: Path, key: str, value: str
) -> None:
    failed = pixi("config", "set", key, value).failed(1)
    assert f"'{key}' must be" in failed.stderr
    assert not own.parent.exists()


def test_unset_that_would_void_the_file_is_refused(pixi: Pixi, own: Path) -> None:
    bucket = '{"endpoint-url": "https://s", "region": "1", "force-path-style": true}'
    pixi("config", "set", "s3-options.b", bucket).ok()
    before = own.read_text()
    failed = pixi("config", "unset", "s3-options.b.region").failed(1)
    assert "'s3-options.b' must be a table of" in failed.stderr
    assert own.read_text() == before
    pixi("config", "unset", "s3-options.b").ok()
    assert own.read_text() == ""


def test_file_with_a_mistake_is_changed_only_to_mend_it(pixi: Pixi, own: Path) -> None:
    _write(own, "offline = 3\n")
    quiet = pixi.having(PIXI_NO_WRAP="1")
    failed = quiet("config", "set", "tls-no-verify", "true").failed(1)
    assert f"failed to parse config of {own}: 'offline' must be" in failed.stderr
    quiet("config", "set", "offline", "true").ok()
    assert own.read_text() == "offline = true\n"


@pytest.mark.parametrize("text", ["offline = \n", b"\xff"])
def test_file_that_is_no_toml_is_left_alone(
    pixi: Pixi, own: Path, text: str | bytes
) -> None:
    content = text if isinstance(text, bytes) else text.encode()
    own.parent.mkdir()
    own.write_bytes(content)
    failed = pixi.having(PIXI_NO_WRAP="1")("config", "unset", "offline").failed(1)
    assert f"failed to parse config of {own}" in failed.stderr
    assert own.read_bytes() == content


@pytest.mark.parametrize(
    ("verb", "items"),
    [("append", ["conda-forge", "robots"]), ("prepend", ["robots", "conda-forge"])],
)
def test_item_continues_the_channels_of_the_user(
    pixi: Pixi, own: Path, user: Path, verb: str, items: list[str]
) -> None:
    _write(user, "default-channels = ['conda-forge']\n")
    pixi("config", verb, "default-channels", "robots").ok()
    assert _content(own) == {"default-channels": items}
    pixi("config", verb, "default-channels", "last").ok()
    assert len(pixi("config", "list", "--json").json()["default-channels"]) == 3


def test_further_index_stands_beside_those_of_the_user(
    pixi: Pixi, own: Path, user: Path
) -> None:
    _write(user, "pypi-config.extra-index-urls = ['https://a.test']\n")
    key = "pypi-config.extra-index-urls"
    pixi("config", "append", key, "https://b.test").ok()
    assert _content(own) == {"pypi-config": {"extra-index-urls": ["https://b.test"]}}
    listed = pixi("config", "list", key, "--json").json()
    assert listed["pypi-config"] == {
        "extra-index-urls": ["https://a.test", "https://b.test"]
    }


@pytest.mark.parametrize("verb", ["append", "prepend"])
def test_only_lists_are_added_to(pixi: Pixi, verb: str) -> None:
    failed = pixi.having(PIXI_NO_WRAP="1")("config", verb, "offline", "x").failed(1)
    assert (
        f"{verb} is only supported for list keys: default-channels, "
        "pypi-config.extra-index-urls" in failed.stderr
    )


@pytest.mark.parametrize("verb", ["set", "append", "prepend", "unset", "list"])
def test_unknown_key_is_told_everywhere(pixi: Pixi, verb: str) -> None:
    words = ["x"] if verb in ("set", "append", "prepend") else []
    failed = pixi("config", verb, "ofline", *words).failed(1)
    assert "Unknown key: ofline" in failed.stderr
    assert "Supported keys: allow-hard-links" in failed.stderr
    assert "did you mean 'offline'?" in failed.stderr


def test_global_is_the_file_in_the_home_of_pixi(
    pixi: Pixi, own: Path, user: Path
) -> None:
    pixi("config", "set", "--global", "offline", "true").ok()
    assert user.read_text() == "offline = true\n"
    assert not own.exists()


def test_global_is_the_folder_of_the_user_where_that_has_a_file(
    pixi: Pixi, user: Path
) -> None:
    if sys.platform == "win32":
        folder = pixi.home / "AppData" / "Roaming"
    else:
        folder = pixi.home / "config"
    path = _write(folder / "pixi" / "config.toml", "")
    pixi("config", "set", "-g", "offline", "true").ok()
    assert path.read_text() == "offline = true\n"
    assert not user.exists()


def test_outside_of_a_workspace_the_settings_of_the_user_are_meant(
    pixi: Pixi, user: Path, tmp_path: Path
) -> None:
    outside = pixi.at(tmp_path)
    outside("config", "set", "offline", "true").ok()
    assert user.read_text() == "offline = true\n"
    failed = outside.having(PIXI_NO_WRAP="1")("config", "list", "-l").failed(1)
    assert (
        "--local flag can only be used inside a pixi workspace but no workspace "
        "could be found" in failed.stderr
    )


def test_manifest_with_mistakes_has_settings(pixi: Pixi, own: Path) -> None:
    manifest = own.parent.parent / "pixi.toml"
    manifest.write_text("[workspace]\nbroken = 1\n")
    pixi("config", "set", "offline", "true").ok()
    assert own.read_text() == "offline = true\n"


def test_scopes_exclude_each_other(pixi: Pixi) -> None:
    failed = pixi("config", "list", "--local", "--system").failed(2)
    assert "not allowed with argument" in failed.stderr


def test_list_shows_all_layers_and_scopes_show_theirs(
    pixi: Pixi, own: Path, user: Path
) -> None:
    _write(user, "offline = true\nshell.change-ps1 = false\n")
    _write(own, "offline = false\n")
    expected = {"offline": False, "shell": {"change-ps1": False}}
    assert tomli.loads(pixi("config", "list").ok().stdout) == expected
    assert pixi("config", "ls", "--json").json() == expected
    assert pixi("config", "l", "--global", "--json").json()["offline"] is True
    assert pixi("config", "list", "--json", "shell").json() == {
        "shell": {"change-ps1": False}
    }


def test_list_follows_variables_as_other_commands_do(pixi: Pixi, user: Path) -> None:
    _write(user, "tls-no-verify = true\n")
    elsewhere = pixi.having(PIXI_OFFLINE="1", PIXI_NO_CONFIG="true")
    shown = elsewhere("config", "list", "--json").json()
    assert shown == {"tls-no-verify": True, "offline": True}


def test_list_of_nothing_says_so(pixi: Pixi, own: Path) -> None:
    done = pixi("config", "list").ok()
    assert (done.stdout, done.stderr) == ("\n", "Configuration not set\n")
    assert pixi("config", "list", "--json").json() == {}
    assert not own.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a script with a shebang")
@pytest.mark.parametrize("by_variable", [False, True])
def test_editor_gets_the_file(
    pixi: Pixi, own: Path, tmp_path: Path, *, by_variable: bool
) -> None:
    editor = tmp_path / "my editor"
    editor.write_text('#!/bin/sh\nprintf "offline = $1" > "$2"; exit 3\n')
    editor.chmod(0o755)
    words = f"'{editor}' true"
    if by_variable:
        done = pixi.having(EDITOR=words)("config", "edit").ok()
    else:
        done = pixi.having(EDITOR="false")("config", "e", words).ok()
    assert own.read_text() == "offline = true"
    assert done.stderr == ""
    told = pixi.having(PIXI_NO_WRAP="1")("config", "edit", f"'{editor}' 3").ok()
    assert "'offline' must be true or false, found 3" in told.stderr


@pytest.mark.parametrize("name", ["no-such-editor", "", "'"])
def test_editor_that_is_not_there_is_named(pixi: Pixi, name: str) -> None:
    failed = pixi.having(PATH="/nowhere")("config", "edit", name).failed(1)
    assert f"cannot find the editor '{name or 'nano'}'" in failed.stderr


def test_mistake_made_in_the_editor_is_told(pixi: Pixi, own: Path) -> None:
    _write(own, "colour = 1\n")
    done = pixi.having(PIXI_NO_WRAP="1")("config", "edit", "true").ok()
    assert f"Ignoring 'colour' in {own}" in done.stderr
