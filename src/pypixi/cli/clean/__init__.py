"""``pixi clean`` and the command below it."""
