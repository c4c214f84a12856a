"""Starting a task from a plan: nothing is imported that costs time."""
