"""The demo shop: its brand, its goods, its people and a year of trade."""
