"""The first page of the day: how the shop is doing, what waits, and orders as they come in."""
