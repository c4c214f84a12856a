from __future__ import annotations

from pypixi.lockfile.model import LockedPlatform, SolveOptions, locked_platform
from pypixi.locking.assemble import assemble
from pypixi.records.pypi import PypiRecord
from pypixi.specs.indexes import FindLinks
from pypixi.specs.platform import Platform, subdir_platform
from pypixi.specs.solving import ChannelPriority, SolveStrategy
from pypixi.specs.virtual import VirtualPackage
from pypixi.values import replace
from unit.locking.samples import INDEX, locked, record
from unit.manifest.samples import environments

FOUND = environments("[dependencies]\na = '*'\n")
FLASK = PypiRecord(
    location="https://example.org/flask-3.0-py3-none-any.whl",
    name="flask",
    version="3.0",
)
OLD, NEW = record("a", "1.0"), record("a", "2.0")


def test_solved_packages_take_the_place_of_locked_ones() -> None:
    lock = locked(FOUND, OLD)
    found = assemble(FOUND, lock, {("default", "linux-64"): (NEW,)}, {})
    assert found.environments["default"].packages == {
        "linux-64": (NEW,),
        "osx-arm64": (OLD,),
    }


def test_platform_without_packages_has_no_key() -> None:
    lock = locked(FOUND, OLD)
    found = assemble(FOUND, lock, {("default", "linux-64"): ()}, {})
    assert list(found.environments["default"].packages) == ["osx-arm64"]


def test_environment_has_its_channels_and_options() -> None:
    text = (
        "[feature.t]\nchannels = ['x']\nchannel-priority = 'flexible'\n"
        "solve-strategy = 'lowest-direct'\n[environments]\nt = ['t']\n"
    )
    found = assemble(environments(text), None, {}, {}).environments["t"]
    assert found.channels == (
        "https://conda.anaconda.org/x/",
        "https://conda.anaconda.org/main/",
    )
    assert found.options == SolveOptions(
        strategy=SolveStrategy.LOWEST_DIRECT, channel_priority=ChannelPriority.FLEXIBLE
    )
    assert found.packages == {}


def test_indexes_and_find_links_are_locked_as_long_as_there_are_pypi_packages() -> None:
    wheels = "[pypi-options]\nfind-links = [{ path = 'wheels' }]\n"
    found = environments(f"{wheels}[pypi-dependencies]\nflask = '*'\n")
    pair = ("default", "linux-64")
    lock = assemble(found, None, {pair: (FLASK,)}, {"default": (INDEX,)})
    (with_flask,) = lock.environments.values()
    assert with_flask.indexes == (INDEX,)
    assert with_flask.find_links == (FindLinks(path="wheels"),)
    (without,) = assemble(
        environments(wheels), lock, {pair: (OLD,)}, {}
    ).environments.values()
    assert (without.indexes, without.find_links) == (None, ())


def test_environment_that_is_gone_is_dropped() -> None:
    lock = locked(environments("[environments]\nold = []\n"), OLD)
    assert list(assemble(FOUND, lock, {}, {}).environments) == ["default"]


def test_only_platforms_of_environments_are_listed() -> None:
    text = (
        "[feature.w]\nplatforms = ['win-64']\n"
        "[environments]\nw = { features = ['w'], no-default-feature = true }\n"
        "default = { features = ['w'] }\n"
    )
    found = assemble(environments(text), None, {}, {})
    assert [row.name for row in found.platforms] == ["win-64"]


def test_platform_of_several_environments_is_listed_once() -> None:
    found = assemble(environments("[environments]\nt = []\n"), None, {}, {})
    assert [row.name for row in found.platforms] == ["linux-64", "osx-arm64"]


def test_packages_needed_to_build_are_kept() -> None:
    lock = replace(locked(FOUND, OLD), build_packages=(record("tool"),))
    assert assemble(FOUND, lock, {}, {}).build_packages == (record("tool"),)


def test_platform_is_locked_with_its_virtual_packages() -> None:
    assert locked_platform(subdir_platform("osx-64")) == LockedPlatform(
        name="osx-64",
        subdir="osx-64",
        virtual_packages=("__unix=0=0", "__osx=13.0", "__archspec=0=x86_64"),
    )
    cuda = VirtualPackage("__cuda", "12.0")
    platform = Platform(name="gpu", subdir="win-64", declared=(cuda,))
    assert locked_platform(platform).virtual_packages == (
        "__cuda=12.0",
        "__win=10.0",
        "__archspec=0=x86_64",
    )
