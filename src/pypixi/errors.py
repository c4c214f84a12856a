"""The one error type, with the places in source text that it points at."""

from __future__ import annotations

from .values import frozen_positional

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, Protocol
else:
    Protocol = object


@frozen_positional
class Source:
    """A text that an error can quote."""

    name: str
    """What a person knows it by: usually a path."""
    text: str


@frozen_positional
class Span:
    """A range of characters in a source, end exclusive."""

    start: int
    end: int


@frozen_positional
class Label:
    """A remark about a place in a source."""

    source: Source
    span: Span
    text: str = ""


class Place(Protocol):
    """Where a value was written, found out only when somebody asks."""

    @property
    def value(self) -> Any:
        """What stands there, None where nothing does."""

    def label(self, text: str = "") -> Label:
        """Return a label at this place saying ``text``."""

    def inside(self, key: str) -> Place:
        """Return the place of a key of the table here, this one where it has none."""


class PixiError(Exception):
    """Something a person can understand and put right.

    Args:
        message: What was found, in one sentence without a full stop.
        labels: The places it was found in.
        help: What to do next, preferably a command to type.
        notes: Causes and further facts, outermost first.
    """

    def __init__(
        self,
        message: str,
        *,
        labels: Iterable[Label] = (),
        help: str | None = None,  # noqa: A002 - the word users read in the output
        notes: Iterable[str] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.labels = tuple(labels)
        self.help = help
        self.notes = tuple(notes)

    @property
    def faults(self) -> tuple[PixiError, ...]:
        """The single errors this one stands for: itself, unless it is a collection."""
        return (self,)


class SeveralFaultsError(PixiError):
    """Several faults that were found in one go and are reported together."""

    def __init__(self, faults: Sequence[PixiError]) -> None:
        flat = tuple(single for fault in faults for single in fault.faults)
        super().__init__("; ".join(fault.message for fault in flat))
        self._faults = flat

    @property
    def faults(self) -> tuple[PixiError, ...]:
        """The collected errors, in the order they were found."""
        return self._faults


def raise_all(faults: Sequence[PixiError]) -> None:
    """Raise what was collected: nothing, the single error, or all of them as one.

    Those in one text are told in its order, as a person will go through it.

    Raises:
        PixiError: If there is at least one fault.
    """
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise SeveralFaultsError(_by_place(faults))


def _by_place(faults: Sequence[PixiError]) -> Sequence[PixiError]:
    sources = {fault.labels[0].source.name if fault.labels else "" for fault in faults}
    if "" in sources or len(sources) > 1:
        return faults
    return sorted(faults, key=lambda fault: fault.labels[0].span.start)


def closest(word: str, known: Iterable[str], *, limit: int = 3) -> list[str]:
    """Return the known words that ``word`` was probably meant to be, best first."""
    from difflib import get_close_matches  # noqa: PLC0415 - only when an error is made

    return get_close_matches(word, sorted(set(known)), n=limit, cutoff=0.6)


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return a help text naming words close to ``word``, or None."""
    near = closest(word, known)
    if not near:
        return None
    return "did you mean " + " or ".join(f"'{name}'" for name in near) + "?"


def near_or_all(word: str, kind: str, names: Iterable[str]) -> str:
    """Return a help text naming what was probably meant, else all names of a kind."""
    known = list(names)
    return did_you_mean(word, known) or f"the {kind} are: {', '.join(known)}"
