"""A PDF is shown page by page, so how many it has is kept with the version."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("documents_file_version", sa.Column("pages", sa.Integer))


def downgrade() -> None:
    op.drop_column("documents_file_version", "pages")
