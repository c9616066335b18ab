"""Money that came and money that goes back."""
