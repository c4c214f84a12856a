"""The files that a word with wildcards means.

Letter case is ignored, hidden files are never meant, and ``**`` goes through folders,
but not through links to them.
"""

from __future__ import annotations

import os
from stat import S_ISDIR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    Sign = tuple[str, bool]
    """A character, and whether it is a wildcard where it could be one."""


class _MalformedError(Exception):
    """The word is no pattern."""


class _Any:
    """``*``: any characters."""

    __slots__ = ()


class _Set:
    """``?`` and ``[…]``: one of these characters."""

    __slots__ = ("_is_negated", "_ranges")

    def __init__(self, ranges: Sequence[tuple[str, str]], *, is_negated: bool) -> None:
        self._ranges = ranges
        self._is_negated = is_negated

    def holds(self, char: str) -> bool:
        """Tell whether a character is one of them, in either case."""
        cases = {char, char.lower(), char.upper()}
        found = any(low <= each <= high for low, high in self._ranges for each in cases)
        return found is not self._is_negated


_ANY = _Any()
_ONE = _Set((), is_negated=True)


class _Name:
    """A component without wildcards."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


class _Folders:
    """``**``: any number of folders."""

    __slots__ = ()


class _Pattern:
    """A component with wildcards."""

    __slots__ = ("_tokens",)

    def __init__(self, tokens: Sequence[_Any | _Set | str]) -> None:
        self._tokens = tokens

    def matches(self, name: str) -> bool:
        """Tell whether a name is meant.

        When something does not fit, the last ``*`` takes one character more.
        """
        tokens = self._tokens
        at = token = 0
        retry: tuple[int, int] | None = None
        while at < len(name):
            if token < len(tokens) and tokens[token] is _ANY:
                token += 1
                retry = (at, token)
            elif token < len(tokens) and _fits(tokens[token], name[at]):
                at += 1
                token += 1
            elif retry is None:
                return False
            else:
                retry = (retry[0] + 1, retry[1])
                at, token = retry
        return all(each is _ANY for each in tokens[token:])


def _fits(token: _Any | _Set | str, char: str) -> bool:
    if isinstance(token, _Set):
        return token.holds(char)
    return isinstance(token, str) and token == char.lower()


if TYPE_CHECKING:
    Component = _Name | _Folders | _Pattern


def find_matches(
    field: Sequence[tuple[str, bool]], cwd: str, system: str, options: Collection[str]
) -> list[str]:
    """Return the paths that a word means, none if it is no pattern.

    Args:
        field: Its pieces, and whether they are quoted: those have no wildcards.
        cwd: Where relative paths start.
        system: The name that Python has for the system.
        options: ``globstar`` gives ``**`` its meaning.
    """
    separators = "/\\" if system == "win32" else "/"
    signs = [(char, not quoted) for piece, quoted in field for char in piece]
    root, names, only_folders = _split(signs, separators)
    try:
        has_folders = "globstar" in options
        components = [_component(name, has_folders=has_folders) for name in names]
    except _MalformedError:
        return []
    walk = _Walk(components, separators[-1], only_folders=only_folders)
    return list(walk.below(root or cwd, root, 0))


def _split(
    signs: Sequence[Sign], separators: str
) -> tuple[str, list[list[Sign]], bool]:
    """Return the root of a path, its components, and whether it ends in a slash."""
    names: list[list[Sign]] = [[]]
    for sign in signs:
        if sign[0] in separators:
            names.append([])
        else:
            names[-1].append(sign)
    only_folders = not names[-1]
    root = separators[-1] if not names[0] else ""
    drive = "".join(char for char, _ in names[0])
    if len(separators) > 1 and drive.endswith(":"):
        root = drive + separators[-1]
        names = names[1:]
    return (
        root,
        [name for name in names if name and name != [(".", True)]],
        only_folders,
    )


def _component(signs: Sequence[Sign], *, has_folders: bool) -> Component:
    if not any(is_wild and char in "*?[" for char, is_wild in signs):
        return _Name("".join(char for char, _ in signs))
    if list(signs) == [("*", True), ("*", True)]:
        return _Folders() if has_folders else _Pattern([_ANY])
    tokens: list[_Any | _Set | str] = []
    at = 0
    while at < len(signs):
        char, is_wild = signs[at]
        at += 1
        if is_wild and char == "*":
            if tokens and tokens[-1] is _ANY:
                raise _MalformedError
            tokens.append(_ANY)
        elif is_wild and char == "[":
            found, at = _set(signs, at)
            tokens.append(found)
        else:
            tokens.append(_ONE if is_wild and char == "?" else char.lower())
    return _Pattern(tokens)


def _set(signs: Sequence[Sign], at: int) -> tuple[_Set, int]:
    """Return the characters between brackets, and where the next sign stands.

    A closing bracket that comes first is one of the characters.
    """
    is_negated = at < len(signs) and signs[at] == ("!", True)
    start = at + is_negated
    end = start + 1
    while end < len(signs) and signs[end] != ("]", True):
        end += 1
    if end >= len(signs):
        raise _MalformedError
    ranges: list[tuple[str, str]] = []
    inner = signs[start:end]
    while inner:
        if len(inner) > 2 and inner[1] == ("-", True):  # noqa: PLR2004 - as in a-z
            ranges.append((inner[0][0], inner[2][0]))
            inner = inner[3:]
        else:
            ranges.append((inner[0][0], inner[0][0]))
            inner = inner[1:]
    return _Set(ranges, is_negated=is_negated), end + 1


class _Walk:
    """Goes through folders for what the components of a pattern mean."""

    __slots__ = ("_components", "_only_folders", "_separator")

    def __init__(
        self, components: Sequence[Component], separator: str, *, only_folders: bool
    ) -> None:
        self._components = components
        self._separator = separator
        self._only_folders = only_folders

    def below(self, folder: str, shown: str, index: int) -> Iterator[str]:
        """Yield what the components from ``index`` on mean below a folder.

        Args:
            folder: Where it is.
            shown: What stands for it in the result.
            index: The first component that is not used up.
        """
        if index == len(self._components):
            return
        component = self._components[index]
        if isinstance(component, _Name):
            yield from self._entry(folder, shown, component.text, index)
            return
        for name in _names(folder):
            if isinstance(component, _Folders):
                yield from self._through(folder, shown, name, index)
            elif _means(component, name):
                yield from self._entry(folder, shown, name, index)

    def _through(self, folder: str, shown: str, name: str, index: int) -> Iterator[str]:
        """Yield what an entry means to ``**`` and what stands behind it."""
        behind = index + 1
        while behind < len(self._components) and isinstance(
            self._components[behind], _Folders
        ):
            behind += 1
        is_hidden = name.startswith(".")
        path = os.path.join(folder, name)
        if behind == len(self._components):
            if not is_hidden and _is_folder(path):
                yield shown + name
        elif _means(self._components[behind], name):
            yield from self._entry(folder, shown, name, behind)
        if not is_hidden and _is_folder(path, through_links=False):
            yield from self.below(path, shown + name + self._separator, index)

    def _entry(self, folder: str, shown: str, name: str, index: int) -> Iterator[str]:
        """Yield an entry that a component means, or what is meant below it."""
        path = os.path.join(folder, name)
        if index + 1 < len(self._components):
            if _is_folder(path):
                yield from self.below(path, shown + name + self._separator, index + 1)
        elif _is_folder(path) if self._only_folders else os.path.lexists(path):
            yield shown + name


def _means(component: Component, name: str) -> bool:
    """Tell whether a component means an entry: with wildcards, no hidden one."""
    if isinstance(component, _Name):
        return component.text == name
    if isinstance(component, _Folders) or name.startswith("."):
        return False
    return component.matches(name)


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except (OSError, ValueError):
        return []


def _is_folder(path: str, *, through_links: bool = True) -> bool:
    try:
        return S_ISDIR(os.stat(path, follow_symlinks=through_links).st_mode)
    except (OSError, ValueError):
        return False
