"""What was done lately is found without reading all that was ever done."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

INDEX = "ix_tasks_task_shop_id_status_ended_at"


def upgrade() -> None:
    op.create_index(INDEX, "tasks_task", ["shop_id", "status", "ended_at"], unique=False)


def downgrade() -> None:
    op.drop_index(INDEX, table_name="tasks_task")
