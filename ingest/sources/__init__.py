"""Socket: where materials come from. One plug a file."""
