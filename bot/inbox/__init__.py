"""What arrived and is not answered yet, kept so that a crash neither loses nor doubles it."""
