"""What must always hold of stock."""

from hutong.inventory.queries import DRIFT
from hutong.kernel.i18n import N_
from hutong.kernel.invariants import About, Invariant

INVARIANTS = (
    Invariant(
        id="inventory.shelf",
        family="I1",
        holds=N_("What stands on a shelf is the sum of its movements."),
        about=About.ARTICLE,
        query=f"""
            select sku_id as id, on_hand || ' <> ' || on_hand_moved as says
            from ({DRIFT.text}) as stock where on_hand <> on_hand_moved""",  # noqa: S608
    ),
    Invariant(
        id="inventory.promised",
        family="I1",
        holds=N_("What is promised of an article is the sum of its open promises."),
        about=About.ARTICLE,
        query=f"""
            select sku_id as id, 'reserved ' || reserved || ', moved ' || reserved_moved
                   || ', promised ' || promised as says
            from ({DRIFT.text}) as stock
            where reserved <> reserved_moved or reserved <> promised""",  # noqa: S608
    ),
    Invariant(
        id="inventory.oversold",
        family="I1",
        holds=N_("No more is promised than stands on the shelf."),
        about=About.ARTICLE,
        query="""
            select sku_id as id, reserved || ' > ' || on_hand as says from inventory_stock
            where on_hand < 0 or reserved < 0 or reserved > on_hand""",
    ),
    Invariant(
        id="inventory.expired",
        family="I9",
        holds=N_("No promise of stock outlives its time."),
        about=About.ORDER,
        query="""
            select reference as id, min(expires_at) as says from inventory_reservation
            where state = 'held' and expires_at < :at - interval '20 minutes'
            group by reference""",
        at_once=False,
    ),
)
