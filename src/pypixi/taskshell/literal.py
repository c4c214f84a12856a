"""Words of which nothing means anything to the shell."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def literal_words(words: Iterable[str]) -> str:
    """Return a command of words, each as it is.

    The original leaves a quote in a word alone, which breaks the script.
    """
    return " ".join(map(_literal, words))


def _literal(word: str) -> str:
    inner = word.replace("'", "'\"'\"'")
    return f"'{inner}'"
