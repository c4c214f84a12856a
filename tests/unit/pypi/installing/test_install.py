"""The real uv installs into a real prefix."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pypixi.errors import PixiError
from pypixi.pypi.build_python import BuildPython
from pypixi.pypi.installing.install import install_changes
from pypixi.pypi.installing.install_request import PypiInstallJob
from pypixi.pypi.installing.installed import (
    INSTALLER,
    Distribution,
    installed_distributions,
    site_packages,
)
from pypixi.pypi.installing.plan import Changes, plan_changes
from pypixi.pypi.uv import MissingUvError, Uv, find_uv
from pypixi.records.pypi import PypiRecord
from pypixi.specs.indexes import PypiOptions
from pypixi.specs.names import PypiName
from pypixi.terminal.report import SILENT
from pypixi.values import frozen, replace
from support.git_repository import GitRepository
from support.pypi_index import IndexBuilder
from support.tinybuild import LOG
from unit.config.recording import Recorder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.terminal.report import Report

# A backend of the project itself: to build it nothing must be fetched.
_OWN_BACKEND = '[build-system]\nrequires = []\nbuild-backend = "tinybuild"\n'
_PROJECT = f'{_OWN_BACKEND}backend-path = ["."]\n[project]\nname = "fish"\n'


@frozen
class Prefix:
    """A prefix beside a workspace, and the engine that changes it."""

    path: Path
    root: Path
    uv: Uv
    index: IndexBuilder
    builds: Path
    """A line for each build."""

    @property
    def site(self) -> Path:
        version = f"{sys.version_info.major}.{sys.version_info.minor}.0"
        return site_packages(self.path, version, sys.platform)

    @property
    def python(self) -> Path:
        return self.path / "bin" / "python"

    def plan(self, *locked: PypiRecord, editable: bool = False) -> Changes:
        names = [PypiName(each.name) for each in locked] if editable else []
        found = installed_distributions(self.site)
        return plan_changes(found, locked, editable=names, root=self.root)

    def install(
        self,
        *locked: PypiRecord,
        editable: bool = False,
        options: PypiOptions | None = None,
        report: Report = SILENT,
    ) -> Changes:
        """Install what is locked, and return what had to change for it."""
        changes = self.plan(*locked, editable=editable)
        job = PypiInstallJob(
            title="default",
            prefix=self.path,
            site_packages=self.site,
            python=BuildPython(program=self.python, env=self.uv.env),
            changes=changes,
            editable=[PypiName(each.name) for each in locked] if editable else [],
            options=options or PypiOptions(index_url=self.index.url),
            root=self.root,
        )
        install_changes(self.uv, job, report)
        return changes

    def installed(self) -> dict[str, Distribution]:
        return {each.name: each for each in installed_distributions(self.site)}

    def run(self, *argv: str) -> str:
        done = subprocess.run(argv, check=True, capture_output=True, text=True)
        return done.stdout

    def locked(self, file_name: str, **fields: Any) -> PypiRecord:
        """Return a record of a file of the index."""
        name, version = file_name.removesuffix(".tar.gz").split("-")[:2]
        content = self.index.file(file_name).read_bytes()
        known = {"sha256": hashlib.sha256(content).hexdigest(), **fields}
        return PypiRecord(
            location=self.index.file_url(file_name),
            name=name,
            version=version,
            index=self.index.url,
            **known,
        )

    def wheel(self, name: str, version: str = "1.0", **about: Any) -> PypiRecord:
        """Add a wheel to the index and return its record."""
        self.index.wheel(name, version, **about)
        return self.locked(f"{name}-{version}-py3-none-any.whl")


@pytest.fixture
def prefix(tmp_path: Path) -> Iterator[Prefix]:
    if sys.platform == "win32":
        pytest.skip("its prefixes are laid out in another way")
    path = tmp_path / "prefix"
    venv.create(path, symlinks=True)
    (tmp_path / "work").mkdir()
    builds = tmp_path / "builds"
    with IndexBuilder(tmp_path / "index") as index:
        yield Prefix(
            path=path,
            root=tmp_path / "work",
            uv=Uv(
                program=find_uv(),
                cache=tmp_path / "uv-cache",
                notes=tmp_path / "notes",
                env={**os.environ, LOG: str(builds)},
            ),
            index=index,
            builds=builds,
        )


def project(prefix: Prefix, **files: str) -> PypiRecord:
    """Make a folder with a package and return its record."""
    folder = prefix.root / "fish"
    content = {"pyproject.toml": f'{_PROJECT}version = "1.0"\n', **files}
    content |= {"tinybuild.py": Path(_tinybuild()).read_text(encoding="utf-8")}
    for name, text in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return PypiRecord(location="./fish", name="fish")


def commit_record(prefix: Prefix, query: str) -> PypiRecord:
    """Make a repository with a package and return the record of its commit."""
    project(prefix, **{"fish.py": ""})
    folder = prefix.root / "fish"
    repository = GitRepository(prefix.root / "repository")
    commit = repository.commit({p.name: p.read_text() for p in folder.iterdir()})
    repository.tag("v1")
    location = f"git+{repository.url}{query}#{commit}"
    return PypiRecord(location=location, name="fish", version="1.0")


def _tinybuild() -> str:
    from support import tinybuild  # noqa: PLC0415 - its source, not what it does

    return tinybuild.__file__


def test_wheel_is_installed_and_ours(prefix: Prefix) -> None:
    prefix.install(prefix.wheel("fish"))
    assert prefix.installed()["fish"].is_ours
    assert prefix.run(str(prefix.python), "-c", "import fish; fish.main()") == (
        "fish 1.0\n"
    )


def test_second_install_has_nothing_to_do(prefix: Prefix) -> None:
    records = prefix.wheel("fish"), prefix.wheel("crab")
    prefix.install(*records)
    assert not prefix.plan(*records)


def test_console_script_runs_by_the_python_of_the_prefix(prefix: Prefix) -> None:
    prefix.install(prefix.wheel("fish", scripts={"swim": "fish:main"}))
    script = prefix.path / "bin" / "swim"
    assert prefix.run(str(script)) == "fish 1.0\n"
    assert str(prefix.python) in script.read_text()


def test_record_fits_what_is_installed(prefix: Prefix) -> None:
    prefix.install(prefix.wheel("fish"))
    check = "import importlib.metadata as m; [print(f.locate().stat().st_size == f.size"
    code = f"{check}) for f in m.files('fish') if f.name == 'INSTALLER']"
    assert prefix.run(str(prefix.python), "-c", code) == "True\n"


def test_package_is_removed_with_all_its_files(prefix: Prefix) -> None:
    before = {*prefix.path.rglob("*"), prefix.path / ".lock"}  # uv's own
    prefix.install(prefix.wheel("fish", scripts={"swim": "fish:main"}))
    assert set(prefix.path.rglob("*")) > before
    prefix.install()
    assert set(prefix.path.rglob("*")) == before


def test_other_version_takes_the_place_of_the_old_one(prefix: Prefix) -> None:
    old, new = prefix.wheel("fish", "1.0"), prefix.wheel("fish", "2.0")
    prefix.install(old)
    prefix.install(new)
    assert prefix.installed()["fish"].version == "2.0"
    assert not prefix.plan(new)


def test_old_version_stays_where_the_new_one_cannot_be_had(prefix: Prefix) -> None:
    old, new = prefix.wheel("fish", "1.0"), prefix.wheel("fish", "2.0")
    prefix.install(old)
    prefix.index.server.fail("/files/fish-2.0", status=404)
    with pytest.raises(PixiError, match="failed to install PyPI packages"):
        prefix.install(new)
    assert prefix.installed()["fish"].version == "1.0"
    assert not prefix.plan(old)


def test_packages_of_pip_survive(prefix: Prefix) -> None:
    program = str(prefix.python)
    prefix.run(program, "-m", "ensurepip", "--default-pip")
    prefix.install(prefix.wheel("fish"))
    prefix.install()
    assert prefix.run(program, "-m", "pip", "list", "--format", "freeze").count("pip")
    assert "fish" not in prefix.installed()


def test_package_of_another_installer_becomes_ours(prefix: Prefix) -> None:
    record = prefix.wheel("fish")
    prefix.install(record)
    (prefix.installed()["fish"].path / "INSTALLER").write_text("pip")
    prefix.install(record)
    assert not prefix.plan(record)


def test_only_the_folder_of_a_duplicate_goes(prefix: Prefix) -> None:
    prefix.install(prefix.wheel("fish", "1.0"))
    other = prefix.site / "fish-0.9.dist-info"
    other.mkdir()
    (other / "INSTALLER").write_text("conda")
    prefix.install()
    assert prefix.installed()["fish"].path == other
    assert (prefix.site / "fish.py").exists()


@pytest.mark.parametrize(
    "left",
    [
        pytest.param({"INSTALLER": "uv"}, id="before it was marked"),
        pytest.param({"INSTALLER": None, "RECORD": None}, id="while files came"),
        pytest.param({"INSTALLER": "uv", "RECORD": None}, id="while files went"),
        pytest.param({"INSTALLER.new": "uv-pi", "INSTALLER": "uv"}, id="marking"),
    ],
)
def test_install_that_was_killed_is_repaired(
    prefix: Prefix, left: dict[str, str | None]
) -> None:
    record = prefix.wheel("fish")
    prefix.install(record)
    info = prefix.installed()["fish"].path
    for name, text in left.items():
        if text is None:
            (info / name).unlink()
        else:
            (info / name).write_text(text)
    (prefix.site / "fish.py").unlink()
    prefix.install(record)
    assert not prefix.plan(record)
    assert (prefix.site / "fish.py").exists()


def test_file_with_another_hash_is_refused(prefix: Prefix) -> None:
    prefix.wheel("fish")
    record = prefix.locked("fish-1.0-py3-none-any.whl", sha256="0" * 64)
    with pytest.raises(PixiError, match="into 'default'") as caught:
        prefix.install(record)
    assert any("Hash mismatch" in note for note in caught.value.notes)
    assert prefix.installed() == {}


def test_password_of_an_index_is_used_for_its_files(prefix: Prefix) -> None:
    record = prefix.wheel("fish")
    prefix.index.server.authorization = f"Basic {base64.b64encode(b'me:pw').decode()}"
    with pytest.raises(PixiError):
        prefix.install(record)
    url = prefix.index.url.replace("://", "://me:pw@")
    prefix.install(record, options=PypiOptions(index_url=url))
    assert prefix.installed()["fish"].is_ours


def test_source_archive_is_built_once_for_all_prefixes(prefix: Prefix) -> None:
    prefix.index.backend().sdist("fish")
    record = prefix.locked("fish-1.0.tar.gz")
    prefix.install(record)
    prefix.install()
    prefix.install(record)
    assert prefix.builds.read_text() == "wheel fish\n"


def test_file_of_the_default_index_is_fetched_once(prefix: Prefix) -> None:
    """The lock file does not name that index, and another one is the main one."""
    record = replace(prefix.wheel("fish"), index=None)
    prefix.install(record)
    prefix.install()
    prefix.index.server.forget()
    prefix.install(record)
    assert prefix.index.server.requests == []


def test_build_runs_in_the_activated_environment(prefix: Prefix) -> None:
    """The log of builds is named by a variable of it."""
    prefix.install(project(prefix, **{"fish.py": ""}))
    assert prefix.builds.read_text() == "wheel fish\n"


def test_editable_project_shows_changes_without_another_build(prefix: Prefix) -> None:
    record = project(prefix, **{"src/fish.py": "print('old')"})
    prefix.install(record, editable=True)
    (prefix.root / "fish" / "src" / "fish.py").write_text("print('new')")
    assert not prefix.plan(record, editable=True)
    assert prefix.run(str(prefix.python), "-c", "import fish") == "new\n"


def test_changed_project_is_built_again(prefix: Prefix) -> None:
    record = project(prefix, **{"fish.py": "print('old')"})
    prefix.install(record)
    project(prefix, **{"fish.py": "print('new')"})  # writes pyproject.toml as well
    prefix.install(record)
    assert prefix.run(str(prefix.python), "-c", "import fish") == "new\n"
    assert not prefix.plan(record)


def test_project_with_inputs_of_its_own_is_built_when_they_change(
    prefix: Prefix,
) -> None:
    keys = '[tool.uv]\ncache-keys = [{ file = "fish.py" }]\n'
    text = f'{_PROJECT}version = "1.0"\n{keys}'
    record = project(prefix, **{"pyproject.toml": text, "fish.py": "print('old')"})
    prefix.install(record)
    prefix.install(record)
    assert prefix.builds.read_text().count("wheel fish") == 1
    (prefix.root / "fish" / "fish.py").write_text("print('new')")
    prefix.install(record)
    assert prefix.run(str(prefix.python), "-c", "import fish") == "new\n"
    assert prefix.installed()["fish"].is_ours


def test_archive_of_this_machine_is_kept_and_replaced(prefix: Prefix) -> None:
    prefix.index.wheel("fish")
    archive = prefix.root / "fish-1.0-py3-none-any.whl"
    content = prefix.index.file(archive.name).read_bytes()
    archive.write_bytes(content)
    record = PypiRecord(location=f"./{archive.name}", name="fish", version="1.0")
    prefix.install(record)
    assert not prefix.plan(record)
    archive.write_bytes(content)
    assert prefix.install(record)
    assert not prefix.plan(record)


@pytest.mark.parametrize("with_hash", [True, False])
def test_direct_url_is_installed_and_kept(prefix: Prefix, with_hash: bool) -> None:
    known = prefix.wheel("fish")
    fragment = f"#sha256={known.sha256}" if with_hash else ""
    location = f"direct+{known.location}{fragment}"
    record = PypiRecord(location=location, name="fish", version="1.0")
    prefix.install(record)
    assert not prefix.plan(record)
    prefix.install(known)
    assert prefix.installed()["fish"].direct_url is None


def test_direct_url_with_another_hash_is_refused(prefix: Prefix) -> None:
    location = f"direct+{prefix.wheel('fish').location}#sha256={'0' * 64}"
    with pytest.raises(PixiError):
        prefix.install(PypiRecord(location=location, name="fish", version="1.0"))
    assert prefix.installed() == {}


@pytest.mark.parametrize("query", ["?tag=v1", "?branch=main", ""])
def test_commit_is_installed_and_kept(prefix: Prefix, query: str) -> None:
    record = commit_record(prefix, query)
    prefix.install(record)
    assert prefix.installed()["fish"].is_ours
    assert not prefix.plan(record)


def test_large_files_are_fetched_where_the_lock_says_so(prefix: Prefix) -> None:
    program = prefix.root / "bin" / "git-lfs"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    uv = replace(prefix.uv, env={**prefix.uv.env, "PATH": path})
    record = commit_record(prefix, "?lfs=true")
    replace(prefix, uv=uv).install(record, prefix.wheel("crab"))
    assert not prefix.plan(record, prefix.wheel("crab"))


@pytest.mark.parametrize("mode", ["copy", "hardlink", "symlink"])
def test_files_of_the_cache_are_not_written_to(prefix: Prefix, mode: str) -> None:
    record = prefix.wheel("fish")
    linked = replace(prefix, uv=replace(prefix.uv, link_mode=mode))
    linked.install(record)
    assert (prefix.site / "fish.py").is_symlink() == (mode == "symlink")
    kept = {p.read_text() for p in prefix.uv.cache.rglob("INSTALLER")}
    assert INSTALLER not in kept
    linked.install()
    linked.install(record)
    assert not linked.plan(record)


def test_overwritten_files_of_conda_are_warned_about_once(prefix: Prefix) -> None:
    owned = (prefix.site / "fish.py").relative_to(prefix.path).as_posix()
    meta = prefix.path / "conda-meta"
    meta.mkdir()
    (meta / "fishing-1-0.json").write_text(json.dumps({"files": [owned]}))
    report = Recorder()
    prefix.install(prefix.wheel("fish"), report=report)
    prefix.install(prefix.wheel("fish"), prefix.wheel("crab"), report=report)
    (warning,) = report.warnings
    assert "'fish' overwrites 'fishing-1-0'" in warning


def test_missing_uv_changes_nothing(prefix: Prefix) -> None:
    prefix.install(prefix.wheel("fish"))
    broken = replace(prefix, uv=replace(prefix.uv, program=prefix.root / "no-uv"))
    with pytest.raises(MissingUvError):
        broken.install(prefix.wheel("crab"))
    assert prefix.installed().keys() == {"fish"}
