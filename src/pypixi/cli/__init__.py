"""Words typed become one call below, text and an exit code."""
