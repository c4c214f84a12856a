from __future__ import annotations

from pathlib import Path

import pytest

from pypixi.files.paths import UnsafeNameError
from pypixi.prefix.layout import (
    UnwritableWorkspaceError,
    environment_prefix,
    executable_folders,
    make_pixi_folder,
    pixi_folder,
)

PREFIX = Path("/ws/.pixi/envs/default")


def test_prefix_is_below_the_pixi_folder() -> None:
    root = Path("/ws")
    assert pixi_folder(root) == Path("/ws/.pixi")
    assert environment_prefix(pixi_folder(root), "default") == PREFIX


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
