"""Configuration files as `pixi config` shows them, changed key by key."""
