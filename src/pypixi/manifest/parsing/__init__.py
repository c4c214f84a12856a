"""From the tables of a manifest to typed values."""
