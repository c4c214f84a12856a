"""The operands of commands that bring files to another place."""

from __future__ import annotations

import os

from pypixi.taskshell.failures import CommandError, os_message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pypixi.taskshell.frame import Frame

    Work = Callable[[str, str], None]


class Bringer:
    """Brings files to a place by one command."""

    __slots__ = ("_frame", "_refused", "_verb", "_work")

    def __init__(
        self, frame: Frame, verb: str, refused: tuple[str, ...], work: Work
    ) -> None:
        self._frame = frame
        self._verb = verb
        """What it does, as its messages say it."""
        self._refused = refused
        """The last component of paths that are left where they are."""
        self._work = work
        """Does it with the paths of a file and of its place."""

    def bring(self, name: str, operands: list[str]) -> int:
        """Bring each file to the last operand, or below it if that is a folder.

        Those that fail are told by their names, the others are brought all the same.

        Raises:
            CommandError: If the operands make no sense.
        """
        *sources, target = _checked(operands)
        is_folder = self._frame.state.is_folder(target)
        if len(sources) > 1 and not is_folder:
            raise CommandError(f"target '{target}' is not a directory")
        status = 0
        for source in sources:
            self._frame.jobs.check()
            try:
                self._bring(source, target, is_folder=is_folder)
            except CommandError as error:
                self._frame.complain(f"{name}: {error.message}")
                status = 1
        return status

    def _bring(self, source: str, target: str, *, is_folder: bool) -> None:
        state, verb = self._frame.state, self._verb
        separators = "/\\" if state.is_windows else "/"
        last = os.path.basename(source.rstrip(separators))
        if last in self._refused:
            raise CommandError(f"cannot {verb} '{last}': refusing to {verb} '{last}'")
        place = state.path(target)
        if is_folder and last != ".":
            place = os.path.join(place, last)
        try:
            self._work(state.path(source), place)
        except CommandError as error:
            reason = error.message
        except (OSError, ValueError) as error:
            reason = os_message(error)
        else:
            return
        raise CommandError(f"could not {verb} {source} to {target}: {reason}")


def _checked(operands: list[str]) -> list[str]:
    if not operands:
        raise CommandError("missing file operand")
    if len(operands) == 1:
        message = f"missing destination file operand after '{operands[0]}'"
        raise CommandError(message)
    return operands
