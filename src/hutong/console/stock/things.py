"""An article as lists of stock show it."""

from typing import Protocol

from hutong.console.kit import Column, Show, Thing
from hutong.kernel import texts
from hutong.kernel.i18n import N_
from hutong.kernel.texts import Texts


class Titled(Protocol):
    """A row that is about one SKU."""

    @property
    def title(self) -> Texts: ...

    @property
    def sku_title(self) -> Texts: ...

    @property
    def picture(self) -> str | None: ...


def article(row: Titled) -> Thing:
    return Thing(texts.pick(row.title), texts.pick(row.sku_title), row.picture)


ARTICLE = Column(name="article", title=N_("Article"), show=Show.THING, value=article, wide=True)
