"""What ``pixi run`` asks, shows and does beyond running one task after the other."""
