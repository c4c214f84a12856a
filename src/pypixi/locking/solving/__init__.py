"""What is solved anew, and how its results come together."""
