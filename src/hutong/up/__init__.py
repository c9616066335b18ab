"""Runs the whole shop on one machine, from the database to the worker, until told to stop."""

from hutong.up.supervisor import CannotStart, Supervisor

__all__ = ["CannotStart", "Supervisor"]
