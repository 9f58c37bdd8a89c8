"""A cursor that somebody made up is refused before the database sees it."""

from base64 import urlsafe_b64encode

import msgspec
import pytest
import sqlalchemy as sa

from nexus.kernel.errors import Invalid
from nexus.kernel.ids import new_id
from nexus.platform.listing import page

table = sa.table("t", sa.column("id", sa.Uuid), sa.column("name", sa.String))


@pytest.mark.parametrize(
    "row", [["name", "a\0b", new_id()], ["name", 7, new_id()], ["-name", "a", new_id()], {}, "x"]
)
def test_a_made_up_cursor_is_invalid(row):
    cursor = urlsafe_b64encode(msgspec.json.encode(row)).decode().rstrip("=")
    with pytest.raises(Invalid, match="cursor"):
        page(
            None,
            sa.select(table),
            str,
            sorts={"name": table.c.name},
            id=table.c.id,
            sort="name",
            limit=1,
            cursor=cursor,
        )
