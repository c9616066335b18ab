"""The trail in words: what was done, which field changed, and the values as a person reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hutong.console.kit import Action, DetailScreen, Label, Labels, ListScreen, Screen
from hutong.kernel.i18n import N_, gettext

DEEDS: Mapping[str, str] = {
    "access.create_staff": N_("Took on a colleague"),
    "access.deactivate": N_("Took away a colleague's access"),
    "access.edit_staff": N_("Changed a colleague"),
    "access.reactivate": N_("Gave a colleague access again"),
    "access.reset_second_factor": N_("Reset a second factor"),
    "access.save_role": N_("Saved a role"),
    "access.set_password": N_("Set a password"),
    "catalog.change_price": N_("Changed a price"),
    "catalog.delist_product": N_("Took a product off sale"),
    "catalog.list_product": N_("Put a product on sale"),
    "catalog.merge_category": N_("Merged a category into another"),
    "catalog.move_category": N_("Moved a category"),
    "catalog.withdraw_product": N_("Withdrew a product"),
    "catalog.save_category": N_("Saved a category"),
    "catalog.save_brand": N_("Saved a brand"),
    "catalog.save_product": N_("Saved a product"),
    "catalog.save_tag": N_("Saved a tag"),
    "catalog.set_price_rules": N_("Set the rules for original prices"),
    "content.rename_article": N_("Gave an article another address"),
    "content.save_article": N_("Saved an article"),
    "decoration.create_page": N_("Began a shop page"),
    "decoration.publish": N_("Published a shop page"),
    "decoration.save_theme": N_("Saved a theme"),
    "decoration.stop_showing": N_("Stopped showing a shop page"),
    "exchange.import": N_("Brought goods in from a file"),
    "exchange.undo": N_("Took an import back"),
    "inventory.adjust": N_("Counted stock"),
    "inventory.alert_below": N_("Set the hint for shoppers"),
    "inventory.allot": N_("Kept stock for an activity"),
    "inventory.bin": N_("Saved a bin"),
    "inventory.end_pool": N_("Ended an activity's stock"),
    "inventory.location": N_("Saved a location"),
    "inventory.receipt.cancelled": N_("Called a receipt off"),
    "inventory.receipt.expected": N_("Wrote down a delivery"),
    "inventory.receipt.partial": N_("Counted in a part of a delivery"),
    "inventory.receipt.received": N_("Counted in a delivery"),
    "inventory.stocktake.cancelled": N_("Called a stocktake off"),
    "inventory.stocktake.counting": N_("Began a stocktake"),
    "inventory.stocktake.planned": N_("Planned a stocktake"),
    "inventory.stocktake.posted": N_("Posted a stocktake"),
    "inventory.stocktake.review": N_("Ended the counting"),
    "inventory.transfer.cancelled": N_("Called a transfer off"),
    "inventory.transfer.draft": N_("Wrote a transfer"),
    "inventory.transfer.received": N_("Counted in a transfer"),
    "inventory.transfer.sent": N_("Sent a transfer off"),
    "inventory.pool": N_("Made a pool of stock"),
    "inventory.receive": N_("Received stock"),
    "inventory.take_back": N_("Took back stock from an activity"),
    "inventory.threshold": N_("Set a stock threshold"),
    "inventory.write_off": N_("Wrote off stock"),
    "members.freeze": N_("Froze an account"),
    "members.reveal": N_("Looked at a whole phone number"),
    "members.unfreeze": N_("Released an account"),
    "reconciliation.create": N_("Reconciled a day"),
    "pricing.save_freight_rule": N_("Saved a freight rule"),
}
VERBS: Mapping[str, str] = {
    "create": N_("Made something new"),
    "edit": N_("Changed something"),
    "export": N_("Took out a list"),
}
"""What every form and every list can do, whatever it is about."""

KINDS: Labels = {
    "order": Label(N_("Order")),
    "payment": Label(N_("Payment")),
    "refund": Label(N_("Refund")),
    "refund_batch": Label(N_("Batch refund")),
    "refund_rule": Label(N_("Refund rule")),
    "difference": Label(N_("Bill difference")),
    "reconciliation": Label(N_("Reconciliation")),
    "approval": Label(N_("Approval")),
    "decoration_page": Label(N_("Shop page")),
    "decoration_theme": Label(N_("Theme")),
    "page": Label(N_("Shop page")),
    "theme": Label(N_("Theme")),
    "catalog_product": Label(N_("Product")),
    "catalog_category": Label(N_("Category")),
    "catalog_brand": Label(N_("Brand")),
    "catalog_tag": Label(N_("Tag")),
    "brand": Label(N_("Brand")),
    "tag": Label(N_("Tag")),
    "product": Label(N_("Product")),
    "category": Label(N_("Category")),
    "inventory_stock": Label(N_("Stock")),
    "inventory_location": Label(N_("Location")),
    "inventory_receipt": Label(N_("Goods receipt")),
    "inventory_transfer": Label(N_("Transfer")),
    "inventory_stocktake": Label(N_("Stocktake")),
    "stock": Label(N_("Stock")),
    "location": Label(N_("Location")),
    "receipt": Label(N_("Goods receipt")),
    "transfer": Label(N_("Transfer")),
    "stocktake": Label(N_("Stocktake")),
    "invariant": Label(N_("Check")),
    "finding": Label(N_("Finding")),
    "pricing_freight_rule": Label(N_("Freight rule")),
    "members_member": Label(N_("Member")),
    "member": Label(N_("Member")),
    "access_staff": Label(N_("Staff")),
    "access_role": Label(N_("Role")),
    "alarm": Label(N_("Alarm")),
    "content_article": Label(N_("Article of help")),
    "message": Label(N_("Message")),
    "event": Label(N_("Event")),
    "job": Label(N_("Job")),
    "file": Label(N_("File")),
    "appointment": Label(N_("Planned listing")),
    "checklist": Label(N_("Checklist")),
    "checklist_step": Label(N_("Step of a checklist")),
    "procedure": Label(N_("Procedure (SOP)")),
    "article": Label(N_("Article of help")),
    "exchange_import": Label(N_("Import")),
    "paper": Label(N_("Certificate")),
    "scan": Label(N_("Goods scan")),
    "search_rule": Label(N_("Search arrangement")),
    "search_wording": Label(N_("Search wording")),
    "search_words": Label(N_("Searched words")),
    "region_rule": Label(N_("Regional rule")),
    "shelf_rule": Label(N_("Listing rule")),
    "shelf_turn": Label(N_("Turn on the shelf")),
    "standard": Label(N_("Standard of a category")),
    "term": Label(N_("Forbidden word")),
    "product_version": Label(N_("Version of a product")),
    "catalog_price_rule": Label(N_("Rules for original prices")),
}

FIELDS: Mapping[str, str] = {
    "active": N_("In use"),
    "address": N_("Address"),
    "alert_below": N_("Say how few are left from this many on"),
    "amount": N_("Amount"),
    "asked_by": N_("Asked by"),
    "alt": N_("What the picture shows"),
    "articles": N_("Kinds of articles"),
    "attempts": N_("Attempts"),
    "badges": N_("Badges"),
    "brand_id": N_("Brand"),
    "country": N_("Country"),
    "keywords": N_("Words that shoppers use for it"),
    "logo": N_("Logo"),
    "place": N_("Where it is seen"),
    "retired_at": N_("Retired on"),
    "sourcing": N_("Sourcing"),
    "story": N_("Story"),
    "tags": N_("Tags"),
    "tone": N_("Colour"),
    "barcode": N_("Barcode"),
    "bin": N_("Bin"),
    "blurb": N_("Short words"),
    "body": N_("Words"),
    "buyer_note": N_("The buyer's words"),
    "cancel_reason": N_("Why it was cancelled"),
    "cancelled_at": N_("Cancelled on"),
    "carrier": N_("Carrier"),
    "category_id": N_("Category"),
    "claimed_until": N_("Held until"),
    "code": N_("Short name"),
    "completed_at": N_("Completed on"),
    "counted": N_("Counted so far"),
    "damaged": N_("Damaged"),
    "day": N_("Day"),
    "delivered_at": N_("Delivered on"),
    "description": N_("Description"),
    "differing": N_("Differences"),
    "done_at": N_("Given back on"),
    "email": N_("E-mail"),
    "ends_at": N_("Ends"),
    "error": N_("Error"),
    "expired": N_("Expired"),
    "filters": N_("Filters"),
    "first_fee_minor": N_("First fee"),
    "first_grams": N_("First weight (grams)"),
    "free_from_minor": N_("Free from"),
    "freight_trace": N_("How the freight came about"),
    "frozen_at": N_("Frozen since"),
    "frozen_reason": N_("Why frozen"),
    "fulfilment": N_("Goods"),
    "hidden": N_("Hidden"),
    "hint": N_("Say how few are left from this many on"),
    "id": N_("Its number"),
    "key": N_("Key"),
    "kind": N_("Sort"),
    "limit_days": N_("Within how many days"),
    "limit_per_member": N_("How many one person can buy"),
    "least_days": N_("On sale for at least so many days"),
    "lines": N_("Articles"),
    "lost": N_("Lost"),
    "maximum": N_("Upper limit"),
    "merged_into": N_("Merged into"),
    "minimum": N_("Lower limit"),
    "moves": N_("Number of changes"),
    "name": N_("What it is called"),
    "next_fee_minor": N_("Further fee"),
    "next_grams": N_("Further weight (grams)"),
    "nickname": N_("Nickname"),
    "note": N_("Note"),
    "of": N_("Of"),
    "on_hand": N_("On the shelf"),
    "original": N_("Original price"),
    "paid_at": N_("Paid on"),
    "parameters": N_("Parameters"),
    "parent_id": N_("Category above"),
    "payment": N_("Payment"),
    "permissions": N_("Permissions"),
    "phone": N_("Phone"),
    "picture": N_("Picture"),
    "pieces": N_("Pieces"),
    "pictures": N_("Pictures"),
    "position": N_("Place in the order"),
    "price": N_("Price"),
    "priority": N_("Priority"),
    "provider": N_("Provider"),
    "provider_reference": N_("Provider's number"),
    "queued_at": N_("Queued on"),
    "read_at": N_("Read on"),
    "reason": N_("Reason"),
    "received": N_("Received"),
    "regions": N_("Regions"),
    "returned": N_("Returned"),
    "roles": N_("Roles"),
    "rows": N_("Rows"),
    "sells": N_("Sells online"),
    "sent_at": N_("Sent on"),
    "shipped_at": N_("Shipped on"),
    "shown_days": N_("Shown for so many days"),
    "slug": N_("Web address"),
    "specs": N_("Specifications"),
    "starts_at": N_("Begins"),
    "state": N_("State"),
    "subtitle": N_("Subtitle"),
    "text": N_("Words"),
    "title": N_("Title"),
    "tracking_number": N_("Tracking number"),
    "tries": N_("Attempts"),
    "try_at": N_("Next attempt"),
    "used": N_("Used by ourselves"),
    "weight_grams": N_("Weight (grams)"),
    "told": N_("Told to the provider"),
    "window_days": N_("Days that are looked back"),
}
SKU_PARTS = 3  # skus.<code>.<field>


@dataclass(frozen=True)
class Words:
    """`deeds` and `answers`: as the screens name what can be done there, and what they ask for."""

    deeds: Mapping[str, str]
    answers: Mapping[str, str]

    @classmethod
    def of(cls, screens: Sequence[Screen]) -> "Words":
        shown = [each for each in screens if isinstance(each, ListScreen | DetailScreen)]
        actions = [action for screen in shown for action in _actions(screen)]
        papers = {f"{one.slug}.{each.slug}": each.title for one in shown for each in one.documents}
        return cls(
            deeds={f"{each.subject.kind}.{each.slug}": each.title for each in actions} | papers,
            answers={field.name: field.title for each in actions for field in each.fields},
        )

    def deed(self, name: str) -> str:
        verb = VERBS.get(name.rpartition(".")[2])
        words = DEEDS.get(name) or self.deeds.get(name) or verb
        return gettext(words) if words else name

    def field(self, name: str) -> str:
        """An answer that was given beside the change stands in brackets."""
        if name.startswith("("):
            return gettext("{field} (as said)").format(field=self._answer(name.strip("()")))
        parts = name.split(".")
        if len(parts) >= SKU_PARTS and parts[0] == "skus":
            return f"{'.'.join(parts[1:-1])} · {self.field(parts[-1])}"
        words = FIELDS.get(name)
        return gettext(words) if words else name

    def _answer(self, name: str) -> str:
        return gettext(self.answers[name]) if name in self.answers else self.field(name)


def _actions(screen: ListScreen | DetailScreen) -> Sequence[Action]:
    return [*screen.actions, *(screen.bulk if isinstance(screen, ListScreen) else ())]
