"""Parts of a canonical lock file, cut out of its text without reading the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .model import LOCK_VERSION
from .yaml.spelling import format_key

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_VERSION = f"version: {LOCK_VERSION}\n"
_ENVIRONMENTS = "\nenvironments:\n"
_PACKAGES = "\npackages:\n"
_SECTIONS = "\n    packages:\n"
_ITEM = "\n- "
_SELECTOR = "\n      - "
_BUILD_SETS = ("\n  build_packages:", "\n  host_packages:")


def excerpt(text: str, wanted: Mapping[str, str | None]) -> str | None:
    """Return the text of a lock file that holds some environments of another alone.

    Nothing of the rest is looked at. What is returned says the same as the whole if
    that is a lock file and the strict reader takes the excerpt.

    Args:
        text: The whole, with line ends as the emitter writes them.
        wanted: Environment → the platform whose packages are kept, None for all.

    Returns:
        None if the whole is laid out in another way, lacks one of the environments, or
        if what they use cannot be told from their own lines.
    """
    head, _, rest = text.partition(_ENVIRONMENTS)
    body, _, tail = rest.partition(_PACKAGES)
    if not (text.startswith(_VERSION) and tail.endswith("\n")):
        return None
    blocks: list[str] = []
    for name, platform in sorted(wanted.items()):
        block = _child(f"\n{body}", name, "  ")
        if block is None:
            return None
        blocks.append(block if platform is None else _on_platform(block, platform))
    entries = _entries(tail, _selectors(blocks))
    if entries is None:
        return None
    return "".join(
        [
            head,
            _section("environments", blocks, "{}"),
            _section("packages", entries, "[]"),
            "\n",
        ]
    )


def _section(key: str, parts: Collection[str], empty: str) -> str:
    return f"\n{key}:{''.join(parts)}" if parts else f"\n{key}: {empty}"


def _child(block: str, key: str, pad: str) -> str | None:
    """Return the lines of a key at a depth, each behind its line end."""
    start = block.find(f"\n{pad}{format_key(key)}:\n")
    if start < 0:
        return None
    end = block.find(f"\n{pad}", start + 1)
    # What is deeper belongs to it, as do the items of a list that begins with it.
    while end >= 0 and block[end + 1 + len(pad)] in " -":
        end = block.find(f"\n{pad}", end + 1)
    return block[start:] if end < 0 else block[start:end]


def _on_platform(block: str, platform: str) -> str:
    """Return the lines of an environment with the packages of one platform alone."""
    head, found, rest = block.partition(_SECTIONS)
    if not found:
        return block
    kept = _child(f"\n{rest}", platform, "      ")
    return f"{head}\n    packages:{' {}' if kept is None else kept}"


def _selectors(blocks: Collection[str]) -> frozenset[str]:
    """Return the lines that refer to packages."""
    return frozenset(
        item.partition("\n")[0]
        for block in blocks
        for item in block.split(_SELECTOR)[1:]
    )


def _entries(tail: str, selectors: frozenset[str]) -> list[str] | None:
    """Return the lines of the packages that are referred to, which begin alike."""
    items = f"\n{tail[:-1]}".split(_ITEM)[1:]
    chosen = [item for item in items if item.partition("\n")[0] in selectors]
    # What a package is built with may need more to be built.
    if any(key in item for item in chosen for key in _BUILD_SETS):
        return None
    return [f"{_ITEM}{item}" for item in chosen]
