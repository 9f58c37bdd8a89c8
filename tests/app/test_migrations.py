"""The migrations and the mapped tables tell the same story."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from nexus.platform.db import metadata
from nexus.platform.search import is_declared

from tests.databases import BACKENDS, fresh


def test_the_migrated_schema_is_the_mapped_schema(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_declared})
        assert compare_metadata(context, metadata) == []


@pytest.mark.parametrize("backend", BACKENDS)
def test_migrations_go_down_and_up_again(backend):
    with fresh(backend) as engine:
        for move, to in [(command.upgrade, "head"), (command.downgrade, "base")] * 2:
            with engine.begin() as connection:
                move(Config("alembic.ini", attributes={"connection": connection}), to)
