"""From tables with settings of workspaces and features to typed values."""
