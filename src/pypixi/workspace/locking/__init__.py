"""The lock file of a workspace: read, judged, solved for and saved."""
