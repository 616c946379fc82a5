"""Socket: finds chunks by their words. One plug a file."""
