"""Faults of a lock file, and what looking for them takes."""
