"""What a ``pyproject.toml`` says in its standard tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pypixi.errors import PixiError
from pypixi.manifest.document import parse_document
from pypixi.manifest.environments import compose_environments
from pypixi.terminal.report import SILENT
from support.schema import read_manifest
from unit.config.recording import Recorder
from unit.manifest.samples import marked

if TYPE_CHECKING:
    from pypixi.manifest.model import Manifest
    from pypixi.terminal.report import Report

PIXI = """
[tool.pixi.workspace]
channels = []
platforms = ["linux-64", "osx-64"]
"""


def parsed(text: str, pixi: str = PIXI, report: Report = SILENT) -> Manifest:
    document = parse_document(f"{text}\n{pixi}", path=Path("/ws/pyproject.toml"))
    return read_manifest(document, report=report)


def faults(text: str, pixi: str = PIXI) -> tuple[PixiError, ...]:
    with pytest.raises(PixiError) as caught:
        parsed(text, pixi)
    return caught.value.faults


def asked(
    manifest: Manifest, environment: str = "default", platform: str = "linux-64"
) -> list[str]:
    """Return the PyPI requirements of an environment."""
    found = compose_environments(manifest)[environment]
    chosen = found.platform(platform)
    assert chosen is not None
    return [str(spec) for spec in found.pypi_dependencies(chosen)]


def python(manifest: Manifest) -> str | None:
    """Return the version of Python that the default feature asks for."""
    (target, *_) = manifest.features["default"].targets
    return {str(name): spec.version for name, spec in target.dependencies.items()}[
        "python"
    ]


def test_project_describes_the_workspace() -> None:
    table = parsed("""
[project]
name = "sea"
version = "1.2"
description = "Fish"
authors = [{ name = "Ann", email = "ann@sea" }, { name = "Bob" }, { email = "c@sea" }]
""").workspace
    assert (table.name, table.version, table.description) == ("sea", "1.2", "Fish")
    assert table.authors == ("Ann <ann@sea>", "Bob", "c@sea")


def test_own_settings_of_the_workspace_win() -> None:
    own = 'name = "ocean"\nversion = "2"\ndescription = "Whales"\nauthors = ["Zoe"]\n'
    project = """
[project]
name = "sea"
version = "1"
description = "Fish"
authors = [{ name = "Ann" }]
"""
    table = parsed(project, PIXI + own).workspace
    assert (table.name, table.version) == ("ocean", "2")
    assert (table.description, table.authors) == ("Whales", ("Zoe",))


def test_poetry_describes_what_the_project_does_not() -> None:
    table = parsed("""
[tool.poetry]
name = "sea"
version = "1.2"
description = "Fish"
authors = ["Ann <ann@sea>"]
dependencies = { python = "^3.11" }
[project]
version = "2"
""").workspace
    assert (table.name, table.version, table.description) == ("sea", "2", "Fish")
    assert table.authors == ("Ann <ann@sea>",)


def test_name_is_required() -> None:
    (fault,) = faults('[project]\nversion = "1"')
    assert fault.message == "the workspace has no name"
    assert marked(fault.labels[0])[0] == "tool.pixi.workspace"


def test_workspace_without_its_table_is_one_fault() -> None:
    (fault,) = faults("", "[tool.pixi.dependencies]\n")
    assert fault.message == "Missing table in manifest pyproject.toml"


def test_workspace_that_is_no_table_is_one_fault() -> None:
    (fault,) = faults("", "[tool.pixi]\nworkspace = 3\n")
    assert fault.message == "'workspace' must be a table"


def test_unknown_key_of_the_project_is_a_fault_at_its_place() -> None:
    (fault,) = faults('[project]\nname = "x"\nkeyword = ["sea"]')
    assert fault.message == "unexpected key 'keyword' in [project]"
    assert fault.help == "did you mean 'keywords'?"
    assert marked(fault.labels[0])[0] == "keyword"


@pytest.mark.parametrize(
    "entry",
    [
        'readme = "README.md"',
        'readme = { file = "README.md", content-type = "text/markdown" }',
        'license = "MIT"',
        'license = { text = "MIT" }',
        'license-files = ["LICENSE*"]',
        'maintainers = [{ name = "Ann" }]',
        'keywords = ["sea"]',
        'classifiers = ["Typing :: Typed"]',
        'urls = { Home = "https://sea.test" }',
        'scripts = { x = "x:main" }',
        'gui-scripts = { x = "x:main" }',
        'entry-points = { group = { x = "x:main" } }',
        'dynamic = ["version"]',
        'import-names = ["x"]',
        'import-namespaces = ["sea"]',
        "[build-system]\nrequires = []",
        "[tool.other]\nx = 1",
    ],
)
def test_what_the_standard_has_for_others_is_passed_by(entry: str) -> None:
    assert parsed(f'[project]\nname = "x"\n{entry}').workspace.name == "x"


def test_faults_of_pixi_tables_point_into_the_file() -> None:
    (fault,) = faults('[project]\nname = "x"', PIXI + "[tool.pixi.dependency]\n")
    assert fault.message == "unexpected key 'dependency' in [tool.pixi]"
    assert marked(fault.labels[0])[0] == "tool.pixi.dependency"


@pytest.mark.parametrize(
    ("requires", "version"),
    [
        ('requires-python = ">= 3.9, <4"', ">=3.9,<4"),
        ('requires-python = "==3.11"', "==3.11"),
        ('requires-python = "==3.11.*"', "3.11.*"),
        ('requires-python = "===3.11.2"', "==3.11.2"),
        ('requires-python = "~=3.9,!=3.9.1"', "~=3.9,!=3.9.1"),
        ('requires-python = ""', "*"),
        ("", "*"),
    ],
)
def test_requires_python_asks_conda_for_python(requires: str, version: str) -> None:
    assert python(parsed(f'[project]\nname = "x"\n{requires}')) == version


def test_python_that_is_declared_stays() -> None:
    pixi = PIXI + '[tool.pixi.dependencies]\npython = "3.12.*"\n'
    project = '[project]\nname = "x"\nrequires-python = ">=3.9"'
    assert python(parsed(project, pixi)) == "3.12.*"


@pytest.mark.parametrize(
    ("table", "platform", "version"),
    [
        ("host-dependencies", "linux-64", "3.12.*"),
        ("target.osx-64.dependencies", "osx-64", "3.12.*"),
        ("target.osx-64.dependencies", "linux-64", ">=3.9"),
    ],
)
def test_python_that_is_declared_elsewhere_wins_there(
    table: str, platform: str, version: str
) -> None:
    pixi = f'{PIXI}[tool.pixi.{table}]\npython = "3.12.*"\n'
    project = '[project]\nname = "x"\nrequires-python = ">=3.9"'
    found = compose_environments(parsed(project, pixi))["default"]
    chosen = found.platform(platform)
    assert chosen is not None
    (spec,) = found.dependencies(chosen)
    assert str(spec) == f"python {version}"


def test_requires_python_that_means_nothing_is_a_fault() -> None:
    (fault,) = faults('[project]\nname = "x"\nrequires-python = "3.9+"')
    assert fault.message == "'3.9+' is not a version specification"
    assert marked(fault.labels[0]) == ('"3.9+"', "not understood")


def test_dependencies_stand_beside_those_of_pixi() -> None:
    pixi = PIXI + '[tool.pixi.pypi-dependencies]\nkelp = "<3"\n'
    text = '[project]\nname = "x"\ndependencies = ["Kelp >=1", "kelp!=2", "fish"]'
    assert asked(parsed(text, pixi)) == ["kelp<3", "Kelp>=1", "kelp!=2", "fish"]


def test_target_replaces_dependencies_of_the_same_package() -> None:
    pixi = PIXI + '[tool.pixi.target.osx-64.pypi-dependencies]\nkelp = "==9"\n'
    text = '[project]\nname = "x"\ndependencies = ["kelp>=1", "fish"]'
    assert asked(parsed(text, pixi), platform="osx-64") == ["kelp==9", "fish"]


def test_wrong_types_are_faults_at_their_places() -> None:
    text = '[project]\nname = "x"\ndependencies = ["a", 3, "b c"]\nauthors = ["Ann"]'
    found = faults(text)
    places = {marked(label)[0] for fault in found for label in fault.labels}
    assert places == {"3", "c", '"Ann"'}


def test_groups_become_features_and_no_environments() -> None:
    manifest = parsed("""
[project]
name = "x"
[project.optional-dependencies]
test = ["kelp"]
[dependency-groups]
lint = ["fish"]
""")
    assert manifest.features.keys() >= {"test", "lint"}
    assert list(manifest.environments) == ["default"]


def test_group_is_merged_into_the_feature_of_its_name() -> None:
    pixi = PIXI + (
        '[tool.pixi.feature.test.pypi-dependencies]\nfish = "*"\n'
        '[tool.pixi.environments]\ntest = ["test"]\n'
    )
    text = '[project]\nname = "x"\n[dependency-groups]\ntest = ["kelp"]'
    assert asked(parsed(text, pixi), "test") == ["fish", "kelp"]


def test_old_name_of_the_workspace_works_with_a_warning() -> None:
    report = Recorder()
    found = parsed("", '[tool.pixi.project]\nname = "sea"\nchannels = []\n', report)
    assert found.workspace.name == "sea"
    assert report.warnings == [
        "The `project` field is deprecated. Use `workspace` instead."
    ]


def test_pixi_toml_has_no_standard_tables() -> None:
    text = '[workspace]\nchannels = []\nplatforms = ["linux-64"]\n'
    document = parse_document(text, path=Path("/ws/mojoproject.toml"))
    (target, *_) = read_manifest(document).features["default"].targets
    assert not target.dependencies
