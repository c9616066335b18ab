"""Procedures and their checklists; goods of a category may need theirs done before they are listed.

Revision ID: 0055
Revises: 0054
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

VIEW, WORK, EDIT = "checklists.view", "checklists.work", "checklists.edit"
GIVEN = {
    "operator": [VIEW, WORK, EDIT],
    "warehouse": [VIEW, WORK],
    "support": [VIEW, WORK],
    "auditor": [VIEW],
}
GRANT = sa.text(
    "update access_role set permissions = array("
    "select distinct unnest(permissions || cast(:added as text[])) order by 1) where name = :name"
)


def upgrade() -> None:
    op.create_table(
        "checklists_evidence",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "octet_length(content) <= 10485760", name=op.f("checklists_evidence_size_check")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("checklists_evidence_pkey")),
    )
    op.create_table(
        "checklists_procedure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "name", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column(
            "purpose", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column(
            "about",
            sa.Enum(
                "nothing",
                "product",
                "order",
                "import",
                "page",
                "theme",
                "article",
                name="about",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "starts",
            sa.Enum(
                "by_hand",
                "new",
                "daily",
                "weekly",
                "monthly",
                name="starts",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("day", sa.BigInteger(), nullable=True),
        sa.Column("hour", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("edited_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(starts = 'new') <= (about <> 'nothing')",
            name=op.f("checklists_procedure_new_of_something_check"),
        ),
        sa.CheckConstraint(
            "(starts = 'weekly' and day between 1 and 7) or (starts = 'monthly' and day between 1 and 28) or (starts not in ('weekly', 'monthly') and day is null)",
            name=op.f("checklists_procedure_day_check"),
        ),
        sa.CheckConstraint(
            "(starts in ('daily', 'weekly', 'monthly')) <= (about = 'nothing')",
            name=op.f("checklists_procedure_repeats_by_itself_check"),
        ),
        sa.CheckConstraint("hour between 0 and 23", name=op.f("checklists_procedure_hour_check")),
        sa.CheckConstraint("version > 0", name=op.f("checklists_procedure_version_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("checklists_procedure_pkey")),
    )
    op.create_table(
        "checklists_checklist",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column(
            "about",
            sa.Enum(
                "nothing",
                "product",
                "order",
                "import",
                "page",
                "theme",
                "article",
                name="about",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("target_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("assigned_to", sa.Uuid(), nullable=True),
        sa.Column("assigned_name", sa.Text(), nullable=False),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("done_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("called_off_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("called_off_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(about = 'nothing') = (key = '')", name=op.f("checklists_checklist_key_check")
        ),
        sa.CheckConstraint(
            "(ended_at is null) = (called_off_at is null and done_at is null)",
            name=op.f("checklists_checklist_ended_check"),
        ),
        sa.CheckConstraint(
            "called_off_at is null or done_at is null",
            name=op.f("checklists_checklist_one_end_check"),
        ),
        sa.ForeignKeyConstraint(
            ["assigned_to"], ["access_staff.id"], name=op.f("checklists_checklist_assigned_to_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["checklists_procedure.id"],
            name=op.f("checklists_checklist_procedure_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("checklists_checklist_pkey")),
    )
    op.create_index(
        "checklists_checklist_assigned_idx",
        "checklists_checklist",
        ["assigned_to"],
        unique=False,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_index(
        "checklists_checklist_day_key",
        "checklists_checklist",
        ["procedure_id", "day"],
        unique=True,
        postgresql_where=sa.text("day is not null"),
    )
    op.create_index(
        "checklists_checklist_of_idx",
        "checklists_checklist",
        ["about", "key", sa.literal_column("started_at DESC")],
        unique=False,
    )
    op.create_index(
        "checklists_checklist_running_key",
        "checklists_checklist",
        ["procedure_id", "key"],
        unique=True,
        postgresql_where=sa.text("ended_at is null and key <> ''"),
    )
    op.create_index(
        "checklists_checklist_started_idx",
        "checklists_checklist",
        [sa.literal_column("started_at DESC"), "id"],
        unique=False,
    )
    op.create_table(
        "checklists_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column(
            "title", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column(
            "hint", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("due_hours", sa.BigInteger(), nullable=True),
        sa.Column(
            "due_from",
            sa.Enum("start", "date", name="duefrom", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("wants_note", sa.Boolean(), nullable=False),
        sa.Column("wants_file", sa.Boolean(), nullable=False),
        sa.Column("wants_second", sa.Boolean(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "fact = '' or not (wants_note or wants_file or wants_second)",
            name=op.f("checklists_step_by_the_system_check"),
        ),
        sa.CheckConstraint(
            "(due_hours is null) = (due_from is null)", name=op.f("checklists_step_due_check")
        ),
        sa.CheckConstraint(
            "due_hours between 0 and 8784", name=op.f("checklists_step_due_hours_check")
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["checklists_procedure.id"],
            name=op.f("checklists_step_procedure_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("checklists_step_pkey")),
        sa.UniqueConstraint(
            "procedure_id",
            "version",
            "position",
            name=op.f("checklists_step_procedure_id_version_position_key"),
        ),
    )
    op.create_table(
        "checklists_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("checklist_id", sa.Uuid(), nullable=False),
        sa.Column("step_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("ticked_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("ticked_by", sa.Text(), nullable=False),
        sa.Column("ticked_by_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=True),
        sa.Column("confirmed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("done_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(done_at is null) or (ticked_at is not null)",
            name=op.f("checklists_task_done_by_someone_check"),
        ),
        sa.CheckConstraint(
            "confirmed_at is null or ticked_at is not null",
            name=op.f("checklists_task_confirmed_after_check"),
        ),
        sa.CheckConstraint(
            "confirmed_by_id <> ticked_by_id", name=op.f("checklists_task_second_person_check")
        ),
        sa.ForeignKeyConstraint(
            ["checklist_id"],
            ["checklists_checklist.id"],
            name=op.f("checklists_task_checklist_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["file_key"], ["checklists_evidence.key"], name=op.f("checklists_task_file_key_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["checklists_step.id"], name=op.f("checklists_task_step_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("checklists_task_pkey")),
        sa.UniqueConstraint(
            "checklist_id", "position", name=op.f("checklists_task_checklist_id_position_key")
        ),
    )
    op.create_index(
        "checklists_task_open_idx",
        "checklists_task",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("done_at is null"),
    )
    op.create_index("checklists_task_step_idx", "checklists_task", ["step_id"], unique=False)
    op.create_table(
        "checklists_mark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column(
            "deed",
            sa.Enum(
                "ticked",
                "confirmed",
                "undone",
                "came_true",
                "no_longer_true",
                name="deed",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["checklists_task.id"],
            name=op.f("checklists_mark_task_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("checklists_mark_pkey")),
    )
    op.create_index("checklists_mark_task_idx", "checklists_mark", ["task_id", "at"], unique=False)
    op.add_column(
        "listing_standard",
        sa.Column("checklist", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    for name in ("operator", "warehouse", "support", "auditor"):
        op.execute(GRANT.bindparams(name=name, added=GIVEN[name]))


def downgrade() -> None:
    op.drop_column("listing_standard", "checklist")
    op.drop_index("checklists_mark_task_idx", table_name="checklists_mark")
    op.drop_table("checklists_mark")
    op.drop_index("checklists_task_step_idx", table_name="checklists_task")
    op.drop_index(
        "checklists_task_open_idx",
        table_name="checklists_task",
        postgresql_where=sa.text("done_at is null"),
    )
    op.drop_table("checklists_task")
    op.drop_table("checklists_step")
    op.drop_index("checklists_checklist_started_idx", table_name="checklists_checklist")
    op.drop_index(
        "checklists_checklist_running_key",
        table_name="checklists_checklist",
        postgresql_where=sa.text("ended_at is null and key <> ''"),
    )
    op.drop_index("checklists_checklist_of_idx", table_name="checklists_checklist")
    op.drop_index(
        "checklists_checklist_day_key",
        table_name="checklists_checklist",
        postgresql_where=sa.text("day is not null"),
    )
    op.drop_index(
        "checklists_checklist_assigned_idx",
        table_name="checklists_checklist",
        postgresql_where=sa.text("ended_at is null"),
    )
    op.drop_table("checklists_checklist")
    op.drop_table("checklists_procedure")
    op.drop_table("checklists_evidence")
