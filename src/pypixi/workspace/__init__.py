"""What the tool can do, as plain functions on a Workspace record."""
