"""Lock files of version 6: the location is the first key."""

from __future__ import annotations

from textwrap import indent

from unit.lockfile.corpus.fourth import INDEXES, LINKS, NOARCH, WHEEL, ZLIB
from unit.lockfile.corpus.oldest import MD5, SHA256, URL

COMMIT = "a" * 40
FULL_MYLIB = """\
conda: libs/mylib
name: mylib
version: 0.1.0
build: h_0
build_number: 7
subdir: linux-64
noarch: python
variants:
  python: '3.12'
  number: 1
  switch: true
depends:
- libc >=2
"""


def document(*entries: str, selectors: str = "", head: str = "") -> str:
    """Return a document; the first lines of the entries refer to them by default."""
    chosen = selectors or "".join(f"- {entry.splitlines()[0]}\n" for entry in entries)
    rows = "".join(f"- {indent(entry, '  ')[2:]}" for entry in entries)
    return (
        f"version: 6\nenvironments:\n  default:\n    channels:\n    - url: {URL}/\n"
        f"{head}    packages:\n      linux-64:\n{indent(chosen, '      ')}"
        f"packages:\n{rows}"
    )


def mylib(fields: str) -> str:
    """Return a document with a source package that has further fields."""
    return document(FULL_MYLIB + fields)


def twin(name: str, subdir: str = "linux-64", version: str = "0.1.0") -> str:
    """Return one of several packages at one location."""
    return (
        f"conda: libs/two\nname: {name}\nversion: {version}\nbuild: h_0\n"
        f"subdir: {subdir}\n"
    )


OPTIONS = """\
    options:
      strategy: lowest-version
      channel-priority: disabled
      pypi-prerelease-mode: allow
      exclude-newer: 2025-01-01T00:00:00Z
"""

SIXTH = {
    "version 6 without packages": (
        f"version: 6\nenvironments:\n  default:\n    channels:\n    - url: {URL}/\n"
        "    packages: {}\npackages: []\n"
    ),
    "version 6": document(
        f"conda: {ZLIB}\nsha256: {SHA256}\nmd5: {MD5}\ndepends:\n- libc >=2\n"
    ),
    "version 6 of a generic package": document(
        f"conda: {NOARCH}\nnoarch: generic\npurls: []\n"
    ),
    "version 6 with options": document(f"conda: {ZLIB}\n", head=OPTIONS),
    "version 6 with indexes": document(
        f"pypi: {WHEEL}\nname: numpy\nversion: 1.2.0\nsha256: {SHA256}\n",
        head=INDEXES + LINKS,
    ),
    "version 6 of a source package": mylib(""),
    "version 6 built from git": mylib(
        "package_build_source:\n  git: https://g.example.org/s\n"
        f"  rev: {COMMIT}\n  branch: main\n  subdir: sub\n"
    ),
    "version 6 built from an archive": mylib(
        "package_build_source:\n  url: https://u.example.org/x.zip\n"
        f"  sha256: {SHA256}\n"
    ),
    "version 6 with sources": mylib(
        "sources:\n  other:\n    path: ../other\n  far:\n"
        "    git: https://g.example.org/far\n    tag: v1\n"
    ),
    "version 6 with an input": mylib(
        f"input:\n  hash: {SHA256}\n  globs:\n  - '**/*'\n"
    ),
    "version 6 of the root as source package": document(
        FULL_MYLIB.replace("conda: libs/mylib", "conda: .")
    ),
    "version 6 of a source package in git": document(
        FULL_MYLIB.replace(
            "conda: libs/mylib", f"conda: git+https://g.example.org/x?tag=v1#{COMMIT}"
        )
    ),
    "version 6 with names to choose by": document(
        twin("a"),
        twin("b"),
        selectors="- conda: libs/two\n  name: a\n- conda: libs/two\n  name: b\n",
    ),
    "version 6 with versions to choose by": document(
        twin("a"),
        twin("a", version="0.2.0"),
        selectors="- conda: libs/two\n  version: 0.2.0\n",
    ),
    "version 6 with builds to choose by": document(
        twin("a"),
        twin("a").replace("build: h_0", "build: h_1"),
        selectors="- conda: libs/two\n  build: h_1\n",
    ),
    "version 6 with subdirs to choose by": document(
        twin("a", "osx-64"),
        twin("a"),
        selectors="- conda: libs/two\n  subdir: linux-64\n",
    ),
    "version 6 of an editable directory": document(
        f"pypi: ./app\nname: app\nversion: 0.1.0\nsha256: {SHA256}\neditable: true\n"
    ),
    "version 6 of a local wheel": document(
        "pypi: ./wheels/x-1.2-py3-none-any.whl\nname: x\nversion: '1.2'\n"
    ),
    "version 6 of a git repository": document(
        f"pypi: git+https://g.example.org/y#{COMMIT}\nname: y\nversion: '1.2'\n",
        head=INDEXES,
    ),
    "version 6 of a direct URL": document(
        "pypi: direct+https://u.example.org/z-1.2-py3-none-any.whl\nname: z\n"
        "version: '1.2'\n",
        head=INDEXES,
    ),
    "version 6 of a local channel": document(
        "conda: /srv/chan/noarch/bar-1.10-0.conda\nsubdir: noarch\n"
        "channel: file:///srv/chan\n"
    ),
}
