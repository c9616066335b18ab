"""The audit trail speaks the reader's language: no line in it is a name of the program."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from hutong.catalog import trail
from hutong.console.kit import FormScreen
from hutong.console.kit.site import Site
from hutong.console.registry import AREAS
from hutong.console.trail.values import told, value
from hutong.console.trail.words import KINDS, Words
from hutong.decoration import BRAND_PICTURES
from hutong.inventory import (
    Location,
    Receipt,
    ReceiptState,
    Stock,
    Stocktake,
    StocktakeState,
    Transfer,
    TransferState,
)
from hutong.kernel import i18n
from hutong.messaging import Message
from hutong.orders import Order
from hutong.payments import RefundRequest
from hutong.views.trail import Change

SITE = Site(AREAS)
WORDS = Words.of(list(SITE.screens))
ACTIONS = [
    action for slug in SITE.slugs() for action in [*SITE.actions_of(slug), *SITE.bulk_of(slug)]
]
DEED = re.compile(r"[a-z]+\.[a-z_]+")
FIELD = re.compile(r"[a-z_]+")
RECORDS = re.compile("record|audited")
CHINESE = re.compile(r"[\u3400-\u9fff]")
SAID = {"before", "after"}
STAYS = re.compile(r"id|.*_id|currency|key|params|locale|.*_minor|template|channel|owed_at")


def of_the_console() -> Iterator[str]:
    yield from (f"{action.subject.kind}.{action.slug}" for action in ACTIONS)
    for slug in SITE.slugs():
        yield from (f"{slug}.{document.slug}" for document in SITE.documents_of(slug))


@cache
def recording() -> list[tuple[str, ast.Call]]:
    """Every call of something that records, and its name. Most files have none: only the others
    are read closely."""
    found = []
    for path in Path("src/hutong").rglob("*.py"):
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)) if RECORDS.search(text) else ():
            match node:
                case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                    if RECORDS.search(name):
                        found.append((name, node))
    return found


def of_the_modules() -> Iterator[str]:
    """Whatever is handed to something that records."""
    for _name, call in recording():
        yield from constants(call.args, DEED)


def of_documents() -> Iterator[str]:
    """A document is recorded under the state that it comes into."""
    papers = {"receipt": ReceiptState, "stocktake": StocktakeState, "transfer": TransferState}
    for paper, states in papers.items():
        yield from (f"inventory.{paper}.{state}" for state in states)


def constants(nodes: list[ast.expr], shape: re.Pattern[str]) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.Constant(value=str(said)) if shape.fullmatch(said):
                yield said


def of_records() -> Iterator[str]:
    """What is told as before and after wherever something is recorded."""
    for name, call in recording():
        for each in call.keywords if "record" in name else []:
            if each.arg in SAID and isinstance(each.value, ast.Dict):
                yield from constants([key for key in each.value.keys if key], FIELD)


def fields() -> Iterator[str]:
    """What a form asks for, what is recorded, what the catalogue tells, and what can change in a
    row."""
    yield from of_records()
    yield from ("font", *BRAND_PICTURES)
    yield from (f"({field.name})" for action in ACTIONS for field in action.fields)
    told = ast.walk(ast.parse(Path(trail.__file__).read_text("utf-8")))
    for node in told:
        match node:
            case ast.Tuple(elts=names):
                yield from constants(names, FIELD)
    for row in (Order, Message, RefundRequest):
        yield from changing(row)


def changing(row: type[Order | Message | RefundRequest]) -> set[str]:
    """What is not settled when the row is made."""
    columns = row.__table__.columns
    return {c.key for c in columns if c.nullable or c.default is not None} - {
        c.key for c in columns if STAYS.fullmatch(c.key)
    }


@pytest.mark.parametrize("name", sorted({*of_the_console(), *of_the_modules(), *of_documents()}))
def test_every_deed_has_words(name: str) -> None:
    with i18n.using("zh_CN"):
        said = WORDS.deed(name)

    assert CHINESE.search(said), f"{name} needs words in DEEDS of console/trail/words.py"


@pytest.mark.parametrize(
    "kind",
    sorted(
        {action.subject.kind for action in ACTIONS}
        | {each.subject.kind for each in SITE.screens if isinstance(each, FormScreen)}
        | {each.__tablename__ for each in (Receipt, Transfer, Stocktake, Location, Stock)}
    ),
)
def test_every_kind_of_thing_has_words(kind: str) -> None:
    assert kind in KINDS, f"{kind} needs a label in KINDS of console/trail/words.py"


@pytest.mark.parametrize("name", sorted(set(fields())))
def test_every_field_has_words(name: str) -> None:
    with i18n.using("zh_CN"):
        said = WORDS.field(name)

    assert CHINESE.search(said), f"{name} needs words in FIELDS of console/trail/words.py"


def test_what_every_form_and_list_does_has_words_whatever_it_is_about() -> None:
    with i18n.using("zh_CN"):
        assert WORDS.deed("anything.edit") == "修改"
        assert WORDS.deed("anything.export") == "导出列表"


def test_a_change_of_a_sku_is_told_with_its_code() -> None:
    with i18n.using("zh_CN"):
        assert WORDS.field("skus.MUG-01.price") == "MUG-01 · 价格"
        assert WORDS.field("(reason)") == "原因（填写）"


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        (None, ""),
        (True, "是"),
        ({"en": "Cup", "zh": "杯"}, "杯 / Cup"),
        ([{"name": {"zh": "材质"}, "value": {"zh": "瓷"}}], "材质: 瓷"),
        ({"minor": 12900, "currency": "CNY"}, "¥129.00"),
        (["a", {"zh": "月白", "en": ""}], "a; 月白"),
        (12, "12"),
    ],
)
def test_values_are_read_as_people_write_them(kept: object, read: str) -> None:
    with i18n.using("zh_CN"):
        assert value(kept) == read


def test_a_choice_is_told_as_the_screens_call_it() -> None:
    change = Change("catalog_product", "sourcing", None, "own_brand")

    with i18n.using("zh_CN"):
        assert told(change, change.after) == "自有品牌"
        assert told(Change("inventory_transfer", "state", None, "draft"), "draft") == "草稿"
