"""What an activation looks like in the words of each shell: one module a shell."""
