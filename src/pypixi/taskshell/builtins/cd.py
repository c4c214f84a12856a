"""``cd``: another working directory."""

from __future__ import annotations

from pypixi.taskshell.failures import CommandError

from .arguments import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pypixi.taskshell.frame import Frame


def run(argv: list[str], frame: Frame) -> int:
    """Enter a folder; ``..`` takes away a component, be it a link or not.

    Raises:
        CommandError: If there is no such folder.
    """
    operands = parse(argv[1:]).operands
    if not operands:
        raise CommandError("expected at least 1 argument")
    if len(operands) > 1:
        raise CommandError("too many arguments")
    state = frame.state
    folder = state.paths.normpath(state.path(operands[0]))
    if not operands[0] or not state.is_folder(folder):
        raise CommandError(f"{operands[0]}: Not a directory")
    state.enter(folder)
    return 0
