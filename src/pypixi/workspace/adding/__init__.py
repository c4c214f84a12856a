"""Adding packages to a workspace."""
