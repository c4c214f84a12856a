"""From locked packages to installed ones."""
