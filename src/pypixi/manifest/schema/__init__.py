"""What may stand in a manifest: every table with its keys, as data."""
