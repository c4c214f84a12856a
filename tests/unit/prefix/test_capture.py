from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pypixi.prefix.activation import (
    Activation,
    ActivationError,
    activation_steps,
)
from pypixi.prefix.capture import activated_variables, cmd_script
from pypixi.prefix.layout import executable_folders

if TYPE_CHECKING:
    from pathlib import Path

CALLER = {"PATH": "/usr/bin:/bin"}
ODD_VALUES = [
    "",
    "a b",
    "it's",
    'say "hi"',
    "a\nb\n",
    "\t *?[x] ~ #!",
    "$HOME ${HOME} $(date) `date`",
    "back\\slash\\",
    "é 漢",
    ";false;",
]


def put(prefix: Path, name: str, text: str) -> None:
    path = prefix / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def script(prefix: Path, text: str, name: str = "tool.sh") -> None:
    put(prefix, f"etc/conda/activate.d/{name}", text)


def package_variables(prefix: Path, name: str = "tool", **variables: object) -> None:
    put(prefix, f"etc/conda/env_vars.d/{name}.json", json.dumps(variables))


def state_variables(prefix: Path, **variables: object) -> None:
    put(prefix, "conda-meta/state", json.dumps({"env_vars": variables}))


def activated_environment(
    activation: Activation, caller: dict[str, str], system: str
) -> dict[str, str]:
    return {**caller, **activated_variables(activation, caller, system)}


def activated(
    prefix: Path,
    caller: dict[str, str] | None = None,
    system: str = "linux",
    **own: str,
) -> dict[str, str]:
    activation = Activation(prefix=prefix, variables=own)
    return activated_environment(activation, {**CALLER, **(caller or {})}, system)


@pytest.mark.parametrize("with_script", [False, True])
def test_prefix_comes_first(tmp_path: Path, with_script: bool) -> None:
    if with_script:
        script(tmp_path, ":")
    assert activated(tmp_path, {"OTHER": "kept"}, PIXI_IN_SHELL="1") == {
        "PATH": f"{tmp_path}/bin:/usr/bin:/bin",
        "CONDA_SHLVL": "1",
        "CONDA_PREFIX": str(tmp_path),
        "PIXI_IN_SHELL": "1",
        "OTHER": "kept",
    }


@pytest.mark.parametrize("with_script", [False, True])
def test_what_was_active_is_backed_up(tmp_path: Path, with_script: bool) -> None:
    if with_script:
        script(tmp_path, ":")
    package_variables(tmp_path, TOOL_HOME="/new", ADDED="1")
    caller = {
        "CONDA_SHLVL": "2",
        "CONDA_PREFIX": "/outer",
        "TOOL_HOME": "/old $X",
        "PIXI_IN_SHELL": "0",
    }
    found = activated(tmp_path, caller, PIXI_IN_SHELL="1")
    assert found == {
        **CALLER,
        "PATH": f"{tmp_path}/bin:/usr/bin:/bin",
        "CONDA_SHLVL": "3",
        "CONDA_ENV_SHLVL_3_CONDA_PREFIX": "/outer",
        "CONDA_PREFIX": str(tmp_path),
        "CONDA_ENV_SHLVL_3_TOOL_HOME": "/old $X",
        "TOOL_HOME": "/new",
        "ADDED": "1",
        "CONDA_ENV_SHLVL_3_PIXI_IN_SHELL": "0",
        "PIXI_IN_SHELL": "1",
    }


@pytest.mark.parametrize("level", ["", "x", "1.5"])
def test_unusable_level_counts_as_none(tmp_path: Path, level: str) -> None:
    assert activated(tmp_path, {"CONDA_SHLVL": level})["CONDA_SHLVL"] == "1"


def test_later_sources_of_variables_win(tmp_path: Path) -> None:
    """Files in order, then the state, then the workspace's own."""
    package_variables(tmp_path, "b", A="b", B="b", C="b", D="b")
    package_variables(tmp_path, "a", A="a", B="a", E="a")
    state_variables(tmp_path, C="state", D="state")
    found = activated(tmp_path, D="own")
    assert [found[name] for name in "ABCDE"] == ["b", "b", "state", "own", "a"]


def test_names_in_the_state_are_in_upper_case(tmp_path: Path) -> None:
    state_variables(tmp_path, tool_home="/t")
    found = activated(tmp_path)
    assert found["TOOL_HOME"] == "/t"
    assert "tool_home" not in found


def test_values_that_are_no_text_are_left_out(tmp_path: Path) -> None:
    package_variables(tmp_path, A=1, B=None, C=["x"], D="d", **{"E=F": "x", "": "y"})
    assert activated(tmp_path).keys() - CALLER.keys() == {
        "CONDA_SHLVL",
        "CONDA_PREFIX",
        "D",
    }


def test_other_files_beside_the_variables_are_not_read(tmp_path: Path) -> None:
    put(tmp_path, "etc/conda/env_vars.d/README.md", "no JSON")
    put(tmp_path, "etc/conda/activate.d/tool.fish", "exit 1")
    put(tmp_path, "etc/conda/activate.d/tool.bat", "exit 1")
    assert activated(tmp_path)["CONDA_SHLVL"] == "1"


def test_value_of_a_package_may_refer_to_other_variables(tmp_path: Path) -> None:
    package_variables(
        tmp_path,
        LIB="$CONDA_PREFIX/lib",
        FLAGS='-L"$LIB" $FLAGS',
        PATH="$PATH:/extra",
        WHO="$(echo you)",
    )
    found = activated(tmp_path, {"FLAGS": "-O2"})
    assert found["LIB"] == f"{tmp_path}/lib"
    assert found["FLAGS"] == f'-L"{tmp_path}/lib" -O2'
    assert found["PATH"] == f"{tmp_path}/bin:/usr/bin:/bin:/extra"
    assert found["WHO"] == "you"


@pytest.mark.parametrize("with_script", [False, True])
@pytest.mark.parametrize("value", ODD_VALUES)
def test_values_of_others_are_literal(
    tmp_path: Path, value: str, with_script: bool
) -> None:
    """A workspace called ``$(date)`` is just called so, and so is its folder."""
    prefix = tmp_path / value.replace("/", "_") / "envs" if value else tmp_path
    prefix.mkdir(exist_ok=True, parents=True)
    package_variables(prefix, KEPT="x")
    if with_script:
        script(prefix, ":")
    caller = {"PATH": f"/usr/bin:/bin:/{value}", "CONDA_PREFIX": value, "KEPT": value}
    found = activated(prefix, caller, PIXI_PROJECT_NAME=value)
    assert found["PIXI_PROJECT_NAME"] == value
    assert found["CONDA_PREFIX"] == str(prefix)
    assert found["PATH"] == f"{prefix}/bin:/usr/bin:/bin:/{value}"
    assert found["CONDA_ENV_SHLVL_1_CONDA_PREFIX"] == value
    assert found["CONDA_ENV_SHLVL_1_KEPT"] == value


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0$")))
@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_bash_changes_no_value(tmp_path: Path, value: str) -> None:
    package_variables(tmp_path, ODD=value)
    without = activated(tmp_path, {"GIVEN": value}, OWN=value)
    script(tmp_path, ":")
    assert activated(tmp_path, {"GIVEN": value}, OWN=value) == without
    (tmp_path / "etc/conda/activate.d/tool.sh").unlink()


def test_folder_called_like_a_command_runs_nothing(tmp_path: Path) -> None:
    victim = tmp_path / "made"
    package_variables(tmp_path, **{f"A;touch {victim};B": "x"})
    script(tmp_path, ":")
    activated(tmp_path, {"CONDA_PREFIX": f"$(touch {victim})"}, N=f"`touch {victim}`")
    assert not victim.exists()


def test_scripts_run_in_order_with_the_variables_set(tmp_path: Path) -> None:
    package_variables(tmp_path, FROM_JSON="json")
    script(tmp_path, 'export ORDER="$ORDER b:$FROM_JSON:$OWN"', "b.sh")
    script(tmp_path, 'export ORDER="a:$CONDA_PREFIX"', "a.sh")
    found = activated(tmp_path, OWN="own")
    assert found["ORDER"] == f"a:{tmp_path} b:json:own"


def test_script_may_change_and_add_variables(tmp_path: Path) -> None:
    script(
        tmp_path,
        "export PATH=/first:$PATH CHANGED=new ODD=$'a\\nb=c\"'\nUNEXPORTED=1\n"
        "unset GONE\necho noise; echo more >&2\n",
    )
    found = activated(tmp_path, {"CHANGED": "old", "GONE": "stays"})
    assert found["PATH"] == f"/first:{tmp_path}/bin:/usr/bin:/bin"
    assert found["CHANGED"] == "new"
    assert found["ODD"] == 'a\nb=c"'
    assert "UNEXPORTED" not in found
    # As with the original: what a script removes is not unset.
    assert found["GONE"] == "stays"


def test_failing_command_in_a_script_does_not_count(tmp_path: Path) -> None:
    script(tmp_path, "false\nexport AFTER=1\nreturn 4\n", "a.sh")
    script(tmp_path, "export LAST=1\n", "b.sh")
    found = activated(tmp_path)
    assert (found["AFTER"], found["LAST"]) == ("1", "1")


def test_variables_of_the_shell_itself_are_not_taken_over(tmp_path: Path) -> None:
    script(tmp_path, "cd /\n")
    found = activated(tmp_path, {"SHLVL": "3", "PWD": "/before"})
    assert (found["SHLVL"], found["PWD"]) == ("3", "/before")
    assert found.keys() & {"_", "OLDPWD"} == set()


def test_script_may_be_called_oddly(tmp_path: Path) -> None:
    prefix = tmp_path / "my $(false) prefix's"
    script(prefix, "export RAN=1", 'it\'s "odd".sh')
    assert activated(prefix)["RAN"] == "1"


def test_startup_files_of_the_user_are_not_read(tmp_path: Path) -> None:
    put(tmp_path, "home/.bashrc", "export INTRUDER=1")
    put(tmp_path, "home/.profile", "export INTRUDER=1")
    script(tmp_path, ":")
    found = activated(tmp_path, {"HOME": str(tmp_path / "home")})
    assert "INTRUDER" not in found


@pytest.mark.parametrize(("text", "code"), [("exit 3", 3), ("exit 0", 0)])
def test_script_that_exits_is_an_error_without_secrets(
    tmp_path: Path, text: str, code: int
) -> None:
    script(tmp_path, f"echo 'no luck' >&2\n{text}\n")
    with pytest.raises(ActivationError) as caught:
        activated(tmp_path, {"API_TOKEN": "s3cret"}, OWN_TOKEN="t0ken")
    error = caught.value
    assert error.message == "failed to activate environment"
    assert error.notes == (f"an activation script ended with code {code}", "no luck")
    assert error.help == (
        "look for `exit` in the scripts of etc/conda/activate.d, or remove the package"
        " that has them"
    )
    assert "s3cret" not in f"{error!r} {error.notes}"
    assert "t0ken" not in f"{error!r} {error.notes}"


def test_missing_bash_is_an_error(tmp_path: Path) -> None:
    script(tmp_path, ":")
    with pytest.raises(ActivationError) as caught:
        activated(tmp_path, {"PATH": str(tmp_path)})
    assert caught.value.message == "cannot run bash, which activation scripts need"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("etc/conda/env_vars.d/t.json", "{", "cannot read '{path}'"),
        pytest.param(
            "etc/conda/env_vars.d/t.json",
            "[" * 100_000,
            "cannot read '{path}'",
            id="deep",
        ),
        ("etc/conda/env_vars.d/t.json", "[]", "'{path}' does not hold a JSON object"),
        ("conda-meta/state", "", "cannot read '{path}'"),
        ("conda-meta/state", "7", "'{path}' does not hold a JSON object"),
        (
            "conda-meta/state",
            '{"env_vars": []}',
            "the variables in '{path}' are not a JSON object",
        ),
    ],
)
def test_damaged_file_is_named(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    put(tmp_path, name, text)
    with pytest.raises(ActivationError) as caught:
        activated(tmp_path)
    assert caught.value.message == message.format(path=tmp_path / name)


def test_state_without_variables_is_no_error(tmp_path: Path) -> None:
    put(tmp_path, "conda-meta/state", '{"version": 1}')
    assert activated(tmp_path)["CONDA_SHLVL"] == "1"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a b:/c", "{bin}:/a b:/c"),
        ("", "{bin}"),
        ("/a:", "{bin}:/a"),
        ("/a::/b", "{bin}:/a::/b"),
    ],
)
def test_path_of_the_caller_follows(tmp_path: Path, path: str, expected: str) -> None:
    found = activated(tmp_path, {"PATH": path})["PATH"]
    assert found == expected.format(bin=tmp_path / "bin")


def test_path_is_made_where_the_caller_has_none(tmp_path: Path) -> None:
    found = activated_environment(Activation(prefix=tmp_path), {}, "linux")
    assert found["PATH"] == f"{tmp_path}/bin"


def test_windows_runs_no_shell_and_spells_path_as_the_caller(tmp_path: Path) -> None:
    script(tmp_path, "exit 1")
    activation = Activation(prefix=tmp_path)
    found = activated_environment(activation, {"Path": "C"}, "win32")
    assert found["Path"].endswith(":C")
    assert "PATH" not in found
    assert str(tmp_path / "Library" / "bin") in found["Path"]


def workspace_script(root: Path, text: str, name: str = "set up.sh") -> Path:
    put(root, name, text)
    return root / name


def test_scripts_of_the_manifest_run_after_those_of_packages(tmp_path: Path) -> None:
    script(tmp_path, 'export SEEN="$OWN package"')
    own = workspace_script(tmp_path, 'export SEEN="$SEEN manifest"')
    other = workspace_script(tmp_path, 'export SEEN="$SEEN other"', "a.bash")
    activation = Activation(
        prefix=tmp_path, variables={"OWN": "own"}, scripts=(own, other)
    )
    found = activated_environment(activation, CALLER, "linux")
    assert found["SEEN"] == "own package manifest other"


def test_variables_of_the_manifest_are_set_last(tmp_path: Path) -> None:
    own = workspace_script(tmp_path, "export DEPTH=1 FROM=script")
    activation = Activation(
        prefix=tmp_path,
        scripts=(own,),
        last_variables={"DEPTH": "2", "BOTH": "$FROM/${DEPTH}", "AS_IS": "a `b` 'c'"},
    )
    found = activated_environment(activation, CALLER, "linux")
    assert (found["DEPTH"], found["BOTH"]) == ("2", "script/2")
    assert found["AS_IS"] == "a `b` 'c'"


def test_variables_of_the_manifest_win_without_a_shell(tmp_path: Path) -> None:
    package_variables(tmp_path, DEPTH="1")
    activation = Activation(prefix=tmp_path, last_variables={"DEPTH": "2"})
    caller = {**CALLER, "PATH": "/nowhere"}
    assert activated_environment(activation, caller, "linux")["DEPTH"] == "2"


def test_variable_of_the_caller_that_a_manifest_sets_is_backed_up(
    tmp_path: Path,
) -> None:
    activation = Activation(prefix=tmp_path, last_variables={"DEPTH": "$DEPTH:2"})
    found = activated_environment(activation, {**CALLER, "DEPTH": "0"}, "linux")
    assert (found["DEPTH"], found["CONDA_ENV_SHLVL_1_DEPTH"]) == ("0:2", "0")


def test_script_of_the_manifest_that_exits_is_named(tmp_path: Path) -> None:
    own = workspace_script(tmp_path, "exit 3")
    activation = Activation(prefix=tmp_path, scripts=(own,))
    with pytest.raises(ActivationError) as caught:
        activated_environment(activation, CALLER, "linux")
    assert caught.value.help == (
        "look for `exit` in 'set up.sh', which the manifest lists under [activation]"
    )


def test_command_prompt_is_told_all_of_an_activation(tmp_path: Path) -> None:
    """On Windows it runs the scripts, and expands variables in its own way."""
    script(tmp_path, "", "tool.bat")
    script(tmp_path, "", "tool.sh")
    activation = Activation(
        prefix=tmp_path,
        variables={"OWN": "50 % $A"},
        last_variables={"A": "$B & ${C}", "Q": 'say "hi" & go'},
    )
    steps = activation_steps(activation, {"PATH": "C"}, "win32", endings=(".bat",))
    lines = cmd_script(steps).split("\r\n")
    folders = [*map(str, executable_folders(tmp_path, "win32")), "C"]
    assert lines == [
        "@chcp 65001 > nul",
        f'@SET "PATH={";".join(folders)}"',
        '@SET "CONDA_SHLVL=1"',
        f'@SET "CONDA_PREFIX={tmp_path}"',
        '@SET "OWN=50 %% $A"',
        f'@CALL "{tmp_path}/etc/conda/activate.d/tool.bat"',
        '@SET "A=%B% & %C%"',
        '@SET Q=say ^"hi^" ^& go',
        "@ECHO ____PYPIXI_ENVIRONMENT____",
        "@SET",
        "",
    ]
