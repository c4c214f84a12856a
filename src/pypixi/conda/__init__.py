"""The conda engine: the only package that imports rattler."""
