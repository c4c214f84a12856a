"""Settings, cache places and network options."""
