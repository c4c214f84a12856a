from __future__ import annotations

from pathlib import Path

import pytest

from pypixi.files.paths import UnsafeNameError
from pypixi.prefix.layout import (
    UnwritableWorkspaceError,
    environment_prefix,
    executable_folders,
    find_program,
    make_pixi_folder,
    pixi_folder,
)

PREFIX = Path("/ws/.pixi/envs/default")


def program(path: Path, *, mode: int = 0o755) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    path.chmod(mode)
    return path


def test_prefix_is_below_the_pixi_folder() -> None:
    root = Path("/ws")
    assert pixi_folder(root) == Path("/ws/.pixi")
    assert environment_prefix(root, "default") == PREFIX


@pytest.mark.parametrize("name", ["..", "a/b", ""])
def test_unsafe_name_has_no_prefix(name: str) -> None:
    with pytest.raises(UnsafeNameError):
        environment_prefix(Path("/ws"), name)


def test_pixi_folder_is_made_with_its_ignore_files(tmp_path: Path) -> None:
    folder = make_pixi_folder(tmp_path)
    assert folder == tmp_path / ".pixi"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        ".gitignore": b"*\n!config.toml\n",
        ".condapackageignore": b".pixi\n!.pixi/config.toml\n",
    }


def test_existing_ignore_file_is_never_changed(tmp_path: Path) -> None:
    ignore = tmp_path / ".pixi" / ".gitignore"
    ignore.parent.mkdir()
    ignore.write_bytes(b"mine\n")
    make_pixi_folder(tmp_path)
    make_pixi_folder(tmp_path)
    assert ignore.read_bytes() == b"mine\n"


def test_pixi_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    root = tmp_path / "ws"
    root.touch()
    with pytest.raises(UnwritableWorkspaceError) as caught:
        make_pixi_folder(root)
    assert caught.value.message == f"cannot create '{root / '.pixi'}': Not a directory"
    assert caught.value.help == (
        f"make '{root}' writable, or copy the workspace elsewhere"
    )


def test_unix_has_one_folder_of_programs() -> None:
    assert executable_folders(PREFIX, "linux") == (PREFIX / "bin",)
    assert executable_folders(PREFIX, "darwin") == (PREFIX / "bin",)


def test_windows_has_six_folders_of_programs() -> None:
    assert executable_folders(PREFIX, "win32") == (
        PREFIX,
        PREFIX / "Library" / "mingw-w64" / "bin",
        PREFIX / "Library" / "usr" / "bin",
        PREFIX / "Library" / "bin",
        PREFIX / "Scripts",
        PREFIX / "bin",
    )


@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        pytest.param("tool", "one:two", "one/tool", id="first folder"),
        pytest.param("tool", "two:one", "two/tool", id="order of folders"),
        pytest.param("only", "one:two", "two/only", id="later folder"),
        pytest.param("tool", "missing:two", "two/tool", id="missing folder"),
        pytest.param("tool", ":two", "two/tool", id="empty entry is not here"),
        pytest.param("tool", "", None, id="empty PATH"),
        pytest.param("here", "one:two", None, id="not from the working directory"),
        pytest.param("./here", "one", "here", id="path from the working directory"),
        pytest.param("two/only", "", "two/only", id="path without a dot"),
        pytest.param("plain", "one:two", "two/plain", id="not executable"),
        pytest.param("folder", "one:two", "two/folder", id="folder"),
        pytest.param("dead", "one:two", "two/dead", id="link to nowhere"),
        pytest.param("link", "one", "one/link", id="link"),
        pytest.param("nothing", "one:two", None, id="missing"),
        pytest.param("./nothing", "one:two", None, id="missing path"),
        pytest.param("", "one:two", None, id="no name"),
        pytest.param("tool", "my tools", "my tools/tool", id="blank in PATH"),
        pytest.param("my tool", "my tools", "my tools/my tool", id="blank in name"),
    ],
)
def test_program_is_looked_up(
    tmp_path: Path, name: str, path: str, expected: str | None
) -> None:
    for made in ("one/tool", "two/tool", "two/only", "two/plain", "two/folder", "here"):
        program(tmp_path / made)
    for made in ("two/dead", "my tools/tool", "my tools/my tool"):
        program(tmp_path / made)
    program(tmp_path / "one" / "plain", mode=0o644)
    (tmp_path / "one" / "folder").mkdir()
    (tmp_path / "one" / "dead").symlink_to("nowhere")
    (tmp_path / "one" / "link").symlink_to("tool")
    found = find_program(name, env={"PATH": path}, cwd=tmp_path, system="linux")
    assert found == (None if expected is None else tmp_path / expected)


def test_absolute_path_is_used_as_it_is(tmp_path: Path) -> None:
    tool = program(tmp_path / "a b" / "tool")
    other = Path("/")
    assert find_program(str(tool), env={}, cwd=other, system="linux") == tool
    env = {"PATH": str(tool.parent)}
    assert find_program("tool", env=env, cwd=other, system="linux") == tool


@pytest.mark.parametrize(
    ("name", "env", "expected"),
    [
        ("tool", {}, "bin/tool.EXE"),
        ("tool.EXE", {}, "bin/tool.EXE"),
        ("tool", {"PATHEXT": ".PY;.EXE"}, "bin/tool.PY"),
        ("bin\\tool", {}, "bin\\tool.CMD"),
        ("tool", {"PATHEXT": ".JS"}, None),
    ],
)
def test_windows_tries_extensions(
    tmp_path: Path, name: str, env: dict[str, str], expected: str | None
) -> None:
    for made in ("bin/tool.EXE", "bin/tool.PY", "bin\\tool.CMD"):
        program(tmp_path / made)
    found = find_program(name, env={"Path": "bin", **env}, cwd=tmp_path, system="win32")
    assert found == (None if expected is None else tmp_path / expected)
