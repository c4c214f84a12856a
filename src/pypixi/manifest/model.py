"""The manifest as typed values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.specs.indexes import PypiOptions
from pypixi.values import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pypixi.errors import Place
    from pypixi.specs.channel import Channel
    from pypixi.specs.matchspec import CondaSpec
    from pypixi.specs.names import PackageName, PypiName
    from pypixi.specs.platform import Platform
    from pypixi.specs.requirement import PypiSpec
    from pypixi.specs.solving import ChannelPriority, SolveStrategy

    from .document import Document


@frozen
class Task:
    """A named command."""

    name: str
    command: str
    place: Place | None = field(default=None, compare=False)


@frozen
class Target:
    """What a feature asks for on the platforms that a selector matches."""

    selector: str | None = None
    """None for what holds on every platform."""
    dependencies: Mapping[PackageName, CondaSpec] = field(default_factory=dict)
    pypi_dependencies: Mapping[PypiName, PypiSpec] = field(default_factory=dict)
    tasks: Mapping[str, Task] = field(default_factory=dict)


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
    pypi_options: PypiOptions = field(default_factory=PypiOptions)
    place: Place | None = field(default=None, compare=False)


@frozen
class EnvironmentEntry:
    """An environment as it is written: which features it is made of."""

    name: str
    features: tuple[str, ...] = ()
    solve_group: str | None = None
    no_default_feature: bool = False
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
class WorkspaceTable:
    """The ``[workspace]`` table."""

    channels: tuple[Channel, ...]
    platforms: tuple[Platform, ...]
    name: str | None = None
    version: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    pypi_options: PypiOptions = field(default_factory=PypiOptions)
    """What all environments start from."""
    pypi_map: PypiMap = field(default_factory=PypiMap)


@frozen
class Manifest:
    """A whole manifest."""

    document: Document = field(repr=False)
    workspace: WorkspaceTable
    features: Mapping[str, Feature]
    """By name, the default feature among them."""
    environments: Mapping[str, EnvironmentEntry]
    """By name, the default environment among them and first."""

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
