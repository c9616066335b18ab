"""Choosing where parcels go, before there is an address."""
