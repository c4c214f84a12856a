"""The commands below `pixi config`."""
