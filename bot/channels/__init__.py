"""Socket: where people write and read. One plug a file."""
