"""Tables that were empty when a plan was made, and have grown since: what does it read now?"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text

from hutong.kernel.db import Database
from hutong.kernel.wire import Run

ROWS = 500


@dataclass(frozen=True)
class Reads:
    """Scans of whole tables, and rows."""

    scans: int
    rows: int

    def since(self, before: "Reads") -> "Reads":
        return Reads(self.scans - before.scans, self.rows - before.rows)


async def grow(db: Database, fresh: Mapping[str, str]) -> None:
    """Some hundred rows more like one that is there. `fresh`: by table, what differs in each, as
    the arguments of jsonb_build_object; `n` counts them."""
    async with db.transaction() as session:
        for table, differs in fresh.items():
            await session.execute(
                text(f"""
                insert into {table}
                select grown.* from (select * from {table} limit 1) known,
                    generate_series(1, {ROWS}) n,
                    jsonb_populate_record(
                        null::{table}, to_jsonb(known) || jsonb_build_object({differs})) grown
            """)  # noqa: S608 - our own words
            )


async def reads(wire: Run) -> dict[str, Reads]:
    """Of each table so far, by this connection and by others that have ended or are told."""
    await wire("select pg_stat_force_next_flush()")
    found = await wire(
        "select relname, coalesce(seq_scan, 0) as scans,"
        " coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as rows from pg_stat_user_tables"
        " where relname !~ '^(event|procrastinate)'"
    )
    return {row["relname"]: Reads(row["scans"], row["rows"]) for row in found}


def too_much(
    before: Mapping[str, Reads], after: Mapping[str, Reads], *, few: int
) -> dict[str, Reads]:
    """The tables that were read from one end to the other, or of which more rows than `few`."""
    read = {table: after[table].since(before[table]) for table in after}
    return {table: each for table, each in read.items() if each.scans or each.rows > few}
