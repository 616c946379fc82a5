"""Socket: keeps vectors and finds the nearest. One plug a file."""
