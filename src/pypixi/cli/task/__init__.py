"""The commands below `pixi task`."""
