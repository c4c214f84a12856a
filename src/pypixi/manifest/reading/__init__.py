"""Reading TOML tables so that every fault is found at its place."""
