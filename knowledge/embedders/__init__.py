"""Socket: turns texts into vectors. One plug a file."""
