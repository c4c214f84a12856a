"""What to write instead of a value that is wrong, found out when it was refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypixi.patterns import regex

if TYPE_CHECKING:
    from pypixi.errors import Label
    from pypixi.manifest.positions import Key

_LONGEST = 60
_SCALAR = regex(r"[\w.:+-]+(?: [\w.:+-]+)?")
_CARET = regex(r"\^([0-9]{1,9}(?:\.[0-9]{1,9})*)")
_SSH_ADDRESS = regex(r"([\w.-]+@[\w.-]+):(.+)")
_HOST = regex(r"\w[\w-]*(?:\.[\w-]+)+(?::\d+)?(?:/\S*)?")
_BARE_KEY = regex(r"[A-Za-z0-9_-]+")


def type_advice(
    keys: tuple[Key, ...], expected: str, value: object, label: Label
) -> str:
    """Return how a value becomes one of the type that is expected.

    Args:
        keys: What leads to the value.
        expected: The types that would do, the likeliest first.
        value: Of another type.
        label: The place of it.
    """
    written = written_at(label)
    first = re.split(r"[ ,]", expected)[0]
    is_text = isinstance(value, str)
    if first == "string" and not isinstance(value, bool | list | dict):
        is_whole = _SCALAR.fullmatch(written) is not None
        return f'put it in quotes: "{written}"' if is_whole else "put it in quotes"
    if is_text and value in ("true", "false") and "boolean" in expected:
        return f"write {value} without quotes"
    if is_text and "array" in expected and written:
        brackets = f"put it in brackets: [{written}]"
        return f"write true or false, or {brackets}" if first == "boolean" else brackets
    if is_text and first == "integer" and str(value).isdecimal():
        return f"write {value} without quotes"
    return _example(keys, first, expected)


def _example(keys: tuple[Key, ...], first: str, expected: str) -> str:
    """Return an example of a value where the one that stands there is no help."""
    name = f"{as_key(keys[-1])} = " if isinstance(keys[-1], str) else ""
    if first == "boolean":
        either = f', or an array: {name}["…"]' if "array" in expected else ""
        return f"write true or false{either}"
    if first == "table":
        header = ".".join(as_key(str(key)) for key in keys)
        is_inline = any(isinstance(key, int) for key in keys)
        return f"write it as a table: {'{ key = … }' if is_inline else f'[{header}]'}"
    return {
        "integer": f"write a number without quotes: {name}1",
        "array": f'write an array: {name}["…"]',
    }.get(first, f'write a text in quotes: {name}"…"')


def requirement_advice(written: str, value: object) -> str | None:
    """Return what to write instead of a requirement that is no text and no table."""
    if isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        joined = ",".join(part for part in value if part != "*") or "*"
        return f'join them with commas: {as_key(written)} = "{joined}"'
    if isinstance(value, bool | list):
        return f'for any version, write {as_key(written)} = "*"'
    return None


def url_advice(text: str) -> str:
    """Return what to write instead of a text that is no URL."""
    url = url_of_address(text)
    if url is not None:
        return f"write it as '{url}'"
    return "write a folder of this machine as 'file:///path/to/folder'"


def url_of_address(text: str) -> str | None:
    """Return the URL of an address that has no scheme, None for another text."""
    address = _SSH_ADDRESS.fullmatch(text)
    if address is not None:
        return f"ssh://{address[1]}/{address[2].lstrip('/')}"
    return f"https://{text}" if _HOST.fullmatch(text) else None


def subdir_advice(text: str, subdirs: tuple[str, ...]) -> str:
    """Return the conda subdirs that a text may mean."""
    from pypixi.errors import did_you_mean  # noqa: PLC0415 - as all of this module

    system, _, machine = text.lower().replace("_", "-", 1).partition("-")
    system = _SYSTEMS.get(system, system)
    meant = f"{system}-{_MACHINES.get(machine, machine)}"
    if meant in subdirs:
        return f"did you mean '{meant}'?"
    if system in _USUAL and not machine:
        return f"write {_USUAL[system]}"
    near = did_you_mean(text, subdirs)
    return near or "write for example 'linux-64', 'osx-arm64' or 'win-64'"


def written_at(label: Label) -> str:
    """Return what stands at a place if that fits on a line of advice, else nothing."""
    text = label.source.text[label.span.start : label.span.end]
    return "" if "\n" in text or len(text) > _LONGEST else text


def as_key(text: str) -> str:
    """Return a key as it stands in a manifest, in quotation marks if it needs them."""
    return text if _BARE_KEY.fullmatch(text) else f'"{text}"'


_SYSTEMS = {
    "darwin": "osx",
    "mac": "osx",
    "macos": "osx",
    "macosx": "osx",
    "windows": "win",
    "win32": "win",
    "win64": "win",
}
_MACHINES = {"x86_64": "64", "x86-64": "64", "amd64": "64", "x64": "64", "x86": "32"}
_USUAL = {
    "linux": "'linux-64', or 'linux-aarch64' for machines with ARM",
    "osx": "'osx-arm64', or 'osx-64' for machines with Intel",
    "win": "'win-64', or 'win-arm64' for machines with ARM",
}


def without_carets(version: str) -> str:
    """Return a version with each ``^1.2`` as what other tools mean by it."""
    return _CARET.sub(_compatible, version)


def _compatible(caret: re.Match[str]) -> str:
    """Return the range up to the next breaking version."""
    release = caret[1].split(".")
    first = next((i for i, part in enumerate(release) if int(part)), len(release) - 1)
    upper = ".".join([*release[:first], str(int(release[first]) + 1)])
    return f">={caret[1]},<{upper}"
