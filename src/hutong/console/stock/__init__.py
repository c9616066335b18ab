"""Stock as staff see and move it."""
