"""Entering an environment: with the shell that is there, or with one of its own."""
