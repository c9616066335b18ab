"""An address of a product, a category or a page is the one it has or one it left, never both.

Revision ID: 0042
Revises: 0041
"""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

# Present and former addresses stand in two tables, which no unique index spans: whoever writes
# either holds the editing of the module, as its own code does, and then looks at the other.
FREE = """
create function kernel_address_is_free() returns trigger language plpgsql as $$
declare
    taken boolean;
begin
    perform pg_advisory_xact_lock(hashtext(tg_argv[0] || '.editing'));
    execute format('select exists (select from %I where slug = $1)', tg_argv[1])
        into taken using new.slug;
    if taken then
        raise exception 'the address % stands in %', new.slug, tg_argv[1]
            using errcode = 'unique_violation', constraint = tg_name;
    end if;
    return null;
end $$
"""
PAIRS = (
    ("catalog", "catalog_product", "catalog_former_product_slug"),
    ("catalog", "catalog_category", "catalog_former_category_slug"),
    ("content", "content_article", "content_former_article_slug"),
)


def upgrade() -> None:
    op.execute(FREE)
    for module, present, former in PAIRS:
        for table, other in ((present, former), (former, present)):
            op.execute(f"""
                create trigger {table}_address_is_free after insert or update of slug on {table}
                for each row execute function kernel_address_is_free('{module}', '{other}')
            """)


def downgrade() -> None:
    for _module, *tables in PAIRS:
        for table in tables:
            op.execute(f"drop trigger {table}_address_is_free on {table}")
    op.execute("drop function kernel_address_is_free()")
