"""What the PyPI requirements of one platform make of a lock file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pypixi.errors import PixiError
from pypixi.locking.judging.verdict import Verdict, judge
from pypixi.manifest.environments import compose_environments
from unit.lockfile.samples import directory, wheel
from unit.locking.samples import (
    pypi_context,
    pypi_locked,
    pypi_workspace,
    record,
)
from unit.manifest.samples import PATH, manifest

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.lockfile.model import LockedPackage
    from pypixi.records.pypi import PypiRecord

LINUX = frozenset({("default", "linux-64")})
COMMIT = "ab" * 20
REPO = "https://git.example.org/numpy"


def verdict(
    text: str,
    *rows: LockedPackage,
    dependencies: str = "",
    root: Path = PATH.parent,
    **fields: Any,
) -> Verdict:
    """Return the verdict on packages that are locked for PyPI requirements."""
    manifest = pypi_workspace(text, dependencies=dependencies)
    found = compose_environments(manifest)
    lock = pypi_locked(found, *rows, **fields)
    return judge(found, lock, pypi_context(root))


def reasons(found: Verdict, *, conda: bool) -> list[str]:
    """Return what is wrong, where PyPI packages, or conda's too, are to be solved."""
    if not found.is_true:
        assert found.stale_pypi == LINUX
        assert found.stale == (LINUX if conda else frozenset())
    return [reason.text for reason in found.reasons]


def git(query: str = "", **fields: Any) -> PypiRecord:
    location = f"git+{REPO}{query}#{COMMIT}"
    return wheel(location=location, sha256=None, **fields)


def direct(url: str) -> PypiRecord:
    return wheel(location=f"direct+{url}", sha256=None)


def archive(path: str) -> PypiRecord:
    return wheel(location=path, sha256=None)


def provider(name: str = "numpy", version: str = "1.2", *depends: str) -> Any:
    """Return a conda package that is one of PyPI, too."""
    return record(name, version, *depends, purls=(f"pkg:pypi/{name}",))


def unmet(requirement: str, required_by: str = "default") -> str:
    return (
        f"the requirement '{requirement}' could not be satisfied"
        f" (required by '{required_by}')"
    )


URL = "https://files.example.org/numpy-1.2-py3-none-any.whl"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param("numpy = '*'", [wheel()], id="any version"),
        pytest.param("numpy = '>=1,<2'", [wheel()], id="version"),
        pytest.param(
            "numpy = '>=1'", [wheel(version="2.0a1")], id="pre-release was chosen"
        ),
        pytest.param("NumPy = '*'", [wheel()], id="another spelling"),
        pytest.param(
            "numpy = { version = '*', env-markers = \"sys_platform == 'win32'\" }",
            [],
            id="marker does not hold",
        ),
        pytest.param(
            "numpy = '*'",
            [wheel(requires_dist=("six ; sys_platform == 'win32'",))],
            id="marker of a package does not hold",
        ),
        pytest.param(
            "numpy = '*'",
            [wheel(requires_dist=("six>=1",)), wheel("six")],
            id="requirement of a package",
        ),
        pytest.param(
            "numpy = '*'",
            [wheel(requires_dist=("six ; extra == 'x'",))],
            id="extra that nobody wants",
        ),
        pytest.param(
            "numpy = { version = '*', extras = ['X_y'] }",
            [wheel(requires_dist=("six ; extra == 'x-y'",)), wheel("six")],
            id="extra",
        ),
        pytest.param(
            "a = '*'\nb = '*'",
            [
                wheel("a", requires_dist=("numpy",)),
                wheel("b", requires_dist=("numpy[x]",)),
                wheel(requires_dist=("six ; extra == 'x'",)),
                wheel("six"),
            ],
            id="extra that comes later",
        ),
        pytest.param(
            "numpy = { version = '*', extras = ['all'] }",
            [
                wheel(
                    requires_dist=(
                        "numpy[x] ; extra == 'all'",
                        "six ; extra == 'x'",
                    )
                ),
                wheel("six"),
            ],
            id="extra that asks for another",
        ),
        pytest.param(
            "numpy = '*'",
            [wheel(requires_dist=("six",)), wheel("six", requires_dist=("numpy",))],
            id="circle",
        ),
        pytest.param(
            "numpy = '*'",
            [wheel(requires_python=">=3.8,<3.12,!=3.9.*")],
            id="python newer than the package knows",
        ),
        pytest.param(
            "numpy = '*'",
            [wheel(requires_dist=("app>=2",)), directory("./app")],
            id="version of a folder is not known",
        ),
        pytest.param(f"numpy = {{ url = '{URL}' }}", [direct(URL)], id="direct URL"),
        pytest.param(
            "numpy = { url = 'https://me:pw@files.example.org/numpy-1.tar.gz' }",
            [direct("https://files.example.org/numpy-1.tar.gz")],
            id="direct URL without credentials",
        ),
        pytest.param(
            "a = '*'",
            [wheel("a", requires_dist=(f"numpy @ {URL}",)), direct(f"{URL}#sha256=ab")],
            id="direct URL of a package",
        ),
        pytest.param(f"numpy = {{ git = '{REPO}' }}", [git()], id="default branch"),
        pytest.param(
            f"numpy = {{ git = '{REPO}.git', tag = 'v1' }}",
            [git("?tag=v1")],
            id="tag",
        ),
        pytest.param(
            f"numpy = {{ git = '{REPO}', tag = 'v1' }}",
            [git()],
            id="tag of an old lock",
        ),
        pytest.param(
            f"numpy = {{ git = '{REPO}', subdirectory = 'a b', branch = 'x/y' }}",
            [git("?subdirectory=a+b&branch=x%2Fy")],
            id="folder of a branch",
        ),
        pytest.param(
            "a = '*'",
            [
                wheel("a", requires_dist=(f"numpy @ git+{REPO}@v1",)),
                git("?tag=v1"),
            ],
            id="repository of a package",
        ),
        pytest.param(
            "numpy = { path = 'dist/numpy-1.2.tar.gz' }",
            [archive("./dist/numpy-1.2.tar.gz")],
            id="local archive",
        ),
        pytest.param(
            "numpy = { path = 'x/../../ws/numpy-1.2-py3-none-any.whl' }",
            [archive("./numpy-1.2-py3-none-any.whl")],
            id="path out of the workspace and back",
        ),
        pytest.param(
            "app = { path = 'app', editable = true }",
            [directory("./app")],
            id="folder",
        ),
        pytest.param(
            "app = { path = 'app' }\nb = '*'",
            [
                directory("./app", requires_dist=("other @ file:../other",)),
                directory("../other", "other"),
                wheel("b", requires_dist=("other",)),
            ],
            id="folder beside another",
        ),
        pytest.param(
            "app = '>=1'\nb = '*'",
            [
                wheel("b", requires_dist=("app @ file:app",)),
                directory("./app"),
            ],
            id="folder that a package asks for",
        ),
    ],
)
def test_packages_that_suffice_are_no_fault(
    text: str, rows: list[LockedPackage], tmp_path: Path
) -> None:
    root = tmp_path / "ws"
    for folder in (root / "app", tmp_path / "other"):
        folder.mkdir(parents=True)
    assert reasons(verdict(text, *rows, root=root), conda=False) == []


def test_absolute_path_may_be_locked_as_a_relative_one(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    text = f"app = {{ path = '{tmp_path / 'app'}', editable = true }}"
    found = verdict(text, directory("./app"), root=tmp_path)
    assert reasons(found, conda=False) == []


@pytest.mark.parametrize(
    ("text", "rows", "reason"),
    [
        pytest.param("numpy = '*'", [], unmet("numpy"), id="nothing locked"),
        pytest.param(
            "numpy = { version = '==2.*', env-markers = \"os_name == 'posix'\" }",
            [],
            unmet("numpy==2.* ; os_name == 'posix'"),
            id="marker holds now",
        ),
        pytest.param(
            "black = { version = '*', extras = ['d'] }",
            [wheel("black", requires_dist=("six ; extra == 'd'",))],
            unmet("six ; extra == 'd'", "black"),
            id="extra was added",
        ),
        pytest.param(
            "numpy = '*'",
            [wheel(requires_dist=("six>=1",))],
            unmet("six>=1", "numpy"),
            id="requirement of a package",
        ),
        pytest.param(
            "numpy = '*'",
            [wheel(), wheel("six"), wheel("attrs")],
            "there are more pypi packages in the lock file than are used by the"
            " environment: attrs, six",
            id="too many packages",
        ),
        pytest.param(
            "numpy = '*'",
            [wheel(), wheel(location=f"{URL}.whl")],
            "there was a duplicate entry for 'numpy'",
            id="duplicate",
        ),
        pytest.param(
            "numpy = '*'",
            [wheel(requires_python=">=3.13")],
            "'numpy' requires python version >=3.13 but the python interpreter in the"
            " lock file has version 3.12.4",
            id="python is too old",
        ),
        pytest.param(
            "numpy = '*'",
            [wheel(requires_dist=("six >=> 1",))],
            "the requirement 'six >=> 1' of 'numpy' is malformed",
            id="requirement that nobody understands",
        ),
        pytest.param(
            "app = { path = 'app' }",
            [wheel("app", location="./app", sha256=None)],
            "'app' is locked as a distribution but points to a local source directory",
            id="folder as a distribution",
        ),
    ],
)
def test_fault_that_leaves_conda_packages_alone(
    text: str, rows: list[LockedPackage], reason: str
) -> None:
    assert reasons(verdict(text, *rows), conda=False) == [reason]


def mismatch(version: str = "1.2", specifier: str = ">=2") -> str:
    return (
        f"'numpy' with specifiers '{specifier}' does not match the locked version"
        f" '{version}'"
    )


def elsewhere(requirement: str, location: str) -> str:
    return f"the requirement '{requirement}' is not met by what is locked: '{location}'"


@pytest.mark.parametrize(
    ("text", "rows", "reason"),
    [
        pytest.param("numpy = '>=2'", [wheel()], mismatch(), id="tightened"),
        pytest.param(
            "a = '*'",
            [wheel("a", requires_dist=("numpy>=2",)), wheel()],
            mismatch(),
            id="too old for a package",
        ),
        pytest.param(
            "numpy = '>=1'",
            [wheel(version="0a0.dev0")],
            mismatch("0a0.dev0", ">=1"),
            id="file without a version",
        ),
        pytest.param(
            "numpy = '>=2'",
            [wheel(version="of today")],
            mismatch("of today"),
            id="version that nobody understands",
        ),
        pytest.param(
            f"numpy = {{ url = '{URL}' }}",
            [wheel()],
            elsewhere(f"numpy @ {URL}", URL),
            id="file of an index instead of a URL",
        ),
        pytest.param(
            f"numpy = {{ url = '{URL}' }}",
            [direct(f"{URL}?x")],
            elsewhere(f"numpy @ {URL}", f"direct+{URL}?x"),
            id="another URL",
        ),
        pytest.param(
            f"numpy = {{ url = '{URL}#sha256=ab' }}",
            [direct(URL)],
            elsewhere(f"numpy @ {URL}#sha256=ab", f"direct+{URL}"),
            id="digest was added",
        ),
        pytest.param(
            f"numpy = {{ url = '{URL}', subdirectory = 'a' }}",
            [direct(f"{URL}#subdirectory=b")],
            elsewhere(f"numpy @ {URL}#subdirectory=a", f"direct+{URL}#subdirectory=b"),
            id="another folder of a URL",
        ),
        pytest.param(
            "numpy = { git = 'https://git.example.org/other' }",
            [git()],
            elsewhere(
                "numpy @ git+https://git.example.org/other", f"git+{REPO}#{COMMIT}"
            ),
            id="another repository",
        ),
        pytest.param(
            f"numpy = {{ git = '{REPO}', tag = 'v2' }}",
            [git("?tag=v1")],
            elsewhere(f"numpy @ git+{REPO}@v2", f"git+{REPO}?tag=v1#{COMMIT}"),
            id="another tag",
        ),
        pytest.param(
            f"numpy = {{ git = '{REPO}', branch = 'v1' }}",
            [git("?tag=v1")],
            elsewhere(f"numpy @ git+{REPO}@v1", f"git+{REPO}?tag=v1#{COMMIT}"),
            id="branch of the same name",
        ),
        pytest.param(
            f"numpy = {{ git = '{REPO}' }}",
            [git("?tag=v1")],
            elsewhere(f"numpy @ git+{REPO}", f"git+{REPO}?tag=v1#{COMMIT}"),
            id="default branch instead of a tag",
        ),
        pytest.param(
            f"numpy = {{ git = '{REPO}', subdirectory = 'a' }}",
            [git()],
            elsewhere(f"numpy @ git+{REPO}#subdirectory=a", f"git+{REPO}#{COMMIT}"),
            id="another folder of a repository",
        ),
        pytest.param(
            f"numpy = {{ git = '{REPO}', lfs = true }}",
            [git()],
            elsewhere(f"numpy @ git+{REPO}", f"git+{REPO}#{COMMIT}"),
            id="large files are wanted",
        ),
        pytest.param(
            f"numpy = {{ git = '{REPO}' }}",
            [wheel()],
            elsewhere(f"numpy @ git+{REPO}", URL),
            id="file of an index instead of a repository",
        ),
        pytest.param(
            "app = { path = 'app' }",
            [directory("./other")],
            elsewhere("app @ app", "./other"),
            id="another folder",
        ),
        pytest.param(
            "app = { path = 'app' }",
            [wheel("app")],
            elsewhere("app @ app", URL.replace("numpy", "app")),
            id="file of an index instead of a folder",
        ),
        pytest.param(
            "app = '*'",
            [directory("./app")],
            "nothing asks for 'app' at './app' any more",
            id="folder instead of an index",
        ),
        pytest.param(
            "numpy = '*'",
            [git()],
            f"nothing asks for 'numpy' at 'git+{REPO}#{COMMIT}' any more",
            id="repository instead of an index",
        ),
    ],
)
def test_fault_for_which_conda_is_solved_too(
    text: str, rows: list[LockedPackage], reason: str
) -> None:
    assert reasons(verdict(text, *rows), conda=True) == [reason]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("'*'", id="any version"),
        pytest.param("'>=1'", id="version"),
        pytest.param(f"{{ git = '{REPO}' }}", id="repository"),
        pytest.param(f"{{ url = '{URL}' }}", id="URL"),
        pytest.param("{ path = 'numpy', editable = true }", id="folder"),
    ],
)
def test_conda_package_meets_every_kind_of_requirement(text: str) -> None:
    """The original locks so, too, and then never calls it true."""
    found = verdict(f"numpy = {text}", provider(), dependencies="numpy = '*'")
    assert found.is_true


def test_conda_package_that_does_not_satisfy_is_told() -> None:
    text = "a = '*'"
    package = wheel("a", requires_dist=("numpy>=2",))
    found = verdict(text, provider(), package, dependencies="numpy = '*'")
    assert reasons(found, conda=True) == [
        (
            "the conda package does not satisfy the pypi requirement 'numpy>=2'"
            " (required by 'a')"
        )
    ]


def test_conda_package_that_only_pypi_uses_is_told() -> None:
    found = verdict("numpy = '*'", provider("numpy", "1.2", "blas"), record("blas"))
    assert reasons(found, conda=True) == [
        "'numpy' is locked as a conda package but only requested by pypi dependencies"
    ]


def test_conda_package_may_serve_both() -> None:
    """A conda package needs it, and so does a PyPI package."""
    found = verdict(
        "a = '*'",
        wheel("a", requires_dist=("numpy",)),
        provider(),
        record("scipy", "1.0", "numpy"),
        dependencies="scipy = '*'",
    )
    assert found.is_true


def test_package_that_conda_provides_is_too_many_on_pypi() -> None:
    found = verdict("numpy = '*'", provider(), wheel(), dependencies="numpy = '*'")
    assert reasons(found, conda=False) == [
        (
            "there are more pypi packages in the lock file than are used by the"
            " environment: numpy"
        )
    ]


def test_superfluous_conda_package_is_told_before_a_pypi_fault() -> None:
    found = verdict("numpy = '>=2'", wheel(), record("zlib"))
    assert reasons(found, conda=True) == [
        (
            "there are more conda packages in the lock file than are used by the"
            " environment: zlib"
        )
    ]


def test_fault_does_not_hide_what_conda_packages_are_used_for() -> None:
    """Following goes on behind a fault: `numpy` is no superfluous conda package."""
    package = wheel("a", version="1", requires_dist=("numpy",))
    found = verdict("a = '>=2'", package, provider(), dependencies="")
    assert reasons(found, conda=True) == [
        "'numpy' is locked as a conda package but only requested by pypi dependencies"
    ]


def test_lock_without_python_is_told() -> None:
    text = "[workspace]\nchannels = ['main']\nplatforms = ['linux-64']\n"
    found = compose_environments(manifest(f"{text}[pypi-dependencies]\nnumpy = '*'"))
    lock = pypi_locked(found, wheel(), python=None)
    assert reasons(judge(found, lock, pypi_context(PATH.parent)), conda=True) == [
        "there are pypi dependencies but no python interpreter in the lock file"
    ]


def test_lock_from_before_the_first_pypi_requirement_lacks_purls() -> None:
    found = compose_environments(pypi_workspace("numpy = '*'"))
    lock = pypi_locked(found, python=record("python", "3.12.4"), indexes=None)
    assert reasons(judge(found, lock, pypi_context(PATH.parent)), conda=True) == [
        "its conda packages are missing purls, the names they have on PyPI"
    ]


def test_requirement_that_nobody_understands_stops_the_verdict() -> None:
    with pytest.raises(PixiError, match="'=>1' is not a version specification"):
        verdict("numpy = '=>1'", wheel())


OVERRIDE = "a = '*'\n[pypi-options.dependency-overrides]\nnumpy = "


@pytest.mark.parametrize(
    ("override", "requires"),
    [
        pytest.param("'>=1'", "numpy>=2", id="another version"),
        pytest.param("'*'", "numpy<1 ; sys_platform == 'win32'", id="marker is gone"),
        pytest.param(f"{{ url = '{URL}' }}", "numpy", id="another place"),
    ],
)
def test_override_takes_the_place_of_a_requirement(
    override: str, requires: str
) -> None:
    numpy = direct(URL) if "url" in override else wheel()
    row = wheel("a", requires_dist=(requires,))
    assert reasons(verdict(f"{OVERRIDE}{override}", row, numpy), conda=False) == []


def test_override_that_is_not_met_is_told() -> None:
    row = wheel("a", requires_dist=("numpy",))
    found = verdict(f"{OVERRIDE}'>=3'", row, wheel())
    assert reasons(found, conda=True) == [
        "'numpy' with specifiers '>=3' does not match the locked version '1.2'"
    ]


def test_override_with_a_marker_that_does_not_hold_asks_for_nothing() -> None:
    override = "{ version = '*', env-markers = \"sys_platform == 'win32'\" }"
    row = wheel("a", requires_dist=("numpy",))
    assert verdict(f"{OVERRIDE}{override}", row).is_true


def test_override_of_an_extra_holds_only_with_the_extra() -> None:
    row = wheel("a", requires_dist=("numpy ; extra == 'x'",))
    assert verdict(f"{OVERRIDE}'*'", row).is_true


def test_requirement_of_the_manifest_is_overridden_too() -> None:
    text = "numpy = '>=3'\n[pypi-options.dependency-overrides]\nnumpy = '>=1'"
    assert verdict(text, wheel()).is_true


def test_everything_that_is_not_met_is_told() -> None:
    row = wheel("a", requires_dist=("b>=1", "c"), requires_python=">=3.13")
    found = verdict("a = '*'\nd = '*'", row)
    told = [(each.fault.package, each.fault.requirement) for each in found.reasons]
    assert told == [("a", None), ("d", "d"), ("b", "b>=1"), ("c", "c")]
