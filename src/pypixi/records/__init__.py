"""What was found: packages as solved, locked or installed."""
