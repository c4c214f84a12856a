"""An environment as a folder: its metadata and its activation."""
