"""What uv says when it fails, in words that help."""
