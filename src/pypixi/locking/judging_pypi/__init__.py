"""Whether locked PyPI packages are what is asked for."""
