"""Run ``stopwatch.py FIGURES PROGRAM ARGUMENT...`` and write down what it cost.

A process of its own and a small one: Linux counts the memory of whoever starts a
program as that program's.
"""

from __future__ import annotations

import os
import sys
import time


def main() -> None:
    figures, *argv = sys.argv[1:]
    start = time.perf_counter()
    process = os.posix_spawn(argv[0], argv, os.environ)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - start
    with open(figures, "w", encoding="ascii") as file:  # noqa: PTH123 - kept small
        file.write(f"{wall} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss * 1024}")
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


main()
