"""A tag for the goods that searched words mean."""

import itertools
import re
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, search
from hutong.catalog import ProductSheet, Tag, TagDraft, TagPlace
from hutong.console.kit import Answers, Deed, Done
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.texts import FALLBACK, pick

GOODS_MAX = 50
SLUG_MAX = 30  # room for a number behind it
APART = re.compile(r"[\s,，、;；]+")
LATIN = re.compile(r"[a-z0-9]+")


async def named_product(session: AsyncSession, typed: str, field: str) -> ProductSheet:
    """By a SKU code or barcode, else by the address of its page."""
    try:
        sku = await catalog.sku_by_code(session, typed)
    except catalog.SkuNotFound:
        slug = typed.rstrip("/").rpartition("/")[2].partition("?")[0]
        try:
            return await catalog.find_product(session, slug)
        except catalog.ProductNotFound as refusal:
            raise Invalid([Problem(field, str(refusal))]) from None
    return await catalog.product_by_id(session, sku.product_id)


async def give_tag(deed: Deed, answers: Answers) -> Done:
    """All of the goods get it, or none. It stands in the history of each, where it is undone."""
    session = deed.session
    sheets = await _chosen(session, answers["goods"])
    tag = await _tag(deed, answers["tag"])
    new = [sheet for sheet in sheets if tag.slug not in sheet.tags]
    for sheet in new:
        tags = [*sheet.tags]
        await catalog.change_product(
            session, sheet.id, {"tags": [tags, [*tags, tag.slug]]}, by=deed.by
        )
    words = gettext("“{tag}” was given to {count} products; {already} had it already.")
    told = {"tag": pick(tag.name), "count": len(new), "already": len(sheets) - len(new)}
    return Done(message=words.format(**told))


async def _chosen(session: AsyncSession, typed: str) -> Sequence[ProductSheet]:
    """In the order in which rows are locked."""
    names = list(dict.fromkeys(filter(None, APART.split(typed))))
    if len(names) > GOODS_MAX:
        words = gettext("At most {max} of these.").format(max=GOODS_MAX)
        raise Invalid([Problem("goods", words)])
    found: dict[object, ProductSheet] = {}
    problems: list[Problem] = []
    for name in names:
        try:
            sheet = await named_product(session, name, "goods")
        except Invalid as refusal:
            problems += refusal.problems
        else:
            found[sheet.id] = sheet
    if problems or not found:
        words = gettext("Please fill this in.")
        raise Invalid(problems or [Problem("goods", words)])
    return sorted(found.values(), key=lambda sheet: sheet.id)


async def _tag(deed: Deed, slug: str | None) -> Tag:
    """The chosen one; else the one that is called as the words are, a new one where none is."""
    known = await catalog.tags(deed.session, retired=True)
    words = deed.subject.words
    for tag in known:
        if tag.retired_at is None and (tag.slug == slug if slug else words in tag.name.values()):
            return tag
    if slug:
        raise Invalid([Problem("tag", gettext("Please choose one of these."))])
    if len(words) > catalog.NAME_MAX:
        raise Invalid([Problem("tag", gettext(TOO_LONG))])
    draft = TagDraft(
        slug=_free({tag.slug for tag in known}, words),
        name={FALLBACK: words},
        place=TagPlace.SEARCH,
    )
    return await catalog.save_tag(deed.session, draft, by=deed.by)


TOO_LONG = N_("These words are too long for the name of a tag: please choose one of yours.")


def _free(taken: set[str], words: str) -> str:
    """杯了 is beile, the next of that sound beile-2."""
    slug = "-".join(LATIN.findall(search.spelled(words).lower()))[:SLUG_MAX].strip("-") or "words"
    numbered = (f"{slug}-{n}" for n in itertools.count(2))
    return next(each for each in itertools.chain([slug], numbered) if each not in taken)
