"""The ledger of stock: every movement, with its reason and the paper that it stands on."""

from hutong.console.kit import (
    Choice,
    Column,
    Days,
    Empty,
    ListScreen,
    Phone,
    Search,
    Show,
)
from hutong.console.stock.choices import location_filter
from hutong.console.stock.things import ARTICLE
from hutong.console.stock.words import REASONS
from hutong.kernel.i18n import N_
from hutong.views.stock.movements import MovementFilters, movement_list

WHY = Column(name="reason", title=N_("Why"), show=Show.LABEL, labels=REASONS, phone=Phone.BADGE)
CHANGES = (
    Column(name="location", title=N_("Location"), show=Show.TEXTS),
    Column(
        name="on_hand",
        title=N_("On the shelf"),
        show=Show.CHANGE,
        value=lambda row: row.on_hand or None,
    ),
    Column(
        name="reserved",
        title=N_("Promised"),
        show=Show.CHANGE,
        value=lambda row: row.reserved or None,
    ),
    Column(name="paper", title=N_("Paper"), show=Show.CODE, link=lambda row: str(row.page)),
    Column(name="who", title=N_("Who")),
    Column(name="note", title=N_("Note"), show=Show.WRITTEN, wide=True),
)
"""What every list of movements says of one, beside its time, its reason and its article."""

MOVEMENTS = ListScreen(
    slug="movements",
    title=N_("Stock movements"),
    permission="inventory.view",
    hint=N_("Every line of the ledger: never changed, never removed."),
    query=movement_list,
    filters_as=MovementFilters,
    key=lambda row: str(row.id),
    sort="-at",
    columns=(
        Column(name="at", title=N_("When"), show=Show.TIME, sort=True),
        Column(
            name="code",
            title=N_("SKU code"),
            show=Show.CODE,
            link=lambda row: f"/console/stock/{row.sku_id}",
            phone=Phone.TITLE,
        ),
        ARTICLE,
        WHY,
        *CHANGES,
    ),
    filters=(
        Search(
            title=N_("Search movements"),
            placeholder=N_("SKU code, barcode, article, order or document"),
        ),
        Choice(name="reason", title=N_("Why"), labels=REASONS),
        location_filter(),
        Days(name="at", title=N_("When")),
    ),
    export="stock-movements",
    empty=Empty(N_("Nothing moved yet."), N_("Receive goods: the first line is written then.")),
)
