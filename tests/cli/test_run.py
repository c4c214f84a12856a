"""``pixi run``: tasks and commands in an environment."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

import pytest

from support.workspace import current_subdir

if TYPE_CHECKING:
    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder

_SCRIPT = "#!/bin/sh\nprintf '<%s>' \"$@\"\n"


@pytest.fixture
def shown(workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` in a workspace with a program ``show`` that prints its arguments."""
    channel.package("show", executables={"bin/show": _SCRIPT})
    workspace.channels(channel.url).dependencies(show="*")
    workspace.task("say", "show one 'two  three' \"four\"")
    workspace.task("_hidden", "show hidden").task("shelly", "show a && show b")
    workspace.feature("test", tasks={"check": "show checked"})
    workspace.environments({"test": ["test"]}).write()
    return pixi


def test_task_runs_with_words_and_quotes(shown: Pixi) -> None:
    done = shown.process("run", "say").ok()
    assert done.stdout == "<one><two  three><four>"
    assert "✨ Pixi task (say in default): show one 'two  three'" in done.stderr


def test_further_words_go_to_the_task(shown: Pixi) -> None:
    done = shown.process("run", "say", "-e", "a b", "--help").ok()
    assert done.stdout == "<one><two  three><four><-e><a b><--help>"


def test_task_of_a_feature_runs_in_its_environment(shown: Pixi) -> None:
    done = shown.process("run", "check").ok()
    assert done.stdout == "<checked>"
    assert "(check in test)" in done.stderr
    assert (shown.cwd / ".pixi" / "envs" / "test").is_dir()
    assert not (shown.cwd / ".pixi" / "envs" / "default").exists()


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        pytest.param(["show", "$HOME", "*", "a b"], "<$HOME><*><a b>", id="literal"),
        pytest.param(["show one two"], "<one><two>", id="one word is a line"),
        pytest.param(["--", "show", "x"], "<x>", id="after two dashes"),
        pytest.param(["-x", "show", "say"], "<say>", id="executable"),
        pytest.param(["say --flag"], "<one><two  three><four><--flag>", id="task line"),
    ],
)
def test_words_that_are_no_task_are_a_command(
    shown: Pixi, words: list[str], printed: str
) -> None:
    assert shown.process("run", *words).ok().stdout == printed


def test_command_runs_where_it_was_typed_and_a_task_in_the_root(
    shown: Pixi, workspace: WorkspaceBuilder
) -> None:
    workspace.task("where", "/bin/pwd").write()
    below = shown.at(shown.cwd / "sub")
    below.cwd.mkdir()
    assert below.process("run", "/bin/pwd").ok().stdout == f"{below.cwd}\n"
    assert below.process("run", "where").ok().stdout == f"{shown.cwd}\n"


def test_variables_of_the_environment(shown: Pixi) -> None:
    done = shown.having(PIXI_PROJECT_NAME="mine").process("run", "env").ok()
    env = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    prefix = shown.cwd / ".pixi" / "envs" / "default"
    assert env["CONDA_PREFIX"] == str(prefix)
    assert env["PATH"] == f"{prefix / 'bin'}:/usr/bin:/bin"
    assert env["CONDA_SHLVL"] == "1"
    assert env["CONDA_DEFAULT_ENV"] == env["PIXI_PROJECT_NAME"] == "workspace"
    assert env["CONDA_ENV_SHLVL_1_PIXI_PROJECT_NAME"] == "mine"
    assert env["PIXI_PROJECT_ROOT"] == env["INIT_CWD"] == env["PWD"] == str(shown.cwd)
    assert env["PIXI_PROJECT_MANIFEST"] == str(shown.cwd / "pixi.toml")
    assert env["PIXI_PROJECT_VERSION"] == "NO_VERSION_SPECIFIED"
    assert env["PIXI_ENVIRONMENT_NAME"] == "default"
    assert env["PIXI_IN_SHELL"] == "1"
    assert env["PIXI_PROMPT"] == "(workspace) "
    assert env["PIXI_ENVIRONMENT_PLATFORMS"] == current_subdir()
    assert env["PIXI_EXE"]


def test_variables_of_a_named_environment(
    shown: Pixi, workspace: WorkspaceBuilder
) -> None:
    workspace.table("workspace", version="1.2").platforms(current_subdir(), "zos-z")
    workspace.write()
    done = shown.process("run", "-e", "test", "env").ok()
    env = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    assert env["CONDA_PREFIX"] == str(shown.cwd / ".pixi" / "envs" / "test")
    assert env["CONDA_DEFAULT_ENV"] == "workspace:test"
    assert env["PIXI_ENVIRONMENT_NAME"] == "test"
    assert env["PIXI_PROMPT"] == "(workspace:test) "
    assert env["PIXI_PROJECT_VERSION"] == "1.2"
    platforms = {*env["PIXI_ENVIRONMENT_PLATFORMS"].split(",")}
    assert platforms == {current_subdir(), "zos-z"}


def test_workspace_without_a_name_is_called_as_its_folder(
    pixi: Pixi, workspace: WorkspaceBuilder
) -> None:
    manifest = workspace.write()
    manifest.write_text(manifest.read_text().replace('name = "workspace"\n', ""))
    folder = pixi.cwd.rename(pixi.cwd.with_name("reef"))
    done = pixi.at(folder).process("run", "printenv", "PIXI_PROJECT_NAME").ok()
    assert done.stdout == "reef\n"


def test_environment_that_was_active_stays_behind_in_the_path(shown: Pixi) -> None:
    """As with the original: only `shell-hook` leaves it."""
    other = shown.home / "other"
    variables = other / "etc" / "conda" / "env_vars.d" / "a.json"
    variables.parent.mkdir(parents=True)
    variables.write_text('{"KEPT": "1"}')
    inside = shown.having(
        CONDA_PREFIX=str(other),
        CONDA_SHLVL="1",
        KEPT="1",
        PATH=f"{other}/bin:/usr/bin:/bin",
    )
    done = inside.process("run", "env").ok()
    env = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    prefix = shown.cwd / ".pixi" / "envs" / "default"
    assert env["PATH"] == f"{prefix}/bin:{other}/bin:/usr/bin:/bin"
    assert env["KEPT"] == "1"
    assert env["CONDA_SHLVL"] == "2"
    assert env["CONDA_ENV_SHLVL_2_CONDA_PREFIX"] == str(other)


@pytest.mark.parametrize(
    ("variables", "environment"),
    [
        ({}, "default"),
        ({"PIXI_IN_SHELL": "1", "PIXI_ENVIRONMENT_NAME": "test"}, "test"),
        ({"PIXI_ENVIRONMENT_NAME": "test"}, "default"),
        ({"PIXI_IN_SHELL": "1"}, "default"),
    ],
    ids=["none", "in a shell", "not in a shell", "unnamed"],
)
@pytest.mark.parametrize("root", [None, "same", "/elsewhere"])
def test_environment_of_the_shell_is_that_of_commands(
    shown: Pixi, variables: dict[str, str], environment: str, root: str | None
) -> None:
    if root is not None:
        folder = str(shown.cwd) if root == "same" else root
        variables = {**variables, "PIXI_PROJECT_ROOT": folder}
    user = shown.having(**variables)
    expected = "default" if root == "/elsewhere" else environment
    for words in (
        ("run", "--no-install", "printenv", "PIXI_ENVIRONMENT_NAME"),
        ("run", "--no-install", "-e", "test", "printenv", "PIXI_ENVIRONMENT_NAME"),
    ):
        said = user.process(*words).ok().stdout
        assert said == ("test" if "-e" in words else expected) + "\n"
    hook = user("shell-hook", "--no-install", "--json").json()
    found = {**variables, **hook["environment_variables"]}
    assert found["PIXI_ENVIRONMENT_NAME"] == expected


def test_packages_set_variables_and_run_their_scripts(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package(
        "kelp",
        files={
            "etc/conda/env_vars.d/kelp.json": '{"KELP": "a b\'c", "DEEP": "$HOME/x"}',
            "etc/conda/activate.d/kelp.sh": 'export SEEN="<$KELP> $CONDA_PREFIX"\n',
        },
    )
    workspace.channels(channel.url).dependencies(kelp="*").write()
    done = pixi.process("run", "env").ok()
    lines = done.stdout.splitlines()
    prefix = pixi.cwd / ".pixi" / "envs" / "default"
    assert "KELP=a b'c" in lines
    assert f"DEEP={pixi.home}/x" in lines
    assert f"SEEN=<a b'c> {prefix}" in lines


def test_failing_activation_does_not_show_the_callers_variables(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    script = {"etc/conda/activate.d/kelp.sh": "echo no luck >&2; exit 3\n"}
    channel.package("kelp", files=script)
    workspace.channels(channel.url).dependencies(kelp="*").write()
    failed = pixi.having(SECRET="hunter2").process("run", "true").failed(1)
    assert "failed to activate environment" in failed.stderr
    assert "no luck" in failed.stderr
    assert "hunter2" not in failed.stderr


def test_exit_code_of_the_program_is_ours(shown: Pixi) -> None:
    assert shown.process("run", "sh", "-c", "exit 7").code == 7


@pytest.mark.skipif(sys.platform == "win32", reason="signals are a matter of Unix")
def test_death_by_a_signal_is_ours(shown: Pixi) -> None:
    done = shown.process("run", "sh", "-c", "kill -TERM $$")
    assert done.code == -signal.SIGTERM


def test_command_that_does_not_exist_lists_the_tasks(shown: Pixi) -> None:
    failed = shown.process("run", "shwo").failed(127)
    assert "shwo: command not found" in failed.stderr
    assert "Available tasks:\n\tcheck\n\tsay\n\tshelly\n" in failed.stderr
    assert "_hidden" not in failed.stderr


def test_run_without_words_lists_the_tasks(shown: Pixi) -> None:
    done = shown("run").ok()
    assert done.stdout == ""
    assert done.stderr == "Available tasks:\n\tcheck\n\tsay\n\tshelly\n"
    assert not (shown.cwd / "pixi.lock").exists()


def test_task_in_a_table_has_a_description(
    shown: Pixi, workspace: WorkspaceBuilder
) -> None:
    workspace.task("told", "show told", description="Shows it", depends_on=[])
    workspace.write()
    done = shown.process("run", "told", "more").ok()
    assert done.stdout == "<told><more>"
    assert "(told in default): show told more: (Shows it)\n" in done.stderr


def test_task_that_several_environments_define_is_ambiguous(
    shown: Pixi, workspace: WorkspaceBuilder
) -> None:
    workspace.feature("other", tasks={"check": "show other"})
    workspace.environments({"test": ["test"], "other": ["other"]}).write()
    failed = shown.having(PIXI_NO_WRAP="1")("run", "check").failed(1)
    assert "the task 'check' is ambiguous" in failed.stderr
    assert "These environments provide the task 'check': test, other" in failed.stderr
    picked = shown.process("run", "-e", "other", "check").ok()
    assert picked.stdout == "<other>"


@pytest.mark.parametrize(
    ("options", "environment"),
    [([], "test"), (["-e", "default"], "default"), (["-e", "other"], "other")],
)
def test_task_runs_in_the_environment_it_names_unless_told_otherwise(
    shown: Pixi, workspace: WorkspaceBuilder, options: list[str], environment: str
) -> None:
    workspace.task("go", "show go", default_environment="test")
    workspace.environments({"test": ["test"], "other": []}).write()
    done = shown.process("run", *options, "go").ok()
    assert f"(go in {environment})" in done.stderr


def test_environment_that_a_task_names_may_have_its_own(
    shown: Pixi, workspace: WorkspaceBuilder
) -> None:
    workspace.task("check", "show default", default_environment="test").write()
    assert shown.process("run", "check").ok().stdout == "<checked>"


def test_task_says_which_of_several_environments_is_meant(
    shown: Pixi, workspace: WorkspaceBuilder
) -> None:
    entry = {"cmd": "show other", "default-environment": "other"}
    workspace.feature("other", tasks={"check": entry})
    workspace.environments({"test": ["test"], "other": ["other"]}).write()
    assert shown.process("run", "check").ok().stdout == "<other>"


def test_environment_that_does_not_exist_is_passed_over(
    shown: Pixi, workspace: WorkspaceBuilder
) -> None:
    workspace.task("go", "show go", default_environment="nowhere").write()
    assert "(go in default)" in shown.process("run", "go").ok().stderr


def test_dry_run_shows_and_runs_nothing(shown: Pixi) -> None:
    done = shown("run", "--dry-run", "say").ok()
    assert "Dry-run mode enabled - no tasks will be executed." in done.stderr
    assert "Pixi task (say in default)" in done.stderr
    assert done.stdout == ""
    assert not (shown.cwd / ".pixi" / "envs").exists()


@pytest.mark.parametrize("flag", ["--no-install", "--as-is"])
def test_environment_is_not_touched_when_told_so(shown: Pixi, flag: str) -> None:
    shown("lock").ok()
    assert shown.process("run", flag, "echo", "hi").ok().stdout == "hi\n"
    assert not (shown.cwd / ".pixi" / "envs").exists()


def test_workspace_without_dependencies_makes_no_prefix(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.task("hi", "echo hi").write()
    assert pixi.process("run", "hi").ok().stdout == "hi\n"
    assert not (pixi.cwd / ".pixi" / "envs").exists()


def test_task_inside_a_task_stays_in_the_environment(
    shown: Pixi, workspace: WorkspaceBuilder
) -> None:
    inner = f"{sys.executable} -P -m pypixi run env"
    workspace.feature("test", tasks={"outer": inner}).write()
    done = shown.process("run", "outer").ok()
    assert "PIXI_ENVIRONMENT_NAME=test" in done.stdout.splitlines()


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
def test_program_ignores_no_signal_because_of_us(shown: Pixi) -> None:
    done = shown.process("run", "/bin/cat", "/proc/self/status").ok()
    fields = dict(line.split(":", 1) for line in done.stdout.splitlines())
    assert int(fields["SigIgn"], 16) == 0


@pytest.mark.parametrize("prefix", ["", "feature.test."])
def test_task_of_another_platform_is_no_command(
    shown: Pixi, workspace: WorkspaceBuilder, prefix: str
) -> None:
    """A program may be called like it: it must not run by mistake."""
    other = "win" if sys.platform != "win32" else "linux"
    workspace.table(f"{prefix}target.{other}.tasks", sort="echo sorted").write()
    told = shown.having(PIXI_NO_WRAP="1")
    failed = told("run", "sort").failed(1).stderr
    assert "the task 'sort' is not available on this machine" in failed
    assert f"it is written for [target.{other}]" in failed
    failed = told("run", "-e", "test", "sort").failed(1).stderr
    assert "the task 'sort' is not available in environment 'test'" in failed


def test_task_of_another_environment_is_named_with_it(shown: Pixi) -> None:
    failed = shown.having(PIXI_NO_WRAP="1")("run", "-e", "default", "check").failed(1)
    assert "the task 'check' is not available in environment 'default'" in failed.stderr
    assert "pixi run --environment test check" in failed.stderr


def test_tasks_of_an_unknown_environment_cannot_be_listed(shown: Pixi) -> None:
    assert "unknown environment 'tset'" in shown("run", "-e", "tset").failed(1).stderr


def test_task_of_an_environment_for_other_machines_is_not_in_the_way(
    shown: Pixi, workspace: WorkspaceBuilder
) -> None:
    workspace.platforms(current_subdir(), "zos-z")
    workspace.feature("far", platforms=["zos-z"], tasks={"say": "show far"})
    workspace.environments({"test": ["test"], "far": ["far"]}).write()
    assert shown("run", "say").ok().stdout == "<one><two  three><four>"


def test_platform_that_does_not_fit_is_told_before_the_task(
    shown: Pixi, workspace: WorkspaceBuilder
) -> None:
    workspace.platforms(current_subdir(), "zos-z")
    workspace.feature("far", platforms=["zos-z"], tasks={"off": "show far"})
    workspace.environments({"far": ["far"]}).write()
    failed = shown("run", "off").failed(1)
    assert "Cannot install environment 'far'" in failed.stderr
    assert "Pixi task" not in failed.stderr


def test_empty_command_is_refused(shown: Pixi) -> None:
    assert "there is nothing to run" in shown("run", "").failed(1).stderr
