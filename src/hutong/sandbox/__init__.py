"""Plays the strangers: a payment provider with its cashier, and a carrier that moves parcels.

It keeps its own books in its own schema and is reached over HTTP only, so that what works with
it has been through everything that a real provider puts in the way.
"""
