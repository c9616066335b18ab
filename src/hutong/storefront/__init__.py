"""Pages for shoppers: each folder holds its handlers and its templates."""
