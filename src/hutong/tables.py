"""Every table of the house in one metadata: what migrations are compared with."""

from hutong import (
    access,
    analytics,
    assortment,
    cart,
    catalog,
    checklists,
    compliance,
    content,
    decoration,
    exchange,
    fulfilment,
    identity,
    integrity,
    introductions,
    inventory,
    listing,
    members,
    messaging,
    orders,
    payments,
    pricing,
    recommendation,
    search,
    tagging,
    taxonomy,
    vouchers,
    workspace,
)
from hutong.api import models as api
from hutong.kernel import errands, events
from hutong.kernel.db import Base
from hutong.sandbox import models as sandbox
from hutong.simulators import models as simulators

MODULES = (
    events,
    errands,
    identity,
    access,
    analytics,
    messaging,
    members,
    compliance,
    content,
    catalog,
    pricing,
    inventory,
    introductions,
    assortment,
    listing,
    exchange,
    search,
    decoration,
    payments,
    fulfilment,
    vouchers,
    orders,
    cart,
    tagging,
    taxonomy,
    recommendation,
    integrity,
    workspace,
    checklists,
    sandbox,
    simulators,
    api,
)
"""Importing a module's front door brings its tables."""

METADATA = Base.metadata
