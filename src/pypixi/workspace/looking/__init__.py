"""What a workspace and its environments are made of, for people to look at."""
