"""The one error type, with the places in source text that it points at."""

from __future__ import annotations

# Every command imports this module, also those that never fail: the values below are
# written by hand because ``typing`` and ``dataclasses`` would cost each of them 25 ms.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Never, Protocol
else:
    Protocol = object


class _Value:
    """An immutable value that is equal to others with the same fields."""

    __slots__: tuple[str, ...] = ()

    def _fields(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)

    def __setattr__(self, name: str, value: object) -> Never:
        raise AttributeError(f"cannot assign to field '{name}'")

    def __delattr__(self, name: str) -> Never:
        raise AttributeError(f"cannot delete field '{name}'")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._fields() == other._fields()

    def __hash__(self) -> int:
        return hash(self._fields())

    def __repr__(self) -> str:
        named = zip(self.__slots__, self._fields(), strict=True)
        inner = ", ".join(f"{name}={value!r}" for name, value in named)
        return f"{type(self).__name__}({inner})"

    def __reduce__(self) -> tuple[type[_Value], tuple[object, ...]]:
        return type(self), self._fields()


class Source(_Value):
    """A text that an error can quote."""

    __slots__ = __match_args__ = ("name", "text")

    name: str
    """What a person knows it by: usually a path."""
    text: str

    def __init__(self, name: str, text: str) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "text", text)


class Span(_Value):
    """A range of characters in a source, end exclusive."""

    __slots__ = __match_args__ = ("start", "end")

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "end", end)


class Label(_Value):
    """A remark about a place in a source."""

    __slots__ = __match_args__ = ("source", "span", "text")

    source: Source
    span: Span
    text: str

    def __init__(self, source: Source, span: Span, text: str = "") -> None:
        object.__setattr__(self, "source", source)
        object.__setattr__(self, "span", span)
        object.__setattr__(self, "text", text)


class Place(Protocol):
    """Where a value was written, found out only when somebody asks."""

    def label(self, text: str = "") -> Label:
        """Return a label at this place saying ``text``."""


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

    Raises:
        PixiError: If there is at least one fault.
    """
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise SeveralFaultsError(faults)


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
