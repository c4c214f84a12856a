"""Locked packages that move to newer versions."""
