"""Lock files of version 7 that somebody has formatted by hand."""

from __future__ import annotations

import json

from unit.lockfile.corpus.fourth import ZLIB
from unit.lockfile.corpus.oldest import MD5, SHA256
from unit.lockfile.corpus.seventh import INDEXES, document

TOOL = "https://repo.example.org/main/noarch/tool-1.0-pyh_0.conda"
WHEEL = "https://files.example.org/app-1.2-py3-none-any.whl"
PLAIN = document(
    f"conda: {ZLIB}\nsha256: {SHA256}\nmd5: {MD5}\ndepends:\n- libc >=2\n- '>=odd'\n"
    "license: MIT\nsize: 12",
    f"conda: {TOOL}\npurls: []\ntimestamp: 1700000000000",
    f"pypi: {WHEEL}\nname: app\nversion: '1.2'\nrequires_dist:\n- b>=1,<3",
)
_JSON = {
    "version": 7,
    "packages": [{"sha256": SHA256, "conda": ZLIB}],
    "environments": {
        "default": {"packages": {"linux-64": [{"conda": ZLIB}]}, "channels": []}
    },
    "platforms": [{"name": "linux-64"}],
}


def edited(old: str, new: str, text: str = PLAIN) -> str:
    """Return a document with a part replaced."""
    if old not in text:
        raise ValueError(old)
    return text.replace(old, new)


def _deeper(text: str) -> str:
    """Return a document indented by four spaces, sequences too."""
    return "".join(
        f"{' ' * (4 * _depth(line))}{line.lstrip(' ')}"
        for line in text.splitlines(keepends=True)
    )


def _depth(line: str) -> int:
    spaces = len(line) - len(line.lstrip(" "))
    return (spaces + 1) // 2 + (1 if line.lstrip(" ").startswith("- ") else 0)


SPELLINGS = {
    "comments": edited("  sha256", "  # checked\n  sha256", f"# note\n{PLAIN}# end\n"),
    "comment behind a value": edited("size: 12", "size: 12  # bytes"),
    "blank lines": edited("packages:\n- ", "packages:\n\n\n- "),
    "spaces at the end": edited("license: MIT\n", "license: MIT  \n"),
    "no line end": PLAIN.removesuffix("\n"),
    "other line ends": PLAIN.replace("\n", "\r\n"),
    "marks of a document": f"---\n{PLAIN}...\n",
    "version directive": f"%YAML 1.2\n---\n{PLAIN}",
    "version behind the rest": edited("version: 7\n", "") + "version: 7\n",
    "flow style": edited(
        "  depends:\n  - libc >=2\n  - '>=odd'\n", "  depends: [libc >=2, '>=odd']\n"
    ),
    "flow style of a map": edited(
        f"- conda: {TOOL}\n  purls: []\n  timestamp: 1700000000000\n",
        f"- {{conda: '{TOOL}', purls: [], timestamp: 1700000000000}}\n",
    ),
    "JSON": json.dumps(_JSON),
    "JSON over several lines": json.dumps(_JSON, indent=4) + "\n",
    "sequences indented": edited(
        "  depends:\n  - libc >=2\n  - '>=odd'\n",
        "  depends:\n    - libc >=2\n    - '>=odd'\n",
    ),
    "double quotes": edited("license: MIT", 'license: "M\\u0049T"'),
    "single quotes": edited("license: MIT", "license: 'MIT'"),
    "quoted keys": edited("  license: MIT", '  "license": MIT'),
    "long keys": edited("  license: MIT", "  ? license\n  : MIT"),
    "folded text": edited("license: MIT", "license: >-\n    MIT or\n    BSD"),
    "literal text": edited("license: MIT", "license: |-\n    MIT"),
    "text over several lines": edited("license: MIT", "license: MIT or\n    BSD"),
    "anchor": edited("license: MIT", "license: &x MIT\n  license_family: *x"),
    "tag": edited("size: 12", "size: 12\n  license_family: !!str 12"),
    "hexadecimal number": edited("size: 12", "size: 0xC"),
    "spaces around values": edited("size: 12", "size:    12"),
}
CONTENTS = {
    "unknown keys": edited("size: 12", "size: 12\n  future:\n    a: 1\n  arch: x86_64"),
    "nulls": edited("size: 12", "size: 12\n  license_family: null\n  features: ~"),
    "other order of keys": edited(
        "  license: MIT\n  size: 12", "  size: 12\n  license: MIT"
    ),
    "other order of packages": document(f"conda: {TOOL}", f"conda: {ZLIB}"),
    "other order of purls": edited(
        "purls: []", "purls:\n  - pkg:pypi/b\n  - pkg:pypi/a\n  - pkg:pypi/b"
    ),
    "package of no environment": document(
        f"conda: {ZLIB}", unselected=f"conda: {TOOL}"
    ),
    "package given twice": PLAIN + f"- conda: {TOOL}\n  license: BSD\n",
    "reference given twice": edited(
        f"      - conda: {ZLIB}\n", f"      - conda: {ZLIB}\n      - conda: {ZLIB}\n"
    ),
    "what the location tells": edited(
        "license: MIT",
        "name: zlib\n  version: '1.3'\n  build: h1_4\n  build_number: 4\n"
        "  subdir: linux-64\n  file_name: zlib-1.3-h1_4.conda\n  noarch: false\n"
        "  channel: https://repo.example.org/main\n  license: MIT",
    ),
    "channel with a slash": edited(
        "license: MIT", "channel: https://elsewhere.example.org/c/\n  license: MIT"
    ),
    "empty lists": edited(
        "license: MIT", "constrains: []\n  flags: []\n  license: MIT"
    ),
    "hash in capitals": edited(SHA256, SHA256.upper()),
    "timestamp in seconds": edited("1700000000000", "1700000000"),
    "subdir that is the name": edited(
        "- name: linux-64\n", "- name: linux-64\n  subdir: linux-64\n"
    ),
    "default options": document(
        f"conda: {ZLIB}",
        head="    options:\n      strategy: highest\n      channel-priority: strict\n"
        "      exclude-newer: 2025-01-01\n",
    ),
    "find-links without indexes": document(
        f"conda: {ZLIB}", head="    find-links:\n    - path: ./wheels\n"
    ),
    "name as people write it": edited("name: app", "name: App_x.Y"),
    "wheel without a version": edited("  version: '1.2'\n", f"  md5: {MD5}\n"),
    "file URL": document(
        "conda: file:///srv/my%20chan/noarch/a-1-0.conda\nsubdir: noarch"
    ),
    "partial source with what is left out": document(
        "conda_source: mylib[0] @ .\nversion: '1.0'\nbuild: h_0\nsize: 3\nlicense: MIT"
    ),
}
KEPT = {
    "byte order mark": f"\ufeff{PLAIN}",
    "null channel": edited("license: MIT", "channel: null\n  license: MIT"),
    "requirements as people write them": edited(
        "- b>=1,<3",
        "- B_x[Foo.Bar] <3, >=1 ; python_version<'3.9'\n"
        "  requires_python: '!=3.0.*, >=2.7'",
    ),
    "index of the environment": document(
        f"pypi: {WHEEL}\nname: app\nversion: '1.2'", head=INDEXES
    ),
    "index of a wheel at a path": document(
        "pypi: ./app-1.2-py3-none-any.whl\nname: app\nversion: '1.2'\n"
        f"sha256: {SHA256}\nindex: file:///srv/wheels",
        head=INDEXES,
    ),
    "no index of a direct URL": document(
        f"pypi: direct+{WHEEL}\nname: app\nversion: '1.2'", head=INDEXES
    ),
    "no index of a git repository": document(
        f"pypi: git+https://g.example.org/app#{'a' * 40}\nname: app\nversion: '1.2'",
        head=INDEXES,
    ),
}
"""What the original rewrites, or refuses, and we leave as it is."""
