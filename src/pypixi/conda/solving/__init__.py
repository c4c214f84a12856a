"""Choosing conda packages: what is asked, the answer, and why there is none."""
