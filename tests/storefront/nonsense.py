"""What people, robots and attackers send: to every address of the storefront, in every field."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

import hutong.storefront
from hutong.storefront.routes import ROUTES
from hutong.tables import METADATA

VALUES = (
    "-1",
    "0",
    "1.5",
    "1e9",
    "9" * 400,
    "一",
    "１２",  # full width
    "٣",
    "²",
    "NaN",
    "\x00",
    "' or 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "//evil.example/",
    "../../etc/passwd",
    "00000000-0000-0000-0000-000000000000",
    "00000000-0000-0000-0000-000000000000:1",
    "长" * 20_000,
)
BODIES = {
    "broken JSON": ("application/json", b'{"quantity": '),
    "JSON of another shape": ("application/json", b'[1, {"quantity": [[]]}, null]'),
    "deep JSON": ("application/json", b"[" * 5000),
    "bytes that are no text": ("application/x-www-form-urlencoded", b"quantity=%ff%fe&sku=\xff"),
    "half a file": (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data; na",
    ),
    "a file without boundary": ("multipart/form-data", b"--x"),
    "an unknown kind": ("application/x-unknown", b"\x00\x01"),
    "no kind at all": ("", b"quantity=1"),
    "a thousand fields": ("application/x-www-form-urlencoded", b"quantity=1&" * 1000),
    "fields nobody knows": ("application/x-www-form-urlencoded", b"is_admin=1&total=1&price=0"),
}
COOKIES = ("", "x", "\x01", "é" * 40, "a" * 4000, "-1", "9" * 300, "²", "null", '"', "zh;en", "%00")
STATIC = {"sku", "lang", "next", "back", "total", "price", "quantity", "id"}
NAMED = re.compile(r"""name=["']([a-z_][\w-]*)["']""")
PARAMETER = re.compile(r"\{[^}]+\}")
BOOKS = ("orders_", "payments_", "inventory_", "fulfilment_", "catalog_", "pricing_", "access_")


@dataclass(frozen=True, slots=True)
class Address:
    method: str
    path: str

    def url(self, value: str) -> str:
        return PARAMETER.sub(value, self.path)


def addresses() -> list[Address]:
    return sorted(
        (
            Address(method, path)
            for handler in ROUTES
            for path in handler.paths  # type: ignore[union-attr]
            for method in handler.http_methods  # type: ignore[union-attr]
        ),
        key=lambda address: (address.path, address.method),
    )


def fields() -> set[str]:
    """Every field that any form of the storefront has."""
    folder = Path(hutong.storefront.__file__).parent
    return STATIC.union(
        *(NAMED.findall(page.read_text("utf-8")) for page in folder.rglob("*.html"))
    )


def forms() -> Iterator[tuple[str, str, bytes]]:
    """Name, kind and content of every bad body."""
    for name, (kind, content) in BODIES.items():
        yield name, kind, content
    for value in VALUES:
        content = urlencode(dict.fromkeys(sorted(fields()), value)).encode()
        yield f"{value[:40]!r} everywhere", "application/x-www-form-urlencoded", content


async def books(session: AsyncSession) -> dict[str, str | None]:
    """What stands in the books of the trade, to see that nothing was written."""
    await session.flush()
    tables = [table.name for table in METADATA.sorted_tables if table.name.startswith(BOOKS)]
    return {
        table: await session.scalar(
            text(f"select md5(string_agg(t::text, '|' order by t::text)) from {table} t")  # noqa: S608
        )
        for table in tables
    }


async def rows(session: AsyncSession) -> dict[str, int]:
    """How many rows every table has."""
    await session.flush()
    counts = " union all ".join(
        f"select '{table.fullname}' as name, count(*) as rows from {table.fullname}"  # noqa: S608
        for table in METADATA.sorted_tables
    )
    return {name: count for name, count in await session.execute(text(counts))}  # noqa: C416
