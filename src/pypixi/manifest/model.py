"""The manifest as typed values."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from pypixi.specs.cutoff import NO_CUTOFFS
from pypixi.specs.indexes import NO_OPTIONS, PypiOptions
from pypixi.values import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pypixi.config.model import S3Options
    from pypixi.errors import Place
    from pypixi.specs.channel import Channel
    from pypixi.specs.cutoff import ExcludeNewer
    from pypixi.specs.matchspec import CondaSpec
    from pypixi.specs.names import PackageName, PypiName
    from pypixi.specs.platform import Platform
    from pypixi.specs.requirement import PypiSpec
    from pypixi.specs.solving import ChannelPriority, SolveStrategy
    from pypixi.specs.virtual import VirtualPackage

    from .document import Document
    from .package_model import PackageTable
    from .tasks import Task


@frozen
class ActivationTable:
    """What ``[activation]`` asks for; None where it leaves the choice to others."""

    scripts: tuple[str, ...] | None = None
    """Paths below the workspace, run in this order."""
    env: Mapping[str, str] = field(default_factory=dict)


PIXI_BUILD = "pixi-build"
"""The only preview there is: packages built from source."""

NO_ACTIVATION = ActivationTable()
NOTHING: Mapping[Any, Any] = {}
"""What tables that are not there hold; shared by all, for nobody writes to it."""


@frozen
class Target:
    """What a feature asks for on the platforms that a selector matches."""

    selector: str | None = None
    """None for what holds on every platform."""
    dependencies: Mapping[PackageName, CondaSpec] = NOTHING
    pypi_dependencies: Mapping[PypiName, PypiSpec] = NOTHING
    further_pypi: tuple[PypiSpec, ...] = ()
    """What the standard tables of a ``pyproject.toml`` ask for beside those."""
    constraints: Mapping[PackageName, CondaSpec] = NOTHING
    """What packages must be like if they come for another reason."""
    dev: Mapping[PackageName, CondaSpec] = NOTHING
    """Sources of packages whose dependencies are installed, not they themselves."""
    inline_packages: Mapping[PackageName, PackageTable] = NOTHING
    """How dependencies are built whose entries say so beside their sources."""
    activation: ActivationTable = NO_ACTIVATION
    tasks: Mapping[str, Task] = NOTHING
    place: Place | None = field(default=None, compare=False)

    def pypi_requirements(self) -> dict[PypiName, tuple[PypiSpec, ...]]:
        """Return all PyPI requirements by name; a package may have several."""
        found: dict[PypiName, tuple[PypiSpec, ...]] = {
            name: (spec,) for name, spec in self.pypi_dependencies.items()
        }
        for spec in self.further_pypi:
            found[spec.name] = (*found.get(spec.name, ()), spec)
        return found


@frozen
class Feature:
    """A named part of environments; None where it leaves the choice to others."""

    name: str
    targets: tuple[Target, ...] = ()
    """In the order of the document; later ones override earlier ones."""
    channels: tuple[Channel, ...] | None = None
    platforms: tuple[str, ...] | None = None
    channel_priority: ChannelPriority | None = None
    solve_strategy: SolveStrategy | None = None
    pypi_options: PypiOptions = NO_OPTIONS
    system_requirements: tuple[VirtualPackage, ...] = ()
    """What the deprecated table of that name asks of a machine."""
    keys: tuple[str | int, ...] = field(default=(), compare=False)
    """What leads to its table in the document; nothing leads to the root."""
    place: Place | None = field(default=None, compare=False)

    @property
    def has_settings(self) -> bool:
        """Whether it says how environments are solved, besides what is in them."""
        return not (
            self.channels is None
            and self.platforms is None
            and self.channel_priority is None
            and self.solve_strategy is None
            and self.pypi_options is NO_OPTIONS
            and not self.system_requirements
        )

    @property
    def title(self) -> str:
        """How messages call it: ``feature 'test'``, or by the environment it is in."""
        if "environments" in self.keys[:-1]:
            return f"environment '{self.keys[-1]}'"
        return f"feature '{self.name}'"


@frozen
class EnvironmentEntry:
    """An environment as it is written: which features it is made of."""

    name: str
    features: tuple[str, ...] = ()
    solve_group: str | None = None
    no_default_feature: bool = False
    inline: Feature | None = None
    """What the entry itself asks for, stronger than its features."""
    place: Place | None = field(default=None, compare=False)


@frozen
class ChannelPypiMap:
    """What ``conda-pypi-map`` says about the packages of one channel."""

    channel: str
    """The base URL of the channel, with a trailing slash."""
    is_on: bool = True
    """False where nothing is to be derived for the channel at all."""
    location: str | None = None
    """A path below the workspace, an absolute one or a URL of a JSON table."""
    mapping: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Conda name in lower case → PyPI names; none where it is not on PyPI."""
    replaces_default: bool = False
    """Whether a name that is missing here is looked up nowhere else."""
    same_name: bool | None = None
    """Whether a missing name is taken for that of the PyPI package; None for the
    default, which is yes for conda-forge."""
    place: Place | None = field(default=None, compare=False)


@frozen
class PypiMap:
    """The ``conda-pypi-map`` of a workspace."""

    is_on: bool = True
    """False for ``conda-pypi-map = false``: no conda package is on PyPI then."""
    channels: tuple[ChannelPypiMap, ...] = ()


@frozen
class BuildVariants:
    """Values that packages are built with, on the platforms a selector matches."""

    selector: str | None
    """None for every platform."""
    values: Mapping[str, tuple[str, ...]]


@frozen
class WorkspaceTable:
    """The ``[workspace]`` table."""

    channels: tuple[Channel, ...]
    platforms: tuple[Platform, ...]
    name: str | None = None
    version: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    license: str | None = None
    license_file: str | None = None
    """A path below its folder, as the next one is."""
    readme: str | None = None
    homepage: str | None = None
    repository: str | None = None
    documentation: str | None = None
    channel_priority: ChannelPriority | None = None
    """That of the default feature, as the next one is."""
    solve_strategy: SolveStrategy | None = None
    preview: tuple[str, ...] = ()
    """Names of features to come that are asked for."""
    build_variants: tuple[BuildVariants, ...] = ()
    """Values to build packages with: those for everywhere, then as written."""
    build_variants_files: tuple[str, ...] = ()
    """Files with further ones, as written."""
    pypi_options: PypiOptions = NO_OPTIONS
    """What all environments start from."""
    pypi_map: PypiMap = field(default_factory=PypiMap)
    exclude_newer: ExcludeNewer = NO_CUTOFFS
    dependencies: Mapping[PackageName, CondaSpec] = field(default_factory=dict)
    """What features refer to with ``{ workspace = true }``."""
    s3_options: Mapping[str, S3Options] = field(default_factory=dict)
    """By bucket, how it is reached; stronger than the settings."""
    keys: tuple[str | int, ...] = field(default=("workspace",), compare=False)
    """What leads to it in the document."""

    @property
    def builds(self) -> bool:
        """Whether packages may be built from source."""
        return PIXI_BUILD in self.preview


@frozen
class Manifest:
    """A whole manifest."""

    document: Document = field(repr=False)
    workspace: WorkspaceTable
    features: Mapping[str, Feature]
    """By name, the default feature among them."""
    environments: Mapping[str, EnvironmentEntry]
    """By name, the default environment among them and first."""
    package: PackageTable | None = None
    """The one that is built here."""

    @property
    def all_features(self) -> tuple[Feature, ...]:
        """The named features, then those that environments hold themselves."""
        inline = (entry.inline for entry in self.environments.values())
        return (*self.features.values(), *filter(None, inline))

    @property
    def packages(self) -> tuple[PackageTable, ...]:
        """The package that is built here, then those described beside their sources."""
        if not self.workspace.builds:
            return ()
        targets = chain.from_iterable(row.targets for row in self.all_features)
        inline = chain.from_iterable(row.inline_packages.values() for row in targets)
        return (*filter(None, [self.package]), *inline)

    @property
    def path(self) -> Path:
        """The file this was read from."""
        return self.document.path

    @property
    def root(self) -> Path:
        """The folder of the workspace."""
        return self.document.path.parent

    @property
    def display_name(self) -> str:
        """What the workspace is called: its name, or that of its folder."""
        return self.workspace.name or self.root.name or "workspace"
