"""What a further web process adds: ./dev bench scaling

Orders placed over HTTP by as many clients for each process, with one, two and more of them before
the same database. Everything else of the machine (database, worker, load) is shared, so the last
process adds less than the first: `added` is what each size does to what one does.
"""

import os
import sys
from contextlib import suppress

import uvloop

from bench.buyers import known_shop, requests, uniform
from bench.orders import placed
from bench.running import Running, a_shop, report

CLIENTS_EACH = 24
WARM = 1000
ORDERS = 12_000


async def measure(shop: Running, workers: int) -> float:
    known = await known_shop(shop)
    clients = CLIENTS_EACH * workers
    with suppress(SystemExit):
        await placed(shop, await requests(shop, known, list(uniform(known, WARM))), clients)
    wanted = await requests(shop, known, list(uniform(known, ORDERS)))
    per_second = (await placed(shop, wanted, clients))["per_s"]
    print(f"{workers}: {per_second}/s", file=sys.stderr)
    return float(str(per_second))


def main() -> None:
    found = {}
    for workers in range(1, (os.cpu_count() or 2) + 1):
        with a_shop(workers=workers) as shop:
            found[workers] = uvloop.run(measure(shop, workers))
    report(
        {
            "orders_per_s": found,
            "added": {n: round(rate / found[1], 2) for n, rate in found.items()},
        }
    )


if __name__ == "__main__":
    main()
