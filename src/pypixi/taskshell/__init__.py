"""The language in which tasks are written."""
