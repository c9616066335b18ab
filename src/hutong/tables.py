"""Every table of the house in one metadata: what migrations are compared with."""

from hutong import catalog, content, fulfilment, identity, inventory, payments, pricing, search
from hutong.kernel import events
from hutong.kernel.db import Base

MODULES = (events, fulfilment, identity, payments, content, catalog, pricing, inventory, search)
"""Importing a module's front door brings its tables."""

METADATA = Base.metadata
