"""The event log, its consumers, and the job queue.

Revision ID: 0001
Revises:
"""

from alembic import op
from procrastinate import PsycopgConnector
from procrastinate.schema import SchemaManager

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

EVENTS = """
create sequence event_position_seq;

create table event (
    position bigint not null default nextval('event_position_seq'),
    recorded_at timestamptz not null default now(),
    xid xid8 not null default pg_current_xact_id(),
    name text not null,
    key uuid,
    payload jsonb not null,
    at timestamptz not null,
    constraint event_pkey primary key (position, recorded_at)
) partition by range (recorded_at);
create index event_place_idx on event (xid, position);
create index event_key_idx on event (key) where key is not null;
create table event_rest partition of event default;

create table event_consumer (
    name text not null,
    xid xid8 not null default '0'::xid8,
    position bigint not null default 0,
    moved_at timestamptz not null,
    constraint event_consumer_pkey primary key (name)
);

create table event_parked (
    consumer text not null,
    position bigint not null,
    name text not null,
    payload jsonb not null,
    error text not null,
    parked_at timestamptz not null,
    constraint event_parked_pkey primary key (consumer, position)
);
"""


def upgrade() -> None:
    cursor = op.get_bind().connection.cursor()  # many statements, and % is only a character
    cursor.execute(EVENTS)
    # procrastinate's own schema, at the version that the lock file pins; its upgrades are
    # numbered SQL files and become migrations of ours when the pin moves.
    cursor.execute(SchemaManager(PsycopgConnector()).get_schema())


def downgrade() -> None:
    raise NotImplementedError("the first migration has nothing before it")
