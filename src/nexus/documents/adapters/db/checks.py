"""What must hold in any shop's files."""

from collections.abc import Iterable

import sqlalchemy as sa

from nexus.documents.adapters.db.tables import file, version
from nexus.kernel.ids import ShopId

of_file = (version.c.shop_id == file.c.shop_id) & (version.c.file_id == file.c.id)


def lost_versions(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of files whose versions are not counted 1, 2, 3 up to the one that counts."""
    query = (
        sa.select(file.c.id)
        .join_from(file, version, of_file, isouter=True)
        .where(file.c.shop_id == shop_id)
        .group_by(file.c.id, file.c.current)
        .having(
            (sa.func.coalesce(sa.func.max(version.c.number), 0) != file.c.current)
            | (sa.func.count(version.c.number) != file.c.current)
        )
    )
    for id in connection.scalars(query):
        yield f"The versions of file {id} are not counted up to the one that counts."


def unlike_their_version(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of files that show another size or type than the version that counts."""
    counts = of_file & (version.c.number == file.c.current)
    differs = (version.c.size != file.c.size) | (version.c.media_type != file.c.media_type)
    query = sa.select(file.c.id).join_from(file, version, counts)
    for id in connection.scalars(query.where(file.c.shop_id == shop_id, differs)):
        yield f"File {id} shows another size or type than its version has."
