"""Every table of the house in one metadata: what migrations are compared with."""

from hutong import (
    cart,
    catalog,
    content,
    fulfilment,
    identity,
    inventory,
    orders,
    payments,
    pricing,
    search,
)
from hutong.kernel import events
from hutong.kernel.db import Base

MODULES = (
    events,
    identity,
    content,
    catalog,
    pricing,
    inventory,
    search,
    payments,
    fulfilment,
    orders,
    cart,
)
"""Importing a module's front door brings its tables."""

METADATA = Base.metadata
