from __future__ import annotations

import pytest

from pypixi.manifest.reading.advice import (
    requirement_advice,
    subdir_advice,
    url_advice,
)
from pypixi.specs.platform import SUBDIRS
from unit.manifest.samples import marked, workspace_fault


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("[dependencies]\npython = 3.10\n", 'put it in quotes: "3.10"'),
        ("[activation.env]\nA = 2025-06-30 \n", 'put it in quotes: "2025-06-30"'),
        ("[activation.env]\nA = true\n", 'write a text in quotes: A = "…"'),
        ("[activation]\nscripts = 'a.sh'\n", "put it in brackets: ['a.sh']"),
        ("[activation]\nscripts = 1\n", 'write an array: scripts = ["…"]'),
        ("[pypi-options]\nno-build = 'true'\n", "write true without quotes"),
        (
            "[pypi-options]\nno-build = 'kelp'\n",
            "write true or false, or put it in brackets: ['kelp']",
        ),
        (
            "[pypi-options]\nno-build = 1\n",
            'write true or false, or an array: no-build = ["…"]',
        ),
        (
            "[environments]\na = { features = [], no-default-feature = 'yes' }\n",
            "write true or false",
        ),
        ("[feature.'a b']\ntasks = 1\n", 'write it as a table: [feature."a b".tasks]'),
        (
            "[feature.a]\nchannels = [{ channel = 'b', priority = '3' }]\n",
            "write 3 without quotes",
        ),
        (
            "[feature.a]\nchannels = [{ channel = 'b', priority = 'x' }]\n",
            "write a number without quotes: priority = 1",
        ),
        (
            "[dependencies]\na = ['>=1', '<2']\n",
            'join them with commas: a = ">=1,<2"',
        ),
    ],
)
def test_value_of_another_type_comes_with_the_right_one(text: str, advice: str) -> None:
    assert workspace_fault(text).help == advice


def test_long_value_is_not_written_again() -> None:
    text = f"[activation]\nscripts = '{'x' * 99}'\n"
    assert workspace_fault(text).help == 'write an array: scripts = ["…"]'


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ([">=1", "<2"], 'join them with commas: "a.b" = ">=1,<2"'),
        (["*"], 'join them with commas: "a.b" = "*"'),
        (True, 'for any version, write "a.b" = "*"'),
        ([], 'for any version, write "a.b" = "*"'),
        (3.1, None),
    ],
)
def test_requirement_of_another_type(value: object, advice: str | None) -> None:
    assert requirement_advice("a.b", value) == advice


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("git@host.org:a/b.git", "write it as 'ssh://git@host.org/a/b.git'"),
        ("host.org/simple", "write it as 'https://host.org/simple'"),
        ("host.org:8080", "write it as 'https://host.org:8080'"),
        ("./wheels", "write a folder of this machine as 'file:///path/to/folder'"),
    ],
)
def test_text_that_is_meant_as_a_url(text: str, advice: str) -> None:
    assert url_advice(text) == advice


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("macos-arm64", "did you mean 'osx-arm64'?"),
        ("Linux-x86_64", "did you mean 'linux-64'?"),
        ("windows", "write 'win-64', or 'win-arm64' for machines with ARM"),
        ("win64", "write 'win-64', or 'win-arm64' for machines with ARM"),
        ("linux64", "did you mean 'linux-64' or 'linux-ppc64' or 'linux-riscv64'?"),
        ("", "write for example 'linux-64', 'osx-arm64' or 'win-64'"),
    ],
)
def test_name_that_is_meant_as_a_subdir(text: str, advice: str) -> None:
    assert subdir_advice(text, SUBDIRS) == advice


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("[dependencies]\nNumPy = '*'\nnumpy = '*'\n", "NumPy"),
        ("[pypi-dependencies]\na-b = '*'\na_b = '*'\n", "a-b"),
        ("[feature.a]\n[environments]\nb = ['a', 'a']\n", "'a'"),
    ],
)
def test_what_is_written_twice_is_shown_at_both_places(text: str, first: str) -> None:
    again, before = workspace_fault(text).labels
    assert marked(before) == (first, "first written")
    assert again.text == "written again"
    assert before.span.start < again.span.start


def test_extras_in_a_name_are_moved_into_the_table() -> None:
    text = "[pypi-dependencies]\n'uvicorn[standard, a]' = '>=0.30'\n"
    assert workspace_fault(text).help == (
        'write uvicorn = { version = ">=0.30", extras = ["standard", "a"] }'
    )


@pytest.mark.parametrize(
    "text",
    [
        "[dependencies]\na = { url = 'ftp:/https://ann:secret@host/a' }\n",
        "[pypi-options]\nfind-links = ['https://ann:secret@host/x']\n",
        "[pypi-dependencies]\na = 'git+https://ann:secret@host/x'\n",
        "[pypi-options]\nno-build = 'https://ann:secret@host/x'\n",
        "[pypi-options]\nno-build = ['https://ann:secret@host/x']\n",
    ],
)
def test_credentials_stay_out_of_all_words(text: str) -> None:
    found = workspace_fault(text)
    told = (found.message, found.help, *found.notes, *found.labels)
    assert "secret" not in repr(told)
    assert "*" in repr(told)
