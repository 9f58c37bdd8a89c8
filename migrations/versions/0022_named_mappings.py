"""What the columns of a list hold is remembered under a name, so that it can be chosen."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    name = sa.Column("name", sa.String(200), nullable=False, server_default="")
    name_key = sa.Column("name_key", BYTEWISE, nullable=False, server_default="")
    with op.batch_alter_table("integrations_mapping") as mapping:
        mapping.add_column(name)
        mapping.add_column(name_key)


def downgrade() -> None:
    with op.batch_alter_table("integrations_mapping") as mapping:
        mapping.drop_column("name_key")
        mapping.drop_column("name")
