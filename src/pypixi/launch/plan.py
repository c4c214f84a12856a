"""A plan: what a workspace's environment is, so that it can be used without looking."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FORMAT = "pypixi plan 1"
_END = "end"
_SEPARATOR = "\0"
_FIXED = 9


class PlannedTask:
    """A task that needs nothing before it is run."""

    __slots__ = ("cwd", "description", "script", "shown")

    def __init__(self, script: str, shown: str, cwd: str, description: str) -> None:
        self.script = script
        """What the task shell runs; further words go behind it."""
        self.shown = shown
        """The command as people read it."""
        self.cwd = cwd
        self.description = description


class Plan:
    """What was found out about an environment, and what that rests on."""

    __slots__ = (
        "bash",
        "environment",
        "facts",
        "key",
        "listed",
        "manifest",
        "others",
        "prefix",
        "several",
        "tasks",
        "variables",
        "version",
        "written",
    )

    def __init__(  # noqa: PLR0913 - by name, and each is another part
        self,
        *,
        version: str,
        key: str,
        written: int,
        manifest: str,
        environment: str,
        several: bool,
        prefix: str,
        bash: str,
        facts: Sequence[tuple[str, str]],
        variables: Mapping[str, str],
        tasks: Mapping[str, PlannedTask],
        others: Sequence[str],
        listed: Sequence[str],
    ) -> None:
        self.version = version
        """Of pypixi."""
        self.key = key
        """What tells it from other plans."""
        self.written = written
        """When, in nanoseconds since 1970."""
        self.manifest = manifest
        self.environment = environment
        self.several = several
        """Whether the workspace has more than one environment."""
        self.prefix = prefix
        self.bash = bash
        """What bash runs to activate, the caller's own part left aside; or nothing."""
        self.facts = facts
        """Paths, and what they looked like."""
        self.variables = variables
        """What the activation sets, before bash has its say."""
        self.tasks = tasks
        self.others = others
        """Names of tasks that have to be thought about."""
        self.listed = listed
        """Names of tasks that people are told of."""

    def text(self) -> str:
        """Return the plan as it is kept."""
        fields = [
            *(_FORMAT, self.version, self.key, str(self.written), self.manifest),
            *(self.environment, str(int(self.several)), self.prefix, self.bash),
        ]
        for rows in (self.facts, self.variables.items()):
            fields += [str(len(rows)), *(each for row in rows for each in row)]
        fields.append(str(len(self.tasks)))
        for name, task in self.tasks.items():
            fields += [name, task.script, task.shown, task.cwd, task.description]
        for names in (self.others, self.listed):
            fields += [str(len(names)), *names]
        return _SEPARATOR.join([*fields, _END])


def parse_plan(text: str) -> Plan | None:
    """Return a plan as it was written, None if it is anything else."""
    fields = text.split(_SEPARATOR)
    if fields[0] != _FORMAT or fields[-1] != _END:
        return None
    try:
        _, version, key, written, manifest, environment, several, prefix, bash = fields[
            :_FIXED
        ]
        facts, at = _rows(fields, _FIXED, 2)
        variables, at = _rows(fields, at, 2)
        tasks, at = _rows(fields, at, 5)
        others, at = _rows(fields, at, 1)
        listed, at = _rows(fields, at, 1)
        return Plan(
            version=version,
            key=key,
            written=int(written),
            manifest=manifest,
            environment=environment,
            several=several == "1",
            prefix=prefix,
            bash=bash,
            facts=[(row[0], row[1]) for row in facts],
            variables={row[0]: row[1] for row in variables},
            tasks={row[0]: PlannedTask(*row[1:]) for row in tasks},
            others=[row[0] for row in others],
            listed=[row[0] for row in listed],
        )
    except (ValueError, IndexError, TypeError):
        return None


def _rows(fields: Sequence[str], at: int, width: int) -> tuple[list[list[str]], int]:
    """Return rows that their number stands in front of, and where they end.

    Raises:
        ValueError: If there are fewer.
    """
    count = int(fields[at])
    start, end = at + 1, at + 1 + count * width
    if count < 0 or end > len(fields):
        raise ValueError(count)
    rows = [list(fields[row : row + width]) for row in range(start, end, width)]
    return rows, end
