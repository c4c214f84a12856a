"""Running tasks and commands in the environments of a workspace."""
