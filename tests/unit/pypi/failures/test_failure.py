from __future__ import annotations

import pytest

from pypixi.processes import Completed
from pypixi.pypi.failures.failure import Failure, read_failure

BUILD = """\
DEBUG Calling `backend.build()`
error: Failed to build `fails==1.0`
  cause: The build backend returned an error
  cause: Call to `backend.build` failed (exit status: 1)

         [stderr]
         the compiler is missing
           line two

hint: Build failures usually indicate a problem
      or two
"""


def _read(stderr: str, code: int = 1) -> Failure:
    return read_failure(Completed(code=code, stdout=b"", stderr=stderr.encode()))


def test_error_is_taken_apart() -> None:
    output = "[stderr]\nthe compiler is missing\n  line two"
    assert _read(BUILD) == Failure(
        title="Failed to build `fails==1.0`",
        causes=(
            "The build backend returned an error",
            f"Call to `backend.build` failed (exit status: 1)\n\n{output}",
        ),
        hints=("Build failures usually indicate a problem\nor two",),
    )


def test_what_comes_before_the_error_is_left_out() -> None:
    noise = "Using Python 3.12 environment at: x\nwarning: `prerelease` is outdated\n"
    assert _read(noise + "error: it broke\n") == Failure(title="it broke")


@pytest.mark.parametrize(
    "line", ["DEBUG released a lock", "warning: old", "For more information, try"]
)
def test_noise_within_the_error_is_left_out(line: str) -> None:
    text = f"error: it broke\n{line}\n  cause: a cable\n"
    assert _read(text) == Failure(title="it broke", causes=("a cable",))


def test_project_that_we_invented_is_not_mentioned() -> None:
    text = "error: No\n  cause: Because pixi-pypi-resolve depends on a>=1, no.\n"
    assert _read(text).causes == ("Because you require a>=1, no.",)


def test_long_output_of_a_build_is_cut_to_its_end() -> None:
    output = "".join(f"         line {number}\n" for number in range(100))
    text = f"error: No\n  cause: Call failed\n\n         [stdout]\n{output}"
    [cause] = _read(text).causes
    lines = cause.splitlines()
    assert lines[:5] == ["Call failed", "", "[stdout]", "…", "line 80"]
    assert lines[-1] == "line 99"


def test_long_explanation_is_kept_whole() -> None:
    reasons = "".join(f"         And because {number}\n" for number in range(100))
    [cause] = _read(f"error: No\n  cause: Because\n{reasons}").causes
    assert len(cause.splitlines()) == 101


@pytest.mark.parametrize(
    ("text", "causes"),
    [("it panicked\n", ("it panicked",)), ("", ()), ("\n", ())],
    ids=["text", "nothing", "blank"],
)
def test_death_without_an_error_is_told_by_how_it_ended(
    text: str, causes: tuple[str, ...]
) -> None:
    title = "uv ended with exit code 101"
    assert _read(text, 101) == Failure(title=title, causes=causes, is_death=True)


def test_signal_that_ended_it_is_named() -> None:
    assert _read("", -9).title == "uv was ended by signal SIGKILL"
