"""Lock files of version 7 as the original writes them: nothing in them may change."""

from __future__ import annotations

from textwrap import indent

from unit.lockfile.corpus.fourth import ZLIB
from unit.lockfile.corpus.oldest import MD5, SHA256, URL

COMMIT = "a" * 40
LOCAL = "conda: /srv/my chan/noarch/bar-1.10-0.conda\n  subdir: noarch"
PLATFORM = "- name: linux-64\n"
CHANNELS = f"    channels:\n    - url: {URL}/\n"
INDEXES = "    indexes:\n    - https://pypi.example.org/simple\n"


def document(
    *entries: str,
    platforms: str = PLATFORM,
    channels: str = CHANNELS,
    head: str = "",
    unselected: str = "",
) -> str:
    """Return a document in which the first lines of entries refer to them.

    Args:
        entries: In their order in the document.
        platforms: The rows of `platforms`.
        channels: Those of the environment.
        head: What stands between channels and packages of the environment.
        unselected: An entry that only the sets of others refer to, sorted in first.
    """
    selectors = "".join(f"      - {entry.splitlines()[0]}\n" for entry in entries)
    rows = "".join(
        f"- {indent(entry, '  ')[2:]}\n" for entry in (unselected, *entries) if entry
    )
    return (
        f"version: 7\nplatforms:\n{platforms}environments:\n  default:\n"
        f"{channels}{head}    packages:\n      linux-64:\n{selectors}packages:\n{rows}"
    )


def binary(*fields: str) -> str:
    """Return a document with one binary package."""
    return document("\n".join((f"conda: {ZLIB}", *fields)))


def source(*fields: str, hash_: str = "0fcccfcd") -> str:
    """Return a document with one source package."""
    return document("\n".join((f"conda_source: mylib[{hash_}] @ libs/mylib", *fields)))


def pypi(place: str, *fields: str, head: str = "") -> str:
    """Return a document with one PyPI package."""
    return document("\n".join((f"pypi: {place}", "name: app", *fields)), head=head)


NOTHING = "version: 7\nplatforms: []\nenvironments: {}\npackages: []\n"
RICH = """\
- name: linux-64
  virtual-packages:
  - __unix=0=0
  - __linux=4.18
  - __glibc=2.28
  - __archspec=0=x86_64
- name: p1
  subdir: linux-64
  virtual-packages:
  - __cuda=12.0
  - __unix=0=0
- name: p10
  subdir: osx-arm64
- name: p2
  subdir: win-64
"""
SHAPES = {
    "nothing": NOTHING,
    "no packages": NOTHING.replace(
        " {}\n", f"\n  default:\n{CHANNELS}    packages: {{}}\n"
    ),
    "no channels": document(f"conda: {ZLIB}", channels="    channels: []\n"),
    "channels as they come": document(
        f"conda: {ZLIB}",
        channels="    channels:\n    - url: conda-forge\n    - url: file:///srv/c/\n",
    ),
    "channel of a variable": document(
        f"conda: {ZLIB}",
        channels=f"{CHANNELS}      used_env_vars:\n      - A\n      - B\n",
    ),
    "environments of odd names": NOTHING.replace(
        " {}\n",
        "".join(
            f"\n  {name}:\n{CHANNELS}    packages: {{}}"
            for name in ("'1'", "B", "a b", "default", "'null'", "é")
        )
        + "\n",
    ),
    "rich platforms": document(f"conda: {ZLIB}", platforms=RICH),
    "rows that nothing uses": NOTHING.replace(" []\nenv", f"\n{RICH}env"),
    "options": document(
        f"conda: {ZLIB}",
        head="    options:\n      strategy: lowest-version-direct\n"
        "      channel-priority: flexible\n      pypi-prerelease-mode: disallow\n",
    ),
    "one option": document(
        f"conda: {ZLIB}", head="    options:\n      channel-priority: disabled\n"
    ),
    "indexes": document(
        f"conda: {ZLIB}",
        head=f"{INDEXES}    find-links:\n    - path: ./wheels\n"
        "    - url: https://files.example.org/flat.html\n",
    ),
    "no index at all": document(f"conda: {ZLIB}", head="    indexes: []\n"),
    "order of kinds": document(
        f"conda: {LOCAL.splitlines()[0][7:]}\nsubdir: noarch",
        f"conda: {ZLIB}",
        "conda_source: a[1] @ z",
        "conda_source: b[0] @ a",
        "pypi: ../up\nname: up",
        "pypi: ./app\nname: app",
        "pypi: https://files.example.org/a-1-py3-none-any.whl\nname: a\n"
        f"version: '1'\nsha256: {SHA256}",
    ),
}
_RUN_EXPORTS = """\
run_exports:
  weak:
  - a
  strong:
  - b >=1
  noarch:
  - c
  weak_constrains:
  - d <2
  strong_constrains:
  - e"""
BINARIES = {
    "binary": binary(f"sha256: {SHA256}", f"md5: {MD5}"),
    "binary that differs from its name": binary(
        "name: ZLib",
        "version: '1.30'",
        "build: other_9",
        "build_number: 3",
        "subdir: osx-64",
        "noarch: python",
    ),
    "legacy hashes": binary(
        f"legacy_bz2_md5: {MD5}", "size: 1", f"legacy_bz2_size: {2**64 - 1}"
    ),
    "hashes of digits": binary(f"sha256: '{'1' * 64}'", f"md5: '{'01' * 16}'"),
    "hash that looks like a large number": binary(f"md5: '{'1' * 29}e10'"),
    "noarch false": document(
        f"conda: {URL}/noarch/tool-1.0-pyh_0.conda\nnoarch: false"
    ),
    "unusual noarch": document(
        f"conda: {URL}/noarch/tool-1.0-pyh_0.conda\nnoarch: generic"
    ),
    "usual noarch": document(f"conda: {URL}/noarch/tool-1.0-pyh_0.conda"),
    "dependencies": binary(
        "depends:",
        *("- libc >=2", "- '>=odd'", "- x[version='>=1']", "- libc >=2", "- ''"),
        "constrains:",
        "- c <3",
    ),
    "extras": binary(
        "extra_depends:",
        *("  dev:", "  - b", "  - a", "  none: []", "  'x: y':", "  - '1'"),
    ),
    "another channel": binary("channel: https://elsewhere.example.org/c"),
    "channel at the root of a host": binary("channel: https://elsewhere.example.org/"),
    "channel of an unknown kind": binary("channel: s3://elsewhere"),
    "channel at the root of this machine": binary("channel: file:///"),
    "features": binary(
        "features: f", "flags:", "- blas:mkl", "track_features:", "- t", "- ''"
    ),
    "another file name": binary("file_name: zlib-1.3-h1_4.tar.bz2"),
    "licenses": binary("license: ''", "license_family: OTHER"),
    "no purls": binary("purls: []"),
    "purls": binary("purls:", "- pkg:pypi/a", "- pkg:pypi/a-b", "- pkg:pypi/b@1"),
    "run exports": binary(_RUN_EXPORTS),
    "empty run exports": binary("run_exports: {}"),
    "timestamp": binary("timestamp: 1700000000123"),
    "site-packages path": binary(
        "python_site_packages_path: lib/python3.13t/site-packages"
    ),
    "local channel": document(
        "conda: /srv/my chan/noarch/bar-1.10-0.conda\nsubdir: noarch\n"
        f"sha256: {SHA256}\nchannel: file:///srv/my%20chan"
    ),
    "local archives of all kinds": document(
        *(
            f"conda: {place}a-1-0.conda\nsubdir: linux-64"
            for place in ("../x/", "./x/", "/x/", "C:\\chan\\", "\\\\host\\chan\\")
        )
    ),
    "archive of a registry": document(
        "conda: oci://ghcr.example.org/c/linux-64/a-1-0.tar.bz2\nsubdir: linux-64"
    ),
    "file name that tells nothing": document(
        f"conda: {URL}/linux-64/a-b!-0.conda\nname: a\nversion: '1'\nbuild: x_3"
    ),
}
_SOURCE_DEPENDS = f"""\
source_depends:
  a:
    url: https://u.example.org/a.tar.gz
    md5: {MD5}
    sha256: {SHA256}
    subdirectory: sub
  b:
    git: https://g.example.org/b
    rev: {COMMIT}
  c:
    git: https://g.example.org/c
    branch: main
    subdirectory: sub
    lfs: false
  d:
    git: https://g.example.org/d
    tag: '1.10'
    lfs: true
  e:
    path: ../e"""
_SETS = f"""\
build_packages:
- conda: {ZLIB}
host_packages:
- conda: {ZLIB}"""
SOURCES = {
    "partial source": source("depends:", "- libc", "license: MIT", "purls: []"),
    "full source": source(
        *("version: 1.10.0", "build: h_3", "build_number: 3", "subdir: noarch"),
        *("noarch: generic", "features: f", "flags:", "- g", "track_features:"),
        *("- t", "license: MIT", "license_family: OTHER", "size: 4"),
        "python_site_packages_path: p",
    ),
    "variants": source(
        *("variants:", "  boolean: true", "  c_stdlib_version: '2.28'"),
        *("  number: -5", "  text: x", "  truth: 'true'"),
    ),
    "source at a branch": source(
        *("source:", "  git: https://g.example.org/s", "  branch: main"),
        *(f"  rev: {COMMIT}", "  subdir: sub"),
    ),
    "source at a tag": source(
        *("source:", "  git: https://g.example.org/s", "  tag: '1.10'"),
        f"  rev: {COMMIT}",
    ),
    "source at a revision": source(
        *("source:", "  git: file:///srv/s", "  explicit_rev: true", "  rev: abc"),
    ),
    "source at the default branch": source(
        "source:", "  git: https://g.example.org/s", f"  rev: {COMMIT}"
    ),
    "source from an archive": source(
        *("source:", "  url: https://u.example.org/x.zip", f"  sha256: {SHA256}"),
        "  subdir: sub",
    ),
    "source from a path": source("source:", "  path: ../x"),
    "source dependencies": source(_SOURCE_DEPENDS),
    "hash of digits": source(hash_="12345678"),
    "source package in git": document(
        f"conda_source: x[0] @ git+https://g.example.org/x?branch=main#{COMMIT}\n"
        "version: '1.0'\nsubdir: linux-64"
    ),
    "build sets": document(
        f"conda_source: mylib[0fcccfcd] @ .\n{_SETS}", unselected=f"conda: {ZLIB}"
    ),
}
PYPI = {
    "wheel of the default index": pypi(
        "https://files.example.org/app-1.2-py3-none-any.whl",
        *("version: '1.2'", f"md5: {MD5}", f"sha256: {SHA256}"),
    ),
    "wheel of an index": pypi(
        "https://files.example.org/app-1.2-py3-none-any.whl",
        *("version: '1.2'", "index: https://pypi.example.org/simple"),
        head=INDEXES,
    ),
    "requirements": pypi(
        "https://files.example.org/app-1.2.tar.gz",
        *("version: 1.2.0", "requires_dist:", "- b-x[foo-bar]>=1,<3"),
        *("- c ; python_full_version < '3.9'", "- d ; extra == 'e'"),
        *("- other @ file:../other", "- a @ https://u.example.org/a.whl"),
        "requires_python: '>=2.7,!=3.0.*'",
    ),
    "version with a zero at its end": pypi(
        "https://files.example.org/app-1.10-py3-none-any.whl", "version: '1.10'"
    ),
    "version of an epoch": pypi(
        "https://files.example.org/app-1!2.0.post1-py3-none-any.whl",
        "version: 1!2.0.post1",
    ),
    "direct URL": pypi(
        "direct+https://u.example.org/app-1.2-py3-none-any.whl#sha256=ab",
        "version: '1.2'",
    ),
    "git repository": pypi(
        "git+https://g.example.org/app?subdirectory=a%2Fb&branch=main&lfs=true"
        f"#{COMMIT}",
        "version: '1.2'",
    ),
    "git repository at its default branch": pypi(
        f"git+ssh://git@g.example.org/app#{COMMIT}", "version: '1.2'"
    ),
    "local archive": pypi("./wheels/app-1.2-py3-none-any.whl", "version: '1.2'"),
    "archive of a folder of find-links": pypi(
        "./wheels/app-1.2-py3-none-any.whl",
        *("version: '1.2'", f"sha256: {SHA256}"),
    ),
    "root as directory": pypi("./", "requires_python: '>=3.9'"),
    "directory called by a dot": pypi("."),
    "directory outside": pypi("../app", "requires_dist:", "- numpy"),
    "absolute directory": pypi("/srv/my app"),
    "directory with a build set": document(
        f"pypi: ./app\nname: app\n{_SETS}", unselected=f"conda: {ZLIB}"
    ),
}
ODD_TEXTS = {
    "empty": "''",
    "null": "'null'",
    "tilde": "'~'",
    "truth": "'True'",
    "integer": "'-12'",
    "hexadecimal": "'0x1F'",
    "octal": "'0o17'",
    "binary number": "'0b101'",
    "zero in front": "'007'",
    "float": "'1.10'",
    "half a float": "'.5'",
    "float with an exponent": "'1e3'",
    "no finite float": "1e999",
    "infinity": "'-.inf'",
    "not a number": "'.nan'",
    "yes": "yes",
    "number with underscores": "1_000",
    "time": "1:30",
    "date": "2026-01-01",
    "more than 128 bits": "'3402823669209384634633746074317682114560'",
    "indicator": "'*a'",
    "dash": "'- a'",
    "dash alone": "'-'",
    "dash in a word": "-a",
    "question": "'? a'",
    "comment": "'a # b'",
    "no comment": "a#b",
    "colon": "'a: b'",
    "colon at the end": "'a:'",
    "colon in a word": "a:b",
    "quote": "it's",
    "quotes": "'''a'' b'",
    "space in front": "' a'",
    "space behind": "'a '",
    "document": "'--- a'",
    "tab": '"a\\tb"',
    "escape": '"\\e[31m"',
    "next line": '"a\\Nb"',
    "byte order mark": '"\\uFEFF"',
    "umlauts": "Größe ☃",
    "beyond 16 bits": "🐟",
    "long": "x " * 2000 + "x",
    "lines": "|-\n    a\n    b",
    "lines with an end": "|\n    a\n    b",
    "lines with several ends": "|+\n    a\n\n\n",
    "lines with an empty one": "|-\n    a\n\n    b",
    "lines indented at first": "|2-\n      a\n    b",
    "lines with a space at the end": '"a \\nb"',
}
TEXTS = {
    f"text: {name}": document(f"conda: {ZLIB}\nlicense: x").replace(
        "license: x\n", f"license: {text}\n".replace("\n\n\n\n", "\n\n\n")
    )
    for name, text in ODD_TEXTS.items()
}
CANONICAL = {**SHAPES, **BINARIES, **SOURCES, **PYPI, **TEXTS}
