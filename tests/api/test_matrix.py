"""What the route table itself promises: made from it, so that no new route is forgotten."""

from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cart, identity, members
from hutong.api.document import described
from hutong.api.reference import CHAPTERS
from hutong.api.routes import described as router
from hutong.catalog import ProductSheet
from hutong.kernel.ids import new_id
from hutong.members import Member
from tests import placing
from tests.make import trade

DOCUMENT = described(router)
OPERATIONS = [
    (path, method, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]
NAMES = [f"{method.upper()} {path}" for path, method, _ in OPERATIONS]
PUBLIC = {"slug"}  # what everybody may see
OWN = {"address_id", "checkout_id", "number", "session_id"}  # what belongs to one member
IDEMPOTENT = {"sku_id", "product_id"}  # lines of one's own cart, marks of one's own
SECRET = {
    "fingerprint", "idempotency_key", "member_id", "seller_id", "shard", "password_hash", "notes",
    "staff_name", "cost", "on_hand", "reserved", "secret", "sealed", "demo", "frozen_reason",
}  # fmt: skip


async def _send(
    client: AsyncClient, method: str, path: str, operation: dict[str, Any], **more: Any
) -> Response:
    headers = {"idempotency-key": f"key-{new_id()}"}
    body = {} if "requestBody" in operation else None
    return await client.request(
        method, path.removeprefix("/api/v1"), headers=headers, **{"json": body, **more}
    )


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=NAMES)
async def test_who_is_not_signed_in_is_told_so(
    guest: AsyncClient, path: str, method: str, operation: dict[str, Any]
) -> None:
    filled = path.format(**{name: new_id() for name in (*OWN, *IDEMPOTENT)}, slug="no-such-mug")

    answer = await _send(guest, method, filled, operation)

    if operation["security"]:
        assert answer.status_code in {400, 401, 422}
        if answer.status_code != 401:  # the body is read first; with a good one it is 401
            assert "requestBody" in operation
    else:
        assert answer.status_code < 500


@pytest.mark.parametrize(
    ("path", "method", "operation"),
    [each for each in OPERATIONS if "{" in each[0]],
    ids=[name for name in NAMES if "{" in name],
)
async def test_what_belongs_to_another_member_does_not_exist(
    session: AsyncSession,
    shopper: AsyncClient,
    stranger: AsyncClient,
    member: Member,
    mug: ProductSheet,
    path: str,
    method: str,
    operation: dict[str, Any],
) -> None:
    names = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
    assert names <= PUBLIC | OWN | IDEMPOTENT, "say whose this is"
    if not names & OWN:
        return
    mine = await _mine(session, member, mug)
    before = await _everything(session)

    answer = await _send(
        stranger, method, path.format(**mine), operation, json=_body(operation, mine)
    )

    assert answer.status_code == 404, answer.text
    assert await _everything(session) == before


@pytest.mark.parametrize(
    ("path", "method", "operation"),
    [each for each in OPERATIONS if "requestBody" in each[2]],
    ids=[name for name, each in zip(NAMES, OPERATIONS, strict=True) if "requestBody" in each[2]],
)
async def test_what_was_not_asked_for_is_not_taken(
    session: AsyncSession,
    shopper: AsyncClient,
    member: Member,
    mug: ProductSheet,
    path: str,
    method: str,
    operation: dict[str, Any],
) -> None:
    mine = {**await _mine(session, member, mug), "sku_id": mug.skus[0].id}
    before = await _everything(session)
    body = _body(operation, mine) | {"price": 1, "role": "owner", "member_id": str(new_id())}

    answer = await _send(shopper, method, path.format(**mine), operation, json=body)

    assert answer.status_code in {400, 422}, answer.text
    assert "unknown field" in answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert await _everything(session) == before


def test_no_answer_holds_what_is_not_the_shoppers_business() -> None:
    told = {
        name
        for schema in DOCUMENT["components"]["schemas"].values()
        for name in schema.get("properties", {})
    }

    assert told & SECRET == set()


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=NAMES)
def test_every_call_says_what_it_does_and_what_it_needs(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    public = {"/codes", "/regions", "/regions/search", "/address-readings", "/categories"}
    public |= {"/products", "/products/{slug}", "/products/{slug}/related", "/guests"}
    public |= {"/payment-providers", "/brand"}
    signing_in = (method, path) == ("post", "/api/v1/sessions")

    assert operation["summary"]
    assert operation["tags"][0] in CHAPTERS
    assert bool(operation["security"]) != (path.removeprefix("/api/v1") in public or signing_in)


@pytest.mark.parametrize("path", sorted(DOCUMENT["paths"]))
def test_a_write_that_must_not_happen_twice_asks_for_a_key(path: str) -> None:
    operation = DOCUMENT["paths"][path].get("post", {})
    keys = [each for each in operation.get("parameters", []) if each["name"] == "Idempotency-Key"]

    assert bool(keys) == (path in {"/api/v1/orders", "/api/v1/orders/{number}/payment"})
    assert all(key["required"] for key in keys)


async def _mine(session: AsyncSession, member: Member, mug: ProductSheet) -> dict[str, Any]:
    """One of everything that belongs to the member."""
    order = await placing.place(session, trade.placement(trade.lines(mug, 1), member_id=member.id))
    items = [cart.Item(mug.skus[0].id, 1)]
    checkout = await cart.begin_checkout(session, member.id, items, cart.Source.BUY_NOW)
    (address,) = await members.addresses(session, member.id)
    (device,) = await identity.sessions_of(session, member.subject)
    return {
        "number": order.number,
        "checkout_id": checkout.id,
        "address_id": address.id,
        "session_id": device.id,
        "slug": mug.slug,
        "product_id": mug.id,
        "sku_id": mug.skus[0].id,
    }


def _body(operation: dict[str, Any], mine: dict[str, Any]) -> dict[str, Any]:
    """The smallest body that would be accepted, by the schema's own words."""
    if "requestBody" not in operation:
        return {}
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    found: dict[str, Any] = _sample(schema, mine, "")
    return found


KNOWN = {
    "phone": "13800138000",
    "province": "33",
    "city": "3301",
    "district": "330106",
    "reason": "other",
    "locale": "en",
}


def _sample(schema: dict[str, Any], mine: dict[str, Any], name: str) -> Any:
    if "$ref" in schema:
        key = schema["$ref"].rpartition("/")[2]
        return _sample(DOCUMENT["components"]["schemas"][key], mine, name)
    if name in mine or name in KNOWN:
        return str(mine.get(name) or KNOWN[name])
    if "properties" in schema:
        needed = schema.get("required", [])
        return {each: _sample(schema["properties"][each], mine, each) for each in needed}
    if name == "sku_ids":
        return [str(mine["sku_id"])]
    return {"integer": 1, "boolean": True}.get(schema.get("type", ""), "一二三四")


async def _everything(session: AsyncSession) -> list[Any]:
    """How many rows there are of what a write could leave behind, and how far orders are."""
    counted = [
        "orders_order", "orders_history", "payments_attempt", "members_address",
        "members_favourite", "cart_line", "cart_checkout", "identity_session",
        "inventory_movement", "api_answer",
    ]  # fmt: skip
    rows = [
        await session.scalar(text(f"select count(*) from {table}"))  # noqa: S608
        for table in counted
    ]
    return [*rows, await session.scalar(text("select string_agg(state, ',') from orders_order"))]
