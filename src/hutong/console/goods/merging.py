"""One category goes into another: nothing that names it is lost unseen."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, inventory
from hutong.catalog import Category
from hutong.console.goods.words import categories_by_id
from hutong.console.kit import Action, Answers, ChoiceField, Deed, Done, Subject, Tone
from hutong.kernel import texts
from hutong.kernel.errors import Refused
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.views.category_uses import NamedBy, named_by

KINDS: Mapping[NamedBy, str] = {
    NamedBy.REGIONS: N_("Regional rules"),
    NamedBy.STANDARDS: N_("Standards of listing"),
    NamedBy.SHELF: N_("Rules of listing"),
    NamedBy.TERMS: N_("Forbidden words"),
    NamedBy.TAGS: N_("Tag rules"),
    NamedBy.MERCHANDISING: N_("Merchandising rules"),
}


@dataclass(eq=False)
class NamedByRules(Refused):
    message = "Rules name this category and would be lost with it. Change them first: {rules}."
    rules: str


async def _find(session: AsyncSession, key: str) -> Category:
    return await catalog.find_category(session, as_id(key))


async def _merge(deed: Deed, answers: Answers) -> Done:
    category = await catalog.claim_category(deed.session, deed.subject.id)
    uses = await named_by(deed.session, category.id)
    if uses:
        raise NamedByRules(
            gettext(", ").join(f"{gettext(KINDS[kind])} {many}" for kind, many in uses.items())
        )
    into = await catalog.find_category(deed.session, as_id(answers["into"]))
    await inventory.recategorise_stocktakes(deed.session, category.id, into=into.id)
    moved = await catalog.merge_category(deed.session, category.id, into=into.id, by=deed.by)
    told = gettext("Products that moved to “{name}”: {count}.")
    return Done(message=told.format(name=texts.pick(into.name), count=moved))


MERGE = Action(
    slug="merging",
    title=N_("Merge into another"),
    permission="catalog.edit",
    subject=Subject(
        kind="category",
        find=_find,
        label=lambda category: texts.pick(category.name),
        trail_kind="catalog_category",
    ),
    run=_merge,
    fields=(ChoiceField(name="into", title=N_("Into"), options=categories_by_id, required=True),),
    done=N_("Merged."),
    question=N_(
        "All its products and the categories below it go into the other one, and its address"
        " leads there. Then it is gone; this cannot be taken back."
    ),
    tone=Tone.BAD,
)
