"""What a merchandising rule would do before it is saved; why a product stands where it does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Template
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, search
from hutong.console.kit import Area, Posted, Staff
from hutong.console.kit.answers import Asked, Visit
from hutong.console.kit.pages import FieldView
from hutong.console.kit.screens import ROOT
from hutong.console.kit.site import Site
from hutong.console.searching.arranged import FIELD, Arranged, GoodsRow, read, typed
from hutong.console.searching.asked import EDIT
from hutong.console.searching.explained import Part, parts
from hutong.console.searching.rules import SLUG, category_of
from hutong.kernel.errors import DomainError
from hutong.kernel.i18n import gettext
from hutong.kernel.ids import as_id
from hutong.kernel.texts import pick
from hutong.search import WORDS_MAX, Document, Effect, Found, Index, Query, RuleDraft, Steering
from hutong.web.session import Session

SHOWN = 24
LOOKED_AT = 96
ASKED_FOR = 6


@dataclass(frozen=True, slots=True)
class TriedPage:
    view: FieldView


@dataclass(frozen=True, slots=True)
class Result:
    title: str
    product_id: UUID
    in_stock: bool


@dataclass(frozen=True, slots=True)
class ExplainedPage:
    """`place`: where it stands among the first, if it does."""

    words: str
    read_as: str
    title: str
    parts: Sequence[Part]
    score: str
    pinned: int | None
    place: int | None
    tried: bool
    results: Sequence[Result]


def trying(areas: Sequence[Area]) -> Sequence[HTTPRouteHandler]:
    site = Site(areas)

    @post(f"{ROOT}/{SLUG}/preview", status_code=200)
    async def preview(request: Asked, session: Session, staff: Staff) -> Template:
        """Nothing is kept. What was typed stays, with what shoppers would see beside it."""
        staff.require(EDIT)
        posted = Posted(await request.form())
        arranged = await tried(session, request.app.state.index, posted)
        view = FieldView(field=FIELD, entered=arranged, options=(), problems={})
        if request.headers.get("hx-request") == "true":
            return Template(FIELD.template, context={"field": FIELD, "view": view})
        visit = Visit(request, session, staff, site)
        return visit.page("console/searching/tried.html", TriedPage(view))

    @get(f"{ROOT}/search-explanation")
    async def explanation(request: Asked, session: Session, staff: Staff) -> Template:
        staff.require("search.view")
        page = await _explained(request)
        return Visit(request, session, staff, site).page("console/searching/explained.html", page)

    return [preview, explanation]


async def tried(session: AsyncSession, index: Index, posted: Posted) -> Arranged:
    """The rows of a form, in the order that its rule would give the results."""
    kept = typed(posted)
    draft = RuleDraft(goods=read(posted), sold_out_too=posted.one("sold_out_too") == "1")
    query = await _query(session, posted)
    if query is None:
        note = gettext("Give words or a category to see what the rule does.")
        return replace(kept, tried=True, note=note)
    then = index.tried(query, search.trial(draft))
    if then is None:
        note = gettext("There is no search index at the moment, so nothing can be shown.")
        return replace(kept, tried=True, note=note)
    now = await index.find(query)
    found = await _looked_for(index, kept.looked_for)
    return Arranged(
        rows=list(_rows(kept, now, then, found=found, words=query.text)),
        tried=True,
        total=then.total,
        looked_for=kept.looked_for,
        note=_note(then, kept, found),
    )


async def _query(session: AsyncSession, posted: Posted) -> Query | None:
    words = posted.one("words")[:WORDS_MAX]
    if words:
        return Query(text=words, size=LOOKED_AT)
    try:
        category_id = category_of(posted.one("category") or None)
        if category_id is None:
            return None
        category = await catalog.find_category(session, category_id)
    except DomainError:
        return None
    return Query(category_slug=category.slug, size=LOOKED_AT)


async def _looked_for(index: Index, typed: str) -> Sequence[Document]:
    if not typed:
        return ()
    return (await index.find(Query(text=typed[:WORDS_MAX], size=ASKED_FOR))).items


def _note(then: Found, kept: Arranged, found: Sequence[Document]) -> str:
    if kept.looked_for and not found:
        return gettext("No product was found for “{words}”.").format(words=kept.looked_for)
    if then.corrected:
        return gettext("Read as “{words}”.").format(words=then.corrected)
    return "" if then.total else gettext("Nothing is found yet: pin what shoppers should see.")


def _rows(
    kept: Arranged, now: Found, then: Found, *, found: Sequence[Document], words: str
) -> Iterator[GoodsRow]:
    """What shoppers would see first, what else the rule names, what was looked for."""
    typed = {row.product_id: row for row in kept.rows}
    before = {each.product_id: at for at, each in enumerate(now.items, 1)}
    after = {each.product_id: at for at, each in enumerate(then.items, 1)}
    shown = list(then.items[:SHOWN])
    shown += [each for each in (*then.items, *now.items) if str(each.product_id) in typed]
    goods = {str(each.product_id): each for each in (*shown, *found)}
    places = _places(kept)
    for key, each in goods.items():
        row = typed.get(key) or GoodsRow(key, "")
        yield GoodsRow(
            product_id=key,
            title=pick(each.title),
            effect=row.effect,
            place=places.get(key, ""),
            now=before.get(each.product_id),
            then=after.get(each.product_id),
            in_stock=each.in_stock,
            why=_why(words, key, row.effect, places.get(key, "")) if words else "",
        )
    yield from (replace(row, in_stock=True) for key, row in typed.items() if key not in goods)


def _places(kept: Arranged) -> dict[str, str]:
    pins = [row.product_id for row in kept.rows if row.effect == Effect.PIN]
    return {key: str(place) for place, key in enumerate(pins, 1)}


def _why(words: str, key: str, effect: str, pinned: str) -> str:
    asked = {"q": words, "product": key, "effect": effect, "pinned": pinned}
    return f"{ROOT}/search-explanation?{urlencode({k: v for k, v in asked.items() if v})}"


async def _explained(request: Asked) -> ExplainedPage:
    index: Index = request.app.state.index
    asked = request.query_params
    words = asked.get("q", "").replace("\0", "").strip()[:WORDS_MAX]
    found = await index.find(Query(text=words, size=LOOKED_AT)) if words else None
    results = [
        Result(pick(each.title), each.product_id, each.in_stock)
        for each in (found.items[:SHOWN] if found else ())
    ]
    page = ExplainedPage(
        words=words,
        read_as=found.corrected if found else "",
        title="",
        parts=(),
        score="",
        pinned=None,
        place=None,
        tried=False,
        results=results,
    )
    if not asked.get("product") or found is None:
        return page
    product_id = as_id(asked["product"])
    steering = _steering(asked.get("effect", ""), product_id)
    told = await index.explain(words, product_id, steering)
    if told and told.place and steering:
        told = replace(told, place=_number(asked.get("pinned", "")) or told.place)
    document = await index.get(product_id)
    if document is None:
        return page
    places = {each.product_id: at for at, each in enumerate(found.items, 1)}
    return replace(
        page,
        title=pick(document.title),
        parts=parts(told, document) if told else (),
        score=f"{told.score:,.1f}" if told else "",
        pinned=told.place if told else None,
        place=places.get(product_id),
        tried=steering is not None,
    )


def _number(typed: str) -> int | None:
    """Among the other pins of the rule that is tried."""
    return int(typed) if typed in map(str, range(1, search.GOODS_MAX + 1)) else None


def _steering(effect: str, product_id: UUID) -> Steering | None:
    match effect:
        case Effect.PIN:
            return Steering(pinned=(product_id,))
        case Effect.BOOST:
            return Steering(boosted=frozenset([product_id]))
        case Effect.BURY:
            return Steering(buried=frozenset([product_id]))
        case _:
            return None
