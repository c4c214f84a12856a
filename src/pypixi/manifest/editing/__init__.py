"""Changing a manifest so that everything else stays as it was written."""
