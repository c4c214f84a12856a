"""Bringing the environments of a workspace up to date on this machine."""
