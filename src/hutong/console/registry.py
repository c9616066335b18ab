"""All screens of the console, in the order of its menu. What is not here is not reachable."""

from hutong.console.dashboard.screens import DASHBOARD
from hutong.console.kit import Area
from hutong.console.orders.screens import ORDER_PAGE, ORDERS
from hutong.kernel.i18n import N_

AREAS = (
    Area(N_("Overview"), "chart", (DASHBOARD,)),
    Area(N_("Trade"), "receipt", (ORDERS, ORDER_PAGE)),
)
