"""A product as its page in the console shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from hutong.catalog import Category, ProductSheet, SkuSheet
from hutong.console.checks.attached import Checks
from hutong.console.goods.words import (
    PRODUCT_STATES,
    SOURCINGS,
)
from hutong.console.kit import (
    Label,
    Tone,
)
from hutong.inventory import Level
from hutong.kernel import clock, texts
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.money import Money
from hutong.views.products import (
    ProductAside,
)

PRICE_WAITS = Label(N_("Another price waits for approval"), Tone.WARN)


@dataclass(frozen=True, slots=True)
class SkuShown:
    sku: SkuSheet
    level: Level

    @property
    def title(self) -> str:
        return texts.pick(self.sku.title) or gettext("The only kind")

    @property
    def code(self) -> str:
        return self.sku.code

    @property
    def price(self) -> Money:
        return self.sku.price

    @property
    def original(self) -> Money | None:
        return self.sku.struck(clock.now())

    @property
    def barcode(self) -> str | None:
        return self.sku.barcode

    @property
    def weight(self) -> int:
        return self.sku.weight_grams

    @property
    def available(self) -> int:
        return self.level.available

    @property
    def state(self) -> str:
        return "active" if self.sku.active else "inactive"


@dataclass(frozen=True)
class ProductShown:
    product: ProductSheet
    above: Sequence[Category]
    levels: Mapping[UUID, Level]
    aside: ProductAside
    checks: Checks

    @property
    def badges(self) -> Sequence[Label]:
        waiting = [PRICE_WAITS] if self.aside.price_waits else []
        return [PRODUCT_STATES[self.product.state], *waiting]

    @property
    def skus(self) -> Sequence[SkuShown]:
        return [SkuShown(sku, self.levels[sku.id]) for sku in self.product.skus]

    @property
    def category(self) -> str:
        return " / ".join(texts.pick(each.name) for each in self.above)

    @property
    def slug(self) -> str:
        return f"/p/{self.product.slug}"

    @property
    def former(self) -> str:
        return gettext(", ").join(f"/p/{slug}" for slug in self.aside.former_slugs)

    @property
    def subtitle(self) -> str:
        return texts.pick(self.product.subtitle)

    @property
    def limit(self) -> str:
        most, days = self.product.limit_per_member, self.product.limit_days
        if most is None:
            return ""
        if days is None:
            return gettext("At most {limit} for each person").format(limit=most)
        words = gettext("At most {limit} for each person within {days} days")
        return words.format(limit=most, days=days)

    @property
    def valid_days(self) -> int | None:
        return self.product.valid_days

    @property
    def check(self) -> str:
        return gettext("Forbidden words, what is missing, its turns")

    @property
    def check_url(self) -> str:
        return f"/console/goods-check/{self.product.id}"

    @property
    def versions(self) -> str:
        return gettext("What it was, and the way back")

    @property
    def versions_url(self) -> str:
        return f"/console/product-versions/{self.product.id}"

    @property
    def tags(self) -> str:
        return gettext(", ").join(texts.pick(mark.name) for mark in self.product.marks)

    @property
    def brand(self) -> str:
        return texts.pick(self.product.brand.name) if self.product.brand else ""

    @property
    def sourcing(self) -> str:
        sourcing = self.product.sourcing
        return gettext(SOURCINGS[sourcing].title) if sourcing else ""

    @property
    def maker(self) -> str:
        return _listed(self.product.maker, self.product.maker_address)

    @property
    def supplier(self) -> str:
        return _listed(self.product.supplier, self.product.supplier_number)

    @property
    def keywords(self) -> str:
        return gettext(", ").join(self.product.keywords)

    @property
    def prices(self) -> str:
        return gettext("What it cost, and since when")

    @property
    def prices_url(self) -> str:
        return f"/console/price-history/{self.product.id}"

    @property
    def launched_at(self) -> object:
        return self.product.launched_at

    @property
    def edited_at(self) -> object:
        return self.product.edited_at

    @property
    def edited_by(self) -> str:
        return self.product.edited_by

    @property
    def can_list(self) -> bool:
        return not self.product.listed

    @property
    def can_delist(self) -> bool:
        return self.product.listed


def _listed(*words: str) -> str:
    return gettext(", ").join(each for each in words if each)
