"""The tables of tasks."""

from __future__ import annotations

from pypixi.specs.names import ENVIRONMENT_NAME

from .kinds import (
    ANYTHING,
    BOOLEAN,
    PATH,
    TEXT,
    TEXTS,
    Key,
    Shape,
    either,
    list_of,
    needs,
    pattern,
    table,
    table_of,
)

COMMAND_KEYS = (
    "inputs",
    "outputs",
    "cwd",
    "env",
    "default-environment",
    "clean-env",
)
"""What an alias cannot have: these keys are about a command."""

_ENVIRONMENT = pattern("environment name", ENVIRONMENT_NAME)
_ARGUMENT_NAME = pattern("string", "[^-]*")  # templates take `-` for a minus sign

ARGUMENT = Shape(
    name="TaskArgument",
    heading="An entry of `args`",
    keys={
        "arg": Key(_ARGUMENT_NAME, "Name, without `-`.", is_required=True),
        "default": Key(TEXT, "Value where none is given."),
        "choices": Key(TEXTS, "All values there are."),
    },
)
DEPENDENCY = Shape(
    name="TaskDependency",
    heading="An entry of `depends-on`",
    keys={
        "task": Key(TEXT, "Name of the task.", is_required=True),
        "args": Key(
            list_of(
                either(TEXT, table_of(TEXT, "table", minProperties=1, maxProperties=1)),
                "array of strings or tables",
            ),
            "Arguments in their order, then others as `{ name = value }`.",
        ),
        "environment": Key(_ENVIRONMENT, "Environment to run it in."),
    },
)
ALIASED = Shape(
    name="AliasedTask",
    heading="An entry of a task that is an array",
    keys=DEPENDENCY.keys,
    others=("^", ANYTHING),  # as in the original, which ignores them
)
_DEPENDENCIES = either(
    TEXT,
    list_of(either(TEXT, table(DEPENDENCY)), "array of strings or tables"),
)
_OLD_DEPENDENCIES = either(
    TEXT,
    list_of(either(TEXT, table(ALIASED)), "array of strings or tables"),
)
TASK = Shape(
    name="Task",
    heading="A task as a table",
    keys={
        "cmd": Key(either(TEXT, list_of(TEXT, minItems=1)), "Command to run."),
        "depends-on": Key(_DEPENDENCIES, "Tasks to run before."),
        "depends_on": Key(
            _OLD_DEPENDENCIES, "Another name of `depends-on`.", is_outdated=True
        ),
        "inputs": Key(TEXTS, "Files that it reads: unchanged, it does not run again."),
        "outputs": Key(TEXTS, "Files that it makes."),
        "cwd": Key(PATH, "Folder to run in; that of the workspace by default."),
        "env": Key(table_of(TEXT, "table of strings"), "Variables to set."),
        "default-environment": Key(_ENVIRONMENT, "Environment where none is named."),
        "description": Key(TEXT, "What `pixi task list` says of it."),
        "clean-env": Key(BOOLEAN, "Whether variables of the caller are hidden."),
        "args": Key(
            list_of(
                either(_ARGUMENT_NAME, table(ARGUMENT)),
                "array of strings or tables",
            ),
            "Arguments that it takes.",
        ),
    },
    rules=(
        {"not": {"required": ["depends-on", "depends_on"]}},
        *(needs(key, "cmd") for key in COMMAND_KEYS),
    ),
)
TASKS = table_of(
    either(
        TEXT,
        table(TASK),
        list_of(table(ALIASED), "array of tables"),
        words="string, table or array of tables",
    ),
    "table of task names",
)
