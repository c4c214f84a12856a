"""Which runs of tasks need not be repeated."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pypixi.files.atomic import UnwritableFileError, write_text
from pypixi.files.paths import escaped_segment
from pypixi.values import frozen

from .fingerprint import name_hash, run_hash
from .inputs import file_hashes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pypixi.terminal.report import Report

    from .call import TaskCall

    _Files = Mapping[str, str] | None

TASK_CACHE = "task-cache-v0"
"""The folder of the entries, in the ``.pixi`` folder or in what stands for it."""


@frozen
class TaskCache:
    """Where it is remembered which tasks have run on which files."""

    folder: Path
    """The folder of the entries, which is made when one is written."""
    root: Path
    """The workspace, where patterns of files start."""

    def has(self, call: TaskCall, environment: str, report: Report) -> bool:
        """Tell whether a run would only repeat the last one.

        Args:
            call: The run; one of a task that names no files is never remembered.
            environment: The hash of the environment that it takes place in.
            report: Hears of a broken entry.

        Raises:
            InvalidGlobError: If a pattern of files cannot be understood.
        """
        if not call.names_files:
            return False
        expected = _read(self._entry(call), report)
        if expected is None:
            return False
        try:
            return expected == self._hash(call, environment)
        except OSError:  # the task will tell what is wrong with its files
            return False

    def keep(self, call: TaskCall, environment: str, report: Report) -> None:
        """Remember a run that was a success, with its files as they are now.

        One whose patterns match nothing is not remembered.

        Args:
            call: The run.
            environment: The hash of the environment that it took place in.
            report: Hears why a run is not remembered.

        Raises:
            InvalidGlobError: If a pattern of files cannot be understood.
        """
        if not call.names_files:
            return
        try:
            inputs, outputs = self._files(call.inputs), self._files(call.outputs)
            found = _is_found(call, "input", call.inputs, inputs, report)
            if _is_found(call, "output", call.outputs, outputs, report) and found:
                hashed = run_hash(call.shown, inputs, outputs, environment)
                _write(self._entry(call), hashed)
        except OSError as error:
            reason = f"'{error.filename}': {error.strerror or error}"
            _warn_of_loss(call, reason, report)
        except UnwritableFileError as error:
            _warn_of_loss(call, error.message, report)

    def _entry(self, call: TaskCall) -> Path:
        node = call.node
        number = name_hash(node.arguments, call.inputs, call.outputs)
        name = f"{node.environment.name}-{node.task.name}-{number}.json"
        return self.folder / escaped_segment(name)

    def _hash(self, call: TaskCall, environment: str) -> str:
        inputs, outputs = self._files(call.inputs), self._files(call.outputs)
        return run_hash(call.shown, inputs, outputs, environment)

    def _files(self, patterns: Sequence[str] | None) -> _Files:
        return None if patterns is None else file_hashes(self.root, patterns)


def skipped_message(call: TaskCall) -> str:
    """Return what a person is told of a run that is not repeated."""
    arguments = call.node.arguments
    parts = [f"{name} = {value}" for name, value in (arguments.values or {}).items()]
    given = ", ".join(parts)
    if arguments.extra:
        given = " ".join(filter(None, [given, "--", *arguments.extra]))
    told = f" with args {given}" if given else ""
    return f"Task '{call.node.task.name}'{told} can be skipped (cache hit) 🚀"


def _is_found(
    call: TaskCall,
    kind: str,
    patterns: Sequence[str] | None,
    files: _Files,
    report: Report,
) -> bool:
    """Tell whether patterns match anything, if there are any; warn where not."""
    if patterns is None or files:
        return True
    listed = ", ".join(f"`{pattern}`" for pattern in patterns)
    report.warn(
        f"No files matched the {kind} globs for task '{call.node.task.name}'",
        help=f"{kind.capitalize()} globs: {listed}" if listed else None,
    )
    return False


def _warn_of_loss(call: TaskCall, reason: str, report: Report) -> None:
    report.warn(
        f"the run of task '{call.node.task.name}' is not remembered", help=reason
    )


def _read(entry: Path, report: Report) -> str | None:
    """Return the hash in an entry, None where there is none that can be read."""
    try:
        document = json.loads(entry.read_bytes())
        found = document["hash"]
    except OSError:
        return None
    except (ValueError, LookupError, TypeError, RecursionError):
        found = None
    if isinstance(found, str):
        return found
    report.warn(f"ignoring corrupt task-cache entry '{entry}'")
    return None


def _write(entry: Path, hashed: str) -> None:
    entry.parent.mkdir(parents=True, exist_ok=True)
    write_text(entry, json.dumps({"hash": hashed}, separators=(",", ":")))
