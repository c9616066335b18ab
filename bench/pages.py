"""How fast pages are served: ./dev bench pages

Anonymous visitors, warm processes, compressed answers, closed loop of 32 clients on the same
machine. Beside them the database's own limit for reading one row: a page that needs no statement
may be faster than that.
"""

import os
import sys

import uvloop

from bench.load import Client, hammer
from bench.running import Running, a_shop, pgbench, report

PAGES = {
    "home": "/",
    "listing": "/c/kitchen",
    "search": "/search?q=%E6%9D%AF",
    "product": "/p/yuebai-mug",
}
SECONDS = 6
CLIENTS = 32
WORKERS = max(1, (os.cpu_count() or 2) // 2)
ASKED = {"accept-encoding": "br", "accept-language": "zh-CN"}
ONE_ROW = "select slug from catalog_product where slug = 'yuebai-mug';\n"
OK = 200


async def measure(shop: Running) -> dict[str, object]:
    figures: dict[str, object] = {}
    for name, path in PAGES.items():

        async def visit(client: Client, path: str = path) -> int:
            return (await client.ask("GET", path, headers=ASKED)).status

        await hammer(shop.port, CLIENTS, 1, visit)
        tally = await hammer(shop.port, CLIENTS, SECONDS, visit)
        if set(tally.statuses) != {OK}:
            raise SystemExit(f"{path} answered {dict(tally.statuses)}")
        page = await Client(shop.port).ask("GET", path, headers=ASKED)
        figures[f"{name}_per_s"] = tally.per_second
        figures[f"{name}_p99_ms"] = tally.percentile(0.99)
        figures[f"{name}_bytes"] = len(page.body)
        print(
            f"{name:8} {tally.per_second:8.1f}/s  p99 {tally.percentile(0.99)} ms", file=sys.stderr
        )
    return figures


def main() -> None:
    with a_shop(workers=WORKERS) as shop:
        figures = uvloop.run(measure(shop))
        limit = pgbench(shop.database_url, ONE_ROW, clients=CLIENTS, seconds=SECONDS)
    for name in PAGES:
        figures[f"{name}_to_one_row"] = round(_of(figures, f"{name}_per_s") / limit, 3)
    report(figures | {"one_row_per_s": round(limit, 1), "workers": WORKERS, "clients": CLIENTS})


def _of(figures: dict[str, object], name: str) -> float:
    value = figures[name]
    assert isinstance(value, float)  # noqa: S101
    return value


if __name__ == "__main__":
    main()
