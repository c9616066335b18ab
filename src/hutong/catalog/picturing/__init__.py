"""Which products show a picture, and another one in its place."""
