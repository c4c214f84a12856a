"""``export`` and ``unset``: variables of the environment."""

from __future__ import annotations

from pypixi.taskshell.failures import CommandError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pypixi.taskshell.frame import Frame


def run(argv: list[str], frame: Frame) -> int:
    """Set or forget variables."""
    return _export(argv, frame) if argv[0] == "export" else _unset(argv, frame)


def _export(argv: list[str], frame: Frame) -> int:
    """Set variables; a name alone is passed over, it does not export."""
    for word in argv[1:]:
        name, equals, value = word.partition("=")
        if equals and name:
            frame.state.export(name, value)
    return 0


def _unset(argv: list[str], frame: Frame) -> int:
    names = argv[1:]
    if names[:1] == ["-v"]:
        del names[0]
    elif names and names[0].startswith("-"):
        raise CommandError(f"unsupported flag: {names[0]}")
    for name in names:
        frame.state.unset(name)
    return 0
