"""Source packages in a lock file: from where they are, and what they say today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pypixi.locking.faults.source_metadata import SourceMetadata, SourceOutput
from pypixi.locking.judging.verdict import judge
from pypixi.manifest.environments import compose_environments
from pypixi.records.conda import RunExports
from pypixi.values import replace
from unit.lockfile.samples import source
from unit.locking.judging.cases import Case, check
from unit.locking.samples import CHANNEL, CONTEXT, PYTHON, locked, record
from unit.manifest.samples import manifest

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.lockfile.model import LockedPackage
    from pypixi.specs.platform import Platform

COMMIT = "ab" * 20
REPO = "https://git.example.org/mylib"
ASKED = "[dependencies]\nmylib = { path = 'libs/mylib' }\n"
GIT = source(location=f"git+{REPO}?tag=v1#{COMMIT}", version="1.0", subdir="noarch")


def output(name: str = "mylib", **fields: Any) -> SourceOutput:
    known = {"name": name, "version": "1.0", "build": "0", "subdir": "noarch"}
    return SourceOutput(**{**known, **fields})


def says(
    *outputs: SourceOutput, at: str = "libs/mylib", **fields: Any
) -> dict[str, SourceMetadata]:
    return {at: SourceMetadata(outputs=outputs, **fields)}


def asked(entry: str) -> str:
    return f"[dependencies]\nmylib = {{ {entry} }}\n"


def git(query: str, **fields: Any) -> LockedPackage:
    return source(location=f"git+{REPO}{query}#{COMMIT}", **fields)


def mismatch(text: str, name: str = "mylib", by: str = "default") -> tuple[str]:
    return (
        (
            f"the locked source package '{name}' does not match the requested source"
            f" package, {text} (required by '{by}')"
        ),
    )


def differ(what: str, locked: str, wanted: str) -> tuple[str]:
    return mismatch(
        f"the locked {what} '{locked}' does not match the requested {what} '{wanted}'"
    )


def changed(what: str, added: str, removed: str) -> tuple[str]:
    return (
        (
            f"the {what} of source package 'mylib' no longer match what the backend"
            f" would re-derive from the manifest; added: {added}; removed: {removed}"
        ),
    )


CHILD = source(depends=("child >=1",), source_depends={"child": {"path": "../child"}})

TRUE = {
    "path": Case(now=ASKED, rows=(source(),)),
    "path-in-other-words": Case(
        now=asked("path = './libs/x/../mylib/'"), rows=(source(),)
    ),
    "path-of-the-workspace": Case(
        now=asked("path = '.'"), rows=(source(location="."),)
    ),
    "absolute-path": Case(
        now=asked("path = '/srv/x'"), rows=(source(location="/srv/x"),)
    ),
    "manifest-as-path": Case(
        now=asked("path = 'libs/a/recipe.yaml'"),
        rows=(
            source(
                location="libs/a/recipe.yaml",
                depends=("child",),
                source_depends={"child": {"path": "../b"}},
            ),
            source("child", "libs/b"),
        ),
    ),
    "git-default-branch": Case(now=asked(f"git = '{REPO}'"), rows=(git(""),)),
    "git-tag": Case(now=asked(f"git = '{REPO}.git', tag = 'v1'"), rows=(GIT,)),
    "git-reference-not-recorded": Case(
        now=asked(f"git = '{REPO}', branch = 'x'"), rows=(git(""),)
    ),
    "git-subdirectory": Case(
        now=asked(f"git = '{REPO}', subdirectory = './pkgs/a/'"),
        rows=(git("?subdirectory=pkgs%2Fa"),),
    ),
    "git-child-by-path": Case(
        now=asked(f"git = '{REPO}', tag = 'v1', subdirectory = 'pkgs/a'"),
        rows=(
            git(
                "?subdirectory=pkgs%2Fa&tag=v1",
                depends=("child",),
                source_depends={"child": {"path": "../b"}},
            ),
            source("child", f"git+{REPO}?subdirectory=pkgs%2Fb&tag=v1#{COMMIT}"),
        ),
    ),
    "child-from-git": Case(
        now=ASKED,
        rows=(
            source(
                depends=("child",), source_depends={"child": {"git": REPO, "tag": "v1"}}
            ),
            source("child", f"git+{REPO}?tag=v1#{COMMIT}"),
        ),
    ),
    "child-of-a-child": Case(
        now=ASKED,
        rows=(
            CHILD,
            source("child", "libs/child", depends=("kelp >=1",)),
            record("kelp", "1.0", "mylib"),
        ),
    ),
    "version-that-only-a-build-would-tell": Case(
        now=asked("path = 'libs/mylib', version = '>=3'"), rows=(source(),)
    ),
    "version-of-a-commit": Case(
        now=asked(f"git = '{REPO}', tag = 'v1', version = '>=1'"), rows=(GIT,)
    ),
    "extra": Case(
        now=asked("path = 'libs/mylib', extras = ['x']"),
        rows=(source(extra_depends={"x": ("kelp",)}), record("kelp")),
    ),
    "condition-that-does-not-hold": Case(
        now=asked("path = 'libs/mylib', when = '__cuda'")
    ),
    "binary-package-needs-it-too": Case(
        now=f"{ASKED}kelp = '*'", rows=(source(), record("kelp", "1.0", "mylib >=1"))
    ),
    "serves-a-pypi-requirement": Case(
        now=f"{ASKED}python = '*'\n[pypi-dependencies]\nMyLib = '>=1'",
        rows=(PYTHON, source(purls=("pkg:pypi/mylib",))),
    ),
    "constraints-are-for-binary-packages": Case(
        now=f"{ASKED}[constraints]\nmylib = '>=2'", rows=(source(),)
    ),
    "nobody-can-be-asked": Case(now=ASKED, rows=(source(),), metadata={}),
    "backend-says-the-same": Case(
        now=ASKED,
        rows=(
            source(
                depends=("kelp",),
                constrains=("coral <2",),
                variants={"python": "3.12.*"},
                run_exports=RunExports(weak=("mylib >=1",)),
                host_packages=(("conda", record("kelp").url),),
            ),
            record("kelp"),
        ),
        metadata=says(
            output(variants={"python": "3.13.*"}),
            output(
                variants={"python": "3.12.*"},
                host_depends=("kelp >=1", "missing[when='__win']"),
                depends=("kelp",),
                constrains=("coral <2",),
                run_exports=RunExports(weak=("mylib >=1",)),
            ),
        ),
    ),
    "old-format-without-build-packages": Case(
        now=ASKED,
        lock="version: 6\nenvironments:\n  default:\n    channels:\n"
        f"    - url: {CHANNEL}/\n    packages:\n      linux-64:\n"
        "      - conda: libs/mylib\npackages:\n- conda: libs/mylib\n"
        "  name: mylib\n  version: 0.1.0\n  build: h_0\n  subdir: noarch\n",
        metadata=says(output(host_depends=("kelp",))),
    ),
    "commit-is-not-asked": Case(
        now=asked(f"git = '{REPO}', tag = 'v1'"),
        rows=(GIT,),
        metadata=says(output(depends=("kelp",)), at=GIT.location),
    ),
    "sources-under-work-of-whom-nobody-knows": Case(
        now="[dev]\nmylib = { path = 'libs/mylib' }", rows=(record("kelp"),)
    ),
    "source-under-work": Case(
        now="[dev]\nmylib = { path = 'libs/mylib' }\nchild = { path = 'libs/child' }",
        rows=(record("kelp"), record("cmake"), source("coral", "libs/coral")),
        metadata={
            **says(
                output(
                    build_depends=("cmake",),
                    host_depends=("kelp >=1", "child"),
                    depends=("coral",),
                    source_depends={"coral": {"path": "../coral"}},
                )
            ),
            **says(output("child"), at="libs/child"),
        },
    ),
}

STALE = {
    "nothing-locked": Case(
        now=ASKED, reasons=("no package named 'mylib' exists (required by 'default')",)
    ),
    "locked-as-binary": Case(
        now=ASKED,
        rows=(record("mylib"),),
        reasons=(
            (
                "required source package 'mylib' is locked as binary (required by"
                " 'default')"
            ),
        ),
    ),
    "another-path": Case(
        now=asked("path = 'libs/other'"),
        rows=(source(),),
        reasons=differ("path", "libs/mylib", "libs/other"),
    ),
    "another-repository": Case(
        now=asked("git = 'https://git.example.org/x'"),
        rows=(git(""),),
        reasons=differ("repository", REPO, "https://git.example.org/x"),
    ),
    "another-subdirectory": Case(
        now=asked(f"git = '{REPO}', subdirectory = 'b'"),
        rows=(git("?subdirectory=a"),),
        reasons=differ("subdirectory", "a", "b"),
    ),
    "another-reference": Case(
        now=asked(f"git = '{REPO}', branch = 'v1'"),
        rows=(GIT,),
        reasons=differ("reference", "tag v1", "branch v1"),
    ),
    "no-reference-any-more": Case(
        now=asked(f"git = '{REPO}'"),
        rows=(GIT,),
        reasons=differ("reference", "tag v1", "default branch"),
    ),
    "another-lfs": Case(
        now=asked(f"git = '{REPO}', lfs = true"),
        rows=(git("?lfs=false"),),
        reasons=differ("lfs", "false", "true"),
    ),
    "archive-of-source": Case(
        now=asked("url = 'https://example.org/mylib.tar.gz'"),
        rows=(source(),),
        reasons=mismatch(
            "the locked source type does not match the requested type: 'path' is"
            " locked, 'url' is requested"
        ),
    ),
    "version-of-a-commit-too-old": Case(
        now=asked(f"git = '{REPO}', tag = 'v1', version = '>=2'"),
        rows=(GIT,),
        reasons=(
            (
                "the requirement 'mylib >=2' could not be satisfied (required by"
                " 'default')"
            ),
        ),
    ),
    "version-of-today-too-old": Case(
        now=asked("path = 'libs/mylib', version = '>=3'"),
        rows=(source(),),
        metadata=says(output()),
        reasons=(
            (
                "the requirement 'mylib >=3' could not be satisfied (required by"
                " 'default')"
            ),
        ),
    ),
    "dependency-missing": Case(
        now=ASKED,
        rows=(source(depends=("kelp >=1",)),),
        reasons=(
            (
                "the requirement 'kelp >=1' could not be satisfied (required by"
                " 'mylib @ libs/mylib')"
            ),
        ),
    ),
    "source-dependency-missing": Case(
        now=ASKED,
        rows=(CHILD,),
        reasons=("no package named 'child' exists (required by 'mylib @ libs/mylib')",),
    ),
    "only-a-binary-package-needs-it": Case(
        now="[dependencies]\nkelp = '*'",
        rows=(source(), record("kelp", "1.0", "mylib")),
        reasons=(
            "package 'mylib' is locked as source, but is only required as binary",
        ),
    ),
    "nothing-needs-it": Case(
        now="",
        rows=(source(),),
        reasons=(
            (
                "there are more conda packages in the lock file than are used by the"
                " environment: mylib"
            ),
        ),
    ),
    "locked-twice": Case(
        now=ASKED,
        rows=(source(), source(hash="ffffffff")),
        reasons=("there was a duplicate entry for 'mylib'",),
    ),
    "build-source-moved": Case(
        now=ASKED,
        rows=(source(source={"path": "../src"}),),
        metadata=says(output(), source={"git": REPO, "rev": COMMIT}),
        reasons=(
            (
                "the build source of 'mylib' is locked as '../src', but its manifest"
                f" now resolves to '{REPO} {COMMIT}'"
            ),
        ),
    ),
    "build-source-is-the-folder-now": Case(
        now=ASKED,
        rows=(source(source={"path": "../src"}),),
        metadata=says(output()),
        reasons=(
            (
                "the build source of 'mylib' is locked as '../src', but its manifest"
                " now resolves to the folder of the package"
            ),
        ),
    ),
    "no-output": Case(
        now=ASKED,
        rows=(source(variants={"python": "3.12.*"}),),
        metadata=says(output(variants={"python": "3.13.*"}), output("other")),
        reasons=(
            (
                "no output of source package 'mylib' from 'libs/mylib' matches the"
                " locked variants"
            ),
        ),
    ),
    "build-and-host-dependencies": Case(
        now=f"{ASKED}kelp = '*'",
        rows=(source(host_packages=(("conda", record("kelp").url),)), record("kelp")),
        metadata=says(output(build_depends=("cmake",), host_depends=("kelp >=2",))),
        reasons=(
            (
                "the build dependency 'cmake' of source package 'mylib' is not met by"
                " its locked build packages"
            ),
            (
                "the host dependency 'kelp >=2' of source package 'mylib' is not met"
                " by its locked host packages"
            ),
        ),
    ),
    "run-dependencies": Case(
        now=ASKED,
        rows=(source(depends=("kelp",)), record("kelp")),
        metadata=says(output(depends=("kelp >=1", "coral"))),
        reasons=changed("run-dependencies", "kelp >=1, coral", "kelp"),
    ),
    "order-of-run-dependencies": Case(
        now=ASKED,
        rows=(source(depends=("kelp", "coral")), record("kelp"), record("coral")),
        metadata=says(output(depends=("coral", "kelp"))),
        reasons=(
            (
                "the run-dependencies of source package 'mylib' no longer match what"
                " the backend would re-derive from the manifest; another order: coral,"
                " kelp"
            ),
        ),
    ),
    "run-constraints": Case(
        now=ASKED,
        rows=(source(),),
        metadata=says(output(constrains=("kelp <2",))),
        reasons=changed("run-constraints", "kelp <2", "none"),
    ),
    "run-exports": Case(
        now=ASKED,
        rows=(source(run_exports=RunExports(weak_constrains=("kelp",))),),
        metadata=says(output(run_exports=None)),
        reasons=changed("run-exports (weak-constrains)", "none", "kelp"),
    ),
    "source-dependency-moved-today": Case(
        now=ASKED,
        rows=(CHILD, source("child", "libs/child")),
        metadata=says(
            output(depends=("child >=1",), source_depends={"child": {"path": "../new"}})
        ),
        reasons=mismatch(
            "the locked path 'libs/child' does not match the requested path 'libs/new'",
            "child",
            "mylib @ libs/mylib",
        ),
    ),
    "source-under-work-needs-more": Case(
        now="[dev]\nmylib = { path = 'libs/mylib' }",
        metadata=says(output(host_depends=("kelp >=1",))),
        reasons=(
            (
                "the requirement 'kelp >=1' could not be satisfied (required by"
                " 'mylib @ libs/mylib')"
            ),
        ),
    ),
    "source-under-work-needs-less": Case(
        now="[dev]\nmylib = { path = 'libs/mylib' }",
        rows=(record("kelp"),),
        metadata=says(output()),
        reasons=(
            (
                "there are more conda packages in the lock file than are used by the"
                " environment: kelp"
            ),
        ),
    ),
    "source-under-work-has-another-name": Case(
        now="[dev]\nmylib = { path = 'libs/mylib' }",
        metadata=says(output("other")),
        reasons=(
            (
                "the package 'mylib' is not provided by the project located at"
                " 'libs/mylib'"
            ),
        ),
    ),
    "pypi-version-of-a-commit": Case(
        now=f"[dependencies]\npython = '*'\nmylib = {{ git = '{REPO}', tag = 'v1' }}\n"
        "[pypi-dependencies]\nmylib = '>=2'",
        rows=(
            PYTHON,
            git("?tag=v1", version="1.0", subdir="noarch", purls=("pkg:pypi/mylib",)),
        ),
        reasons=(
            (
                "the conda package does not satisfy the pypi requirement 'mylib>=2'"
                " (required by 'default')"
            ),
        ),
    ),
    "group-members-disagree": Case(
        now=f"{ASKED}[environments]\ndefault = {{ solve-group = 'g' }}\n"
        "sea = { features = [], solve-group = 'g' }",
        on={"default": (source(),), "sea": (source(hash="ffffffff"),)},
        reasons=(
            (
                "the locked conda packages in solve group 'g' are not consistent:"
                " 'mylib' is mylib[0fcccfcd] @ libs/mylib in 'default' and"
                " mylib[ffffffff] @ libs/mylib in 'sea'"
            ),
        ),
    ),
}


def test_backend_is_asked_once_for_each_platform() -> None:
    asked_for: list[tuple[str, str]] = []

    def metadata_of(location: str, platform: Platform) -> SourceMetadata:
        asked_for.append((location, platform.name))
        return SourceMetadata(outputs=(output(),))

    text = "[environments]\nsea = []\nair = []\n"
    found = compose_environments(
        manifest(
            "[workspace]\nchannels = ['main']\npreview = ['pixi-build']\n"
            f"platforms = ['linux-64', 'win-64']\n{ASKED}{text}"
        )
    )
    context = replace(CONTEXT, metadata_of=metadata_of)
    assert judge(found, locked(found, source()), context).is_true
    assert asked_for == [("libs/mylib", "linux-64"), ("libs/mylib", "win-64")]


@pytest.mark.parametrize("case", TRUE.values(), ids=TRUE)
def test_source_packages_are_true(case: Case, tmp_path: Path) -> None:
    check(case, tmp_path / "ws")


@pytest.mark.parametrize("case", STALE.values(), ids=STALE)
def test_source_packages_are_not_true(case: Case, tmp_path: Path) -> None:
    check(case, tmp_path / "ws")
