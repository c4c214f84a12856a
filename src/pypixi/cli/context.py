"""What a command's ``run`` gets besides its arguments."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from pypixi.specs.platform import this_architecture
from pypixi.values import frozen
from pypixi.workspace.workspace import Caller, open_workspace

from .options import config_source

if TYPE_CHECKING:
    from argparse import Namespace

    from pypixi.terminal.console import Console
    from pypixi.workspace.workspace import Workspace

    from .world import World


@frozen
class Context:
    """The world and the console of a running command."""

    world: World
    console: Console

    def caller(self, args: Namespace) -> Caller:
        """Return who calls, with the settings given on the command line."""
        return Caller(
            cwd=self.world.cwd,
            env=self.world.env,
            system=sys.platform,
            architecture=this_architecture(),
            now=time.time(),
            executable=self.world.executable,
            config_source=config_source(args, self.world.env, self.console),
        )

    def workspace(self, args: Namespace) -> Workspace:
        """Return the workspace that the command is about.

        Raises:
            PixiError: If there is none, or its manifest has faults.
        """
        return open_workspace(
            self.caller(args), self.console, manifest_path=args.manifest_path
        )
