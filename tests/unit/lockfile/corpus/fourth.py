"""Lock files of versions 4 and 5: entries that say their kind."""

from __future__ import annotations

from textwrap import indent

from unit.lockfile.corpus.oldest import MD5, SHA256, URL

ZLIB = f"{URL}/linux-64/zlib-1.3-h1_4.conda"
NOARCH = f"{URL}/noarch/tool-1.0-pyh_0.conda"
WHEEL = "https://files.example.org/numpy-1.2.0-py3-none-any.whl"


def document(
    selectors: str,
    *packages: str,
    version: int = 5,
    head: str = "",
    platform: str = "linux-64",
) -> str:
    """Return a document with one environment for one platform."""
    rows = "".join(f"- {indent(package, '  ')[2:]}" for package in packages)
    return (
        f"version: {version}\nenvironments:\n  default:\n    channels:\n"
        f"    - url: {URL}/\n{head}    packages:\n      {platform}:\n"
        f"{indent(selectors, '      ')}packages:\n{rows}"
    )


def conda(url: str = ZLIB, fields: str = "", *, name: str = "zlib") -> str:
    """Return a binary package."""
    version, build, subdir = {
        "zlib": ("'1.3'", "h1_4", "linux-64"),
        "tool": ("'1.0'", "pyh_0", "noarch"),
    }[name]
    return (
        f"kind: conda\nname: {name}\nversion: {version}\nbuild: {build}\n"
        f"subdir: {subdir}\nurl: {url}\n{fields}"
    )


def pypi(place: str, fields: str = "", *, name: str = "numpy") -> str:
    """Return a PyPI package."""
    return f"kind: pypi\nname: {name}\nversion: 1.2.0\n{place}\n{fields}"


EVERY_FIELD = f"""\
build_number: 9
arch: x86_64
platform: linux
sha256: {SHA256}
md5: {MD5}
legacy_bz2_md5: {"0" * 32}
legacy_bz2_size: 7
depends:
- libc >=2
constrains:
- x <1
channel: {URL}
features: f
track_features:
- t
file_name: zlib-1.3-h1_4.tar.bz2
license: MIT
license_family: OTHER
purls:
- pkg:pypi/zlib
size: 12
timestamp: 1700000000
python_site_packages_path: lib/python3.13t/site-packages
"""
INDEXES = "    indexes:\n    - https://pypi.example.org/simple\n"
LINKS = "    find-links:\n    - path: ./wheels\n    - url: https://u.example.org/l\n"
OF_ZLIB = f"- conda: {ZLIB}\n"
OF_WHEEL = f"- pypi: {WHEEL}\n"
_DIRECTORY = f"sha256: {SHA256}\neditable: true\nrequires_dist:\n- numpy\n"

FOURTH = {
    "version 4": document(OF_ZLIB, conda(), version=4),
    "version 5": document(OF_ZLIB, conda()),
    "version 4 with every field": document(
        OF_ZLIB, conda(fields=EVERY_FIELD), version=4
    ),
    "version 5 with every field": document(OF_ZLIB, conda(fields=EVERY_FIELD)),
    "version 5 with another channel": document(
        OF_ZLIB, conda(fields="channel: https://elsewhere.example.org/c\n")
    ),
    "version 5 without a channel": document(OF_ZLIB, conda(fields="channel: null\n")),
    "version 5 of a URL without a subdir": document(
        "- conda: https://h.example.org/zlib-1.3-h1_4.conda\n",
        conda("https://h.example.org/zlib-1.3-h1_4.conda"),
    ),
    "version 5 without a build": document(
        OF_ZLIB, conda().replace("build: h1_4", "build: ''")
    ),
    "version 5 with build number 0": document(
        OF_ZLIB, conda(fields="build_number: 0\n")
    ),
    "version 4 with two entries of one URL": document(
        f"- conda: {NOARCH}\n",
        conda(NOARCH, f"noarch: python\nsha256: {SHA256}\npurls: []\n", name="tool"),
        conda(
            NOARCH,
            f"noarch: python\nmd5: {MD5}\npurls:\n- pkg:pypi/tool\nsize: 3\n",
            name="tool",
        ),
        version=4,
    ),
    "version 5 with entries of one URL for other subdirs": document(
        f"- conda: {NOARCH}\n",
        conda(NOARCH, name="tool").replace("subdir: noarch", "subdir: osx-64"),
        conda(NOARCH, name="tool").replace("subdir: noarch", "subdir: linux-64"),
        platform="linux-64",
    ),
    "version 4 of a wheel": document(
        OF_WHEEL,
        pypi(
            f"url: {WHEEL}",
            f"sha256: {SHA256}\nrequires_dist:\n- b <3,>=1\nrequires_python: '>=3.9'\n",
        ),
        version=4,
    ),
    "version 5 of a wheel": document(
        OF_WHEEL, pypi(f"url: {WHEEL}", f"md5: {MD5}\n"), head=INDEXES
    ),
    "version 5 with find-links": document(
        OF_WHEEL, pypi(f"url: {WHEEL}"), head=INDEXES + LINKS
    ),
    "version 4 of a directory": document(
        "- pypi: ./app\n", pypi("path: ./app", _DIRECTORY, name="app"), version=4
    ),
    "version 5 of the root": document(
        "- pypi: .\n", pypi("path: .", _DIRECTORY, name="app"), head=INDEXES
    ),
    "version 5 of a local archive": document(
        "- pypi: ../x-1.2.0.tar.gz\n", pypi("path: ../x-1.2.0.tar.gz", name="x")
    ),
    "version 4 of an absolute path": document(
        "- pypi: /srv/app\n", pypi("path: /srv/app", _DIRECTORY, name="app"), version=4
    ),
    "version 5 of a git repository": document(
        f"- pypi: git+https://g.example.org/x@main#{'a' * 40}\n",
        pypi(f"url: git+https://g.example.org/x@main#{'a' * 40}", name="x"),
    ),
    "version 5 of a direct URL": document(
        "- pypi: direct+https://u.example.org/x-1.2.0-py3-none-any.whl\n",
        pypi("url: direct+https://u.example.org/x-1.2.0-py3-none-any.whl", name="x"),
        head=INDEXES,
    ),
}
