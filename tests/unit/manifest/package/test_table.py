from __future__ import annotations

import subprocess
import sys

import pytest

from pypixi.manifest.package_model import (
    BuildBackend,
    PackageBuild,
    PackageTable,
    PackageTarget,
)
from pypixi.manifest.schema.package import PACKAGE
from pypixi.specs.matchspec import CondaSpec
from pypixi.specs.names import PackageName
from unit.manifest.package.packages import BUILD, WORKSPACE, faults, package, table
from unit.manifest.samples import manifest

KEYS = [key for key, entry in PACKAGE.keys.items() if not entry.is_outdated]


def test_package_needs_a_backend_and_nothing_else() -> None:
    backend = BuildBackend(spec=CondaSpec(name=PackageName("builder")))
    assert package("") == PackageTable(
        build=PackageBuild(backend=backend), targets=(PackageTarget(),)
    )


def test_manifest_without_a_package_has_none() -> None:
    assert manifest(WORKSPACE).package is None


@pytest.mark.parametrize("value", [True, False])
def test_publishing_is_asked_for(value: bool) -> None:
    assert package(f"publish = {str(value).lower()}\n").publish is value


def test_packages_are_not_published_by_default() -> None:
    assert package("").publish is False


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "name = 'a'\n",
            (
                "missing key 'build' in [package]",
                "package",
                (
                    "add for example:"
                    ' build = { backend = { name = "pixi-build-python" } }'
                ),
            ),
            id="no build",
        ),
        pytest.param(
            "build = 1\n",
            ("'build' must be a table", "1", "write it as a table: [package.build]"),
            id="build is no table",
        ),
        pytest.param(
            f"{BUILD}pypi = {{}}\n",
            (
                "unexpected key 'pypi' in [package]",
                "pypi",
                f"expected only {', '.join(repr(key) for key in KEYS)}",
            ),
            id="unknown key",
        ),
        pytest.param(
            f"{BUILD}licence = {{}}\n",
            (
                "unexpected key 'licence' in [package]",
                "licence",
                "did you mean 'license' or 'license-file'?",
            ),
            id="misspelled key",
        ),
        pytest.param(
            f"{BUILD}publish = 'yes'\n",
            ("'publish' must be a boolean", "'yes'", "write true or false"),
            id="publish is no boolean",
        ),
    ],
)
def test_fault_is_explained_where_it_stands(
    text: str, fault: tuple[str, str, str | None]
) -> None:
    (found,) = faults(text)
    assert found == fault


def test_all_faults_of_a_package_are_told_at_once() -> None:
    found = faults("publish = 1\nlicense = 'no'\n[package.run-dependencies]\na = 1\n")
    assert [message for message, *_ in found] == [
        "missing key 'build' in [package]",
        "'publish' must be a boolean",
        "'license' is not a valid SPDX expression",
        "'a' must be a string or table",
    ]


def test_all_requirements_are_found() -> None:
    found = table(
        "build.backend = { name = 'builder', additional-dependencies.a = '1' }\n"
        "build-dependencies.b = '1'\nhost-dependencies.c = '1'\n"
        "run-constraints.d = '1'\nextra-dependencies.x.e = '1'\n"
        "run-dependencies = { f = '1', p.pin-compatible = true, 'if(x)'.l = '1' }\n"
        "[package.run-exports]\nnoarch.g = '1'\nstrong.h = '1'\nweak.i = '1'\n"
        "strong-constraints.j = '1'\nweak-constraints.k = '1'\n"
    )
    names = [spec.name for spec in found.conda_specs()]
    assert sorted(names) == ["a", "b", "builder", *"cdefghijkl"]


@pytest.mark.parametrize("preview", ["[]", "['pixi-build']"])
def test_manifests_without_a_package_do_not_load_what_reads_them(preview: str) -> None:
    text = f"[workspace]\nchannels = []\npreview = {preview}\n[dependencies]\na = '*'\n"
    code = (
        "import sys; from pathlib import Path;"
        "from pypixi.manifest.document import parse_document;"
        "from pypixi.manifest.parsing.manifest import parse_manifest;"
        f"parse_manifest(parse_document({text!r}, path=Path('/ws/pixi.toml')));"
        "print([name for name in sys.modules if 'manifest' in name"
        " and 'package' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"
