"""The commands that the shell has itself, on every system the same."""
