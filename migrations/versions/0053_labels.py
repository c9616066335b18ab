"""Tags that staff make, brands, and the words that shoppers use for goods. The badges of before are
tags from now on.

Revision ID: 0053
Revises: 0052
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

TAGS = """
    insert into catalog_tag (id, slug, name, tone, place, priority, edited_at, edited_by) values
    ('019738aa-0000-7000-8000-000000000001', 'hit', '{"zh": "爆款", "en": "Hit"}',
        'hot', 'card', 300, now(), 'system'),
    ('019738aa-0000-7000-8000-000000000002', 'new', '{"zh": "新品", "en": "New"}',
        'solid', 'card', 200, now(), 'system'),
    ('019738aa-0000-7000-8000-000000000003', 'daily_pick',
        '{"zh": "每日精选", "en": "Daily pick"}', 'calm', 'search', 100, now(), 'system')
"""
DOCUMENTS = """
    update search_document document set tags = coalesce((
        select jsonb_agg(jsonb_build_object('slug', tag.slug, 'name', tag.name, 'tone', tag.tone,
            'place', tag.place, 'above', false) order by tag.priority desc)
        from catalog_tag tag join catalog_product product on product.tags ? tag.slug
        where product.id = document.product_id
    ), '[]'), changed = pg_current_xact_id()
"""
RENAMED = """
    update {table} set {column} = cast(replace(cast({column} as text), '"badge":', '"tag":') as jsonb)
    where cast({column} as text) like '%"badge":%'
"""
IMPORTED = """
    update exchange_line set {column} = {column} - 'badges' ||
        jsonb_build_object('tags', {column} -> 'badges')
    where {column} ? 'badges'
"""
VERSIONS = """
    alter table catalog_version disable trigger catalog_version_append_only;
    update catalog_version set content = content - '{before}' ||
        jsonb_build_object('{after}', content -> '{before}') where content ? '{before}';
    alter table catalog_version enable trigger catalog_version_append_only;
"""
"""Only the name of a field changes, not what a version says."""


def upgrade() -> None:
    _tags()
    _brands()
    op.alter_column("catalog_product", "badges", new_column_name="tags")
    _products()
    op.drop_column("search_document", "badges")
    for name in ("tags", "keywords"):
        op.add_column(
            "search_document",
            sa.Column(name, postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        )
    op.add_column("search_document", sa.Column("brand", postgresql.JSONB(), nullable=True))
    op.execute(TAGS)
    op.execute(DOCUMENTS)
    for table, column in (("decoration_page", "draft"), ("decoration_version", "content")):
        op.execute(RENAMED.format(table=table, column=column))
    for column in ("draft", "before"):
        op.execute(IMPORTED.format(column=column))
    _rename_in_versions("badges", "tags")


def _rename_in_versions(before: str, after: str) -> None:
    for statement in VERSIONS.format(before=before, after=after).strip().split(";"):
        if statement.strip():
            op.execute(statement)


def _tags() -> None:
    tones = ("hot", "solid", "brand", "good", "warn", "calm")
    op.create_table(
        "catalog_tag",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column(
            "tone", sa.Enum(*tones, name="tone", native_enum=False, length=40), nullable=False
        ),
        sa.Column(
            "place",
            sa.Enum("card", "filter", "search", name="tagplace", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("priority", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("edited_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "slug ~ '^[a-z0-9]+([_-][a-z0-9]+)*$'", name=op.f("catalog_tag_slug_check")
        ),
        sa.CheckConstraint("parent_id <> id", name=op.f("catalog_tag_not_its_own_parent_check")),
        sa.CheckConstraint("priority between 0 and 999", name=op.f("catalog_tag_priority_check")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["catalog_tag.id"], name=op.f("catalog_tag_parent_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("catalog_tag_pkey")),
        sa.UniqueConstraint("slug", name=op.f("catalog_tag_slug_key")),
    )
    op.create_index(op.f("catalog_tag_parent_id_idx"), "catalog_tag", ["parent_id"])
    op.create_table(
        "catalog_given_tag",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        sa.Column("since", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["catalog_product.id"],
            name=op.f("catalog_given_tag_product_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["catalog_tag.id"], name=op.f("catalog_given_tag_tag_id_fkey")
        ),
        sa.PrimaryKeyConstraint("product_id", "rule_id", name=op.f("catalog_given_tag_pkey")),
    )
    op.create_index(op.f("catalog_given_tag_rule_id_idx"), "catalog_given_tag", ["rule_id"])
    op.create_index(op.f("catalog_given_tag_tag_id_idx"), "catalog_given_tag", ["tag_id"])


def _brands() -> None:
    op.create_table(
        "catalog_brand",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("story", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("logo", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("edited_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("catalog_brand_slug_check")
        ),
        sa.CheckConstraint("country ~ '^[A-Z]{2}$'", name=op.f("catalog_brand_country_check")),
        sa.ForeignKeyConstraint(
            ["logo"], ["content_picture.key"], name=op.f("catalog_brand_logo_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("catalog_brand_pkey")),
        sa.UniqueConstraint("slug", name=op.f("catalog_brand_slug_key")),
    )


def _products() -> None:
    op.add_column(
        "catalog_product",
        sa.Column("keywords", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
    )
    op.add_column("catalog_product", sa.Column("brand_id", sa.Uuid(), nullable=True))
    op.add_column(
        "catalog_product",
        sa.Column(
            "sourcing",
            sa.Enum("own_brand", "exclusive", name="sourcing", native_enum=False, length=40),
            nullable=True,
        ),
    )
    op.create_foreign_key(
        op.f("catalog_product_brand_id_fkey"),
        "catalog_product",
        "catalog_brand",
        ["brand_id"],
        ["id"],
    )
    op.create_index(op.f("catalog_product_brand_id_idx"), "catalog_product", ["brand_id"])
    op.create_index("catalog_product_tags_idx", "catalog_product", ["tags"], postgresql_using="gin")


def downgrade() -> None:
    """Tags beyond the three of before, brands and search words are lost."""
    for table, column in (("decoration_page", "draft"), ("decoration_version", "content")):
        renamed = RENAMED.replace("badge", "@").replace('"tag"', '"badge"').replace("@", "tag")
        op.execute(renamed.format(table=table, column=column))
    _rename_in_versions("tags", "badges")
    for name in ("brand", "keywords", "tags"):
        op.drop_column("search_document", name)
    op.add_column(
        "search_document",
        sa.Column("badges", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
    )
    op.execute(
        "update search_document document set badges = product.tags from catalog_product product"
        " where product.id = document.product_id"
    )
    op.alter_column("search_document", "badges", server_default=None)
    op.drop_index("catalog_product_tags_idx", table_name="catalog_product")
    for name in ("sourcing", "brand_id", "keywords"):
        op.drop_column("catalog_product", name)
    op.alter_column("catalog_product", "tags", new_column_name="badges")
    for table in ("catalog_brand", "catalog_given_tag", "catalog_tag"):
        op.drop_table(table)
