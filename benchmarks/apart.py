"""Run ``apart.py FIGURES ARGUMENT...`` as ``pixi ARGUMENT...`` and write down its cost.

The processor time of this process stands first, then that of the processes it started:
what we are accountable for, and what the engine is.
"""

from __future__ import annotations

import os
import sys
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage


def main() -> None:
    figures, *argv = sys.argv[1:]
    leave = os._exit

    def write_and_leave(code: int) -> None:
        own, others = map(_seconds, (RUSAGE_SELF, RUSAGE_CHILDREN))
        with open(figures, "w", encoding="ascii") as file:  # noqa: PTH123 - kept small
            file.write(f"{own} {others}")
        leave(code)

    # The one way out of the command line: nothing runs behind it.
    os._exit = write_and_leave  # type: ignore[assignment]
    sys.argv = ["pixi", *argv]
    from pypixi.cli.main import main as run  # noqa: PLC0415 - as late as the script

    run()


def _seconds(who: int) -> float:
    usage = getrusage(who)
    return usage.ru_utime + usage.ru_stime


main()
