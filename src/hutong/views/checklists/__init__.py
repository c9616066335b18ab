"""Lists under way with how far they are, their steps, and how long steps take."""
