"""Immutable values: classes whose instances are nothing but their fields.

``@frozen`` is ``@dataclass(frozen=True, kw_only=True)`` at a tenth of its price. Every
command makes a hundred such classes before it does anything; importing ``dataclasses``
takes 13 ms, and half a millisecond goes into each class. Here nothing is imported, and
what can wait is made when it is first used. Type checkers treat both alike (PEP 681).

A value keeps only what differs from the defaults, which the class has: a requirement
with two of its eighteen fields set is made in a third of the time that slots take.
"""

from __future__ import annotations

from operator import attrgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Never, TypeVar, dataclass_transform

    _T = TypeVar("_T")
else:  # ``typing`` alone would cost as much as all of our classes

    def dataclass_transform(**_):  # noqa: ANN003, ANN201, D103
        return lambda decorator: decorator


class _Missing:
    """Stands for a default that there is not."""

    def __repr__(self) -> str:
        return "<missing>"


_MISSING: Any = _Missing()
_FEW = 8
"""From how many values on a class gets an ``__init__`` of its own."""


class Field:
    """What is known about a field of a value besides its type."""

    __slots__ = ("compare", "default", "factory", "metadata", "name", "repr")

    name: str
    default: Any
    factory: Any
    """Makes the default anew for each value."""
    compare: bool
    """Whether values that differ in it are different."""
    repr: bool
    metadata: Mapping[str, Any]

    @property
    def is_kept_by_class(self) -> bool:
        """Whether values leave the default to their class, which must not bind it."""
        return self.default is not _MISSING and not hasattr(self.default, "__get__")


def field(
    *,
    default: Any = _MISSING,
    default_factory: Any = _MISSING,
    compare: bool = True,
    repr: bool = True,  # noqa: A002 - the word of the standard library
    metadata: Mapping[str, Any] | None = None,
) -> Any:
    """Declare a field with more than a type and a default, as ``dataclasses`` does."""
    declared = Field()
    declared.default, declared.factory = default, default_factory
    declared.compare, declared.repr = compare, repr
    declared.metadata = metadata or {}
    return declared


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(field,)
)
def frozen(kind: type[_T]) -> type[_T]:
    """Make a class of annotated fields a class of immutable values.

    Two values are equal if they are of one class and their fields are equal. A value is
    hashable if its fields are. Fields are to be given by name: type checkers see to it.
    """
    made: type[_T] = _made(kind, is_positional=False)
    return made


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen_positional(kind: type[_T]) -> type[_T]:
    """Make a class of values like :func:`frozen`, with fields that need no name."""
    made: type[_T] = _made(kind, is_positional=True)
    return made


def fields(kind: Any) -> tuple[Field, ...]:
    """Return the fields of a value or of its class, in the order they are declared."""
    found: tuple[Field, ...] = kind.__fields__
    return found


def replace(original: _T, /, **changes: Any) -> _T:
    """Return a value that differs from the original in some fields."""
    kind: Any = type(original)
    if not changes.keys() <= kind.__names__:
        unknown = min(changes.keys() - kind.__names__)
        raise TypeError(f"{kind.__qualname__} has no '{unknown}'")
    made: _T = object.__new__(kind)
    vars(made).update(vars(original), **changes)
    return made


def _made(kind: Any, *, is_positional: bool) -> Any:
    declared = [
        _declared(name, kind.__dict__.get(name, _MISSING))
        for name in kind.__annotations__
    ]
    for each in declared:
        if each.is_kept_by_class:
            setattr(kind, each.name, each.default)
        elif each.name in kind.__dict__:
            delattr(kind, each.name)
    compared = [each.name for each in declared if each.compare]
    names = tuple(each.name for each in declared)
    given = {
        "__match_args__": names if is_positional else (),
        "__fields__": tuple(declared),
        "__names__": frozenset(names),
        "__values__": 0,
        "__compared__": attrgetter(*compared) if compared else type,
        "__init__": _first_init,
        "__eq__": _eq,
        "__hash__": _hash,
        "__repr__": _repr,
        "__reduce__": _reduce,
        "__setattr__": _refuse_assignment,
        "__delattr__": _refuse_deletion,
    }
    for name, content in given.items():
        if name not in kind.__dict__:
            setattr(kind, name, content)
    return kind


def _declared(name: str, default: Any) -> Field:
    declared: Field = default if type(default) is Field else field(default=default)
    declared.name = name
    return declared


def _first_init(self: object, *args: Any, **given: Any) -> None:
    """Set the fields of the first values of a class, slowly.

    Most classes have a handful of values in a command: for those a function of their
    own, which takes 0.1 ms to make, does not pay.
    """
    kind: Any = type(self)
    kind.__values__ += 1
    is_odd = bool(args) or not given.keys() <= kind.__names__
    if is_odd or kind.__values__ > _FEW:
        kind.__init__ = init = _init_of(kind)
        init(self, *args, **given)
        return
    own = self.__dict__
    for each in kind.__fields__:
        name = each.name
        if name in given:
            value = given[name]
            if not each.is_kept_by_class or value is not each.default:
                own[name] = value
        elif each.factory is not _MISSING:
            own[name] = each.factory()
        elif each.default is _MISSING:
            _init_of(kind)(self, **given)  # which says what is missing
        elif not each.is_kept_by_class:
            own[name] = each.default


def _init_of(kind: Any) -> Callable[..., None]:
    # Parameters that cannot be given by position would cost twice as much.
    names: dict[str, Any] = {"_missing": _MISSING}
    required, others, body = ["self"], [], ["    _own = self.__dict__"]
    for each in fields(kind):
        name = each.name
        keep = f"_own[{name!r}] = {name}"
        if each.factory is not _MISSING:
            names[f"_make_{name}"] = each.factory
            others.append(f"{name}=_missing")
            keep = f"{keep} if {name} is not _missing else _make_{name}()"
        elif each.default is not _MISSING:
            names[f"_default_{name}"] = each.default
            others.append(f"{name}=_default_{name}")
            if each.is_kept_by_class:
                keep = f"if {name} is not _default_{name}: {keep}"
        else:
            required.append(name)
        body.append(f"    {keep}")
    lines = [f"def __init__({', '.join([*required, *others])}):", *body]
    exec("\n".join(lines), names)  # noqa: S102 - the names are those of our own fields
    made: Callable[..., None] = names["__init__"]
    made.__qualname__ = f"{kind.__qualname__}.__init__"
    return made


def _eq(self: Any, other: Any) -> Any:
    if type(other) is not type(self):
        return NotImplemented
    of = self.__compared__
    return of(self) == of(other)


def _hash(self: Any) -> int:
    return hash((type(self), self.__compared__(self)))


def _repr(self: object) -> str:
    shown = (
        f"{each.name}={getattr(self, each.name)!r}"
        for each in fields(self)
        if each.repr
    )
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _reduce(self: object) -> tuple[Any, ...]:
    kept = {each.name: getattr(self, each.name) for each in fields(self)}
    return _restored, (type(self), kept)


def _restored(kind: type[_T], kept: Mapping[str, Any]) -> _T:
    return kind(**kept)


def _refuse_assignment(_self: object, name: str, _value: object) -> Never:
    raise AttributeError(f"cannot assign to field '{name}'")


def _refuse_deletion(_self: object, name: str) -> Never:
    raise AttributeError(f"cannot delete field '{name}'")
