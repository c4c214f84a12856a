"""What is no lock file: text → what is said of it, and the line that is shown."""

from __future__ import annotations

from unit.lockfile.corpus import fourth, oldest, sixth
from unit.lockfile.corpus.edited import PLAIN, TOOL, edited
from unit.lockfile.corpus.fourth import ZLIB
from unit.lockfile.corpus.oldest import SHA256

Refusal = tuple[str, str, str | None]
"""The text, a part of the message, and the line, None where nobody knows it."""

_INTEGER = "`version` field in lock file is not an integer"
_MISSING = "missing `version` field in lock file"


def _newer(version: int) -> str:
    return (
        f"found newer lockfile format version {version},"
        " but only up to including version 7 is supported"
    )


def _commented(old: str, new: str) -> str:
    """Return a document that only the engine can read, with a fault."""
    return f"# note\n{edited(old, new)}"


VERSIONS: dict[str, Refusal] = {
    "version 0": (edited("version: 7", "version: 0"), _INTEGER, "0"),
    "negative version": (edited("version: 7", "version: -1"), _INTEGER, "-1"),
    "version in words": (edited("version: 7", "version: seven"), _INTEGER, "seven"),
    "version as a text": (edited("version: 7", "version: '7'"), _INTEGER, "'7'"),
    "version as a float": (edited("version: 7", "version: 7.0"), _INTEGER, "7.0"),
    "version 8": (edited("version: 7", "version: 8"), _newer(8), "8"),
    "version 100": (edited("version: 7", "version: 100"), _newer(100), "100"),
    "no version": (edited("version: 7\n", ""), _MISSING, None),
    "empty file": ("", _MISSING, None),
    "comment alone": ("# lock\n", _MISSING, None),
}
STRUCTURES: dict[str, Refusal] = {
    "text": ("version: 7\nhello\n", "could not find expected", ""),
    "no packages": ("version: 7\nenvironments: {}\n", "field `packages`", "version: 7"),
    "no environments": (
        "version: 7\npackages: []\n",
        "missing field `env",
        "version: 7",
    ),
    "flow that does not end": (
        "version: 7\n# note\npackages: [\n",
        "did not find expected node content",
        "",
    ),
    "unknown anchor": (
        "version: 7\n# note\npackages: *a\n",
        "unknown anchor",
        "packages: *a",
    ),
    "merge conflict": (
        edited("  license: MIT\n", "<<<<<<< HEAD\n  license: MIT\n=======\n"),
        "it holds an unresolved merge conflict",
        "<<<<<<< HEAD",
    ),
    "key given twice": (
        edited("size: 12", "size: 12\n  size: 13"),
        'duplicate entry with key "size"',
        "size: 13",
    ),
    "key given twice and a comment": (
        _commented("size: 12", "size: 12\n  size: 13"),
        'duplicate entry with key "size"',
        f"- conda: {ZLIB}",
    ),
    "package that does not exist": (
        edited(f"      - conda: {ZLIB}\n", "      - conda: ./gone-1-0.conda\n"),
        "default and platform linux-64 refers to a package that does not exist: ./gone",
        "- conda: ./gone-1-0.conda",
    ),
    "unknown platform": (
        edited("      linux-64:\n", "      win-64:\n"),
        "Environment `default` is using an unknown platform `win-64`",
        "win-64:",
    ),
    "platform given twice": (
        edited("- name: linux-64\n", "- name: linux-64\n- name: linux-64\n"),
        "Duplicate platform name `linux-64` found",
        "- name: linux-64",
    ),
    "platform of no subdir": (
        edited("- name: linux-64\n", "- name: linux-64\n- name: mars-64\n"),
        "`mars-64` is not a known subdir",
        "- name: mars-64",
    ),
    "platform of no name": (
        edited("- name: linux-64\n", "- name: linux-64\n- name: a.b\n"),
        "`a.b` is not the name of a platform",
        "- name: a.b",
    ),
}
FIELDS: dict[str, Refusal] = {
    "version that is a number": (
        edited("license: MIT", "version: 1.0\n  license: MIT"),
        "packages[0].version: expected a string, found the number `1.0`",
        "version: 1.0",
    ),
    "version that is a number and a comment": (
        _commented("license: MIT", "version: 1.0\n  license: MIT"),
        "invalid type: floating point `1.0`, expected a string",
        None,
    ),
    "digest that is too short": (
        edited(SHA256, SHA256[:-1]),
        "packages[0].sha256: failed to parse digest",
        f"sha256: {SHA256[:-1]}",
    ),
    "digest that is too short and a comment": (
        _commented(SHA256, SHA256[:-1]),
        "failed to parse digest",
        None,
    ),
    "no archive": (
        PLAIN.replace(ZLIB, "https://h.example.org/linux-64/zlib"),
        "binary package location must have a valid archive filename",
        "- conda: https://h.example.org/linux-64/zlib",
    ),
    "no subdir": (
        PLAIN.replace(TOOL, "https://h.example.org/c/tool-1.0-0.conda"),
        "packages[1]: missing field `subdir`",
        "- conda: https://h.example.org/c/tool-1.0-0.conda",
    ),
    "subdir nobody can find and a comment": (
        f"# note\n{PLAIN.replace(TOOL, 'https://h.example.org/c/tool-1.0-0.conda')}",
        "missing field/fields 'subdir'",
        None,
    ),
}
OLD_VERSIONS: dict[str, Refusal] = {
    "version 3 without metadata": ("version: 3\npackage: []\n", "missing field", None),
    "version 3 of an unknown manager": (
        oldest.document(oldest.conda()).replace("manager: conda", "manager: apt"),
        "unknown variant `apt`",
        None,
    ),
    "version 5 of an unknown kind": (
        fourth.FOURTH["version 5"].replace("kind: conda", "kind: apt"),
        "unknown variant `apt`",
        None,
    ),
    "version 4 with a digest that is too short": (
        fourth.FOURTH["version 4 with every field"].replace(SHA256, SHA256[:-2]),
        "failed to parse digest",
        None,
    ),
    "version 4 with a requirement that stops the engine": (
        fourth.FOURTH["version 4 of a wheel"].replace("- b <3,>=1", "- numpy./b"),
        "InvalidNameError",
        None,
    ),
    "version 6 with a package that does not exist": (
        sixth.SIXTH["version 6"].replace(
            f"      - conda: {ZLIB}\n", "      - pypi: ./x\n"
        ),
        "does not exist: ./x",
        None,
    ),
    "version 6 with a version that is a number": (
        sixth.SIXTH["version 6 of a local wheel"].replace(
            "version: '1.2'", "version: 1.2"
        ),
        "invalid type: floating point `1.2`, expected a string",
        None,
    ),
}
REFUSED = {**VERSIONS, **STRUCTURES, **FIELDS, **OLD_VERSIONS}
