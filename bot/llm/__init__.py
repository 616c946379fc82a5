"""Socket: words an answer from passages. One plug a file."""
