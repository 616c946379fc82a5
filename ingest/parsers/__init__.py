"""One parser for each kind of file; `base` states what a parser must do."""
