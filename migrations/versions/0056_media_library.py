"""The media library: names, folders and focal points of pictures, films, and who names them.

Revision ID: 0056
Revises: 0055
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

TIME = postgresql.TIMESTAMP(timezone=True)
SHOWN = (
    ("catalog_product", "film"),
    ("catalog_turn_picture", "key"),
    ("catalog_product_picture", "key"),
    ("catalog_spec_value", "picture"),
    ("catalog_sku", "picture"),
    ("catalog_category", "picture"),
)
NAMED = (  # the keys that stand in what was built before
    ("page:", "decoration_page", "draft"),
    ("version:", "decoration_version", "content"),
    ("theme:", "decoration_theme", "settings"),
)


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for name in ("name", "folder", "put_by", "removed_by"):
        op.add_column(
            "content_picture", sa.Column(name, sa.Text(), server_default="", nullable=False)
        )
    for name, otherwise in (("size", "0"), ("focus_x", "50"), ("focus_y", "50")):
        column = sa.Column(name, sa.BigInteger(), server_default=otherwise, nullable=False)
        op.add_column("content_picture", column)
    for name in ("varied_at", "removed_at"):
        op.add_column("content_picture", sa.Column(name, TIME, nullable=True))
    now = sa.text("now()")
    op.add_column(
        "content_picture", sa.Column("changed_at", TIME, server_default=now, nullable=False)
    )
    op.alter_column("content_picture", "changed_at", server_default=None)
    op.add_column("content_picture", sa.Column("replaced_by", sa.Text(), nullable=True))
    op.add_column(
        "content_picture",
        sa.Column("replaced_in", postgresql.JSONB(), server_default="[]", nullable=False),
    )
    op.create_foreign_key(
        op.f("content_picture_replaced_by_fkey"),
        "content_picture",
        "content_picture",
        ["replaced_by"],
        ["key"],
        ondelete="SET NULL",
    )
    op.create_check_constraint(
        op.f("content_picture_focus_check"),
        "content_picture",
        "focus_x between 0 and 100 and focus_y between 0 and 100",
    )
    op.create_index("content_picture_put_idx", "content_picture", [sa.text("put_at desc"), "key"])
    op.create_index(
        "content_picture_unvaried_idx",
        "content_picture",
        ["put_at"],
        postgresql_where=sa.text("varied_at is null"),
    )
    op.create_index("content_picture_changed_idx", "content_picture", ["changed_at"])
    _films()
    _uses()
    _shown()
    _allow("media.view", "catalog.view", "content.view", "decoration.view")
    _allow("media.edit", "catalog.edit", "content.edit", "decoration.edit")


def _allow(permission: str, *whoever_may: str) -> None:
    """Roles stay as staff made them: who dealt with pictures until now goes on."""
    likes = " or ".join(f"had like '{each}'" for each in whoever_may)
    op.execute(
        f"""
        update access_role set permissions = array_append(permissions, '{permission}')
        where not '{permission}' = any(permissions)
        and exists (select 1 from unnest(permissions) had where {likes})"""  # noqa: S608 - our own names
    )


def _shown() -> None:
    """A film and a 360° view for products; and who shows a picture is found at once."""
    op.add_column("catalog_product", sa.Column("film", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("catalog_product_film_fkey"), "catalog_product", "content_film", ["film"], ["key"]
    )
    op.create_table(
        "catalog_turn_picture",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["catalog_product.id"],
            name=op.f("catalog_turn_picture_product_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["key"], ["content_picture.key"], name=op.f("catalog_turn_picture_key_fkey")
        ),
        sa.PrimaryKeyConstraint("product_id", "position", name=op.f("catalog_turn_picture_pkey")),
    )
    for table, column in SHOWN:
        op.create_index(op.f(f"{table}_{column}_idx"), table, [column])


def _films() -> None:
    op.create_table(
        "content_film",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("container", sa.Text(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("alt", postgresql.JSONB(), nullable=False),
        sa.Column("poster", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("put_at", TIME, nullable=False),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("removed_at", TIME, nullable=True),
        sa.Column("removed_by", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("width > 0 and height > 0", name=op.f("content_film_size_check")),
        sa.CheckConstraint(
            "container in ('mp4', 'webm')", name=op.f("content_film_container_check")
        ),
        sa.CheckConstraint("seconds >= 0 and bytes > 0", name=op.f("content_film_length_check")),
        sa.ForeignKeyConstraint(
            ["poster"], ["content_picture.key"], name=op.f("content_film_poster_fkey")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("content_film_pkey")),
    )


def _uses() -> None:
    op.create_table(
        "content_media_use",
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("place", "key", name=op.f("content_media_use_pkey")),
    )
    op.create_index(op.f("content_media_use_key_idx"), "content_media_use", ["key"])
    for place, table, column in NAMED:
        op.execute(
            f"""
            insert into content_media_use (place, key)
            select distinct '{place}' || kept.id, named[1]
            from {table} kept,
                regexp_matches(kept.{column}::text, '"([0-9a-f]{{32}})"', 'g') named
            join content_picture on content_picture.key = named[1]"""  # noqa: S608 - our own names
        )


def downgrade() -> None:
    op.drop_table("catalog_turn_picture")
    for table, column in SHOWN:
        if table != "catalog_turn_picture":
            op.drop_index(op.f(f"{table}_{column}_idx"), table_name=table)
    op.drop_column("catalog_product", "film")
    op.drop_table("content_media_use")
    op.drop_table("content_film")
    op.drop_index("content_picture_changed_idx", table_name="content_picture")
    op.drop_index("content_picture_unvaried_idx", table_name="content_picture")
    op.drop_index("content_picture_put_idx", table_name="content_picture")
    op.drop_constraint(op.f("content_picture_focus_check"), "content_picture")
    op.drop_constraint(op.f("content_picture_replaced_by_fkey"), "content_picture")
    added = "name folder put_by removed_by size focus_x focus_y varied_at removed_at changed_at"
    for name in (*added.split(), "replaced_by", "replaced_in"):
        op.drop_column("content_picture", name)
