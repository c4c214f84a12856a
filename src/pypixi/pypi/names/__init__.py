"""Which PyPI packages conda packages are."""
