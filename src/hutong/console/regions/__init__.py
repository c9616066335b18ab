"""Where goods may be sold: the rules, and the tree of provinces, cities and districts."""
