"""Hutong: a whole shop in one program."""
