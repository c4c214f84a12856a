"""The PyPI engine: requirements resolved, locked and installed by uv."""
