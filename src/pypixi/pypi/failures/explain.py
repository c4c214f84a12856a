"""What uv says when it fails, as an error that a person can act on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.patterns import regex

from .advice import Surroundings, advice
from .failure import read_failure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pypixi.processes import Completed
    from pypixi.pypi.names.provided import Provided
    from pypixi.specs.names import PypiName

    from .failure import Failure

_REWRITTEN = (
    # What uv calls its options, and what the manifest calls them.
    (r"\(try: `--prerelease=allow`\)", '(`prerelease-mode = "allow"`)'),
    (r"\(i\.e\., with `--(no-build|no-binary)`\)", r"(`\1 = true`)"),
    (r"\(i\.e\., with `--(no-build|no-binary)-package (\S+)`\)", r'(`\1 = ["\2"]`)'),
    (r"`--index-strategy (\S+)`", r'`index-strategy = "\1"`'),
    (r"\buv will\b", "pixi will"),
)
_FOREIGN = regex(r"tool\.uv|\buv (?:add|pip|sync|lock)\b|`--?[a-z]|`UV_")
_OBVIOUS = "Build failures usually indicate a problem with the package"


def explain_failure(
    done: Completed,
    *,
    message: str,
    provided: Mapping[PypiName, Provided] | None = None,
    asked: Iterable[str] = (),
    searched: Iterable[str] = (),
) -> PixiError:
    """Return the error for how uv ended, and what it wrote before.

    Args:
        done: The run of uv that failed.
        message: What was to be done, and failed.
        provided: What conda packages bring, which may be in the way.
        asked: The names in the manifest.
        searched: The URLs of the indexes that were asked.
    """
    failure = read_failure(done)
    surroundings = Surroundings(
        provided=provided or {}, asked=tuple(asked), searched=tuple(searched)
    )
    hints = list(_hints(failure))
    # That an index wants a password explains why it "has" no package: it goes first.
    refusals = [hint for hint in hints if "authentication" in hint]
    others = [hint for hint in hints if hint not in refusals]
    return PixiError(
        message,
        help=advice(failure, surroundings),
        notes=[*refusals, failure.title, *failure.causes, *others],
    )


def _hints(failure: Failure) -> Iterator[str]:
    """Yield the hints that mean something to people who do not see uv."""
    for hint in failure.hints:
        text = hint
        for pattern, replacement in _REWRITTEN:
            text = re.sub(pattern, replacement, text)
        if not _FOREIGN.search(text) and not text.startswith(_OBVIOUS):
            yield text
