"""Whether a lock file is true."""
