"""Every table of the house in one metadata: what migrations are compared with."""

from hutong.kernel import events
from hutong.kernel.db import Base

MODULES = (events,)
"""Importing a module's front door brings its tables."""

METADATA = Base.metadata
