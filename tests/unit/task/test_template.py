"""Templates in tasks."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypixi.errors import PixiError
from pypixi.task.template import render
from unit.manifest.samples import PATH, marked

from .samples import variables


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ a }}", "1"),
        ("{{a}}{# nothing #}", "1"),
        ("{% if a == '1' %}x{% endif %}", "x"),
        ("{{ a == '1' }} {{ none }} {{ true }}", "True None True"),
        ("{{ html }}", "<b> & 'c'"),
        ("{{ 'x' | upper }} {{ 'A b' | title | replace('A', 'C') }}", "X C B"),
        ("{{ missing | default('d') }}", "d"),
        ("{{ ['a', 'b'] | join('-') }} {{ 'x,y' | split(',') }}", 'a-b ["x", "y"]'),
        ("x\n\n", "x\n"),
        ("{{ a }}\n", "1"),
        ("{{ pixi.platform }} {{ pixi.environment.name }}", "linux-64 default"),
        ("{{ pixi.manifest_path }}", str(PATH)),
        ("{{ pixi.init_cwd }}", str(PATH.parent / "sub")),
        ("{{ pixi.version }}", "0.77.0"),
        ("a } b { c", "a } b { c"),
    ],
)
def test_template_is_filled_in(template: str, text: str) -> None:
    known = variables(a="1", html="<b> & 'c'")
    assert render(template, known, origin="cmd") == text


@pytest.mark.parametrize(
    ("subdir", "shown"),
    [
        ("linux-64", "False True True False"),
        ("win-64", "True False False False"),
        ("osx-arm64", "False True False True"),
        ("emscripten-wasm32", "False True False False"),
    ],
)
def test_systems_are_told_by_the_subdir(subdir: str, shown: str) -> None:
    names = ("win", "unix", "linux", "osx")
    template = " ".join(f"{{{{ pixi.is_{name} }}}}" for name in names)
    assert render(template, variables(subdir), origin="cmd") == shown


def test_argument_called_pixi_is_hidden() -> None:
    known = variables(pixi="mine")
    assert render("{{ pixi.platform }}", known, origin="cmd") == "linux-64"


@pytest.mark.parametrize(
    ("template", "mark", "note", "advice"),
    [
        pytest.param(
            "ä {{ modd }}",
            "modd",
            "undefined value",
            "did you mean 'mode'?",
            id="undefined",
        ),
        pytest.param(
            "{% if x %}y{% endif %}",
            "x",
            "undefined value",
            "the known names are: mode, pixi.platform, pixi.is_win, pixi.is_unix,"
            " pixi.is_linux, pixi.is_osx, pixi.version, pixi.manifest_path,"
            " pixi.init_cwd, pixi.environment.name",
            id="undefined in a condition",
        ),
        pytest.param(
            "{{ mode | tojson }}",
            "tojson",
            "unknown filter: filter tojson is unknown",
            None,
            id="filter of the binding",
        ),
        pytest.param(
            "{{ mode | urlencode }}",
            "urlencode",
            "unknown filter: filter urlencode is unknown",
            None,
            id="another filter of the binding",
        ),
        pytest.param(
            "{{ mode.upper() }}",
            ".upper()",
            "unknown method: string has no method named upper",
            "templates have filters, not methods: {{ name | upper }}",
            id="method",
        ),
        pytest.param(
            "{{ mode",
            "mode",
            "syntax error: unexpected end of input, expected end of variable block",
            None,
            id="not closed",
        ),
    ],
)
def test_fault_is_shown_in_the_template(
    template: str, mark: str, note: str, advice: str | None
) -> None:
    with pytest.raises(PixiError) as caught:
        render(template, variables(mode="dev"), origin="cmd of task 't'")
    error = caught.value
    assert error.message == "failed to replace argument placeholders"
    assert [*map(marked, error.labels)] == [(mark, "this part can't be replaced")]
    assert error.labels[0].source.name == "cmd of task 't'"
    assert (error.notes, error.help) == ((note,), advice)


@given(st.text(alphabet="ab {}%#\r\n$'\"\\ä"))
def test_text_without_marks_is_as_the_engine_leaves_it(text: str) -> None:
    marked_text = "{# #}" + text
    if not any(mark in text for mark in ("{{", "{%", "{#")):
        known = variables()
        assert render(text, known, origin="") == render(marked_text, known, origin="")


def test_engine_is_loaded_for_templates_only() -> None:
    code = (
        "import sys; import pypixi.task.call, pypixi.task.graph, pypixi.task.cache;"
        "sys.exit('minijinja' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
