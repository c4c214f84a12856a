"""The manifest of a workspace: read, understood, edited."""
