"""The YAML that lock files are made of."""
