"""What shells are told that tests cannot start: word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

from pypixi.prefix.activation import Activation
from pypixi.prefix.hook import Comfort, hook_text, variables_text
from pypixi.prefix.session import clear, prepare_session
from pypixi.prefix.shells.shell import SHELL_NAMES, UnknownShellError, shell_named

COMFORT = Comfort(prompt="(reef) ")

POWERSHELL = """\
${{Env:TOOL}} = $null
. '{left}/etc/conda/deactivate.d/off.ps1'
${{Env:PATH}} = '{prefix}/bin:/usr/bin'
${{Env:CONDA_SHLVL}} = '1'
${{Env:CONDA_ENV_SHLVL_1_CONDA_PREFIX}} = '{left}'
${{Env:CONDA_PREFIX}} = '{prefix}'
${{Env:OWN}} = 'it''s $A'
. '{prefix}/etc/conda/activate.d/on.ps1'
. '/root/set up.sh'
${{Env:A}} = "<${{Env:OWN}}>"
$Global:PixiPrompt = '(reef) '
if (-not (Test-Path Function:PixiAskedPrompt)) {{
    Copy-Item Function:prompt Function:Global:PixiAskedPrompt
    function Global:prompt {{ $Global:PixiPrompt + (PixiAskedPrompt) }}
}}
"""

NUSHELL = """\
hide-env --ignore-errors TOOL
source-env "{left}/etc/conda/deactivate.d/off.nu"
$env.PATH = ["{prefix}/bin" "/usr/bin"]
$env.CONDA_SHLVL = "1"
$env.CONDA_ENV_SHLVL_1_CONDA_PREFIX = "{left}"
$env.CONDA_PREFIX = "{prefix}"
$env.OWN = "it's $A"
source-env "{prefix}/etc/conda/activate.d/on.nu"
source-env "/root/set up.sh"
$env.A = ("<" + ($env.OWN? | default '' | into string) + ">")
if not ("__pixi_asked_prompt" in $env) {{
    $env.__pixi_asked_prompt = ($env.PROMPT_COMMAND? | default {{ "" }})
}}
$env.PROMPT_COMMAND = {{||
    let asked = $env.__pixi_asked_prompt
    let rest = if ($asked | describe) == "closure" {{ do $asked }} else {{ $asked }}
    $"(ansi green)" + "(reef) " + $"(ansi reset)" + $rest
}}
"""

CMD = """\
@chcp 65001 > nul
@SET "TOOL="
@CALL "{left}/etc/conda/deactivate.d/off.bat"
@SET "PATH={prefix}/bin:/usr/bin"
@SET "CONDA_SHLVL=1"
@SET "CONDA_ENV_SHLVL_1_CONDA_PREFIX={left}"
@SET "CONDA_PREFIX={prefix}"
@SET "OWN=it's $A"
@CALL "{prefix}/etc/conda/activate.d/on.bat"
@CALL "/root/set up.sh"
@SET "A=<%OWN%>"
@PROMPT (reef) $P$G
"""


def _put(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("powershell", POWERSHELL),
        ("powershell_ise", POWERSHELL),
        ("nu", NUSHELL),
        ("nushell", NUSHELL),
        ("cmd", CMD.replace("\n", "\r\n")),
    ],
)
def test_shell_is_told_all_steps_in_its_words(
    tmp_path: Path, name: str, expected: str
) -> None:
    prefix, left = tmp_path / "new", tmp_path / "old"
    _put(left / "etc/conda/env_vars.d/a.json", '{"TOOL": "x"}')
    for ending in ("sh", "fish", "ps1", "nu", "bat"):
        _put(left / f"etc/conda/deactivate.d/off.{ending}")
        _put(prefix / f"etc/conda/activate.d/on.{ending}")
    activation = Activation(
        prefix=prefix,
        variables={"OWN": "it's $A"},
        scripts=(Path("/root/set up.sh"),),
        last_variables={"A": "<$OWN>"},
    )
    caller = {"PATH": f"{left}/bin:/usr/bin", "CONDA_PREFIX": str(left)}
    text = hook_text(shell_named(name), activation, caller, "linux", COMFORT)
    assert text == expected.format(prefix=prefix, left=left)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("powershell", ["-NoLogo", "-NoExit", "-File", "{folder}/activate.ps1"]),
        ("nu", ["--execute", 'source "{folder}/activate.nu"']),
        ("cmd", ["/K", "{folder}/activate.bat"]),
    ],
)
def test_shell_is_started_with_what_it_reads(
    tmp_path: Path, name: str, options: list[str]
) -> None:
    shell, caller = shell_named(name), {"PATH": "/usr/bin"}
    text = variables_text(shell, {"A": "1"}, tmp_path, caller, COMFORT)
    session = prepare_session(shell, Path(f"/bin/{name}"), text, caller, tmp_path)
    folder = session.folder
    assert session.argv == (name, *(word.format(folder=folder) for word in options))
    assert session.env == caller
    (file,) = folder.iterdir()
    content = file.read_bytes().decode()
    assert content.endswith(text)
    assert folder.stat().st_mode & 0o077 == 0
    clear(session)
    assert not folder.exists()


@pytest.mark.parametrize("name", SHELL_NAMES)
def test_every_name_is_a_shell(name: str) -> None:
    assert shell_named(name).set_variable("A", "1").endswith(("1", "'", '"'))


@pytest.mark.parametrize("name", ["", "Bash", "tcsh", "../bash"])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(UnknownShellError) as caught:
        shell_named(name)
    assert caught.value.message == f"'{name}' is an unknown shell variant"


def test_names_are_those_of_the_original() -> None:
    theirs = (
        "bash sh dash ksh busybox brush zsh xonsh fish cmd nu nushell powershell"
        " powershell_ise"
    )
    assert {*theirs.split()} <= {*SHELL_NAMES}
