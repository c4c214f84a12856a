"""The lock file of a workspace: read and written byte for byte."""
