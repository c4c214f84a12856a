"""The tables with settings that workspaces and features have alike."""

from __future__ import annotations

from pypixi.specs.archspec import MICROARCHITECTURES
from pypixi.specs.indexes import IndexStrategy
from pypixi.specs.names import PYPI_NAME
from pypixi.specs.platform import FAMILIES, LONGEST_NAME, PLATFORM_NAME, SUBDIRS
from pypixi.specs.solving import ChannelPriority, PrereleaseMode, SolveStrategy

from .kinds import (
    BOOLEAN,
    INTEGER,
    PATH,
    TEXT,
    URL,
    Key,
    Kind,
    Shape,
    at_most_one,
    choice,
    either,
    excludes,
    list_of,
    pattern,
    table,
)
from .requirements import PYPI_TABLE

PRIORITY = choice(ChannelPriority)
STRATEGY = choice(SolveStrategy)
VIRTUAL_NAME = r"__[a-z0-9_]*[a-z0-9]"
"""Virtual packages that a platform can have by their own names."""
LIBC_FAMILIES = ("glibc", "musl", "eglibc")
CUTOFF = Kind("date, time or duration", {"type": "string"})
_SUBDIR = choice(SUBDIRS, "conda subdir")
_PROCESSOR = choice(sorted(MICROARCHITECTURES), "microarchitecture")
_VERSION = pattern("version", r"\d.*")
_CHANNEL = Kind("string", {"type": "string", "pattern": r"\S"})

CHANNEL = Shape(
    name="Channel",
    heading="A channel as a table",
    keys={
        "channel": Key(_CHANNEL, "Name, URL or path of the channel.", is_required=True),
        "priority": Key(INTEGER, "Channels with higher ones come first; 0 by default."),
        "exclude-newer": Key(CUTOFF, "Packages that are newer are not looked at."),
    },
)
CHANNELS = list_of(
    either(
        _CHANNEL,
        table(CHANNEL),
        words="strings or tables",
    ),
    "array of strings or tables",
)

CUDA = Shape(
    name="Cuda",
    heading="`cuda` of a platform as a table",
    keys={
        "driver": Key(_VERSION, "Version of the driver.", is_required=True),
        "arch": Key(_VERSION, "Architecture (compute capability) of the card."),
    },
)
PLATFORM = Shape(
    name="Platform",
    heading="A platform as a table",
    keys={
        "name": Key(
            Kind(
                "string",
                {
                    "type": "string",
                    "pattern": f"^{PLATFORM_NAME}$",
                    "maxLength": LONGEST_NAME,
                    "not": {"enum": [*FAMILIES]},
                },
            ),
            "What targets and features call it; made from the rest by default.",
        ),
        "platform": Key(_SUBDIR, "Conda subdir, for example `linux-64`."),
        "cuda": Key(
            either(_VERSION, table(CUDA), words="version or table"),
            "Version of the CUDA driver that a machine must have.",
        ),
        "archspec": Key(
            _PROCESSOR,
            "Processor that a machine must have, for example `x86_64_v3`.",
        ),
        "glibc": Key(_VERSION, "Version of glibc that a machine must have."),
        "linux": Key(_VERSION, "Version of the kernel that a machine must have."),
        "macos": Key(_VERSION, "Version of macOS that a machine must have."),
        "osx": Key(_VERSION, "Another name of `macos`."),
        "windows": Key(_VERSION, "Version of Windows that a machine must have."),
    },
    others=(
        f"^{VIRTUAL_NAME}$",
        pattern("version", r"\d[^=]*(=[A-Za-z0-9_.+]+)?"),
    ),
    rules=(
        {
            "anyOf": [
                {"required": ["platform"]},
                {"required": ["name"], "properties": {"name": {"enum": [*SUBDIRS]}}},
            ]
        },
        *at_most_one("macos", "osx"),
    ),
)
PLATFORMS = list_of(
    either(_SUBDIR, table(PLATFORM), words="string or table"),
    "array of strings or tables",
)

LIBC = Shape(
    name="Libc",
    heading="`libc` of the system requirements as a table",
    keys={
        "family": Key(choice(LIBC_FAMILIES), "Which C library."),
        "version": Key(_VERSION, "Its version.", is_required=True),
    },
)
SYSTEM_REQUIREMENTS = Shape(
    name="SystemRequirements",
    heading="`[system-requirements]`",
    keys={
        "linux": Key(_VERSION, "Version of the kernel."),
        "macos": Key(_VERSION, "Version of macOS."),
        "cuda": Key(_VERSION, "Version of the CUDA driver."),
        "libc": Key(
            either(_VERSION, table(LIBC), words="version or table"),
            "Version of glibc, or a C library with its version.",
        ),
        "archspec": Key(_PROCESSOR, "Processor."),
    },
)

FIND_LINKS = Shape(
    name="FindLinks",
    heading="An entry of `find-links`",
    keys={
        "path": Key(PATH, "Folder or file with links to packages."),
        "url": Key(URL, "Page with links to packages."),
    },
    rules=({"minProperties": 1}, *excludes("path", "url")),
)
_PACKAGES = either(
    BOOLEAN,
    list_of(pattern("name", PYPI_NAME), "array of package names"),
)
PYPI_OPTIONS = Shape(
    name="PypiOptions",
    heading="`[pypi-options]`",
    keys={
        "index-url": Key(URL, "Main index, in place of the default one."),
        "extra-index-urls": Key(list_of(URL, "array of URLs"), "Further indexes."),
        "find-links": Key(
            list_of(table(FIND_LINKS)),
            "Folders and pages with links to packages. Without `index-url` beside them,"
            " no index is searched.",
        ),
        "index-strategy": Key(
            choice(IndexStrategy), "How several indexes with one package are used."
        ),
        "prerelease-mode": Key(choice(PrereleaseMode), "When pre-releases are used."),
        "no-build": Key(_PACKAGES, "Packages that are never built."),
        "no-binary": Key(_PACKAGES, "Packages that are always built."),
        "no-build-isolation": Key(
            _PACKAGES, "Packages that are built with what the environment has."
        ),
        "dependency-overrides": Key(
            PYPI_TABLE, "Requirements in the place of those that packages state."
        ),
        "skip-wheel-filename-check": Key(
            BOOLEAN, "Whether wheels may hold another version than they are named for."
        ),
    },
)
S3_OPTIONS = Shape(
    name="S3Options",
    heading="`[workspace.s3-options.<bucket>]`",
    keys={
        "endpoint-url": Key(URL, "Address of the service.", is_required=True),
        "region": Key(TEXT, "Region of the bucket.", is_required=True),
        "force-path-style": Key(
            BOOLEAN, "Whether the bucket stands in the path of a URL.", is_required=True
        ),
    },
)
