"""Names of brands and categories among the words of a shopper."""

from dataclasses import replace
from uuid import UUID

import pytest

from hutong.catalog import CategoryNode
from hutong.search import Document, Index, NameKind, Place, Query
from tests.search.test_find import document

KILN = Place("luming", {"zh": "鹿鸣窑", "en": "Luming Kiln"})
MILL = Place("miantian", {"zh": "棉田", "en": "Miantian"})
TEA, BATH = ("tea", {"zh": "茶具", "en": "Tea things"}), ("bath", {"zh": "浴室", "en": "Bath"})


def made(brand: Place, category: tuple[str, dict[str, str]], zh: str, en: str) -> Document:
    return replace(document(zh, en), brand=brand, path=(Place(*category),))


KILN_POT = made(KILN, TEA, "白釉茶壶", "White teapot")
KILN_CUP = made(KILN, TEA, "青釉茶杯", "Celadon cup")
MILL_POT = made(MILL, TEA, "棉布茶壶套", "Teapot cosy")
MILL_TOWEL = made(MILL, BATH, "鹿鸣窑联名茶具浴巾", "Luming Kiln tea things towel")


@pytest.fixture
def index() -> Index:
    index = Index()
    index.put([KILN_POT, KILN_CUP, MILL_POT, MILL_TOWEL], [node(*TEA), node(*BATH)])
    return index


def node(slug: str, name: dict[str, str]) -> CategoryNode:
    return CategoryNode(
        id=UUID(int=len(slug)),
        slug=slug,
        name=name,
        blurb={},
        picture=None,
        hidden=False,
        children=(),
        meta_title={},
        meta_description={},
    )


async def found(index: Index, text: str, *as_words: NameKind) -> tuple[set[str], list[str]]:
    """The goods, and what was recognised."""
    answer = await index.find(Query(text=text, as_words=frozenset(as_words)))
    return {each.slug for each in answer.items}, [each.key for each in answer.named]


@pytest.mark.parametrize(
    "typed", ["鹿鸣窑", "鹿鳴窯", "lumingyao", "luming yao", "Luming Kiln", "LUMING KILNS"]
)
async def test_a_brand_that_is_named_shows_its_own_goods_only(index: Index, typed: str) -> None:
    goods, named = await found(index, typed)

    assert goods == {KILN_POT.slug, KILN_CUP.slug}
    assert named == ["鹿鸣窑"]


@pytest.mark.parametrize(
    "typed", ["鹿鸣窑茶壶", "茶壶 鹿鸣窑", "lumingyao chahu", "luming kiln teapot"]
)
async def test_the_other_words_are_looked_for_among_the_goods_of_the_brand(
    index: Index, typed: str
) -> None:
    goods, named = await found(index, typed)

    assert goods == {KILN_POT.slug}
    assert named == ["鹿鸣窑"]


async def test_a_typing_error_beside_a_brand_is_mended_too(index: Index) -> None:
    answer = await index.find(Query(text="鹿鸣窑 茶湖"))

    assert [each.slug for each in answer.items] == [KILN_POT.slug]
    assert answer.corrected == "鹿鸣窑 茶壶"


async def test_who_takes_the_brand_away_searches_for_its_words_everywhere(index: Index) -> None:
    goods, named = await found(index, "鹿鸣窑", NameKind.BRAND)

    assert MILL_TOWEL.slug in goods
    assert named == []


async def test_a_brand_that_has_nothing_of_the_kind_narrows_nothing(index: Index) -> None:
    goods, named = await found(index, "鹿鸣窑 浴巾")

    assert goods == {MILL_TOWEL.slug}
    assert named == []


async def test_goods_of_a_category_that_is_named_come_forward(index: Index) -> None:
    answer = await index.find(Query(text="茶具"))
    plain = await index.find(Query(text="茶具", as_words=frozenset([NameKind.CATEGORY])))

    assert answer.total == plain.total
    assert plain.items[-1].slug == KILN_CUP.slug
    assert answer.items[-1].slug == MILL_TOWEL.slug
    assert [each.kind for each in answer.named] == [NameKind.CATEGORY]


async def test_staff_see_what_a_name_did_to_a_rank(index: Index) -> None:
    lifted = await index.explain("茶具", KILN_POT.product_id)
    other = await index.explain("茶具", MILL_TOWEL.product_id)

    assert lifted is not None
    assert other is not None
    assert lifted.lift > 0 == other.lift
    assert lifted.nuance == pytest.approx(
        lifted.text - lifted.lift - sum(hit.points for hit in lifted.hits)
    )


async def test_a_brand_is_known_from_its_first_product_to_its_last(index: Index) -> None:
    index.put([replace(KILN_POT, brand=MILL), replace(KILN_CUP, brand=MILL)])

    _, named = await found(index, "鹿鸣窑")

    assert named == []
