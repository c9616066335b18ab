"""Help and articles as staff write them."""
