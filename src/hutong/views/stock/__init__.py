"""Stock, read across modules: by article, by shelf, by location, and on paper."""
