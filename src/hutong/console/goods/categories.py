"""The categories that shoppers walk through, as a tree."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import Category, CategoryDraft, CategoryNode
from hutong.console.goods import seo, wanted
from hutong.console.goods.merging import MERGE
from hutong.console.goods.words import INDENT, LEVELS, categories_by_id, flat
from hutong.console.kit import (
    Answers,
    ChoiceField,
    Column,
    Deed,
    Done,
    Empty,
    FormScreen,
    Group,
    ListScreen,
    Phone,
    Search,
    Show,
    Subject,
    SwitchField,
    TextField,
    TextsField,
    WholeField,
)
from hutong.console.quality.introducing import PROPOSE_CATEGORY
from hutong.kernel import texts
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.kernel.texts import Texts
from hutong.views.lists import Found, Paging
from hutong.views.products import products_by_category


@dataclass(frozen=True, kw_only=True)
class CategoryFilters:
    q: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryRow:
    id: UUID
    slug: str
    name: Texts
    depth: int
    hidden: bool
    below: int
    products: int

    @property
    def title(self) -> str:
        return INDENT * self.depth + texts.pick(self.name)


async def _tree(
    session: AsyncSession, filters: CategoryFilters, paging: Paging
) -> Found[CategoryRow]:
    """A shop has a few hundred at most: the whole tree in one statement."""
    counted = await products_by_category(session)
    nodes = await catalog.category_tree(session, levels=LEVELS, hidden=True)
    rows = [
        CategoryRow(
            id=node.id,
            slug=node.slug,
            name=node.name,
            depth=depth,
            hidden=node.hidden,
            below=len(node.children),
            products=_with_those_below(node, counted),
        )
        for node, depth in flat(nodes)
        if not filters.q or _is_called(node, filters.q.lower())
    ]
    return Found(rows[paging.offset : paging.offset + paging.size], len(rows))


def _is_called(node: CategoryNode, words: str) -> bool:
    return any(words in each.lower() for each in (*node.name.values(), node.slug))


def _with_those_below(node: CategoryNode, counted: Mapping[UUID, int]) -> int:
    return counted.get(node.id, 0) + sum(_with_those_below(each, counted) for each in node.children)


def _products(row: CategoryRow) -> str:
    return f"/console/products?category={row.slug}"


async def _find(session: AsyncSession, key: str) -> Category:
    return await catalog.find_category(session, as_id(key))


async def _begin(_session: AsyncSession, category: Category | None) -> Answers:
    if category is None:
        return {
            "position": 0,
            "parameters": wanted.of_category(None),
            "preview": seo.of_category(None),
        }
    return {
        "slug": category.slug,
        "name": category.name,
        "blurb": category.blurb,
        "parent": category.parent_id,
        "position": category.position,
        "hidden": category.hidden,
        "parameters": wanted.of_category(category),
        "meta_title": category.meta_title,
        "meta_description": category.meta_description,
        "preview": seo.of_category(category),
    }


async def _save(deed: Deed, answers: Answers) -> Done:
    kept: Category | None = deed.subject
    draft = CategoryDraft(
        id=kept.id if kept else None,
        slug=answers["slug"],
        name=answers["name"],
        blurb=answers["blurb"],
        meta_title=answers["meta_title"],
        meta_description=answers["meta_description"],
        parent_id=_parent(answers["parent"]),
        position=answers["position"] or 0,
        hidden=answers["hidden"],
        picture=kept.picture if kept else None,
        parameters=answers["parameters"],
    )
    await catalog.save_category(deed.session, draft, by=deed.by)
    return Done()


def _parent(answer: str | None) -> UUID | None:
    try:
        return UUID(answer) if answer else None
    except ValueError:
        words = gettext("Please choose one of these.")
        raise Invalid([Problem("parent", words)]) from None


CATEGORY_FORM = FormScreen(
    slug="categories",
    title=lambda category: texts.pick(category.name) if category else gettext("A new category"),
    permission="catalog.edit",
    subject=Subject(kind="category", find=_find, label=lambda category: texts.pick(category.name)),
    groups=(
        Group(
            "",
            (
                TextsField(name="name", title=N_("What it is called"), required=True, most=40),
                TextsField(name="blurb", title=N_("One line about it"), most=120),
                TextField(
                    name="slug",
                    title=N_("Address of its page"),
                    hint=N_("Small letters, digits and hyphens, such as cups-and-mugs."),
                    required=True,
                    most=80,
                ),
                ChoiceField(name="parent", title=N_("Stands below"), options=categories_by_id),
                WholeField(
                    name="position",
                    title=N_("Order among its neighbours"),
                    hint=N_("Small numbers come first."),
                    most=9999,
                ),
                SwitchField(name="hidden", title=N_("Hide it from shoppers")),
                wanted.FIELD,
            ),
        ),
        seo.OF_CATEGORY,
    ),
    begin=_begin,
    save=_save,
)

CATEGORIES = ListScreen(
    slug="categories",
    title=N_("Categories"),
    permission="catalog.view",
    query=_tree,
    filters_as=CategoryFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/categories/{row.id}/edit",
    columns=(
        Column(name="title", title=N_("Category"), phone=Phone.TITLE),
        Column(name="slug", title=N_("Address of its page"), show=Show.CODE),
        Column(name="below", title=N_("Below it"), show=Show.NUMBER),
        Column(name="products", title=N_("Products"), show=Show.NUMBER, link=_products),
        Column(
            name="hidden",
            title=N_("Hidden"),
            value=lambda row: gettext("Yes") if row.hidden else "",
        ),
    ),
    filters=(Search(title=N_("Search categories"), placeholder=N_("Name or address")),),
    actions=(PROPOSE_CATEGORY, MERGE),
    create=CATEGORY_FORM,
    empty=Empty(
        N_("No categories yet."),
        N_("Begin with these: products stand in categories, and the menu is made of them."),
    ),
)
