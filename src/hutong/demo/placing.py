"""From a story to what the buyer sends when they order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from hutong import members, orders, pricing
from hutong.catalog import SkuFacts
from hutong.demo.year import Neighbour, Story
from hutong.demo.year.deeds import PAY_WITHIN
from hutong.inventory import MAIN
from hutong.kernel.actor import Actor
from hutong.orders import Delivery, Placement
from hutong.pricing import Destination, QuoteLine, Rules


@dataclass(frozen=True)
class Shop:
    """What every order needs: the articles by their codes, and what sending costs."""

    articles: Mapping[str, SkuFacts]
    rules: Rules
    routed: Mapping[str, UUID] = field(default_factory=dict)
    """The location from which an order leaves, by its key; all others leave from the first."""


def placement(shop: Shop, story: Story, buyer: Actor) -> Placement:
    """At list prices, sent to the buyer's address, as a checkout would have it."""
    assert buyer.id is not None  # noqa: S101 - a member
    facts = [shop.articles[line.sku] for line in story.lines]
    quote = pricing.quote(
        [
            QuoteLine(
                sku_id=article.id,
                quantity=line.quantity,
                list_price=article.price,
                weight_grams=article.weight_grams,
            )
            for article, line in zip(facts, story.lines, strict=True)
        ],
        shop.rules,
        destination=Destination(story.buyer.address.region_code),
    )
    return Placement(
        member_id=buyer.id,
        idempotency_key=story.key,
        by=buyer,
        lines=[
            orders.placed_line(*each, location_id=shop.routed.get(story.key, MAIN))
            for each in zip(facts, quote.lines, strict=True)
        ],
        delivery=delivery(story.buyer),
        freight=quote.freight.amount,
        freight_trace=orders.traced(quote.freight.trace),
        total=quote.total,
        pay_by=story.placed_at + PAY_WITHIN,
        note=story.note,
    )


def delivery(buyer: Neighbour) -> Delivery:
    code = buyer.address.region_code
    province, city, district, *street = members.regions.path(code)
    return Delivery(
        recipient=buyer.address.recipient,
        phone=buyer.address.phone,
        region_code=code,
        province=province,
        city=city,
        district=district,
        street=street[0] if street else "",
        detail=buyer.address.detail,
    )
