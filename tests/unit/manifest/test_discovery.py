from __future__ import annotations

from pathlib import Path

import pytest

from pypixi.manifest.discovery import (
    MissingManifestError,
    NoManifestError,
    UnknownManifestNameError,
    discover_manifest,
    has_pixi_tables,
)

WORKSPACE = "[workspace]\nchannels = []\n"
PACKAGE = "[package]\nname = 'x'\n"
PLAIN_PYPROJECT = "[project]\nname = 'x'\n"
PIXI_PYPROJECT = "[project]\nname = 'x'\n[tool.pixi.workspace]\nchannels = []\n"


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def found(
    root: Path, cwd: str = ".", env: dict[str, str] | None = None, **options: Path
) -> str:
    """Return the manifest found from a folder, relative to ``root``."""
    path = discover_manifest(cwd=root / cwd, env=env or {}, **options)
    assert path.is_absolute()
    return path.relative_to(root).as_posix()


@pytest.mark.parametrize(
    ("files", "cwd", "expected"),
    [
        pytest.param({"pixi.toml": WORKSPACE}, ".", "pixi.toml", id="here"),
        pytest.param({"pixi.toml": WORKSPACE}, "a/b", "pixi.toml", id="above"),
        pytest.param(
            {"pixi.toml": f"workspace = {{ channels = [] }}\n{PACKAGE}"},
            ".",
            "pixi.toml",
            id="inline, beside a package",
        ),
        pytest.param(
            {"pixi.toml": WORKSPACE, "a/pixi.toml": WORKSPACE},
            "a/b",
            "a/pixi.toml",
            id="nearest",
        ),
        pytest.param(
            {"pixi.toml": WORKSPACE, "pyproject.toml": PIXI_PYPROJECT},
            ".",
            "pixi.toml",
            id="pixi.toml before pyproject.toml",
        ),
        pytest.param(
            {"mojoproject.toml": WORKSPACE}, ".", "mojoproject.toml", id="mojoproject"
        ),
        pytest.param(
            {"pixi.toml": WORKSPACE, "a/pyproject.toml": PLAIN_PYPROJECT},
            "a",
            "pixi.toml",
            id="pyproject.toml without pixi tables is passed by",
        ),
        pytest.param(
            {
                "pixi.toml": WORKSPACE,
                "a/pyproject.toml": PLAIN_PYPROJECT,
                "a/mojoproject.toml": WORKSPACE,
            },
            "a",
            "pixi.toml",
            id="and hides a mojoproject.toml beside it, as in the original",
        ),
        pytest.param(
            {"pixi.toml": WORKSPACE, "a/pixi.toml": PACKAGE},
            "a",
            "pixi.toml",
            id="manifest of a mere package does not stop the search",
        ),
        pytest.param(
            {"pixi.toml": WORKSPACE, "a/pixi.toml": PACKAGE + WORKSPACE},
            "a",
            "a/pixi.toml",
            id="package with a workspace does",
        ),
        pytest.param(
            {"pixi.toml": WORKSPACE, "a/pixi.toml": "[project]\nname = 'x'\n"},
            "a",
            "a/pixi.toml",
            id="old name of the workspace table",
        ),
        pytest.param(
            {"pixi.toml": WORKSPACE, "a/pixi.toml": ""},
            "a",
            "a/pixi.toml",
            id="manifest without tables is found, to be refused by name",
        ),
        pytest.param(
            {"pixi.toml": WORKSPACE, "a/pixi.toml": "[workspace\n"},
            "a",
            "a/pixi.toml",
            id="manifest with a mistake is found, so that it can be shown",
        ),
    ],
)
def test_manifest_is_searched_upwards(
    tmp_path: Path, files: dict[str, str], cwd: str, expected: str
) -> None:
    write(tmp_path, files)
    (tmp_path / cwd).mkdir(parents=True, exist_ok=True)
    assert found(tmp_path, cwd) == expected


def test_pyproject_with_a_workspace_is_found_before_a_mojoproject(
    tmp_path: Path,
) -> None:
    write(tmp_path, {"pyproject.toml": PIXI_PYPROJECT, "mojoproject.toml": WORKSPACE})
    assert found(tmp_path) == "pyproject.toml"
    named = Path("mojoproject.toml")
    assert found(tmp_path, manifest_path=named) == "mojoproject.toml"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "[tool.pixi.package]\nname = 'x'\n", "pixi.toml", id="only a package"
        ),
        pytest.param(
            "[tool.pixi.package]\n[tool.pixi.project]\n", "a/pyproject.toml", id="both"
        ),
        pytest.param(
            "[tool.pixi]\nworkspace.channels = []\n", "a/pyproject.toml", id="dotted"
        ),
    ],
)
def test_pyproject_with_only_a_package_does_not_stop_the_search(
    tmp_path: Path, text: str, expected: str
) -> None:
    write(tmp_path, {"pixi.toml": WORKSPACE, "a/pyproject.toml": text})
    assert found(tmp_path, "a") == expected


def test_pyproject_that_is_named_must_have_pixi_tables(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": PLAIN_PYPROJECT})
    with pytest.raises(NoManifestError) as caught:
        found(tmp_path, manifest_path=tmp_path / "pyproject.toml")
    assert "found pyproject.toml without tool.pixi section" in caught.value.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [(PIXI_PYPROJECT, True), (PLAIN_PYPROJECT, False), (None, False)],
)
def test_pyproject_is_asked_for_pixi_tables(
    tmp_path: Path, text: str | None, expected: bool
) -> None:
    path = tmp_path / "pyproject.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    assert has_pixi_tables(path) is expected


def test_manifest_that_is_no_text_is_found(tmp_path: Path) -> None:
    (tmp_path / "pixi.toml").write_bytes(b"\xff")
    assert found(tmp_path) == "pixi.toml"


def test_folder_called_like_a_manifest_is_none(tmp_path: Path) -> None:
    write(tmp_path, {"pixi.toml/x": "", "mojoproject.toml": WORKSPACE})
    assert found(tmp_path) == "mojoproject.toml"


def test_nothing_found_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoManifestError) as caught:
        discover_manifest(cwd=tmp_path, env={})
    assert caught.value.message == (
        "could not find pixi.toml or pyproject.toml with tool.pixi at directory"
        f" {tmp_path}"
    )
    assert caught.value.help == "create a workspace with `pixi init`"


def test_pyproject_without_pixi_table_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": PLAIN_PYPROJECT})
    with pytest.raises(NoManifestError) as caught:
        discover_manifest(cwd=tmp_path, env={})
    assert caught.value.message == (
        "found pyproject.toml without tool.pixi section at"
        f" '{tmp_path / 'pyproject.toml'}'"
    )
    assert caught.value.help == "create a workspace with `pixi init`"


def test_variable_is_used_where_the_search_finds_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"ws/pixi.toml": WORKSPACE, "other/x": ""})
    env = {"PIXI_PROJECT_MANIFEST": str(tmp_path / "ws" / "pixi.toml")}
    assert found(tmp_path, "other", env) == "ws/pixi.toml"


def test_relative_path_in_the_variable_starts_at_the_folder_of_the_caller(
    tmp_path: Path,
) -> None:
    write(tmp_path, {"ws/pixi.toml": WORKSPACE, "other/readme": ""})
    env = {"PIXI_PROJECT_MANIFEST": "../ws"}
    assert found(tmp_path, "other", env) == "ws/pixi.toml"


def test_search_comes_before_the_variable(tmp_path: Path) -> None:
    write(tmp_path, {"ws/pixi.toml": WORKSPACE, "other/pixi.toml": WORKSPACE})
    env = {"PIXI_PROJECT_MANIFEST": str(tmp_path / "ws" / "pixi.toml")}
    assert found(tmp_path, "other", env) == "other/pixi.toml"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param("ws/pixi.toml", "ws/pixi.toml", id="file"),
        pytest.param("ws", "ws/pixi.toml", id="folder"),
        pytest.param("ws/member", "ws/pixi.toml", id="folder of a member package"),
        pytest.param("./ws/../ws", "ws/pixi.toml", id="roundabout"),
        pytest.param("link", "ws/pixi.toml", id="link"),
    ],
)
def test_given_path_replaces_the_search(
    tmp_path: Path, given: str, expected: str
) -> None:
    write(
        tmp_path,
        {
            "pixi.toml": WORKSPACE,
            "ws/pixi.toml": WORKSPACE,
            "ws/member/pixi.toml": PACKAGE,
        },
    )
    (tmp_path / "link").symlink_to("ws")
    assert found(tmp_path, manifest_path=Path(given)) == expected
    assert found(tmp_path, manifest_path=tmp_path / given) == expected


def test_given_path_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MissingManifestError) as caught:
        discover_manifest(cwd=tmp_path, env={}, manifest_path=Path("nowhere"))
    assert caught.value.message == f"unable to canonicalize '{tmp_path / 'nowhere'}'"
    assert caught.value.help == "check the path given with --manifest-path"
    assert caught.value.notes == ("there is no such file or directory",)


def test_given_file_must_be_called_like_a_manifest(tmp_path: Path) -> None:
    write(tmp_path, {"other.toml": WORKSPACE})
    with pytest.raises(UnknownManifestNameError) as caught:
        discover_manifest(cwd=tmp_path, env={}, manifest_path=Path("other.toml"))
    assert caught.value.message == f"'{tmp_path / 'other.toml'}' is not a manifest"
    assert caught.value.help == (
        "a manifest is called pixi.toml, pyproject.toml, mojoproject.toml"
    )


def test_given_folder_without_a_manifest_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoManifestError) as caught:
        discover_manifest(cwd=tmp_path, env={}, manifest_path=Path("empty"))
    assert caught.value.message.endswith(f" at directory {tmp_path / 'empty'}")
