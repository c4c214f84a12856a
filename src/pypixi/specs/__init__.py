"""What is asked for: names, specs, channels, platforms."""
