"""What a fault of a lock file is: the words that all who look for one share."""
