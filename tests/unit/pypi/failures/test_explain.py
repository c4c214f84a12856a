from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.processes import Completed
from pypixi.pypi.failures.explain import explain_failure
from unit.pypi.resolving.jobs import provided

if TYPE_CHECKING:
    from pypixi.errors import PixiError

NO_SOLUTION = "error: No solution found when resolving dependencies\n"
URL = "https://example.org/simple"


def _ended(stderr: str, code: int = 1) -> Completed:
    return Completed(code=code, stdout=b"", stderr=stderr.encode())


def _explained(*parts: str, **packages: str) -> PixiError:
    """Return the error for lines of uv below ``error:``, with what conda brings."""
    return explain_failure(
        _ended("".join(f"{part}\n" for part in parts)),
        message="failed",
        provided=provided(**packages),
        asked=["flask", "requests"],
        searched=[URL],
    )


def _unsolved(*parts: str, **packages: str) -> PixiError:
    return _explained(NO_SOLUTION.rstrip(), *parts, **packages)


def _advice(error: PixiError) -> str:
    assert error.help is not None
    return error.help


def test_words_of_uv_are_the_notes() -> None:
    error = _unsolved("  cause: Because of this.", "hint: Look there.")
    assert error.message == "failed"
    assert error.notes == (
        "No solution found when resolving dependencies",
        "Because of this.",
        "Look there.",
    )


@pytest.mark.parametrize(
    ("hint", "note"),
    [
        (
            "Pre-releases are available for `a` (try: `--prerelease=allow`)",
            'Pre-releases are available for `a` (`prerelease-mode = "allow"`)',
        ),
        (
            "Wheels are required (i.e., with `--no-build`)",
            "Wheels are required (`no-build = true`)",
        ),
        (
            "A source is required (i.e., with `--no-binary-package bb`)",
            'A source is required (`no-binary = ["bb"]`)',
        ),
        (
            "uv will stop unless `--index-strategy unsafe-best-match` is used",
            'pixi will stop unless `index-strategy = "unsafe-best-match"` is used',
        ),
    ],
    ids=["pre-releases", "no-build", "no-binary of one", "index strategy"],
)
def test_hint_speaks_of_the_manifest(hint: str, note: str) -> None:
    assert _unsolved(f"hint: {hint}").notes[1:] == (note,)


@pytest.mark.parametrize(
    "hint",
    [
        "Add it to `tool.uv.sources`",
        "Run `uv pip install setuptools`",
        "Consider `--refresh`",
        "Build failures usually indicate a problem with the package or its build",
    ],
)
def test_hint_for_users_of_uv_is_left_out(hint: str) -> None:
    assert _unsolved(f"hint: {hint}").notes[1:] == ()


PINNED = (
    "The following PyPI packages have been pinned by the conda solve,"
    " and this version may be causing a conflict:\n"
)


def test_clash_names_both_packages_and_the_pinned_version() -> None:
    error = _unsolved(
        "  cause: Because only numpy>=2 is available and old<=0.9 depends on"
        " numpy<1.9, we can conclude that old<=0.9 cannot be used.",
        numpy="2.1.99",
    )
    assert error.help == (
        f"{PINNED}numpy==2.1.99\n"
        "'old' needs numpy<1.9: change the version of the conda package 'conda-numpy',"
        " or the requirement that brings 'old'"
    )


@pytest.mark.parametrize(
    ("sentence", "start"),
    [
        ("all versions of old depend on numpy<2 and", "'old' needs numpy<2: change"),
        ("old[all]==1 depends on numpy>=1,<2, we", "'old' needs numpy>=1,<2: change"),
        ("old>=1,<3 depends on numpy[x]~=1.0 and", "'old' needs numpy[x]~=1.0: change"),
        ("something odd with numpy and", "change the version of the conda package"),
    ],
    ids=["all versions", "extra", "range", "no sentence known"],
)
def test_who_wants_another_version_is_told(sentence: str, start: str) -> None:
    advice = _advice(_unsolved(f"  cause: Because {sentence}", numpy="2.1"))
    assert advice.removeprefix(f"{PINNED}numpy==2.1\n").startswith(start)


def test_clash_with_the_manifest_names_its_requirement() -> None:
    error = _unsolved(
        "  cause: Because only numpy<2.2 is available and pixi-pypi-resolve depends on"
        " numpy>=2.2, we can conclude that your requirements are unsatisfiable.",
        numpy="2.1.99",
    )
    assert _advice(error).splitlines()[-1] == (
        "change the version of the conda package 'conda-numpy', or the requirement"
        " 'numpy>=2.2' in [pypi-dependencies]"
    )


@pytest.mark.parametrize("name", ["numpy-financial", "my.numpy", "numpy.x", "numpyro"])
def test_longer_name_is_another_package(name: str) -> None:
    error = _unsolved(f"  cause: Because {name}>=1 depends on a>1.", numpy="2.1")
    assert "pinned" not in (error.help or "")


def test_missing_package_is_named_with_the_index() -> None:
    error = _unsolved("  cause: Because zzz was not found in the package registry and")
    assert error.help == f"there is no 'zzz' in {URL}: check how it is spelled"


@pytest.mark.parametrize("name", ["flaks", "nunpy"])
def test_missing_package_may_be_one_we_know(name: str) -> None:
    cause = f"  cause: Because {name} was not found in the package registry and"
    meant = {"flaks": "flask", "nunpy": "numpy"}[name]
    assert f"did you mean '{meant}'?" in _advice(_unsolved(cause, numpy="2"))


def test_index_that_wants_a_password_is_the_first_note() -> None:
    error = _unsolved(
        "  cause: Because a was not found in the package registry and",
        f"hint: An index URL ({URL}) could not be queried due to a lack of valid"
        " authentication credentials (401 Unauthorized)",
    )
    assert error.notes[0].startswith(f"An index URL ({URL})")
    assert _advice(error).startswith(f"give user and password for {URL}: in the URL")


FAILED = "error: Failed to fetch: x\n  cause: "
UNSOLVED = f"{NO_SOLUTION}  cause: Because "


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (f"{FAILED}error sending request for url (x)", "check the network"),
        (f"{FAILED}HTTP status server error (500) for url (x)", "check the network"),
        (
            f"{FAILED}error sending request\n  cause: invalid peer certificate",
            'tls-root-certs = "system"',
        ),
        (f"{FAILED}Network connectivity is disabled, but x", "without `--offline`"),
        (
            f"{UNSOLVED}a was not found in the cache\nhint: the network was disabled",
            "without `--offline`",
        ),
        (
            "error: Failed to build `x==1`\n  cause: Call to `y.build` failed",
            "`pixi add x`",
        ),
        (
            "error: Failed to download and build `x @ u`\n  cause: Call to `y` failed",
            "`pixi add x`",
        ),
        (
            "error: Failed to download and build `x`\n  cause: Git operation failed",
            "branch, tag or rev",
        ),
        (
            f"{UNSOLVED}x==1.0 has no wheels with a matching platform tag and",
            "'x' has nothing for this Python and platform",
        ),
        (
            "error: Distribution `x==1` can't be installed because it has no wheel",
            "'x' has nothing for this Python and platform",
        ),
        (
            f"{UNSOLVED}x==1 has no usable wheels\nhint: (with `--no-build-package x`)",
            "out of `no-build`",
        ),
        (f"{UNSOLVED}only x==1.0rc1 is available and", 'prerelease-mode = "allow"'),
        (
            f"{UNSOLVED}there are no versions of x\nhint: Pre-releases are available",
            'prerelease-mode = "allow"',
        ),
        (f"{UNSOLVED}only x<=1.2 is available and", "a version of 'x' that exists"),
        (f"{UNSOLVED}there is no version of x==1.3", "a version of 'x' that exists"),
        ("error: Hash mismatch for `x==1`", "not the one that was locked"),
        ("error: x\n  cause: The wheel is invalid: Metadata", "`uv-cache`"),
        ("error: x\n  cause: set `UV_SKIP_WHEEL_FILENAME_CHECK=1`", "CHECK=1"),
        ("error: Failed to parse: `/tmp/uv.toml`", "report it"),
        ("error: the argument '--x' cannot be used", "report it"),
    ],
    ids=[
        *("unreachable", "server error", "certificate", "offline file", "offline"),
        *("build", "build of a url", "git", "no wheel", "no wheel to install"),
        *("no-build", "only pre-release", "pre-releases", "too new", "no version"),
        *("hash", "damaged cache", "wheel name", "settings", "usage"),
    ],
)
def test_each_kind_of_failure_has_its_advice(text: str, part: str) -> None:
    assert part in _advice(_explained(text))


@pytest.mark.parametrize("stderr", ["", "it panicked\n"])
def test_death_without_an_error_has_advice(stderr: str) -> None:
    error = explain_failure(_ended(stderr, -25), message="failed")
    assert error.help == (
        "see whether disk space, memory or a limit (`ulimit -a`) ran out; with `-vv`"
        " uv says what it does"
    )


def test_unknown_failure_has_no_advice() -> None:
    assert _explained("error: something new").help is None


def test_package_that_conda_pinned_plays_no_part_in_other_failures() -> None:
    error = _explained("error: Failed to fetch: https://example.org/numpy/", numpy="2")
    assert error.help is None


def test_lists_of_files_alone_are_told_to_be_all_that_is_searched() -> None:
    stderr = (
        f"{NO_SOLUTION.rstrip()}\n"
        "  cause: Because zzz was not found in the provided package locations and"
    )
    error = explain_failure(_ended(stderr), message="failed")
    assert error.help == (
        "there is no 'zzz' in `find-links`, and no index is searched beside them: name"
        " one as `index-url` in [pypi-options]"
    )
