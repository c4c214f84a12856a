"""What a script can change: variables, the working directory, options."""

from __future__ import annotations

import os
from stat import S_ISDIR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

OPTIONS = ("errexit", "pipefail")
"""What ``set`` switches."""
GLOB_OPTIONS = ("failglob", "globstar", "nullglob")
"""What ``shopt`` switches."""


class State:
    """The variables, folder and options that commands of a script see."""

    __slots__ = ("cwd", "env", "options", "status", "system", "variables")

    env: dict[str, str]
    """What programs get."""
    variables: dict[str, str]
    """What only the script knows."""
    cwd: str
    options: set[str]
    """Names of those that are on."""
    status: int | None
    """Of the last command, None before the first one."""
    system: str
    """The name that Python has for the system: ``win32`` differs from the others."""

    def __init__(self, env: Mapping[str, str], cwd: str, system: str) -> None:
        is_windows = system == "win32"
        self.env = {_upper(name): env[name] for name in env} if is_windows else {**env}
        self.variables = {}
        self.system = system
        self.options = {"globstar"}
        self.status = None
        self.enter(cwd)

    def copy(self) -> State:
        """Return a state that changes by itself."""
        made = object.__new__(State)
        made.env = self.env.copy()
        made.variables = self.variables.copy()
        made.cwd = self.cwd
        made.options = self.options.copy()
        made.status = self.status
        made.system = self.system
        return made

    def take(self, other: State) -> None:
        """Become equal to another state."""
        for name in self.__slots__:
            setattr(self, name, getattr(other, name))

    @property
    def is_windows(self) -> bool:
        """Whether names and paths are those of Windows."""
        return self.system == "win32"

    @property
    def child_env(self) -> dict[str, str]:
        """The environment for a program.

        The original hands on the last status, in a variable named ``?``.
        """
        if self.status is None:
            return self.env
        return {**self.env, "?": str(self.status)}

    def lookup(self, name: str) -> str | None:
        """Return the value of a variable, None if it is not set."""
        key = self._key(name)
        found = self.env.get(key)
        return self.variables.get(key) if found is None else found

    def assign(self, name: str, value: str) -> None:
        """Set a variable: that of the environment, if there is one."""
        key = self._key(name)
        if key in self.env:
            self.export(key, value)
        else:
            self.variables[key] = value

    def export(self, name: str, value: str) -> None:
        """Set a variable of the environment.

        ``PWD`` always is the working directory: an absolute path changes both.
        """
        key = self._key(name)
        if key != "PWD":
            self.variables.pop(key, None)
            self.env[key] = value
        elif self.paths.isabs(value) and self.is_folder(value):
            self.enter(self.paths.normpath(value))

    def unset(self, name: str) -> None:
        """Forget a variable."""
        key = self._key(name)
        self.env.pop(key, None)
        self.variables.pop(key, None)

    def restore(self, name: str, former: State) -> None:
        """Give a variable the value that it had."""
        key = self._key(name)
        self.unset(key)
        if key in former.env:
            self.env[key] = former.env[key]
        if key in former.variables:
            self.variables[key] = former.variables[key]
        if key == "PWD":
            self.enter(former.cwd)

    def enter(self, folder: str) -> None:
        """Make a folder the working directory."""
        self.cwd = folder
        self.env["PWD"] = folder

    def path(self, name: str) -> str:
        """Return where a path leads from the working directory."""
        path: str = self.paths.join(self.cwd, name)
        return path

    def is_folder(self, name: str) -> bool:
        """Tell whether a path leads to a folder."""
        try:
            return S_ISDIR(os.stat(self.path(name)).st_mode)
        except (OSError, ValueError):
            return False

    @property
    def paths(self) -> ModuleType:
        """The functions on paths of this system."""
        return paths_of(self.system)

    def _key(self, name: str) -> str:
        return _upper(name) if self.system == "win32" else name


def paths_of(system: str) -> ModuleType:
    """Return the module with the functions on paths of a system."""
    if system != "win32":
        return os.path
    import ntpath  # noqa: PLC0415 - there it is loaded, elsewhere only tests ask

    return ntpath


def _upper(name: str) -> str:
    """Return a name as Windows compares it."""
    return name.upper()
