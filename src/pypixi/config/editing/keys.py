"""The keys that can be shown and changed one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.config.layer import ALIASES, DEPRECATED, SECTIONS, SETTINGS
from pypixi.errors import PixiError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    Path = tuple[str, ...]

_BUCKETS = "s3-options"
_BUCKET_FIELDS = ("endpoint-url", "region", "force-path-style")

LISTS = ("default-channels", "pypi-config.extra-index-urls")
"""The keys that `append` and `prepend` add to."""

KEYS = tuple(sorted({*SECTIONS, *(key for key in SETTINGS if "<" not in key)}))
"""Every key there is, tables of keys among them."""

_SHOWN = (
    *KEYS,
    f"{_BUCKETS}.<bucket>",
    *(f"{_BUCKETS}.<bucket>.{name}" for name in _BUCKET_FIELDS),
)


class UnknownKeyError(PixiError):
    """A key was named that means nothing."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"Unknown key: {key}",
            notes=[f"Supported keys: {', '.join(sorted(_SHOWN))}"],
            help=did_you_mean(key, KEYS),
        )


class MovedKeyError(PixiError):
    """A key was named that has its place elsewhere by now."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"The `{key}` field is deprecated. Please use the `{DEPRECATED[key]}`"
            " field instead."
        )


class NoListKeyError(PixiError):
    """Something was to be added to what is no list."""

    def __init__(self, verb: str, key: str) -> None:
        super().__init__(
            f"{verb} is only supported for list keys: {', '.join(LISTS)}",
            help=f"give '{key}' its whole value with `pixi config set`",
        )


def key_path(key: str) -> Path:
    """Return the names that lead to a key, through the tables of a file.

    The name of a bucket may have dots.

    Raises:
        UnknownKeyError: If there is no such key.
        MovedKeyError: If its place is elsewhere by now.
    """
    if key in DEPRECATED:
        raise MovedKeyError(key)
    if key in KEYS:
        return tuple(key.split("."))
    table, _, bucket = key.partition(".")
    if table != _BUCKETS or not bucket:
        raise UnknownKeyError(key)
    for name in _BUCKET_FIELDS:
        if bucket.endswith(f".{name}") and bucket != f".{name}":
            return (table, bucket.removesuffix(f".{name}"), name)
    return (table, bucket)


def moved_to(path: Path) -> Iterable[str]:
    """Return the keys of a file that today's key at ``path``, or one below, replaces.

    Such a key wins over its successor: it has to go for another value to hold.
    """
    return [
        old
        for old, new in DEPRECATED.items()
        if tuple(new.split("."))[: len(path)] == path
    ]


def current_name(path: Path) -> str:
    """Return how the last name of ``path`` is spelled today."""
    key = ".".join(path)
    return ALIASES[key].rpartition(".")[2] if key in ALIASES else path[-1]
