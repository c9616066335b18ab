"""Every table of the house in one metadata: what migrations are compared with."""

from hutong import fulfilment, identity, payments
from hutong.kernel import events
from hutong.kernel.db import Base

MODULES = (events, fulfilment, identity, payments)
"""Importing a module's front door brings its tables."""

METADATA = Base.metadata
