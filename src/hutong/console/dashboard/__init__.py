"""Home: what waits for whoever looks, how the shop is doing, and orders as they come in."""
