"""A product as it was after each change: kept, compared, put back."""
