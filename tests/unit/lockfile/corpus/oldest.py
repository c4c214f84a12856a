"""Lock files of versions 1 to 3: those of conda-lock."""

from __future__ import annotations

from textwrap import indent

SHA256 = "ab" * 32
MD5 = "cd" * 16
URL = "https://repo.example.org/main"
HASHES = f"hash:\n  md5: {MD5}\n  sha256: {SHA256}\n"


def document(*packages: str, version: int = 3, head: str = "") -> str:
    """Return a document with packages of `linux-64` and `osx-64`."""
    rows = "".join(f"- {indent(package, '  ')[2:]}" for package in packages)
    metadata = (
        f"metadata:\n  channels:\n  - url: {URL}/\n    used_env_vars: []\n"
        f"  platforms:\n  - linux-64\n  - osx-64\n{head}"
    )
    return f"version: {version}\n{metadata}package:\n{rows}"


def conda(fields: str = "dependencies: []\n", *, subdir: str = "linux-64") -> str:
    """Return a conda package."""
    return (
        f"platform: {subdir}\nname: zlib\nversion: '1.3'\ncategory: main\n"
        f"manager: conda\noptional: false\nurl: {URL}/{subdir}/zlib-1.3-h1_4.conda\n"
        f"{HASHES}{fields}"
    )


def pypi(
    fields: str = "dependencies: []\n", *, manager: str = "pypi", name: str = "num-py"
) -> str:
    """Return a PyPI package."""
    return (
        f"platform: linux-64\nname: {name}\nversion: 1.2.0\nmanager: {manager}\n"
        "category: main\noptional: false\nsource: null\n"
        f"url: https://files.example.org/numpy-1.2.0-py3-none-any.whl\n{HASHES}{fields}"
    )


EVERY_FIELD = f"""\
dependencies:
- libc >=2
constrains:
- x <1
build: other_7
build_number: 3
arch: x86_64
subdir: linux-64
noarch: python
license: MIT
license_family: OTHER
size: 12
timestamp: 1700000000123
track_features: a b
features: f
file_name: zlib-1.3-h1_4.tar.bz2
channel: {URL}
python_site_packages_path: lib/python3.13t/site-packages
purls:
- pkg:pypi/zlib
"""
MAP = "dependencies:\n  libc: '>=2'\n  any: '*'\n  bare: ''\n"
HEAD = """\
  content_hash:
    linux-64: abc
  sources:
  - environment.yml
  time_metadata:
    created_at: '2024-01-01T00:00:00Z'
  git_metadata: null
"""

OLDEST = {
    "version 1": document(conda(), version=1),
    "version 2": document(conda(), version=2),
    "version 3": document(conda()),
    "version 3 without packages": document().replace("package:", "package: []"),
    "version 3 with all metadata": document(conda(), head=HEAD),
    "version 1 with a map of dependencies": document(conda(MAP), version=1),
    "version 2 with a map of dependencies": document(
        conda(MAP), pypi("dependencies:\n  b: '>=1,<3'\n  bare: ''\n"), version=2
    ),
    "version 3 with a list of dependencies": document(
        conda("dependencies:\n- libc >=2\n- any *\n- bare\n")
    ),
    "version 3 with every field": document(conda(EVERY_FIELD)),
    "version 3 for two platforms": document(
        conda(), conda("dependencies: []\nnoarch: false\n", subdir="osx-64")
    ),
    "version 3 without one of the hashes": document(
        conda().replace(f"  md5: {MD5}\n", "")
    ),
    "version 1 of pip": document(
        pypi("dependencies:\n- b >=1\n- c<2\n", manager="pip"), version=1
    ),
    "version 2 of pip": document(conda(), pypi(manager="pip"), version=2),
    "version 3 of PyPI with requirements": document(
        pypi("requires_dist:\n- B_x[Foo.Bar]<3,>=1\nrequires_python: '<4,>=3'\n")
    ),
    "version 3 with a PyPI name to be normalised": document(pypi(name="Num_Py.x")),
    "version 3 with a channel of a variable": document(conda()).replace(
        "used_env_vars: []", "used_env_vars: [TOKEN, USER]"
    ),
    "version 3 with a channel by name": document(conda()).replace(
        f"url: {URL}/\n", "url: conda-forge\n"
    ),
}
