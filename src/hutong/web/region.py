"""Where the visitor's parcels go: chosen by them or taken from their default address, and kept in
a cookie. Nothing is guessed from where they are."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from litestar import Request
from litestar.datastructures import State

from hutong import members
from hutong.assortment import Aim, Restriction
from hutong.catalog import Parameter
from hutong.kernel import clock
from hutong.members import Address
from hutong.pricing import Destination
from hutong.search import Document
from hutong.web import cookies

Asked = Request[object, object, State]

DISTRICT = 6
ASSUMED = "~"
Atlas = Sequence[tuple[Restriction, Aim]]


@dataclass(frozen=True, slots=True)
class Region:
    """A district. `chosen`: by the visitor, who is not overruled by an address."""

    code: str
    name: str
    chosen: bool

    @property
    def destination(self) -> Destination:
        return Destination(self.code)


@dataclass(frozen=True, slots=True)
class There:
    """What may be sent to one region at one moment."""

    region: Region | None
    rules: Atlas
    at: datetime

    def bars(self, document: Document) -> Restriction | None:
        return self._first(document.product_id, document.category_slugs, ())

    def keeps(
        self, product_id: UUID, slugs: frozenset[str], parameters: Sequence[Parameter]
    ) -> Restriction | None:
        """The same for who has the product itself before them."""
        return self._first(product_id, slugs, parameters)

    def shown(self, documents: Iterable[Document]) -> Iterator[Document]:
        """Without what rules hide there."""
        slugs, products = self.hidden
        for each in documents:
            if each.product_id not in products and not (slugs & each.category_slugs):
                yield each

    @property
    def code(self) -> str:
        """Empty while nobody said anything."""
        return self.region.code if self.region else ""

    @property
    def hidden(self) -> tuple[frozenset[str], frozenset[UUID]]:
        """Categories and products that lists leave out there."""
        aims = [aim for rule, aim in self._barring if rule.hides]
        slugs = frozenset(slug for aim in aims for slug in aim.categories)
        return slugs, frozenset(each for aim in aims for each in aim.products)

    @property
    def _barring(self) -> Atlas:
        return [(rule, aim) for rule, aim in self.rules if rule.bars(self.code, self.at)]

    def _first(
        self, product_id: UUID, slugs: frozenset[str], parameters: Sequence[Parameter]
    ) -> Restriction | None:
        return next(
            (
                rule
                for rule, aim in self._barring
                if product_id in aim.products
                or slugs & aim.categories
                or any(_has(each, *aimed) for each in parameters for aimed in aim.parameters)
            ),
            None,
        )


def of(request: Asked) -> Region | None:
    """None while nobody said anything, and for a cookie that names no district."""
    return read(request.cookies.get(cookies.REGION))


def read(cookie: str | None) -> Region | None:
    code = (cookie or "").removeprefix(ASSUMED)
    path = members.regions.path(code) if len(code) == DISTRICT else ()
    if not path:
        return None
    return Region(code, members.regions.written(*path), chosen=not (cookie or "").startswith("~"))


def there(request: Asked) -> There:
    return There(of(request), request.app.state.navigation.atlas, clock.now())


def choose(request: Asked, code: str) -> None:
    cookies.later(request, cookies.choice(request, cookies.REGION, code))


def assume(request: Asked, addresses: Sequence[Address]) -> None:
    """From the default address, which comes first. What the visitor chose stays."""
    known = of(request)
    if not addresses or (known and known.chosen):
        return
    code = addresses[0].district_code
    if addresses[0].is_default and (known is None or known.code != code):
        choose(request, f"{ASSUMED}{code}")


def _has(parameter: Parameter, name: str, holds: str) -> bool:
    return name in parameter.name.values() and any(
        holds in words for words in parameter.value.values()
    )
